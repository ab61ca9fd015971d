"""書面の書込み: 文、課題の行、週間計画表、間隔の提案。直すたびに新しい版ができる。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.cases.assessment.models import Need
from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.plan import messages
from tsunagi.cases.plan.actions import dates_of, require_open
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import Step
from tsunagi.cases.plan.sheet_rules import MOST_ITEMS, Item, SheetStage, items_of
from tsunagi.cases.plan.week_rules import MOST_ENTRIES, Entry
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError

TEXT_FIELDS = ("wishes_person", "wishes_family", "policy", "long_goal", "short_goal")
WEEK_FIELDS = ("main_activities", "other_services", "whole_life")
INTERVAL_FIELDS = (
    "begins", "interval", "interval_first", "interval_from", "situations",
    "interval_reason",
)  # fmt: skip
CONTENT = (*TEXT_FIELDS, "items", "week", *WEEK_FIELDS, *INTERVAL_FIELDS)
CONSENTS = {
    SheetStage.DRAFT: Step.DRAFT_CONSENTED,
    SheetStage.PLAN: Step.PLAN_CONSENTED,
}


@transaction.atomic
def begin_sheet(
    *,
    plan: Plan,
    stage: SheetStage,
    start: PlanSheet | None,
    values: Mapping[str, Any] | None = None,
    by: Actor,
    now: datetime,
) -> PlanSheet:
    """書面を始める。start: 写すもと（前の計画、計画案）。values はその上に置く。"""
    require_sight(plan.case, Permission.CASE_WORK, by=by, now=now)
    require_open(plan)
    content = {} if start is None else {name: getattr(start, name) for name in CONTENT}
    row = PlanSheet(
        plan=plan, case=plan.case, stage=stage, recorded_at=now,
        recorded_by_id=by.staff_id, **{**content, **(values or {})},
    )  # fmt: skip
    taken = PlanSheet.objects.unscoped("one sheet of each stage").filter(
        plan=plan, stage=stage, is_current=True
    )
    if taken.exists():
        raise UserError(CHANGED_MEANWHILE)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise UserError(CHANGED_MEANWHILE) from None
    _audited("plan_sheet.begin", row, by=by)
    return row


@transaction.atomic
def write_texts(
    *,
    sheet: PlanSheet,
    values: Mapping[str, Any],
    version: int,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> PlanSheet:
    """望み、方針、目標、間隔の提案などを書く。values: CONTENT のうち、items と week のほか。"""
    wanted = {
        name: values[name]
        for name in (*TEXT_FIELDS, *WEEK_FIELDS, *INTERVAL_FIELDS)
        if name in values
    }
    return _next("plan_sheet.texts", sheet, wanted, version, reason, by, now)


@transaction.atomic
def write_items(
    *,
    sheet: PlanSheet,
    items: Sequence[Item],
    version: int,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> PlanSheet:
    """課題の行を置き換える。並びが優先順位になる。"""
    if len(items) > MOST_ITEMS:
        raise UserError(messages.TOO_MANY.format(what="課題の行", most=MOST_ITEMS))
    for item in items:
        if not item.need.strip():
            raise UserError(messages.EMPTY_NEED, field="need")
        for number, support in enumerate(item.supports, start=1):
            if not (support.service.strip() or support.content.strip()):
                raise UserError(
                    messages.NO_SERVICE.format(number=number),
                    field=f"service{number}",
                )
    _check_origins(sheet, items)
    wanted = {"items": [item.as_json() for item in items]}
    return _next("plan_item.write", sheet, wanted, version, reason, by, now)


def _check_origins(sheet: PlanSheet, items: Sequence[Item]) -> None:
    """What a row newly names as its origin belongs to the case. Two queries."""
    before = items_of(sheet.items)
    needs = _ids(items, "need_ids") - _ids(before, "need_ids")
    decisions = _ids(items, "decision_id") - _ids(before, "decision_id")
    for model, wanted, what, field in (
        (Need, needs, "ニーズ", "need_ids"),
        (DecisionSupport, decisions, "意思決定支援の記録", "decision_id"),
    ):
        if not wanted:
            continue
        manager: Any = model._default_manager
        rows = manager.unscoped("rows of the case that was seen").filter(
            case=sheet.case, public_id__in=wanted
        )
        if rows.count() != len(wanted):
            raise UserError(messages.NOT_OF_CASE.format(what=what), field=field)


def _ids(items: Sequence[Item], name: str) -> set[str]:
    found: set[str] = set()
    for item in items:
        value = getattr(item, name)
        found.update([value] if isinstance(value, str) else value)
    return found - {""}


@transaction.atomic
def write_week(
    *,
    sheet: PlanSheet,
    entries: Sequence[Entry],
    version: int,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> PlanSheet:
    """週間計画表を置き換える。"""
    if len(entries) > MOST_ENTRIES:
        raise UserError(messages.TOO_MANY.format(what="予定", most=MOST_ENTRIES))
    wanted = {"week": [entry.as_json() for entry in entries]}
    return _next("plan_week.write", sheet, wanted, version, reason, by, now)


def _next(
    action: str,
    sheet: PlanSheet,
    values: Mapping[str, Any],
    version: int,
    reason: str,
    by: Actor,
    now: datetime,
) -> PlanSheet:
    """The next version; only one of two people can write it."""
    require_sight(sheet.case, Permission.CASE_WORK, by=by, now=now)
    require_open(sheet.plan)
    stage = SheetStage(sheet.stage)
    if all(getattr(sheet, name) == value for name, value in values.items()):
        return sheet
    agreed = CONSENTS.get(stage)
    if agreed is not None and not reason.strip() and agreed in dates_of(sheet.plan):
        raise UserError(
            messages.REASON_NEEDED.format(stage=stage.label), field="correction_reason"
        )
    kept = {name: getattr(sheet, name) for name in CONTENT}
    row = next_version(
        sheet, {**kept, **values, "correction_reason": reason}, version=version,
        kept=("plan", "case", "stage"), by=by, now=now,
    )  # fmt: skip
    _audited(action, row, by=by)
    return row


def _audited(action: str, row: PlanSheet, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, version=row.version, stage=row.stage,
        subjects=[row.case.person.public_id],
    )  # fmt: skip
