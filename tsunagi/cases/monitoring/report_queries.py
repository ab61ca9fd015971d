"""モニタリング報告の読取り。"""

from __future__ import annotations

from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import Stage
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.dates import YearMonth


def reports_of(
    *, actor: Actor, seen: SeenCase, plan: Plan | None = None
) -> list[MonitoringReport]:
    """The current versions, the newest first. One query."""
    rows = rows_of_case(MonitoringReport, seen).filter(is_current=True)
    if plan is not None:
        rows = rows.filter(plan=plan)
    return list(rows.select_related("staff", "month").order_by("-held_on", "-id"))


def report_of(*, actor: Actor, seen: SeenCase, record_id: UUID) -> MonitoringReport:
    row = (
        rows_of_case(MonitoringReport, seen)
        .filter(record_id=record_id, is_current=True)
        .select_related(
            "staff", "office", "month", "plan__case__person", "case__person"
        )
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def report_versions(
    *, actor: Actor, seen: SeenCase, report: MonitoringReport
) -> list[MonitoringReport]:
    return list(
        rows_of_case(MonitoringReport, seen)
        .filter(record_id=report.record_id)
        .select_related("recorded_by")
        .order_by("-version")
    )


def report_before(
    *, actor: Actor, seen: SeenCase, report: MonitoringReport
) -> MonitoringReport | None:
    """The report before this one, to see how a goal moved."""
    return (
        rows_of_case(MonitoringReport, seen)
        .filter(
            is_current=True, is_withdrawn=False, held_on__lt=report.held_on,
            plan_id=report.plan_id,
        )
        .order_by("-held_on", "-id")
        .first()
    )  # fmt: skip


def plan_in_use(*, actor: Actor, seen: SeenCase) -> Plan | None:
    """The plan that a monitoring looks at."""
    return (
        rows_of_case(Plan, seen)
        .filter(stage=Stage.ACTIVE)
        .select_related("case__person", "office", "staff")
        .order_by("-begun_on", "-id")
        .first()
    )


def sheet_in_use(*, actor: Actor, seen: SeenCase, plan: Plan) -> PlanSheet | None:
    """計画の書面。まだなければ計画案。"""
    rows = rows_of_case(PlanSheet, seen).filter(plan=plan, is_current=True)
    found = {row.stage: row for row in rows}
    return found.get(SheetStage.PLAN) or found.get(SheetStage.DRAFT)


def months_to_report(
    *, actor: Actor, seen: SeenCase, until: YearMonth
) -> list[MonitoringMonth]:
    """Months that are planned or done and have no report yet, the oldest first."""
    reported = rows_of_case(MonitoringReport, seen).filter(
        is_current=True, is_withdrawn=False, month__isnull=False
    )
    return list(
        rows_of_case(MonitoringMonth, seen)
        .filter(
            state__in=(MonthState.PLANNED, MonthState.DONE), month__lte=until.as_int
        )
        .exclude(pk__in=reported.values("month_id"))
        .select_related("case__person")
        .order_by("month", "id")
    )
