"""会議の前後の関わりの画面: 一覧、書く、終える。"""

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
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.meetings.care import actions, queries
from tsunagi.meetings.care.forms import NeedForm
from tsunagi.meetings.care.rules import State, When


@action("care.list", permission=Permission.MEETING_CARE)
@require_GET
def care_list(request: ActorRequest) -> HttpResponse:
    """会議の前後に声をかける人。本人と、その事業所には見えない。"""
    queries.require_caring(actor=request.actor)
    return render(
        request,
        "meetings/care/list.html",
        {
            "rows": [
                (row, When(row.when).label, row.state == State.OPEN)
                for row in queries.needs(actor=request.actor, now=request.now)
            ]
        },
    )


@action("care.note", permission=Permission.MEETING_CARE)
@require_http_methods(["GET", "POST"])
def care_new(request: ActorRequest) -> HttpResponse:
    queries.require_caring(actor=request.actor)
    form = NeedForm(
        request.POST or None,
        people=queries.people_to_choose(actor=request.actor, today=request.today),
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.note_need(
                staff=form.chosen, when=When(data["when"]), plan=data["plan"],
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        once(data["key"], by=request.actor, action="care.note", body=data, make=make)
        return redirect("care-list")

    return answer_form(
        request, form, template="activity/knowledge/form.html", save=save,
        success="書きました。",
        context={
            "title": "会議の前後に声をかける",
            "lead": "会議に慣れない人、話しにくい人に、前か後に声をかけるためのものです。"
            "本人にも、その事業所にも見えません。書き出しにも入りません。",
            "submit_label": "書く",
            "up_label": "会議の前後の関わり",
            "cancel_url": reverse("care-list"),
        },
    )  # fmt: skip


@action("care.end", permission=Permission.MEETING_CARE)
@require_POST
def care_end(request: ActorRequest, public_id: UUID) -> HttpResponse:
    need = queries.need_of(actor=request.actor, now=request.now, public_id=public_id)
    try:
        actions.end_need(need=need, by=request.actor, today=request.today)
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("care-list")
