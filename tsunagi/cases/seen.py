"""見たケースと、その中の行。見てよい理由を一度確かめたら、その答えを持ち歩く。

A `SeenCase` is made only by `case/queries.py` from a case that the scope has returned.
Rows of that case are then read by what the sight opens, without asking the table of
reasons again for every kind of row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models

from tsunagi.cases.case.models import Case
from tsunagi.cases.field_classes import FieldClass, Sight

M = TypeVar("M", bound=models.Model)
REASON = "the sight of the case was asked for and opens this class"


@dataclass(frozen=True)
class SeenCase:
    """A case together with what the actor may see of it now."""

    case: Case
    sight: Sight


def rows_of_case(
    model: type[M], seen: SeenCase, *, needs: FieldClass = FieldClass.SUPPORT
) -> models.QuerySet[M]:
    """The rows of this case; nothing at all if the sight does not open the class."""
    return _rows(model, seen, needs).filter(case_id=seen.case.pk)


def rows_of_person(
    model: type[M], seen: SeenCase, *, needs: FieldClass = FieldClass.SUPPORT
) -> models.QuerySet[M]:
    """The rows of the person of this case, likewise."""
    return _rows(model, seen, needs).filter(person_id=seen.case.person_id)


def _rows(model: type[M], seen: SeenCase, needs: FieldClass) -> models.QuerySet[M]:
    manager: Any = model._default_manager
    rows: models.QuerySet[M] = manager.unscoped(REASON)
    return rows if seen.sight.sees(needs) else rows.none()
