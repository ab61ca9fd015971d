"""ピアサポーターの名簿と、申し込みの一覧の画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.intake.policy import desks_of
from tsunagi.cases.intake.queries import desk_of
from tsunagi.cases.pages import form_opened
from tsunagi.cases.peer import queries, supporter_actions
from tsunagi.cases.peer.forms import (
    EditSupporterForm,
    EndSupporterForm,
    SupporterForm,
    TopicFilterForm,
    topic_words,
)
from tsunagi.cases.peer.models import PeerSupporter
from tsunagi.cases.peer.rules import Topic

FORM = "cases/form.html"


@action("peer.list", permission=Permission.RECEPTION_RECORD)
@require_GET
def peer_list(request: ActorRequest) -> HttpResponse:
    """名簿と、いま進んでいる申し込み。"""
    form = TopicFilterForm(request.GET or None)
    chosen = form.cleaned_data["topic"] if form.is_bound and form.is_valid() else ""
    rows = queries.supporters(
        actor=request.actor, now=request.now, today=request.today,
        topic=Topic(chosen) if chosen else None,
    )  # fmt: skip
    ended = queries.ended_supporters(
        actor=request.actor, now=request.now, today=request.today
    )
    requests = queries.open_requests(actor=request.actor, now=request.now)
    audit.looked_at(
        "peer.list", by=request.actor,
        subjects=[
            *(row.public_id for row in [*rows, *ended]),
            *(one.case.person.public_id for one in requests),
        ],
    )  # fmt: skip
    desks = desks_of(request.actor)
    context = {
        "form": form,
        "is_filtered": bool(chosen),
        "rows": [
            (row, topic_words(row.topics), row.office_id in desks) for row in rows
        ],
        "ended": ended,
        "requests": requests,
    }
    return render(request, "cases/peer/list.html", context)


def _context(title: str, submit: str, lead: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "submit_label": submit,
        "lead": lead,
        "up_label": "ピアカウンセリング",
        "cancel_url": reverse("peer-list"),
    }


def _supporter(request: ActorRequest, public_id: UUID, name: str) -> PeerSupporter:
    row = queries.supporter_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    form_opened(request, name, subjects=[row.public_id])
    return row


@action("peer.supporter", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def supporter_new(request: ActorRequest) -> HttpResponse:
    form = SupporterForm(request.POST or None, initial={"agreed_on": request.today})

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = supporter_actions.list_supporter(
                office=desk_of(actor=request.actor), values=data, by=request.actor,
                now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        once(
            data["key"], by=request.actor, action="peer.supporter", body=data, make=make
        )
        return redirect("peer-list")

    return answer_form(
        request, form, template=FORM, save=save, success="名簿に載せました。",
        context=_context("ピアサポーターを名簿に載せる", "名簿に載せる"),
    )  # fmt: skip


@action("peer.supporter_edit", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def supporter_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = _supporter(request, public_id, "peer.supporter_edit")
    names = (*supporter_actions.FIELDS, "version")
    form = EditSupporterForm(
        request.POST or None, initial={name: getattr(row, name) for name in names}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        supporter_actions.edit_supporter(
            supporter=row, values=data, version=data["version"], by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("peer-list")

    return answer_form(
        request, form, template="cases/peer/supporter.html", save=save,
        success="直しました。",
        context={
            **_context("ピアサポーターを直す", "この内容にする"),
            "revised": queries.history_of(
                actor=request.actor, supporter=row, now=request.now
            ),
        },
    )  # fmt: skip


@action("peer.supporter_end", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def supporter_end(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = _supporter(request, public_id, "peer.supporter_end")
    form = EndSupporterForm(
        request.POST or None,
        initial={"ended_on": request.today, "version": row.version},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        supporter_actions.end_supporter(
            supporter=row, by=request.actor, now=request.now, today=request.today,
            **data,
        )  # fmt: skip
        return redirect("peer-list")

    return answer_form(
        request, form, template=FORM, save=save, success="名簿から外しました。",
        context=_context(
            f"{row.name}さんを名簿から外す", "名簿から外す",
            "これまでに会った記録は残ります。",
        ),
    )  # fmt: skip
