"""計画の進みの一覧と、市町村の机の読取り。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.access.statements import made_once, number_of
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.queries import visible_cases
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.plan.list_rules import (
    NEAR_DAYS,
    OVER_OR_IN_USE,
    SUBMITTED,
    BoardFilter,
    BoardView,
    DeskView,
)
from tsunagi.cases.plan.models import Plan, PlanStep
from tsunagi.cases.plan.rules import OVER, Stage, Step
from tsunagi.common.frozen import Frozen
from tsunagi.ui.parts import MOST_COUNTED

PAGE = 50
RECEIVED_DAYS = 14


def office_plans(*, actor: Actor, now: datetime) -> QuerySet[Plan]:
    """The plans of the open cases that the actor's office carries."""
    return Plan.objects.visible_to(actor, now=now).filter(
        office_id=actor.office_id or 0,
        case__responsible_office_id=actor.office_id or 0,
        case__closed_on=None,
    )


def board_lines(
    *,
    actor: Actor,
    wanted: BoardFilter,
    now: datetime,
    today: date,
    after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[Plan], UUID | None]:
    """One page by due day, then by age. One query, two on later pages."""
    rows = _of_view(
        _of_staff(office_plans(actor=actor, now=now), wanted, actor), wanted, today
    )
    return _page(rows, after, limit)


def _of_staff(
    rows: QuerySet[Plan], wanted: BoardFilter, actor: Actor
) -> QuerySet[Plan]:
    if wanted.staff_id is not None:
        rows = rows.filter(case__responsible_staff__public_id=wanted.staff_id)
    if wanted.is_mine:
        rows = rows.filter(case__responsible_staff_id=actor.staff_id or 0)
    return rows


def _of_view(rows: QuerySet[Plan], wanted: BoardFilter, today: date) -> QuerySet[Plan]:
    match wanted.view:
        case BoardView.DUE:
            near = today + timedelta(days=NEAR_DAYS)
            return rows.exclude(stage__in=SUBMITTED).filter(due_on__lte=near)
        case BoardView.CITY:
            return rows.filter(stage=Stage.DRAFT_SUBMITTED)
        case BoardView.ACTIVE:
            return rows.filter(stage=Stage.ACTIVE)
    return rows.exclude(stage__in=OVER_OR_IN_USE)


def _page(
    rows: QuerySet[Plan], after: UUID | None, limit: int
) -> tuple[list[Plan], UUID | None]:
    if after is not None:
        place = rows.filter(public_id=after).values_list("due_on", "pk").first()
        if place is not None:
            rows = rows.filter(_behind(*place))
    return _shown(rows.order_by(F("due_on").asc(nulls_last=True), "pk"), limit)


# What the page shows of each line; whole rows of four tables took a third of its time.
SHOWN = (
    "public_id", "kind", "occasion", "stage", "stage_since", "due_on", "office__name",
    "case__public_id", "case__person__public_id", "case__person__name",
    "case__responsible_staff__name",
)  # fmt: skip


def _shown(rows: QuerySet[Plan], limit: int) -> tuple[list[Plan], UUID | None]:
    """The first lines with what the page shows of each, and the key of the last."""
    joined = rows.select_related(
        "case__person", "case__responsible_staff", "office"
    ).only(*SHOWN)
    found = list(joined[: limit + 1])
    lines = found[:limit]
    return lines, lines[-1].public_id if len(found) > limit else None


def days_of_steps(
    *, actor: Actor, now: datetime, plans: Sequence[Plan]
) -> dict[int, dict[Step, date]]:
    """The days of the steps that hold, by the key of the plan. One query."""
    days: dict[int, dict[Step, date]] = {plan.pk: {} for plan in plans}
    rows = PlanStep.objects.visible_to(actor, now=now).filter(
        plan__in=days, withdrawn_at=None
    )
    for plan, step, on in rows.values_list("plan_id", "step", "on"):
        days[plan][Step(step)] = on
    return days


def _behind(due_on: date | None, pk: int) -> Q:
    if due_on is None:
        return Q(due_on=None, pk__gt=pk)
    return Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=pk) | Q(due_on=None)


def cases_without_plan(
    *,
    actor: Actor,
    wanted: BoardFilter,
    now: datetime,
    after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[Case], UUID | None]:
    """計画相談・障害児相談なのに、動いている計画も使っている計画もない人。"""
    rows = _without(actor=actor, now=now)
    if wanted.is_mine:
        rows = rows.filter(responsible_staff_id=actor.staff_id or 0)
    if wanted.staff_id is not None:
        rows = rows.filter(responsible_staff__public_id=wanted.staff_id)
    if after is not None:
        place = rows.filter(public_id=after).values_list("pk", flat=True).first()
        rows = rows.filter(pk__gt=place or 0)
    found = list(
        rows.select_related("person", "responsible_staff").order_by("pk")[: limit + 1]
    )
    lines = found[:limit]
    return lines, lines[-1].public_id if len(found) > limit else None


def _without(*, actor: Actor, now: datetime) -> QuerySet[Case]:
    running = Plan._base_manager.filter(case=OuterRef("pk")).exclude(stage__in=OVER)
    return visible_cases(actor=actor, now=now).filter(
        ~Exists(running),
        responsible_office_id=actor.office_id or 0,
        mode__in=(Mode.PLAN, Mode.CHILD_PLAN),
        closed_on=None,
    )


class BoardCounts(Frozen):
    moving: int
    due: int
    city: int
    active: int
    without: int


def board_counts(
    *, actor: Actor, wanted: BoardFilter, now: datetime, today: date
) -> BoardCounts:
    """The numbers on the tabs. Two queries."""
    rows = _of_staff(office_plans(actor=actor, now=now), wanted, actor).order_by()
    near = today + timedelta(days=NEAR_DAYS)
    sums = rows.aggregate(
        moving=Count("pk", filter=~Q(stage__in=OVER_OR_IN_USE)),
        due=Count("pk", filter=~Q(stage__in=SUBMITTED) & Q(due_on__lte=near)),
        city=Count("pk", filter=Q(stage=Stage.DRAFT_SUBMITTED)),
        active=Count("pk", filter=Q(stage=Stage.ACTIVE)),
    )
    without = _without(actor=actor, now=now)
    if wanted.is_mine:
        without = without.filter(responsible_staff_id=actor.staff_id or 0)
    return BoardCounts(**sums, without=without.count())


def _desk(*, actor: Actor, now: datetime) -> QuerySet[Plan]:
    """Every plan of the municipality that its officer may see."""
    return Plan.objects.visible_to(actor, now=now).filter(municipality_id=actor.here)


def _of_desk(rows: QuerySet[Plan], view: DeskView, today: date) -> QuerySet[Plan]:
    """Each view reads along an index of its own, so that a city's desk opens quickly."""
    match view:
        case DeskView.MISSING:
            return rows.exclude(stage__in=SUBMITTED).filter(due_on__lt=today)
        case DeskView.UNDATED:
            return rows.filter(stage=Stage.REQUESTED, due_on=None)
        case DeskView.RECEIVED:
            since = today - timedelta(days=RECEIVED_DAYS)
            received = PlanStep._base_manager.filter(
                step=Step.DRAFT_SUBMITTED, withdrawn_at=None, on__gte=since
            )
            return rows.exclude(stage__in=OVER).filter(
                pk__in=received.values("plan_id")
            )
        case DeskView.WAITING:
            return rows.filter(stage=Stage.DRAFT_SUBMITTED)
    return rows.exclude(stage__in=SUBMITTED).filter(due_on__isnull=False)


# By the day on which something is wanted; what has no such day, by how long it waits.
DESK_ORDER = {DeskView.ASKED: "due_on", DeskView.MISSING: "due_on"}


def desk_lines(
    *,
    actor: Actor,
    view: DeskView,
    now: datetime,
    today: date,
    after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[Plan], UUID | None]:
    """One page of the officer's desk."""
    rows = _of_desk(_desk(actor=actor, now=now), view, today)
    first = DESK_ORDER.get(view, "stage_since")
    if after is not None:
        place = rows.filter(public_id=after).values_list(first, "pk").first()
        if place is not None:
            day, pk = place
            rows = rows.filter(
                Q(**{f"{first}__gt": day}) | Q(**{first: day}, pk__gt=pk)
            )
    return _shown(rows.order_by(first, "pk"), limit)


def desk_counts(*, actor: Actor, now: datetime, today: date) -> dict[DeskView, int]:
    """One query for each tab, save that what is late is the beginning of what was asked
    for: the two are counted along one index together."""
    every = _desk(actor=actor, now=now)
    asked = _of_desk(every, DeskView.ASKED, today).order_by("due_on")
    days = list(asked.values_list("due_on", flat=True)[:MOST_COUNTED])
    counts = {
        DeskView.ASKED: len(days),
        DeskView.MISSING: sum(day is not None and day < today for day in days),
    }
    return {
        view: counts[view] if view in counts else _counted(_of_desk(every, view, today))
        for view in DeskView
    }


def due_count(*, actor: Actor, now: datetime, today: date) -> int:
    """自分の担当で、提出期限が近いか過ぎた計画案の数。"""
    return sum(_due_of_mine(actor=actor, now=now, today=today))


@made_once
def _due_of_mine(*, actor: Actor, now: datetime, today: date) -> QuerySet[Any, int]:
    wanted = BoardFilter(BoardView.DUE, is_mine=True)
    rows = _of_staff(office_plans(actor=actor, now=now), wanted, actor)
    return number_of(_of_view(rows, wanted, today))


def desk_count(*, actor: Actor, view: DeskView, now: datetime, today: date) -> int:
    """One tab of the desk."""
    return _counted(_of_desk(_desk(actor=actor, now=now), view, today))


def _counted(rows: QuerySet[Plan]) -> int:
    """To a thousand: more is said as 「以上」."""
    return rows.order_by().values("pk")[:MOST_COUNTED].count()
