"""見たケースと、その中の行。見てよい理由を一度確かめたら、その答えを持ち歩く。

A `SeenCase` is made only here, from a case whose sight the scope has answered for.
Rows of that case are then read by what the sight opens, without asking the table of
reasons again for every kind of row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from inspect import signature
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import models

from tsunagi.access.actor import Actor, system_actor
from tsunagi.access.statements import NO_TIME, made_once
from tsunagi.cases.case.models import Case
from tsunagi.cases.field_classes import FieldClass, Sight
from tsunagi.cases.scope import reasons_beside_case, sight_of
from tsunagi.common.frozen import Frozen

M = TypeVar("M", bound=models.Model)
# The sight has been asked for whoever it was; the rows are the same for all.
ANYBODY = system_actor("kept")
REASON = "the sight of the case was asked for and opens this class"


class SeenCase(Frozen):
    """A case together with what the actor may see of it now."""

    case: Case
    sight: Sight


# What nearly every page of a case shows beside it.
WITH_CASE = ("person__area", "responsible_office", "responsible_staff")


def looked_up(
    *, actor: Actor, public_id: UUID, now: datetime, is_shown: bool = True
) -> SeenCase | None:
    """The case of this id with the sight of it; None: it does not exist for the actor.

    The row comes with the reasons to see it, and nothing of a case without a reason
    leaves this function. is_shown: with office, staff and area, which a page shows beside
    the person; without, they are read when somebody asks.
    """
    cases = _cases_here if is_shown else _cases_with_person
    for case in cases(actor=actor, now=now, ids=[public_id]):
        sight = sight_of(case, actor=actor, now=now, reasons=case.reasons or "[]")
        return SeenCase(case, sight) if sight.relations else None
    return None


@made_once
def _cases_here(
    *, actor: Actor, now: datetime, ids: Collection[UUID]
) -> models.QuerySet[Any]:
    return _of_ids(actor, now, ids).select_related(*WITH_CASE)


@made_once
def _cases_with_person(
    *, actor: Actor, now: datetime, ids: Collection[UUID]
) -> models.QuerySet[Any]:
    return _of_ids(actor, now, ids).select_related("person")


def _of_ids(actor: Actor, now: datetime, ids: Collection[UUID]) -> models.QuerySet[Any]:
    cases = Case.objects.unscoped("whether it is seen is decided by what comes with it")
    here = cases.filter(public_id__in=ids, municipality_id=actor.here)
    return here.annotate(reasons=reasons_beside_case(now))


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


class OfCaseOnce(Generic[M]):
    """Rows of a case that its pages ask for again and again, by a statement made once.

    As `rows_of_case`: nothing at all if the sight does not open the class. narrowed: of
    the rows, and of the day where they hold for a time, which are wanted and in which
    order; the same for every case.
    """

    key = "case_id"

    def __init__(
        self,
        model: type[M],
        narrowed: Callable[..., models.QuerySet[M]],
        *,
        needs: FieldClass = FieldClass.SUPPORT,
    ) -> None:
        self.needs = needs
        self.asks_for_day = len(signature(narrowed).parameters) > 1

        def build(
            *, actor: Actor, now: datetime, today: date, ids: Collection[int]
        ) -> models.QuerySet[M]:
            manager: Any = model._default_manager
            rows = manager.unscoped(REASON).filter(**{f"{self.key}__in": ids})
            return narrowed(rows, today) if self.asks_for_day else narrowed(rows)

        build.__qualname__ = f"{type(self).__name__}({model.__name__}: {narrowed})"
        self._rows = made_once(build)

    def __call__(self, seen: SeenCase, *, today: date | None = None) -> list[M]:
        """today: for rows that hold for a time, and for them only."""
        if self.asks_for_day is (today is None):
            raise TypeError("the day is asked for exactly by rows that hold for a time")
        if not seen.sight.sees(self.needs):
            return []
        return self._rows(
            actor=ANYBODY, now=NO_TIME, today=today, ids=(self.number_in(seen),)
        )

    def number_in(self, seen: SeenCase) -> int:
        return seen.case.pk


class OfPersonOnce(OfCaseOnce[M]):
    """The rows of the person of the case, likewise."""

    key = "person_id"

    def number_in(self, seen: SeenCase) -> int:
        return seen.case.person_id


def _rows(model: type[M], seen: SeenCase, needs: FieldClass) -> models.QuerySet[M]:
    manager: Any = model._default_manager
    rows: models.QuerySet[M] = manager.unscoped(REASON)
    return rows if seen.sight.sees(needs) else rows.none()
