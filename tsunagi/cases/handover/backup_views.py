"""引き継いだ相手を後ろから支える: 一度押すだけ。"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.handover import queries
from tsunagi.cases.handover.backup_actions import back_up_after
from tsunagi.cases.pages import seen_case
from tsunagi.common.errors import UserError
from tsunagi.common.wareki import format_wareki


@action("handover.back_up", permission=Permission.CASE_WORK)
@require_POST
def handover_back_up(
    request: ActorRequest, public_id: UUID, handover_id: UUID
) -> HttpResponse:
    """引受けが決まったあと、前の担当の後方支援を始める。"""
    seen = seen_case(request, public_id, action="handover.back_up")
    handover = queries.handover_of(
        actor=request.actor, seen=seen, public_id=handover_id
    )
    try:
        row = back_up_after(
            handover=handover, by=request.actor, now=request.now, today=request.today
        )
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        day = format_wareki(row.follow_on) if row.follow_on else ""
        messages.success(
            request, f"後方支援を始めました。{day}に、両方の「きょう」に出ます。"
        )
    return redirect("handover-page", public_id, handover_id)
