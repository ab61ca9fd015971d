"""モニタリングの読取り: 一人の支給決定と月、事業所の今月・遅れ・これから、月ごとの量。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.case.models import Case
from tsunagi.cases.changes import with_history
from tsunagi.cases.entitlement.models import Entitlement, MonitoringTerm
from tsunagi.cases.monitoring.list_rules import DueFilter, DueView
from tsunagi.cases.monitoring.models import MonitoringMonth, MonitoringMonthChange
from tsunagi.cases.monitoring.rules import MonthState, Turning, turning_ahead
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen, field

PAGE = 50
MOST_PLANNED_AT_ONCE = 200
MONTHS_AHEAD = 12


class EntitlementSheet(Frozen):
    """One entitlement with its decisions and its months."""

    entitlement: Entitlement
    terms: list[MonitoringTerm]
    months: list[MonitoringMonth] = field(default_factory=list)


def entitlements_of(*, actor: Actor, seen: SeenCase) -> list[EntitlementSheet]:
    """All of the case, the newest first. Three queries."""
    terms = Prefetch("terms", queryset=MonitoringTerm._base_manager.order_by("id"))
    rows = list(
        rows_of_case(Entitlement, seen)
        .select_related("recorded_by")
        .prefetch_related(terms)
        .order_by("-to_month", "-id")
    )
    months: dict[int, list[MonitoringMonth]] = {}
    rows_of_months = rows_of_case(MonitoringMonth, seen).prefetch_related(
        with_history("changes_made", MonitoringMonthChange)
    )
    for month in rows_of_months.order_by("month", "id"):
        months.setdefault(month.entitlement_id, []).append(month)
    return [
        EntitlementSheet(row, list(row.terms.all()), months.get(row.pk, []))
        for row in rows
    ]


def entitlement_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Entitlement:
    row = (
        rows_of_case(Entitlement, seen)
        .select_related("case__person")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def month_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> MonitoringMonth:
    row = (
        rows_of_case(MonitoringMonth, seen)
        .select_related("case__person")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def office_months(*, actor: Actor, now: datetime) -> QuerySet[MonitoringMonth]:
    """The months of the open cases that the actor's office carries.

    The scope keeps to the municipality. Naming it here again would lead SQLite through
    the months of the whole city instead of the cases of one office.
    """
    return MonitoringMonth.objects.visible_to(actor, now=now).filter(
        case__responsible_office_id=actor.office_id or 0,
        case__closed_on=None,
    )


def due_lines(
    *,
    actor: Actor,
    wanted: DueFilter,
    now: datetime,
    today: date,
    after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[MonitoringMonth], UUID | None]:
    """One page, by month, then by the day of the visit. One query, two on later pages."""
    rows = _filtered(office_months(actor=actor, now=now), wanted, actor, today)
    if after is not None:
        place = (
            office_months(actor=actor, now=now)
            .filter(public_id=after)
            .values_list("month", "planned_on", "pk")
            .first()
        )
        if place is not None:
            rows = rows.filter(_behind(place))
    found = list(
        rows.select_related("case__person", "case__responsible_staff").order_by(
            "month", F("planned_on").asc(nulls_last=True), "pk"
        )[: limit + 1]
    )
    lines = found[:limit]
    return lines, lines[-1].public_id if len(found) > limit else None


def _filtered(
    rows: QuerySet[MonitoringMonth], wanted: DueFilter, actor: Actor, today: date
) -> QuerySet[MonitoringMonth]:
    this = YearMonth.of(today)
    if wanted.staff_id is not None:
        rows = rows.filter(case__responsible_staff__public_id=wanted.staff_id)
    if wanted.is_mine:
        rows = rows.filter(case__responsible_staff_id=actor.staff_id or 0)
    if wanted.view is DueView.DONE:
        return rows.filter(
            state__in=(MonthState.DONE, MonthState.NOT_DONE),
            month__gte=this.plus(-2).as_int,
        )
    planned = rows.filter(state=MonthState.PLANNED)
    if wanted.view is DueView.LATE:
        return planned.filter(month__lt=this.as_int)
    if wanted.view is DueView.NEXT:
        return planned.filter(month__gt=this.as_int, month__lte=this.plus(3).as_int)
    return planned.filter(month=this.as_int)


def _behind(place: tuple[int, date | None, int]) -> Q:
    month, planned, pk = place
    same = Q(month=month)
    if planned is None:
        behind = Q(planned_on=None, pk__gt=pk)
    else:
        behind = (
            Q(planned_on__gt=planned)
            | Q(planned_on=planned, pk__gt=pk)
            | Q(planned_on=None)
        )
    return Q(month__gt=month) | (same & behind)


def chosen_months(
    *, actor: Actor, public_ids: Collection[UUID], now: datetime
) -> dict[UUID, MonitoringMonth]:
    """The rows that a page sent back, as far as they are the office's and planned."""
    rows = office_months(actor=actor, now=now).filter(
        public_id__in=list(public_ids)[:MOST_PLANNED_AT_ONCE], state=MonthState.PLANNED
    )
    return {row.public_id: row for row in rows.select_related("case__person")}


class Workload(Frozen):
    """How many are planned in each month ahead, and what is due now."""

    months: list[tuple[YearMonth, int]]
    late: int
    this_month: int


def workload(
    *,
    actor: Actor,
    now: datetime,
    today: date,
    only_mine: bool = False,
    staff_id: UUID | None = None,
) -> Workload:
    """One query: the planned months until a year from now, summed."""
    this = YearMonth.of(today)
    rows = office_months(actor=actor, now=now).filter(
        state=MonthState.PLANNED, month__lte=this.plus(MONTHS_AHEAD - 1).as_int
    )
    if only_mine:
        rows = rows.filter(case__responsible_staff_id=actor.staff_id or 0)
    if staff_id is not None:
        rows = rows.filter(case__responsible_staff__public_id=staff_id)
    counts = dict(rows.order_by().values_list("month").annotate(count=Count("pk")))
    ahead = [this.plus(number) for number in range(MONTHS_AHEAD)]
    return Workload(
        months=[(month, counts.get(month.as_int, 0)) for month in ahead],
        late=sum(count for month, count in counts.items() if month < this.as_int),
        this_month=counts.get(this.as_int, 0),
    )


def visits_between(
    *, actor: Actor, first: date, before: date, now: datetime, only_mine: bool
) -> list[MonitoringMonth]:
    """The visits of a calendar month, with whom. One query."""
    rows = office_months(actor=actor, now=now).filter(
        state__in=(MonthState.PLANNED, MonthState.DONE),
        planned_on__gte=first,
        planned_on__lt=before,
    )
    if only_mine:
        rows = rows.filter(case__responsible_staff_id=actor.staff_id or 0)
    return list(rows.select_related("case__person").order_by("planned_on", "id")[:500])


def ending_entitlements(
    *, actor: Actor, now: datetime, today: date, months: int = 2
) -> list[Entitlement]:
    """自分の担当で、終期月が近いか過ぎていて、次の支給決定がまだないもの。初めの20件。"""
    until = YearMonth.of(today).plus(months).as_int
    later = Entitlement._base_manager.filter(
        case=OuterRef("case"), withdrawn_at=None, to_month__gt=OuterRef("to_month")
    )
    rows = Entitlement.objects.visible_to(actor, now=now).filter(
        ~Exists(later),
        withdrawn_at=None,
        to_month__lte=until,
        case__responsible_staff_id=actor.staff_id or 0,
        case__closed_on=None,
    )
    return list(rows.select_related("case__person").order_by("to_month", "id")[:20])


def turnings_of_mine(
    *, actor: Actor, now: datetime, today: date
) -> list[tuple[UUID, UUID, str, Turning, date]]:
    """自分の担当で、三か月のうちに18歳か65歳になる人。

    (case, person, name, which, the day). The birth dates are bounded in SQL.
    """
    windows = Q(pk=None)
    for age in (18, 65):
        earliest = date(today.year - age - 1, 12, 1)
        windows |= Q(
            person__birth_on__gt=earliest,
            person__birth_on__lt=date(today.year - age + 2, 1, 1),
        )
    cases = Case.objects.visible_to(actor, now=now).filter(
        # A year or a month alone names no day.
        windows, responsible_staff_id=actor.staff_id or 0, closed_on=None,
        person__birth_precision="day",
    )  # fmt: skip
    rows = cases.order_by("id").values_list(
        "public_id", "person__public_id", "person__name", "person__birth_on"
    )
    found = []
    for case, person, name, birth in rows:
        ahead = turning_ahead(birth, today=today)
        if ahead is not None:
            found.append((case, person, name, *ahead))
    return found
