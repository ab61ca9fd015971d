"""サービス担当者会議と、渡した記録の画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.cases.pages import answer_case_form, seen_case
from tsunagi.cases.plan import actions, meeting_actions, queries
from tsunagi.cases.plan.forms import DeliveryForm, EndForm
from tsunagi.cases.plan.meeting_forms import (
    Came,
    EditMeetingForm,
    MeetingForm,
    meeting_initial,
)
from tsunagi.cases.plan.models import PlanMeeting
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.plan.views import looked, plan_frame, plan_url
from tsunagi.common.errors import UserError


def _meeting_url(row: PlanMeeting) -> str:
    return reverse(
        "plan-meeting",
        args=[row.case.public_id, row.plan.public_id, row.record_id],
    )


@action("plan_meeting.view", permission=Permission.CASE_VIEW)
@require_GET
def plan_meeting(
    request: ActorRequest, public_id: UUID, plan_id: UUID, record_id: UUID
) -> HttpResponse:
    """一回の会議の記録。印刷して配れる。"""
    seen = looked(request, public_id, "plan_meeting.view")
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    row = queries.meeting_of(actor=request.actor, seen=seen, record_id=record_id)
    return render(
        request,
        "cases/plan/meeting.html",
        {
            **plan_frame(request, seen, plan),
            "row": row,
            "people": [(one, Came(one["came"]).label) for one in row.people],
        },
    )


@action("plan_meeting.record", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_meeting_new(
    request: ActorRequest, public_id: UUID, plan_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="plan_meeting.record")
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    form = MeetingForm(request.POST or None, initial={"held_on": request.today})

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            row = meeting_actions.record_meeting(
                plan=plan, values=form.values(), by=request.actor, now=request.now,
                today=request.today,
            )  # fmt: skip
            return str(row.record_id)

        return once(
            data["key"], by=request.actor, action="plan_meeting.record", make=make,
            body={**data, "plan": plan.public_id},
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=plan_url(plan), up_label="この計画",
        title="サービス担当者会議を記す", submit="この会議を記す",
        success="記しました。計画の歩みにも、開いた日が入りました。",
    )  # fmt: skip


@action("plan_meeting.correct", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_meeting_edit(
    request: ActorRequest, public_id: UUID, plan_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="plan_meeting.correct")
    row = queries.meeting_of(actor=request.actor, seen=seen, record_id=record_id)
    form = EditMeetingForm(request.POST or None, initial=meeting_initial(row))

    def save(data: dict[str, Any]) -> object:
        return meeting_actions.correct_meeting(
            meeting=row, values=form.values(), version=data["version"],
            reason=data["correction_reason"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=_meeting_url(row), up_label="会議の記録",
        title="会議の記録を直す", submit="直した内容を保存する",
        success="保存しました。前の版は残っています。",
    )  # fmt: skip


@action("plan_meeting.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_meeting_withdraw(
    request: ActorRequest, public_id: UUID, plan_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="plan_meeting.withdraw")
    row = queries.meeting_of(actor=request.actor, seen=seen, record_id=record_id)
    form = EndForm(request.POST or None, initial={"version": row.version})
    form.fields["reason"].label = "取り消す理由"

    def save(data: dict[str, Any]) -> object:
        return meeting_actions.withdraw_meeting(
            meeting=row, by=request.actor, now=request.now, **data
        )

    return answer_case_form(
        request, seen, form, save, back=_meeting_url(row), up_label="会議の記録",
        title="会議の記録を取り消す", submit="理由とともに取り消す",
        success="取り消しました。",
        lead="文は残ります。計画の歩みに記した日は、計画のページで取り消せます。",
    )  # fmt: skip


@action("plan.deliver", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_delivery_new(
    request: ActorRequest, public_id: UUID, plan_id: UUID
) -> HttpResponse:
    """だれに渡したかを記す。"""
    seen = seen_case(request, public_id, action="plan.deliver")
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    form = DeliveryForm(request.POST or None, initial={"on": request.today})

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            row = actions.record_delivery(
                plan=plan, stage=SheetStage(data["stage"]), to=data["to"],
                on=data["on"], method=data["method"], by=request.actor,
                now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="plan.deliver", make=make,
            body={**data, "plan": plan.public_id},
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=plan_url(plan), up_label="この計画",
        title="渡したことを記す", submit="渡したと記す", success="記しました。",
    )  # fmt: skip


@action("plan.deliver_withdraw", permission=Permission.CASE_WORK)
@require_POST
def plan_delivery_withdraw(
    request: ActorRequest, public_id: UUID, plan_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id)
    row = queries.delivery_of(actor=request.actor, seen=seen, public_id=row_id)
    try:
        actions.withdraw_delivery(delivery=row, by=request.actor, now=request.now)
        messages.success(request, "取り消しました。")
    except UserError as error:
        messages.error(request, str(error.message))
    return redirect("plan-page", public_id, plan_id)
