"""ピアカウンセリングの画面: この方の申し込み、相手さがし、会った回。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.cases.pages import (
    Save,
    answer_case_form,
    band_of,
    form_opened,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.peer import actions, queries
from tsunagi.cases.peer.forms import (
    AnswerForm,
    CloseForm,
    OfferForm,
    SessionForm,
    WishForm,
    topic_words,
)
from tsunagi.cases.peer.models import PeerMatch, PeerRequest, PeerSession
from tsunagi.cases.peer.queries import RequestSheet
from tsunagi.cases.peer.rules import Answer, Going, State, Topic
from tsunagi.cases.seen import SeenCase
from tsunagi.common.wareki import format_wareki
from tsunagi.ui import parts
from tsunagi.ui.forms import Form

FORM = "cases/form.html"


@action("peer.view", permission=Permission.CASE_VIEW)
@require_GET
def case_peer(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """申し込みから終わりまで。"""
    seen = looked_at_case(request, public_id, action="peer.view")
    if not seen.sight.sees_support:
        raise NotVisible
    sheets = queries.sheets_of_case(actor=request.actor, seen=seen, now=request.now)
    context = {
        "seen": seen,
        "case": seen.case,
        "band": band_of(seen, today=request.today),
        "tabs": tabs_of(seen, "case-peer"),
        "sheets": [
            {
                "row": sheet.row,
                "path": _path(sheet),
                "topics": topic_words(sheet.row.topics),
                "matches": [
                    (one, sheet.name_of(one), Answer(one.answer).label)
                    for one in sheet.matches
                ],
                "sessions": [
                    (one, sheet.name_of(one), Going(one.going).label)
                    for one in sheet.sessions
                ],
                "has_chosen": sheet.chosen is not None,
                "is_open": sheet.row.state != State.CLOSED,
            }
            for sheet in sheets
        ],
        "may_work": may(request.actor, seen, Permission.CASE_WORK),
    }
    return render(request, "cases/peer/page.html", context)


def _path(sheet: RequestSheet) -> list[parts.Step]:
    """申し込み → 相手 → 会う → 終わり。終わった申し込みでは、したことだけ。"""
    row, chosen = sheet.row, sheet.chosen
    days = [
        ("希望を聞く", row.wished_on),
        ("相手が決まる", chosen.answered_on if chosen else None),
        ("会って話す", sheet.sessions[0].held_on if sheet.sessions else None),
        ("終わり", row.closed_on),
    ]
    if row.closed_on:
        return [
            parts.Step(label, "done", format_wareki(on)) for label, on in days if on
        ]
    place = {State.WISHED: 1, State.MATCHED: 2}.get(State(row.state), 2)
    states = ["done"] * place + ["current"] + ["waiting"] * (3 - place)
    return [
        parts.Step(label, state, format_wareki(on) if on else "")
        for (label, on), state in zip(days, states, strict=True)
    ]


def _answer(
    request: ActorRequest, seen: SeenCase, form: Form, save: Save, **words: Any
) -> HttpResponse:
    back = reverse("case-peer", args=[seen.case.public_id])
    return answer_case_form(
        request, seen, form, save, back=back, up_label="ピアカウンセリング", **words
    )


def _once(
    request: ActorRequest,
    name: str,
    data: dict[str, Any],
    of: UUID,
    make: Callable[[dict[str, Any]], PeerRequest | PeerMatch | PeerSession],
) -> None:
    """A form that creates: sent twice, written once. `make` is told all but the key."""
    values = {field: value for field, value in data.items() if field != "key"}
    once(
        data["key"], by=request.actor, action=name, body={**values, "of": of},
        make=lambda: str(make(values).public_id),
    )  # fmt: skip


@action("peer.wish", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def peer_wish(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="peer.wish")
    form = WishForm(request.POST or None, initial={"wished_on": request.today})

    def make(data: dict[str, Any]) -> PeerRequest:
        return actions.wish_for_peer(
            case=seen.case, by=request.actor, now=request.now, today=request.today,
            **{**data, "topics": [Topic(code) for code in data["topics"]]},
        )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        _once(request, "peer.wish", data, seen.case.public_id, make)

    return _answer(
        request, seen, form, save, title="ピアカウンセリングの希望を聞く",
        submit="申し込みを記録する", success="記録しました。名簿から相手をさがせます。",
    )  # fmt: skip


@action("peer.offer", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def peer_offer(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id)
    row = queries.request_of(actor=request.actor, seen=seen, public_id=row_id)
    supporters = queries.supporters(
        actor=request.actor, now=request.now, today=request.today
    )
    form_opened(
        request, "peer.offer", through=sorted(seen.sight.relations),
        subjects=[seen.case.person.public_id, *(one.public_id for one in supporters)],
    )  # fmt: skip
    form = OfferForm(
        request.POST or None,
        supporters=supporters,
        initial={"offered_on": request.today},
    )

    def make(data: dict[str, Any]) -> PeerMatch:
        return actions.offer_peer(
            request=row, supporter=form.chosen, offered_on=data["offered_on"],
            note=data["note"], by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        _once(request, "peer.offer", data, row.public_id, make)

    return _answer(
        request, seen, form, save, title="相手をさがす", submit="この人を本人に伝えた",
        success="記録しました。本人の返事を聞いたら、ここに書きます。",
        lead=f"希望: {row.wants}　{row.wished_peer}",
    )  # fmt: skip


@action("peer.answer", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def peer_answer(
    request: ActorRequest, public_id: UUID, row_id: UUID, match_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="peer.answer")
    row = queries.request_of(actor=request.actor, seen=seen, public_id=row_id)
    match = queries.match_of(
        actor=request.actor, request=row, public_id=match_id, now=request.now
    )
    name = queries.name_shown(actor=request.actor, match=match, now=request.now)
    form = AnswerForm(request.POST or None, initial={"answered_on": request.today})

    def save(data: dict[str, Any]) -> object:
        return actions.answer_peer(
            match=match, by=request.actor, now=request.now, today=request.today,
            **{**data, "answer": Answer(data["answer"])},
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title=f"{name}についての返事",
        submit="返事を記録する", success="記録しました。",
        lead="選ぶのは本人です。合わなければ、ほかの人を試せます。",
    )  # fmt: skip


@action("peer.session", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def peer_session(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="peer.session")
    row = queries.request_of(actor=request.actor, seen=seen, public_id=row_id)
    form = SessionForm(request.POST or None, initial={"held_on": request.today})

    def make(data: dict[str, Any]) -> PeerSession:
        return actions.record_session(
            request=row, by=request.actor, now=request.now, today=request.today,
            **{**data, "going": Going(data["going"])},
        )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        _once(request, "peer.session", data, row.public_id, make)

    return _answer(
        request, seen, form, save, title="会って話したことを記録する", submit="この回を記録する",
        success="記録しました。経過に一行残りました。あなたが同席したときは、相談記録も書けます。",
    )  # fmt: skip


@action("peer.close", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def peer_close(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="peer.close")
    row = queries.request_of(actor=request.actor, seen=seen, public_id=row_id)
    form = CloseForm(
        request.POST or None,
        initial={"closed_on": request.today, "version": row.version},
    )

    def save(data: dict[str, Any]) -> None:
        actions.close_request(
            request=row, by=request.actor, now=request.now, today=request.today, **data
        )

    return _answer(
        request, seen, form, save, title="ピアカウンセリングを終える", submit="終える",
        success="終えました。また話したくなったら、新しく申し込みを書けます。",
    )  # fmt: skip
