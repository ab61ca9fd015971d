"""見たケースと、その中の行。見てよい理由を一度確かめたら、その答えを持ち歩く。

A `SeenCase` is made only here, from a case whose sight the scope has answered for.
Rows of that case are then read by what the sight opens, without asking the table of
reasons again for every kind of row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case
from tsunagi.cases.field_classes import FieldClass, Sight
from tsunagi.cases.scope import sight_of

M = TypeVar("M", bound=models.Model)
REASON = "the sight of the case was asked for and opens this class"


@dataclass(frozen=True)
class SeenCase:
    """A case together with what the actor may see of it now."""

    case: Case
    sight: Sight


# What nearly every page of a case shows beside it.
WITH_CASE = ("person__area", "responsible_office", "responsible_staff")


def looked_up(*, actor: Actor, public_id: UUID, now: datetime) -> SeenCase | None:
    """The case of this id with the sight of it; None: it does not exist for the actor.

    The row first, then the one question about it: nothing of a case without a reason
    leaves this function.
    """
    case = (
        Case.objects.unscoped("whether it is seen is asked in the next statement")
        .filter(public_id=public_id, municipality_id=actor.here)
        .select_related(*WITH_CASE)
        .first()
    )
    if case is None:
        return None
    sight = sight_of(case, actor=actor, now=now)
    return SeenCase(case, sight) if sight.relations else None


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
