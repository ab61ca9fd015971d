"""モニタリング報告の書込み。書くと、その月は「実施」になる。許可 → 規則 → 保存（版）→ 監査。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.monitoring import messages
from tsunagi.cases.monitoring.actions import mark_done
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.plan.rules import PlanKind
from tsunagi.cases.plan.week_rules import MOST_ENTRIES, Entry
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

FIELDS = (
    "held_on", "place", "present", "policy", "overall", "results", "change_kind",
    "change_amount", "change_week", "change_words", "week", "other_services",
    "next_month", "explained_on", "consented_on", "submitted_on",
)  # fmt: skip

# What every version of one report shares.
KEPT = ("case", "plan", "month_id", "office_id", "staff_id")


@transaction.atomic
def record_report(
    *,
    plan: Plan,
    month: MonitoringMonth | None,
    office: Office,
    staff: Staff,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
    today: date,
) -> MonitoringReport:
    """報告を残す。month: この報告で「実施」になる月。臨時に行ったときは None。"""
    require_sight(plan.case, Permission.CASE_WORK, by=by, now=now)
    if PlanKind(plan.kind).is_self_made:
        raise UserError(messages.NO_REPORT_OF_SELF_PLAN)
    wanted = _checked(values, today=today)
    if month is not None:
        _settle(month, wanted["held_on"], by=by, now=now, today=today)
    row = MonitoringReport.objects.create(
        case=plan.case, plan=plan, month=month, office=office, staff=staff,
        recorded_at=now, recorded_by_id=by.staff_id, **wanted,
    )  # fmt: skip
    leave_event(
        plan.case, EventKind.PLAN, on=row.held_on, by=by, now=now,
        text="モニタリングを行い、報告を書きました。",
        source_ref=f"report:{row.record_id}",
    )  # fmt: skip
    _audited("report.record", row, by=by)
    return row


def _settle(
    month: MonitoringMonth, held_on: date, *, by: Actor, now: datetime, today: date
) -> None:
    """The month is done with this report, if nobody has said so before."""
    taken = MonitoringReport.objects.unscoped("one report of each month").filter(
        month=month, is_current=True, is_withdrawn=False
    )
    if taken.exists():
        raise UserError(messages.REPORTED_ALREADY)
    if month.state != MonthState.DONE:
        mark_done(
            row=month, done_on=held_on, version=month.version, by=by, now=now,
            today=today,
        )  # fmt: skip


@transaction.atomic
def correct_report(
    *,
    report: MonitoringReport,
    values: Mapping[str, Any],
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> MonitoringReport:
    """直す。前の版は残る。ほかの職員の報告には、理由が要る。"""
    _require(report, reason, by=by, now=now)
    wanted = {**_checked(values, today=today), "correction_reason": reason}
    row = _next(report, version, wanted, by, now)
    _audited("report.correct", row, by=by)
    return row


@transaction.atomic
def write_report_week(
    *,
    report: MonitoringReport,
    entries: Sequence[Entry],
    version: int,
    reason: str,
    by: Actor,
    now: datetime,
) -> MonitoringReport:
    """いまの週間を置き換える。"""
    _require(report, reason, by=by, now=now)
    if len(entries) > MOST_ENTRIES:
        raise UserError(messages.WEEK_TOO_LONG.format(most=MOST_ENTRIES))
    wanted = {name: getattr(report, name) for name in FIELDS}
    wanted |= {
        "week": [entry.as_json() for entry in entries], "correction_reason": reason,
    }  # fmt: skip
    row = _next(report, version, wanted, by, now)
    _audited("report.week", row, by=by)
    return row


@transaction.atomic
def withdraw_report(
    *, report: MonitoringReport, reason: str, version: int, by: Actor, now: datetime
) -> MonitoringReport:
    """取り消す。文は版として残り、月は「実施」のまま残る（月の欄で予定に戻せる）。"""
    _require(report, reason, by=by, now=now)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    kept = {name: getattr(report, name) for name in FIELDS}
    wanted = {**kept, "is_withdrawn": True, "correction_reason": reason}
    row = _next(report, version, wanted, by, now)
    _audited("report.withdraw", row, by=by)
    return row


def _require(
    report: MonitoringReport, reason: str, *, by: Actor, now: datetime
) -> None:
    require_sight(report.case, Permission.CASE_WORK, by=by, now=now)
    if report.is_withdrawn:
        raise UserError(messages.REPORT_WITHDRAWN)
    if by.staff_id != report.staff_id and not reason.strip():
        raise UserError(messages.REPORT_REASON, field="correction_reason")


def _checked(values: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """根拠: 同意は説明のあと、説明は実施のあと（casework 1.1 の順）。"""
    wanted = {name: values[name] for name in FIELDS}
    days = [
        (wanted[name], name)
        for name in ("held_on", "explained_on", "consented_on", "submitted_on")
        if wanted[name] is not None
    ]
    for day, name in days:
        if day > today:
            raise UserError(messages.REPORT_IN_FUTURE, field=name)
    for name, earlier in (
        ("explained_on", "held_on"), ("consented_on", "explained_on"),
        ("consented_on", "held_on"), ("submitted_on", "held_on"),
    ):  # fmt: skip
        before, after = wanted[earlier], wanted[name]
        if before is not None and after is not None and after < before:
            raise UserError(messages.REPORT_ORDER, field=name)
    texts = [wanted["overall"], *(one["person_words"] for one in wanted["results"])]
    said = [one for one in wanted["results"] if one["achieved"] or one["provided"]]
    if not said and not any(text.strip() for text in texts):
        raise UserError(messages.REPORT_EMPTY)
    return wanted


def _next(
    report: MonitoringReport,
    version: int,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> MonitoringReport:
    return next_version(report, values, version=version, kept=KEPT, by=by, now=now)


def _audited(action: str, row: MonitoringReport, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, version=row.version,
        subjects=[row.case.person.public_id],
    )  # fmt: skip
