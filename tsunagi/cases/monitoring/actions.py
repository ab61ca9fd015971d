"""モニタリングの月の書込み: 数え直す、訪ねる日を決める、行った、行わなかった。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.changes import changes_of
from tsunagi.cases.entitlement.models import Entitlement, MonitoringTerm
from tsunagi.cases.monitoring import messages
from tsunagi.cases.monitoring.models import MonitoringMonth, MonitoringMonthChange
from tsunagi.cases.monitoring.rules import MonthState, Term, months_of_terms
from tsunagi.cases.scope import require_sight
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError
from tsunagi.common.wareki import format_wareki


def recount_months(case: Case) -> None:
    """いまの決定から、予定の月を置き直す。行った月・行わなかった月はそのまま残る。

    Called by the actions of the entitlement in their transaction. All decisions of the
    case are counted together, because a month stands once for a person: one that
    another decision still names stays with that decision, one that none names stays as
    「期間の変更で外れた」.
    """
    running = Entitlement.objects.unscoped("of the case that was seen").filter(
        case=case, withdrawn_at=None
    )
    named = {row.pk: _months_of(row) for row in running.order_by("id")}
    carriers: dict[int, int] = {}
    for pk, months in named.items():
        for month in months:
            carriers.setdefault(month, pk)
    rows = MonitoringMonth.objects.unscoped("of the case that was seen").filter(
        case=case
    )
    planned = rows.filter(state=MonthState.PLANNED)
    planned.exclude(month__in=carriers).update(
        state=MonthState.CHANGED, version=F("version") + 1
    )
    for pk, month, holder in planned.values_list("pk", "month", "entitlement_id"):
        if month not in named.get(holder, ()):
            rows.filter(pk=pk).update(entitlement_id=carriers[month])
    taken = set(rows.exclude(state=MonthState.CHANGED).values_list("month", flat=True))
    MonitoringMonth.objects.unscoped("of the case that was seen").bulk_create(
        MonitoringMonth(
            municipality_id=case.municipality_id, case=case, entitlement_id=pk,
            month=number,
        )
        for number, pk in sorted(carriers.items())
        if number not in taken
    )  # fmt: skip
    lasts = [row.to_month for row in running]
    rows.filter(is_last=True).exclude(month__in=lasts).update(is_last=False)
    rows.filter(month__in=lasts).exclude(state=MonthState.CHANGED).update(is_last=True)


def _months_of(entitlement: Entitlement) -> set[int]:
    terms = MonitoringTerm.objects.unscoped("of the case that was seen").filter(
        entitlement=entitlement
    )
    _, last = entitlement.months
    months = months_of_terms(
        Term(YearMonth.from_int(t.from_month), last, t.every, t.monthly_first)
        for t in terms.order_by("id")
    )
    return {month.as_int for month in months}


@transaction.atomic
def plan_visit(
    *,
    row: MonitoringMonth,
    planned_on: date | None,
    version: int,
    by: Actor,
    now: datetime,
) -> MonitoringMonth:
    """訪ねる日を決める、変える、空ける。"""
    require_sight(row.case, Permission.CASE_WORK, by=by, now=now)
    _require(row, MonthState.PLANNED)
    _step(row, version, {"planned_on": planned_on}, by=by, now=now)
    _audited("monitoring.plan", row, by=by)
    return row


@transaction.atomic
def plan_visits(
    *,
    rows: Sequence[tuple[MonitoringMonth, int]],
    days: Mapping[int, date | None],
    by: Actor,
    now: datetime,
) -> int:
    """まとめて訪ねる日を決める。一人でも先に変わっていたら、だれの分も書かない。

    rows: each with the version that the page showed; days by the row's id.
    """
    changed = 0
    for row, version in rows:
        if row.planned_on != days[row.pk]:
            plan_visit(
                row=row, planned_on=days[row.pk], version=version, by=by, now=now
            )
            changed += 1
    return changed


@transaction.atomic
def mark_done(
    *,
    row: MonitoringMonth,
    done_on: date,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> MonitoringMonth:
    """行ったことを記す。行った日は、その月の日であること。"""
    require_sight(row.case, Permission.CASE_WORK, by=by, now=now)
    _require(row, MonthState.PLANNED, MonthState.NOT_DONE)
    if done_on > today:
        raise UserError(messages.IN_FUTURE, field="done_on")
    month = YearMonth.from_int(row.month)
    if YearMonth.of(done_on) != month:
        words = format_wareki(month.first_day, "month")
        raise UserError(messages.OUTSIDE_MONTH.format(month=words), field="done_on")
    values = {"state": MonthState.DONE, "done_on": done_on, "reason": ""}
    _step(row, version, values, by=by, now=now)
    _audited("monitoring.done", row, by=by)
    return row


@transaction.atomic
def mark_not_done(
    *,
    row: MonitoringMonth,
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> MonitoringMonth:
    """行わなかったことを、わけとともに記す。"""
    require_sight(row.case, Permission.CASE_WORK, by=by, now=now)
    _require(row, MonthState.PLANNED)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    if YearMonth.from_int(row.month) > YearMonth.of(today):
        raise UserError(messages.ONLY_PAST, field="reason")
    values = {"state": MonthState.NOT_DONE, "reason": reason}
    _step(row, version, values, by=by, now=now)
    _audited("monitoring.not_done", row, by=by)
    return row


@transaction.atomic
def take_back(
    *, row: MonitoringMonth, version: int, by: Actor, now: datetime
) -> MonitoringMonth:
    """記したことを取り消して、予定に戻す。いまの決定にない月なら、外れた月になる。"""
    require_sight(row.case, Permission.CASE_WORK, by=by, now=now)
    _require(row, MonthState.DONE, MonthState.NOT_DONE)
    values = {"state": MonthState.PLANNED, "done_on": None, "reason": ""}
    _step(row, version, values, by=by, now=now)
    recount_months(row.case)
    _audited("monitoring.take_back", row, by=by)
    return row


def _require(row: MonitoringMonth, *states: MonthState) -> None:
    if row.state not in states:
        state = MonthState(row.state).label
        raise UserError(messages.NOT_PLANNED.format(state=state))


def _step(
    row: MonitoringMonth,
    version: int,
    values: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Check-and-act in one statement, with what it changed beside it."""
    changes = changes_of(row, values)
    changed = (
        MonitoringMonth.objects.unscoped("guarded by its version")
        .filter(pk=row.pk, version=version)
        .update(version=F("version") + 1, updated_by_id=by.staff_id, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(row, name, value)
    row.version = version + 1
    MonitoringMonthChange.objects.create(
        month_row=row, version=row.version, changes=changes, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip


def _audited(action: str, row: MonitoringMonth, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, month=row.month,
        subjects=[row.case.person.public_id],
    )  # fmt: skip
