"""候補を上の会議に上げる、上げたことを取り下げる画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.issue import queries, rise_actions, rise_queries
from tsunagi.meetings.issue.forms import RaiseForm, WithdrawRiseForm
from tsunagi.meetings.issue.views import FORM
from tsunagi.meetings.series.rules import Level

LEAD = "議題になり、決まったことは、この候補と、来たところの会議に返ります。"
WITHDRAW_LEAD = (
    "候補は、上がっていない形に戻ります。あなたが進める会議の、まだ何も話していない議題は外れます。"
    "ほかの議題はそのまま残り、決まったことは、この候補に返りません。"
)
NOWHERE = (
    "いまより広い段の会議で、これから開く、呼ばれているものがありません。"
    "会議の予定が入ると、ここで選べます。"
)


@action("issue.rise", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def candidate_raise(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """上の段の会議を選ぶ。呼ばれている会議だけが並ぶ。"""
    row = queries.candidate_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    meetings = {
        str(one.public_id): one
        for one in rise_queries.meetings_above(
            actor=request.actor, now=request.now, today=request.today, candidate=row
        )
    }
    choices = [
        (
            key,
            f"{format_wareki(one.held_on)}　{one.title}"
            f"（{Level(one.series.level).label if one.series else ''}）",
        )
        for key, one in meetings.items()
    ]
    form = RaiseForm(
        request.POST or None, meetings=choices, initial={"version": row.version}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        rise_actions.raise_up(
            candidate=row, meeting=meetings[data["meeting"]], version=data["version"],
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("candidate-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="上げました。議題に並んでいます。",
        context={
            "title": "上の会議に上げる",
            "lead": LEAD if meetings else NOWHERE,
            "submit_label": "この会議に上げる",
            "up_label": "地域課題の候補",
            "cancel_url": reverse("candidate-page", args=[public_id]),
        },
    )  # fmt: skip


@action("issue.withdraw", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def rise_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """上げたことを取り下げる。"""
    row = queries.candidate_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    form = WithdrawRiseForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        rise_actions.withdraw_rise(
            candidate=row, by=request.actor, now=request.now, **data
        )
        return redirect("candidate-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="取り下げました。もう一度上げられます。",
        context={
            "title": "上げたことを取り下げる",
            "lead": WITHDRAW_LEAD,
            "submit_label": "取り下げる",
            "up_label": "地域課題の候補",
            "cancel_url": reverse("candidate-page", args=[public_id]),
        },
    )  # fmt: skip
