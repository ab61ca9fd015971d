"""ふり返りの読取り。だれのことかは、いまその方の記録を見てよい人にだけ出す。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once
from tsunagi.cases.case.models import Case
from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.reflection.models import Reflection
from tsunagi.cases.reflection.rules import OFFERED_FOR
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.staff.chief_queries import chiefs_of_municipality
from tsunagi.organisations.staff.models import Staff

MOST_LISTED = 200
MOST_OFFERED = 12


class ReflectionLine(Frozen):
    """case None: the actor may not see the person's record (any more)."""

    row: Reflection
    case: Case | None


def _rows(actor: Actor, now: datetime) -> QuerySet[Reflection]:
    return Reflection.objects.visible_to(actor, now=now).select_related(
        "author", "shown_to"
    )


def _with_cases(
    actor: Actor, rows: Iterable[Reflection], now: datetime
) -> list[ReflectionLine]:
    """One query for all persons."""
    found = list(rows)
    cases = {
        case.pk: case
        for case in Case.objects.visible_to(actor, now=now)
        .filter(pk__in={row.case_id for row in found})
        .select_related("person")
    }
    return [ReflectionLine(row, cases.get(row.case_id)) for row in found]


def own_reflections(*, actor: Actor, now: datetime) -> list[ReflectionLine]:
    """わたしのふり返り。新しいものから。"""
    rows = _rows(actor, now).filter(author_id=actor.staff_id or 0, is_current=True)
    return _with_cases(actor, rows.order_by("-recorded_at", "-id")[:MOST_LISTED], now)


def shown_reflections(*, actor: Actor, now: datetime) -> list[ReflectionLine]:
    """見せてもらったふり返り。"""
    rows = _rows(actor, now).filter(shown_to_id=actor.staff_id or 0, is_current=True)
    return _with_cases(actor, rows.order_by("-recorded_at", "-id")[:MOST_LISTED], now)


def reflection_of(*, actor: Actor, record_id: UUID, now: datetime) -> ReflectionLine:
    row = (
        _rows(actor, now)
        .filter(record_id=record_id, is_current=True)
        .select_related("case__person")
        .first()
    )
    if row is None:
        raise NotVisible
    return _with_cases(actor, [row], now)[0]


def reflection_versions(
    *, actor: Actor, reflection: Reflection, now: datetime
) -> list[Reflection]:
    """The earlier versions: only the author reads them."""
    rows = _rows(actor, now).filter(
        record_id=reflection.record_id, author_id=actor.staff_id or 0, is_current=False
    )
    return list(rows.order_by("-version"))


def own_reflection_of(*, actor: Actor, case: Case, now: datetime) -> Reflection | None:
    """What the actor wrote about this case before."""
    return (
        _rows(actor, now)
        .filter(case=case, author_id=actor.staff_id or 0, is_current=True)
        .first()
    )


def evidence_of(
    *, actor: Actor, line: ReflectionLine, now: datetime
) -> list[DecisionSupport]:
    """The records that the reflection rests on, as far as the actor may see them."""
    if not line.row.evidence:
        return []
    rows = DecisionSupport.objects.visible_to(actor, now=now)
    return list(
        rows.filter(case_id=line.row.case_id, public_id__in=line.row.evidence).order_by(
            "held_on", "id"
        )
    )


def decisions_to_choose(
    *, actor: Actor, case_id: int, now: datetime
) -> list[DecisionSupport]:
    """The decision-support records of the case, as far as the actor may see them."""
    rows = DecisionSupport.objects.visible_to(actor, now=now).filter(case_id=case_id)
    return list(rows.order_by("-held_on", "-id"))


def chiefs_to_show(*, actor: Actor, today: date) -> list[Staff]:
    """この地域の主任。自分は除く。"""
    found = {
        one.staff_id: one.staff
        for one in chiefs_of_municipality(actor=actor, today=today)
        if one.staff_id != actor.staff_id
    }
    return list(found.values())


@made_once
def cases_to_reflect(*, actor: Actor, now: datetime, today: date) -> QuerySet[Case]:
    """終結から30日以内の、自分の担当で、まだふり返っていないもの。一つの問い合わせ。"""
    written = Reflection._base_manager.filter(
        case=OuterRef("pk"), author_id=actor.staff_id or 0, is_current=True
    )
    return (
        Case.objects.visible_to(actor, now=now)
        .filter(
            responsible_staff_id=actor.staff_id or 0,
            closed_on__gte=today - OFFERED_FOR, closed_on__lte=today,
        )
        .exclude(Exists(written))
        .select_related("person")
        .order_by("closed_on", "id")[:MOST_OFFERED]
    )  # fmt: skip
