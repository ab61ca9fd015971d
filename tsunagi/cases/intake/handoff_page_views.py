"""一つのつなぎの画面: 開く、引き受ける、断る、尋ねる、答える、延ばす、取り下げる、確かめる。

The same buttons and the same words as a request of a handover (cases/handover).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.handover.answer_actions import Said
from tsunagi.cases.handover.forms import (
    AnswerForOtherForm,
    ExtendForm,
    HappenedForm,
    QuestionForm,
    ReplyForm,
    WithdrawForm,
)
from tsunagi.cases.handover.rules import (
    Answer,
    Decline,
    Stage,
    Way,
    first_answer_by,
)
from tsunagi.cases.intake import handoff_moves, handoff_queries
from tsunagi.cases.intake.actions import require_own_reception, subject_of_reception
from tsunagi.cases.intake.handoff_forms import HandoffAcceptForm
from tsunagi.cases.intake.handoff_reading import PURPOSE, handoff_line, name_of
from tsunagi.cases.intake.models import Handoff
from tsunagi.cases.intake.policy import desks_of
from tsunagi.cases.intake.rules import DangerSign
from tsunagi.common.errors import UserError

UP = "このつなぎ"
Save = Callable[[dict[str, Any]], object]


def _seen(request: ActorRequest, public_id: UUID, name: str) -> Handoff:
    """The request, and the look at it in the log."""
    handoff = handoff_queries.handoff_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    audit.looked_at(
        name, by=request.actor, subjects=subject_of_reception(handoff.reception)
    )
    return handoff


def _ours(request: ActorRequest, public_id: UUID, name: str) -> Handoff:
    """For the asking side only: the other one has no form for it."""
    handoff = _seen(request, public_id, name)
    require_own_reception(handoff.reception, by=request.actor, now=request.now)
    return handoff


def _frame(request: ActorRequest) -> dict[str, Any]:
    return {"by": request.actor, "now": request.now, "today": request.today}


def _answer(
    request: ActorRequest, handoff: Handoff, form: Form, save: Save, *, title: str,
    submit: str, success: str, lead: str = "",
) -> HttpResponse:  # fmt: skip
    back = reverse("handoff-page", args=[handoff.public_id])

    def saved(data: dict[str, Any]) -> HttpResponse:
        save(data)
        return redirect(back)

    return answer_form(
        request, form, template="cases/form.html", save=saved, success=success,
        context={
            "title": title, "submit_label": submit, "lead": lead, "up_label": UP,
            "cancel_url": back,
        },
    )  # fmt: skip


@action("handoff.view", permission=Permission.RECEPTION_RECORD)
@require_GET
def handoff_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一つのつなぎ。頼まれた側は相談の輪郭を見て返事をし、頼んだ側は返事を待つ。"""
    handoff = _seen(request, public_id, "handoff.view")
    desks = desks_of(request.actor)
    is_ours = handoff.reception.office_id in desks
    is_place = handoff.office_id in desks
    if is_place:
        handoff_moves.see_handoff(handoff=handoff, by=request.actor, now=request.now)
    line = handoff_line(handoff, today=request.today)
    # Who does not take over has no more need of it.
    is_told = is_ours or line.words.is_waiting or handoff.state == Answer.ACCEPTED
    outline = handoff_queries.outline_of(actor=request.actor, asked=handoff)
    return render(
        request,
        "cases/intake/handoff.html",
        {
            "handoff": handoff,
            "reception": handoff.reception,
            "line": line,
            "purpose": PURPOSE,
            "name": name_of(handoff.reception),
            "outline": outline if is_told else None,
            "signs": [DangerSign(sign).label for sign in outline.danger_signs],
            "declines": Decline.choices(),
            "is_ours": is_ours,
            "may_answer": is_place and line.words.is_waiting,
            "may_follow": is_ours and line.words.is_waiting,
            "is_taken": is_place and handoff.state == Answer.ACCEPTED,
            "waits_for_arrival": line.stage is Stage.ACCEPTED,
        },
    )


@action("handoff.accept", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def handoff_accept(request: ActorRequest, public_id: UUID) -> HttpResponse:
    handoff = _seen(request, public_id, "handoff.accept")
    form = HandoffAcceptForm(request.POST or None)

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            said = Said(on=request.today, note=data["note"])
            handoff_moves.accept(handoff=handoff, said=said, **_frame(request))
            return str(handoff.public_id)

        return once(
            data["key"], by=request.actor, action="handoff.accept", make=make,
            body={**data, "handoff": handoff.public_id},
        )  # fmt: skip

    return _answer(
        request, handoff, form, save, title="この方を引き受ける",
        submit="引き受ける",
        lead=f"{handoff.reception.office.name}から。引き受けると、受け付けた窓口の手を離れます。",
        success="引き受けました。本人と顔を合わせ、つながったことを確かめてください。",
    )  # fmt: skip


@action("handoff.decline", permission=Permission.RECEPTION_RECORD)
@require_POST
def handoff_decline(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一度押すだけ。よい悪いは言わない。"""
    handoff = _seen(request, public_id, "handoff.decline")
    known = {one.value for one in Decline}
    why = request.POST.get("why", "")
    try:
        handoff_moves.decline(
            handoff=handoff, why=Decline(why) if why in known else Decline.OTHER,
            said=Said(on=request.today), **_frame(request),
        )  # fmt: skip
        messages.success(request, "返事をしました。頼んだ側に届きました。")
    except UserError as error:
        messages.error(request, str(error.message))
    return redirect("handover-list")


@action("handoff.question", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def handoff_question(request: ActorRequest, public_id: UUID) -> HttpResponse:
    handoff = _seen(request, public_id, "handoff.question")

    def save(data: dict[str, Any]) -> object:
        return handoff_moves.ask_back(
            handoff=handoff, question=data["question"], by=request.actor,
            now=request.now,
        )  # fmt: skip

    return _answer(
        request, handoff, QuestionForm(request.POST or None), save,
        title="もう少し尋ねる", submit="尋ねる",
        lead="引き受けられるかを決めるのに、知りたいことを尋ねます。",
        success="尋ねました。答えが届くと、この依頼に出ます。",
    )  # fmt: skip


@action("handoff.answer", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def handoff_answer_for(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """電話・来所・書面で受けた返事を、代わりに入れる。"""
    handoff = _ours(request, public_id, "handoff.answer")
    form = AnswerForOtherForm(request.POST or None, initial={"on": request.today})

    def save(data: dict[str, Any]) -> object:
        said = Said(
            on=data["on"], way=Way(data["way"]), name=data["name"], note=data["note"]
        )

        def make() -> str:
            if data["taken"] == "yes":
                handoff_moves.accept(handoff=handoff, said=said, **_frame(request))
            else:
                why = Decline(data["decline"] or Decline.OTHER)
                handoff_moves.decline(
                    handoff=handoff, why=why, said=said, **_frame(request)
                )
            return str(handoff.public_id)

        return once(
            data["key"], by=request.actor, action="handoff.answer", make=make,
            body={**data, "handoff": handoff.public_id},
        )  # fmt: skip

    return _answer(
        request, handoff, form, save,
        title=f"返事を代わりに入れる（{handoff.place}）", submit="この返事を記す",
        lead="だれから、どう聞いたかを残します。引き受けたと記すと、受け付けた窓口の手を離れます。",
        success="記しました。代理入力として残ります。",
    )  # fmt: skip


@action("handoff.reply", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def handoff_reply(request: ActorRequest, public_id: UUID) -> HttpResponse:
    handoff = _ours(request, public_id, "handoff.reply")

    def save(data: dict[str, Any]) -> object:
        return handoff_moves.reply(
            handoff=handoff, reply=data["reply"], by=request.actor, now=request.now
        )

    return _answer(
        request, handoff, ReplyForm(request.POST or None), save,
        title=f"{handoff.place}に答える", submit="この答えを送る", success="送りました。",
        lead=f"尋ねられたこと: {handoff.question}",
    )  # fmt: skip


@action("handoff.extend", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def handoff_extend(request: ActorRequest, public_id: UUID) -> HttpResponse:
    handoff = _ours(request, public_id, "handoff.extend")
    form = ExtendForm(
        request.POST or None, initial={"answer_by": first_answer_by(request.today)}
    )

    def save(data: dict[str, Any]) -> object:
        return handoff_moves.extend(
            handoff=handoff, answer_by=data["answer_by"], **_frame(request)
        )

    return _answer(
        request, handoff, form, save,
        title=f"返事の期限を延ばす（{handoff.place}）", submit="この日まで待つ",
        success="延ばしました。相手の画面の期限も変わりました。",
    )  # fmt: skip


@action("handoff.withdraw", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def handoff_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    handoff = _ours(request, public_id, "handoff.withdraw")
    form = WithdrawForm(request.POST or None, initial={"version": handoff.version})

    def save(data: dict[str, Any]) -> object:
        return handoff_moves.withdraw(
            handoff=handoff, reason=data["reason"], version=data["version"],
            **_frame(request),
        )  # fmt: skip

    return _answer(
        request, handoff, form, save,
        title=f"{handoff.place}への依頼を取り下げる",
        submit="わけとともに取り下げる", success="取り下げました。",
    )  # fmt: skip


@action("handoff.arrive", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def handoff_arrive(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """本人がつながったことを確かめて、終える。"""
    handoff = _seen(request, public_id, "handoff.arrive")
    form = HappenedForm(
        request.POST or None,
        initial={"on": request.today, "version": handoff.version},
    )

    def save(data: dict[str, Any]) -> object:
        return handoff_moves.confirm_arrival(
            handoff=handoff, on=data["on"], note=data["note"],
            version=data["version"], **_frame(request),
        )  # fmt: skip

    return _answer(
        request, handoff, form, save, title="つながったことを確かめた",
        submit="確かめて、引継ぎを終える",
        lead="本人が新しい相談先と会えた、話せたと確かめた日を記します。",
        success="終えました。",
    )  # fmt: skip


@action("handoff.sheet", permission=Permission.RECEPTION_RECORD)
@require_GET
def handoff_sheet(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """つなぎシート: 登録のない相手に、紙で渡す一枚。名前は、同意があるときだけ。"""
    handoff = _ours(request, public_id, "handoff.sheet")
    return render(
        request,
        "cases/intake/handoff_sheet.html",
        {
            "handoff": handoff,
            "reception": handoff.reception,
            "outline": handoff_queries.outline_of(actor=request.actor, asked=handoff),
        },
    )
