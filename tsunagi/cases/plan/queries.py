"""計画の読取り。"""

from __future__ import annotations

from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.assessment.models import Assessment, Need
from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.plan.models import (
    Plan,
    PlanDelivery,
    PlanMeeting,
    PlanSheet,
    PlanStep,
)
from tsunagi.cases.plan.rules import Step
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.resource.models import ResourceUse
from tsunagi.cases.resource.rules import Purpose
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.frozen import Frozen


def plans_of(*, actor: Actor, seen: SeenCase) -> list[Plan]:
    """All plans of the case, the newest first. One query."""
    return list(
        rows_of_case(Plan, seen)
        .select_related("staff", "office")
        .order_by("-begun_on", "-id")
    )


def plan_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Plan:
    row = (
        rows_of_case(Plan, seen)
        .filter(public_id=public_id)
        .select_related("case__person", "staff", "office", "previous", "municipality")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def steps_of_plan(
    *, actor: Actor, seen: SeenCase, plan: Plan, withdrawn: bool = False
) -> list[PlanStep]:
    """The steps that hold, or those that were replaced or taken back."""
    rows = rows_of_case(PlanStep, seen).filter(
        plan=plan, withdrawn_at__isnull=not withdrawn
    )
    return list(rows.select_related("staff", "recorded_by").order_by("on", "id"))


def step_now(
    *, actor: Actor, seen: SeenCase, plan: Plan, step: Step
) -> PlanStep | None:
    """The row of this step that holds."""
    rows = rows_of_case(PlanStep, seen).filter(plan=plan, withdrawn_at=None)
    return rows.filter(step=step).first()


def step_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> PlanStep:
    row = (
        rows_of_case(PlanStep, seen)
        .filter(public_id=public_id)
        .select_related("plan__case__person")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def sheets_of(
    *, actor: Actor, seen: SeenCase, plan: Plan
) -> dict[SheetStage, PlanSheet]:
    """The current version of each sheet."""
    rows = (
        rows_of_case(PlanSheet, seen)
        .filter(plan=plan, is_current=True)
        .select_related("plan__case__person", "recorded_by")
    )
    return {SheetStage(row.stage): row for row in rows}


def sheet_of(
    *, actor: Actor, seen: SeenCase, plan: Plan, stage: SheetStage
) -> PlanSheet:
    row = sheets_of(actor=actor, seen=seen, plan=plan).get(stage)
    if row is None:
        raise NotVisible
    return row


def versions_of(
    *, actor: Actor, seen: SeenCase, sheet: PlanSheet, limit: int = 100
) -> list[PlanSheet]:
    """The versions, newest first; the contents come with them."""
    return list(
        rows_of_case(PlanSheet, seen)
        .filter(record_id=sheet.record_id)
        .select_related("recorded_by")
        .order_by("-version")[:limit]
    )


def version_of(
    *, actor: Actor, seen: SeenCase, sheet: PlanSheet, number: int
) -> PlanSheet:
    row = (
        rows_of_case(PlanSheet, seen)
        .filter(record_id=sheet.record_id, version=number)
        .select_related("recorded_by")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def start_for(
    *, actor: Actor, seen: SeenCase, plan: Plan, stage: SheetStage
) -> PlanSheet | None:
    """What a sheet begins with: the draft for the plan; the plan before for a draft."""
    rows = rows_of_case(PlanSheet, seen).filter(is_current=True)
    if stage is SheetStage.PLAN:
        return rows.filter(plan=plan, stage=SheetStage.DRAFT).first()
    if plan.previous_id is None:
        return None
    wanted = [SheetStage.PLAN, SheetStage.DRAFT]
    if stage is SheetStage.PRESENT:
        wanted = [SheetStage.PRESENT]
    found = {row.stage: row for row in rows.filter(plan_id=plan.previous_id)}
    return next((found[one] for one in wanted if one in found), None)


class Origins(Frozen):
    """What the rows of a plan came from, and what was found missing for them."""

    needs: dict[str, Need]
    decisions: list[DecisionSupport]
    missing: list[ResourceUse]


def origins_of(*, actor: Actor, seen: SeenCase, plan: Plan) -> Origins:
    """Three queries for all rows of a sheet."""
    return Origins(
        {str(need.public_id): need for need in rows_of_case(Need, seen)},
        list(rows_of_case(DecisionSupport, seen).order_by("held_on", "id")),
        list(
            rows_of_case(ResourceUse, seen)
            .filter(plan=plan, purpose=Purpose.MISSING)
            .order_by("on", "id")
        ),
    )


def earlier_sheets(
    *, actor: Actor, seen: SeenCase, plan: Plan, limit: int = 6
) -> list[PlanSheet]:
    """同じ人の、これまでの計画の書面だけ。似た文を探すもとになる。"""
    return list(
        rows_of_case(PlanSheet, seen)
        .filter(is_current=True, stage__in=[SheetStage.PLAN, SheetStage.DRAFT])
        .exclude(plan=plan)
        .select_related("plan")
        .order_by("-plan__begun_on", "-id")[:limit]
    )


def deliveries_of(*, actor: Actor, seen: SeenCase, plan: Plan) -> list[PlanDelivery]:
    return list(
        rows_of_case(PlanDelivery, seen)
        .filter(plan=plan, withdrawn_at=None)
        .select_related("recorded_by")
        .order_by("on", "id")
    )


def delivery_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> PlanDelivery:
    row = (
        rows_of_case(PlanDelivery, seen)
        .filter(public_id=public_id)
        .select_related("plan__case__person", "case__person")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def meetings_of(*, actor: Actor, seen: SeenCase, plan: Plan) -> list[PlanMeeting]:
    return list(
        rows_of_case(PlanMeeting, seen)
        .filter(plan=plan, is_current=True)
        .select_related("recorded_by")
        .order_by("-held_on", "-id")
    )


def meeting_of(*, actor: Actor, seen: SeenCase, record_id: UUID) -> PlanMeeting:
    row = (
        rows_of_case(PlanMeeting, seen)
        .filter(record_id=record_id, is_current=True)
        .select_related("plan__case__person", "case__person", "recorded_by")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def latest_assessment(*, actor: Actor, seen: SeenCase) -> Assessment | None:
    """The assessment that a plan rests on."""
    return (
        rows_of_case(Assessment, seen)
        .filter(is_current=True, is_withdrawn=False)
        .order_by("-assessed_on", "-id")
        .first()
    )
