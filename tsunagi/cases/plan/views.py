"""計画の画面: 一覧、一巡、歩み、期限、終える。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.easy.decision_queries import options_offered
from tsunagi.cases.easy.queries import papers_of_plan
from tsunagi.cases.easy.voice_queries import open_voices_of
from tsunagi.cases.pages import (
    Save,
    answer_case_form,
    band_of,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.plan import actions, queries
from tsunagi.cases.plan.forms import BeginForm, DueForm, EndForm, StepForm
from tsunagi.cases.plan.models import Plan, PlanStep
from tsunagi.cases.plan.reading import (
    drawn_steps,
    due_words,
    hints_for,
    stage_words,
    step_lines,
)
from tsunagi.cases.plan.rules import IN_PERSON, Occasion, PlanKind, SelfWish, Step
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.plan_review.queries import reviews_of
from tsunagi.cases.plan_review.rules import KINDS, ReviewState
from tsunagi.cases.seen import SeenCase
from tsunagi.common.errors import UserError
from tsunagi.organisations.staff.queries import oneself
from tsunagi.ui.forms import Form

CONSENTS = (Step.DRAFT_CONSENTED, Step.PLAN_CONSENTED)


def looked(request: ActorRequest, public_id: UUID, name: str) -> SeenCase:
    """A reading page about the support itself."""
    seen = looked_at_case(request, public_id, action=name)
    if not seen.sight.sees_support:
        raise NotVisible
    return seen


def plan_frame(request: ActorRequest, seen: SeenCase, plan: Plan) -> dict[str, Any]:
    """What every page of one plan shows around its own content."""
    word, kind = stage_words(plan)
    return {
        "seen": seen,
        "case": seen.case,
        "plan": plan,
        "plan_kind": PlanKind(plan.kind).label,
        "occasion": Occasion(plan.occasion).label,
        "stage_word": word,
        "stage_kind": kind,
        "band": band_of(seen, today=request.today),
        "may_work": may(request.actor, seen, Permission.CASE_WORK) and not plan.is_over,
    }


def plan_url(plan: Plan) -> str:
    return reverse("plan-page", args=[plan.case.public_id, plan.public_id])


@action("plan.list", permission=Permission.CASE_VIEW)
@require_GET
def case_plans(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """この人の計画。新しいものから。"""
    seen = looked(request, public_id, "plan.list")
    rows = queries.plans_of(actor=request.actor, seen=seen)
    return render(
        request,
        "cases/plan/list.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-plans"),
            "rows": [
                (
                    row,
                    PlanKind(row.kind).label,
                    Occasion(row.occasion).label,
                    *stage_words(row),
                    due_words(row, today=request.today),
                )
                for row in rows
            ],
            "may_write": may(
                request.actor, seen, Permission.CASE_WORK, through=actions.THROUGH
            ),
            "may_export": request.actor.has(Permission.CASE_EXPORT),
        },
    )


@action("plan.begin", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="plan.begin")
    has_plan = bool(queries.plans_of(actor=request.actor, seen=seen))
    form = BeginForm(
        request.POST or None,
        initial={
            "kind": PlanKind.CHILD
            if seen.case.mode == Mode.CHILD_PLAN
            else PlanKind.PLAN,
            "occasion": _occasion(request, has_plan=has_plan),
            "begun_on": request.today,
            "is_requested": request.actor.has(Permission.CASE_OVERSIGHT),
        },
    )
    made: list[str] = []

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            wish = data["self_wish"]
            plan = actions.begin_plan(
                case=seen.case,
                new=actions.NewPlan(
                    kind=PlanKind(data["kind"]), occasion=Occasion(data["occasion"]),
                    begun_on=data["begun_on"], due_on=data["due_on"],
                    self_wish=SelfWish(wish) if wish else None,
                    self_reason=data["self_reason"],
                    is_requested=data["is_requested"],
                ),
                office=seen.case.responsible_office,
                staff=seen.case.responsible_staff,
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            return str(plan.public_id)

        public, _ = once(
            data["key"], by=request.actor, action="plan.begin", make=make,
            body={**data, "case": seen.case.public_id},
        )  # fmt: skip
        made.append(str(public))
        return public

    answer = answer_case_form(
        request, seen, form, save,
        back=reverse("case-plans", args=[public_id]), up_label="計画",
        title="計画を始める", submit="この計画を始める",
        success="始めました。次の一歩が上に出ています。",
    )  # fmt: skip
    return redirect("plan-page", public_id, made[0]) if made else answer


def _occasion(request: ActorRequest, *, has_plan: bool) -> Occasion:
    """?occasion= of a report that asks for a change; otherwise new or renewal."""
    wanted = request.GET.get("occasion", "")
    if wanted in set(Occasion):
        return Occasion(wanted)
    return Occasion.RENEWAL if has_plan else Occasion.NEW


@action("plan.view", permission=Permission.CASE_VIEW)
@require_GET
def plan_page(request: ActorRequest, public_id: UUID, plan_id: UUID) -> HttpResponse:
    """計画の一巡。いまどこか、次の一歩、書面、会議、渡した記録。"""
    seen = looked(request, public_id, "plan.view")
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    rows = queries.steps_of_plan(actor=request.actor, seen=seen, plan=plan)
    sheets = queries.sheets_of(actor=request.actor, seen=seen, plan=plan)
    assessment = queries.latest_assessment(actor=request.actor, seen=seen)
    current = sheets.get(SheetStage.PLAN) or sheets.get(SheetStage.DRAFT)
    kind = PlanKind(plan.kind)
    return render(
        request,
        "cases/plan/page.html",
        {
            **plan_frame(request, seen, plan),
            "stages": drawn_steps(plan),
            "lines": step_lines(plan, rows),
            "due": due_words(plan, today=request.today),
            "sheets": [(one, one.label, sheets.get(one)) for one in SheetStage],
            "meetings": queries.meetings_of(
                actor=request.actor, seen=seen, plan=plan
            ),
            "deliveries": [
                (one, SheetStage(one.stage).label)
                for one in queries.deliveries_of(
                    actor=request.actor, seen=seen, plan=plan
                )
            ],
            "earlier_steps": [
                (one, Step(one.step).label)
                for one in queries.steps_of_plan(
                    actor=request.actor, seen=seen, plan=plan, withdrawn=True
                )
            ],
            "assessment": assessment,
            "hints": hints_for(
                current, has_assessment=assessment is not None, on=request.today
            )
            if current
            else (),
            "current": current,
            "open_voices": open_voices_of(actor=request.actor, seen=seen, plan=plan),
            "decisions": options_offered(actor=request.actor, seen=seen, plan=plan),
            "easy_papers": papers_of_plan(actor=request.actor, seen=seen, plan=plan),
            "reviews": [
                (one, ReviewState(one.state).label, KINDS[ReviewState(one.state)])
                for one in reviews_of(actor=request.actor, seen=seen, plan=plan)
            ],
            "self_wish": SelfWish(plan.self_wish).label if plan.self_wish else "",
            "is_self_made": kind.is_self_made,
            "may_write": not plan.is_over
            and may(
                request.actor, seen, Permission.CASE_WORK, through=actions.THROUGH
            ),
            "city_steps": actions.CITY_STEPS,
        },
    )  # fmt: skip


def _answer(
    request: ActorRequest,
    seen: SeenCase,
    plan: Plan,
    form: Form,
    save: Save,
    **words: Any,
) -> HttpResponse:
    """Back to the plan."""
    return answer_case_form(
        request, seen, form, save, back=plan_url(plan), up_label="この計画", **words
    )


@action("plan.step", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_step(
    request: ActorRequest, public_id: UUID, plan_id: UUID, step: str
) -> HttpResponse:
    """一歩を、した日とともに記す。"""
    if step not in set(Step):
        raise Http404
    seen = seen_case(request, public_id, action="plan.step")
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    wanted = Step(step)
    row = queries.step_now(actor=request.actor, seen=seen, plan=plan, step=wanted)
    form = StepForm(
        request.POST or None, initial=_step_start(request, seen, wanted, row)
    )
    if wanted not in CONSENTS:
        del form.fields["consented_by"]

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            row = actions.record_step(
                plan=plan, step=wanted, on=data["on"], reason=data["reason"],
                consented_by=data.get("consented_by", ""),
                staff=oneself(actor=request.actor), by=request.actor,
                now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="plan.step", make=make,
            body={**data, "plan": plan.public_id, "step": step},
        )  # fmt: skip

    return _answer(
        request, seen, plan, form, save, title=wanted.label,
        submit="この日に記す", success=f"「{wanted.label}」を記しました。",
        lead=_lead_of(plan, wanted),
        template="cases/plan/step_form.html",
        more={"plan": plan, "case": seen.case, "row": row},
    )  # fmt: skip


def _lead_of(plan: Plan, step: Step) -> str:
    if actions.lacks_own_words(plan, step):
        return (
            f"{actions.AGREED[step].label}の「本人の望む生活」が、まだ本人の言葉で書かれて"
            "いません。書いてから同意を得るか、書けないわけを残します。"
        )
    return "相談支援専門員本人が行うことになっています。" if step in IN_PERSON else ""


def _step_start(
    request: ActorRequest, seen: SeenCase, step: Step, row: PlanStep | None
) -> dict[str, Any]:
    """今日。訪問はアセスメントの日、同意する人は本人。記してあれば、その内容。"""
    if row is not None:
        return {
            "on": row.on, "consented_by": row.consented_by, "reason": row.reason,
        }  # fmt: skip
    start: dict[str, Any] = {"on": request.today}
    if step is Step.VISITED:
        assessment = queries.latest_assessment(actor=request.actor, seen=seen)
        if assessment is not None:
            start["on"] = assessment.assessed_on
    if step in CONSENTS:
        start["consented_by"] = seen.case.person.name
    return start


@action("plan.step_withdraw", permission=Permission.CASE_WORK)
@require_POST
def plan_step_withdraw(
    request: ActorRequest, public_id: UUID, plan_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id)
    row = queries.step_of(actor=request.actor, seen=seen, public_id=row_id)
    try:
        actions.withdraw_step(step=row, by=request.actor, now=request.now)
        messages.success(request, f"「{Step(row.step).label}」を取り消しました。")
    except UserError as error:
        messages.error(request, str(error.message))
    return redirect("plan-page", public_id, plan_id)


@action("plan.due", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_due(request: ActorRequest, public_id: UUID, plan_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="plan.due")
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    form = DueForm(
        request.POST or None,
        initial={"due_on": plan.due_on, "version": plan.version},
    )

    def save(data: dict[str, Any]) -> object:
        return actions.set_due(plan=plan, by=request.actor, now=request.now, **data)

    return _answer(
        request, seen, plan, form, save, title="計画案の提出期限",
        submit="この期限にする", success="期限を保存しました。",
    )  # fmt: skip


@action("plan.end", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_end(request: ActorRequest, public_id: UUID, plan_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="plan.end")
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    form = EndForm(request.POST or None, initial={"version": plan.version})

    def save(data: dict[str, Any]) -> object:
        return actions.end_plan(
            plan=plan, by=request.actor, now=request.now, today=request.today, **data
        )

    return _answer(
        request, seen, plan, form, save, title="この計画を終える",
        submit="理由とともに終える", success="終えました。",
        lead="書いたものはすべて残ります。ケースそのものの終結は、「担当と関わり方」で行います。",
    )  # fmt: skip


def stage_from(text: str) -> SheetStage:
    """The sheet that an address names."""
    if text not in set(SheetStage):
        raise Http404
    return SheetStage(text)
