"""計画の一巡の書込み: 始める、一歩を記す、直す、終える。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.models import AuditEvent
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.plan import messages
from tsunagi.cases.plan.models import Plan, PlanDelivery, PlanSheet, PlanStep
from tsunagi.cases.plan.rules import (
    OVER,
    Dates,
    Occasion,
    PlanKind,
    SelfWish,
    Severity,
    Stage,
    Step,
    findings_of_step,
    held_up_by,
    missing_before,
    since_when,
    stage_of,
    steps_of,
)
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.scope import HOLDERS_AND_DUTY, TEAM, require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

# The officer writes what the city asked for, received and decided.
THROUGH = TEAM | HOLDERS_AND_DUTY
CITY_STEPS = (Step.APPLIED, Step.REQUESTED, Step.NOTIFIED, Step.DRAFT_SUBMITTED,
              Step.DECIDED, Step.PLAN_TO_CITY)  # fmt: skip
AGREED = {
    Step.DRAFT_CONSENTED: SheetStage.DRAFT, Step.PLAN_CONSENTED: SheetStage.PLAN
}  # fmt: skip
WRITTEN_FIRST = {Step.DRAFT_MADE: SheetStage.DRAFT, Step.PLAN_MADE: SheetStage.PLAN}
EVENTS = {
    Step.DRAFT_SUBMITTED: "計画案を市町村に出しました。",
    Step.DECIDED: "支給決定を受けました。",
    Step.MEETING: "サービス担当者会議を開きました。",
    Step.PLAN_CONSENTED: "計画に同意を得ました。",
}


class NewPlan(Frozen):
    """due_on: until when the municipality wants the draft; is_requested: it asked for
    the draft on begun_on.
    """

    kind: PlanKind
    occasion: Occasion
    begun_on: date
    due_on: date | None = None
    self_wish: SelfWish | None = None
    self_reason: str = ""
    is_requested: bool = False


@transaction.atomic
def begin_plan(
    *,
    case: Case,
    new: NewPlan,
    office: Office,
    staff: Staff | None,
    by: Actor,
    now: datetime,
    today: date,
) -> Plan:
    """計画の一巡を始める。前の計画があれば、それを受け継ぐ。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    if new.begun_on > today:
        raise UserError(messages.IN_FUTURE, field="begun_on")
    if new.kind.is_self_made and new.self_wish is None:
        raise UserError(messages.SELF_WISH_NEEDED, field="self_wish")
    Case.objects.unscoped("one plan at a time").select_for_update().get(pk=case.pk)
    rows = Plan.objects.unscoped("plans of the case that was seen").filter(case=case)
    unfinished = rows.exclude(stage__in=[*OVER, Stage.ACTIVE]).first()
    if unfinished is not None:
        stage = Stage(unfinished.stage).label
        raise UserError(messages.STILL_RUNNING.format(stage=stage))
    previous = rows.filter(stage=Stage.ACTIVE).order_by("-begun_on", "-id").first()
    plan = Plan.objects.create(
        municipality_id=case.municipality_id, case=case, kind=new.kind,
        occasion=new.occasion, office=office, staff=staff, previous=previous,
        begun_on=new.begun_on, due_on=new.due_on, stage_since=new.begun_on,
        self_wish=new.self_wish or "", self_reason=new.self_reason, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    leave_event(
        case, EventKind.PLAN, on=new.begun_on, by=by, now=now,
        text=f"計画（{Occasion(new.occasion).label}）を始めました。",
        source_ref=f"plan:{plan.public_id}",
    )  # fmt: skip
    _audited("plan.begin", plan, by=by)
    if new.is_requested:
        record_step(
            plan=plan, step=Step.REQUESTED, on=new.begun_on, by=by, now=now, today=today
        )
    return plan


def dates_of(plan: Plan) -> Dates:
    """The days of the steps that hold. The caller has seen the case."""
    rows = PlanStep.objects.unscoped("steps of the plan that was seen")
    return {
        Step(step): on
        for step, on in rows.filter(plan=plan, withdrawn_at=None).values_list(
            "step", "on"
        )
    }


@transaction.atomic
def record_step(
    *,
    plan: Plan,
    step: Step,
    on: date,
    staff: Staff | None = None,
    consented_by: str = "",
    reason: str = "",
    by: Actor,
    now: datetime,
    today: date,
) -> PlanStep:
    """一歩の日を記す。もう記してあれば、前の行を残して置き換える。"""
    through = THROUGH if step in CITY_STEPS else TEAM
    require_sight(plan.case, Permission.CASE_WORK, by=by, now=now, through=through)
    require_open(plan)
    dates = dates_of(plan)
    check_step(plan, dates, step, on=on, reason=reason, today=today)
    return put_step(
        plan=plan, dates=dates, step=step, on=on, staff=staff,
        consented_by=consented_by, reason=reason, by=by, now=now,
    )  # fmt: skip


def put_step(
    *,
    plan: Plan,
    dates: Dates,
    step: Step,
    on: date,
    staff: Staff | None = None,
    consented_by: str = "",
    reason: str = "",
    by: Actor,
    now: datetime,
) -> PlanStep:
    """The row and what follows from it. The caller has asked for permission and rules,
    and stands in a transaction.
    """
    PlanStep.objects.unscoped("the row that this one replaces").filter(
        plan=plan, step=step, withdrawn_at=None
    ).update(withdrawn_at=now)
    try:
        with transaction.atomic():
            row = PlanStep.objects.create(
                plan=plan, case=plan.case, step=step, on=on, staff=staff,
                consented_by=consented_by, reason=reason, recorded_at=now,
                recorded_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError:
        raise UserError(CHANGED_MEANWHILE) from None
    _restage(plan, {**dates, step: on})
    if step is _brings_into_use(plan):
        _replace_previous(plan, on)
    if step in EVENTS and step not in dates:
        leave_event(
            plan.case, EventKind.PLAN, on=on, by=by, now=now, text=EVENTS[step],
            source_ref=f"plan:{plan.public_id}",
        )  # fmt: skip
    _audited("plan.step", plan, by=by, step=step.value)
    return row


def check_step(
    plan: Plan, dates: Dates, step: Step, *, on: date, reason: str, today: date
) -> None:
    """The rules alone: what is refused, and what needs its reason."""
    kind = PlanKind(plan.kind)
    if step not in steps_of(kind):
        raise UserError(messages.NOT_OF_KIND.format(step=step.label, kind=kind.label))
    if on > today:
        raise UserError(messages.IN_FUTURE, field="on")
    missing = missing_before(dates, step, kind=kind)
    if missing is not None:
        raise UserError(messages.MISSING_BEFORE.format(missing=missing.label))
    wanted = WRITTEN_FIRST.get(step)
    if wanted is not None and not kind.is_self_made and not _has_sheet(plan, wanted):
        raise UserError(messages.NO_SHEET.format(stage=wanted.label))
    for finding in findings_of_step(dates, step, on):
        other = finding.other if finding.step is step else finding.step
        words = {
            "why": finding.why, "other": other.label,
            "other_on": format_wareki(dates[other]),
        }  # fmt: skip
        if finding.severity is Severity.REFUSED:
            raise UserError(messages.ORDER_REFUSED.format(**words), field="on")
        if not reason.strip():
            raise UserError(messages.ORDER_REASON.format(**words), field="reason")
    if not reason.strip() and lacks_own_words(plan, step):
        raise UserError(
            messages.NO_OWN_WORDS.format(stage=AGREED[step].label), field="reason"
        )


def lacks_own_words(plan: Plan, step: Step) -> bool:
    """Whether this step agrees to a document in which the person says nothing."""
    if step not in AGREED:
        return False
    rows = PlanSheet.objects.unscoped("sheets of the plan that was seen")
    sheet = rows.filter(plan=plan, stage=AGREED[step], is_current=True).first()
    return sheet is not None and not sheet.wishes_person.strip()


def _has_sheet(plan: Plan, stage: SheetStage) -> bool:
    rows = PlanSheet.objects.unscoped("sheets of the plan that was seen")
    return rows.filter(plan=plan, stage=stage, is_current=True).exists()


@transaction.atomic
def withdraw_step(*, step: PlanStep, by: Actor, now: datetime) -> None:
    """記しまちがえた一歩を取り消す。行は残る。"""
    plan = step.plan
    through = THROUGH if Step(step.step) in CITY_STEPS else TEAM
    require_sight(plan.case, Permission.CASE_WORK, by=by, now=now, through=through)
    require_open(plan)
    dates = dict(dates_of(plan))
    later = held_up_by(dates, Step(step.step))
    if later is not None:
        raise UserError(messages.HELD_UP.format(later=later.label))
    took = (
        PlanStep.objects.unscoped("check and act in one statement")
        .filter(pk=step.pk, withdrawn_at=None)
        .update(withdrawn_at=now)
    )
    if not took:
        raise UserError(messages.ALREADY_WITHDRAWN)
    dates.pop(Step(step.step), None)
    _restage(plan, dates)
    if step.step == _brings_into_use(plan):
        _bring_back_previous(plan)
    _audited("plan.step_withdraw", plan, by=by, step=step.step)


def _restage(plan: Plan, dates: Dates) -> None:
    """stage follows from the steps; lists read it without counting them again."""
    stage = stage_of(dates, kind=PlanKind(plan.kind))
    since = since_when(dates, stage) or plan.begun_on
    if stage is Stage.ACTIVE and PlanKind(plan.kind).is_self_made:
        since = dates[Step.DECIDED]
    Plan.objects.unscoped("worked out from the steps").filter(pk=plan.pk).update(
        stage=stage, stage_since=since
    )
    plan.stage, plan.stage_since = stage, since


def _brings_into_use(plan: Plan) -> Step:
    """A self-made plan has no second document: the decision brings it into use."""
    is_self_made = PlanKind(plan.kind).is_self_made
    return Step.DECIDED if is_self_made else Step.PLAN_CONSENTED


def _replace_previous(plan: Plan, on: date) -> None:
    """The next plan that comes into use ends the one before."""
    Plan.objects.unscoped("earlier plans of the same case").filter(
        case=plan.case, stage=Stage.ACTIVE
    ).exclude(pk=plan.pk).update(
        stage=Stage.REPLACED, stage_since=on, version=F("version") + 1
    )


def _bring_back_previous(plan: Plan) -> None:
    """What was replaced by mistake is in use again."""
    rows = Plan.objects.unscoped("the earlier plan of the same case")
    previous = rows.filter(pk=plan.previous_id or 0, stage=Stage.REPLACED).first()
    if previous is None:
        return
    rows.filter(pk=previous.pk).update(version=F("version") + 1)
    _restage(previous, dates_of(previous))


@transaction.atomic
def end_plan(
    *, plan: Plan, reason: str, version: int, by: Actor, now: datetime, today: date
) -> Plan:
    """計画を終える（終結、取りやめ、まちがい）。理由とともに残る。"""
    require_sight(plan.case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    require_open(plan)
    _change(
        plan, version,
        {"stage": Stage.ENDED, "stage_since": today, "ended_reason": reason},
    )  # fmt: skip
    _audited("plan.end", plan, by=by)
    return plan


@transaction.atomic
def set_due(
    *, plan: Plan, due_on: date | None, version: int, by: Actor, now: datetime
) -> Plan:
    """計画案の提出期限を決める、変える。"""
    require_sight(plan.case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    require_open(plan)
    _change(plan, version, {"due_on": due_on})
    _audited("plan.due", plan, by=by)
    return plan


def _change(plan: Plan, version: int, values: dict[str, Any]) -> None:
    changed = (
        Plan.objects.unscoped("guarded by its version")
        .filter(pk=plan.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.version = version + 1


def require_open(plan: Plan) -> None:
    if plan.is_over:
        raise UserError(messages.IS_OVER.format(stage=Stage(plan.stage).label))


@transaction.atomic
def record_delivery(
    *,
    plan: Plan,
    stage: SheetStage,
    to: str,
    on: date,
    method: str,
    by: Actor,
    now: datetime,
    today: date,
) -> PlanDelivery:
    """渡したことを記す。"""
    require_sight(plan.case, Permission.CASE_WORK, by=by, now=now)
    if on > today:
        raise UserError(messages.IN_FUTURE, field="on")
    if not _has_sheet(plan, stage):
        raise UserError(messages.NO_SHEET.format(stage=stage.label), field="stage")
    row = PlanDelivery.objects.create(
        plan=plan, case=plan.case, stage=stage, to=to, on=on, method=method,
        recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    _audited("plan.deliver", plan, by=by, stage=stage.value)
    return row


@transaction.atomic
def withdraw_delivery(*, delivery: PlanDelivery, by: Actor, now: datetime) -> None:
    require_sight(delivery.case, Permission.CASE_WORK, by=by, now=now)
    took = (
        PlanDelivery.objects.unscoped("check and act in one statement")
        .filter(pk=delivery.pk, withdrawn_at=None)
        .update(withdrawn_at=now)
    )
    if not took:
        raise UserError(messages.ALREADY_WITHDRAWN)
    _audited("plan.deliver_withdraw", delivery.plan, by=by)


def _audited(
    action: str,
    plan: Plan,
    *,
    by: Actor,
    step: str | None = None,
    stage: str | None = None,
) -> None:
    extra = {"step": step, "stage": stage}
    audit.record(
        action, by=by, target=plan, subjects=[plan.case.person.public_id],
        outcome=AuditEvent.Outcome.DONE,
        **{name: value for name, value in extra.items() if value is not None},
    )  # fmt: skip
