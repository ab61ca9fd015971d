"""頼む側の、依頼先ごとの画面: 頼む、代わりに返事を入れる、答える、延ばす、取り下げる、印刷。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.handover import actions, answer_actions, queries
from tsunagi.cases.handover.actions import NewAsk
from tsunagi.cases.handover.answer_actions import Said
from tsunagi.cases.handover.forms import (
    AnswerForOtherForm,
    AskForm,
    ExtendForm,
    NeedForm,
    ReplyForm,
    WithdrawForm,
)
from tsunagi.cases.handover.models import Handover, HandoverAsk
from tsunagi.cases.handover.place_queries import (
    Places,
    features_on_offer,
    hard_rules,
    places_for,
)
from tsunagi.cases.handover.place_rules import MOST_SHOWN, Wanted, need_of
from tsunagi.cases.handover.reading import outline_of
from tsunagi.cases.handover.rules import Answer, Choice, Decline, Way, first_answer_by
from tsunagi.cases.handover.views import handover_url
from tsunagi.cases.intake.place_queries import office_named
from tsunagi.cases.intake.place_rules import Need
from tsunagi.cases.pages import answer_case_form, band_of, seen_case
from tsunagi.cases.plan.views import looked
from tsunagi.cases.seen import SeenCase
from tsunagi.organisations.area.routing_rules import Ruled

REFUSED = (Answer.DECLINED, Answer.WITHDRAWN)


def _wanted(
    request: ActorRequest, seen: SeenCase, rule: Ruled | None = None
) -> tuple[Wanted, NeedForm]:
    """What is looked for: from the case, or as chosen above the list (in the address,
    where it tells nothing of a person)."""
    features = features_on_offer(actor=request.actor)
    asked = request.GET.get("need", "")
    known = {one.value for one in Need}
    need = Need(asked) if asked in known else need_of(Mode(seen.case.mode))
    wishes = [one for one in features if ":".join(one) in request.GET.getlist("wish")]
    form = NeedForm(
        features=features,
        initial={"need": need, "wish": [":".join(one) for one in wishes]},
    )
    route = rule.route if rule else None
    return Wanted(need, wishes=frozenset(wishes), route=route), form


def _places(
    request: ActorRequest, seen: SeenCase, wanted: Wanted, handover: Handover | None
) -> Places:
    before = handover.asks.all() if handover else ()
    passed = frozenset(
        ask.office_id for ask in before if ask.office_id and ask.answer in REFUSED
    )
    return places_for(
        actor=request.actor, seen=seen, wanted=wanted, today=request.today,
        passed_over=passed,
    )  # fmt: skip


@action("handover.ask", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def handover_ask(
    request: ActorRequest, public_id: UUID, handover_id: UUID
) -> HttpResponse:
    """どこに頼むか。順とわけ、載らない事業所のわけも見せる。"""
    seen = seen_case(request, public_id, action="handover.ask")
    handover = queries.handover_of(
        actor=request.actor, seen=seen, public_id=handover_id
    )
    rule = hard_rules(
        actor=request.actor, cases=[seen.case], today=request.today
    ).get(seen.case.pk)  # fmt: skip
    wanted, need_form = _wanted(request, seen, rule)
    places = _places(request, seen, wanted, handover)
    form = AskForm(
        request.POST or None, places=places.listed,
        initial={
            "asked_on": request.today, "answer_by": first_answer_by(request.today),
            "partner_name": handover.chosen_place
            if handover.choice == Choice.CHOSEN else "",
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> object:
        picked = form.picked()
        office = (
            picked.office if picked
            else office_named(actor=request.actor, name=data["partner_name"])
        )  # fmt: skip
        rank = next(
            (
                one.rank
                for one in places.listed
                if office and one.office.pk == office.pk
            ),
            None,
        )

        def make() -> str:
            ask = actions.ask_place(
                handover=handover,
                new=NewAsk(
                    office=office, partner_name=data["partner_name"], rank=rank,
                    shown=places.shown[:MOST_SHOWN], why_here=data["why_here"],
                    asked_on=data["asked_on"], answer_by=data["answer_by"],
                ),
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            return str(ask.public_id)

        return once(
            data["key"], by=request.actor, action="handover.ask", make=make,
            body={**data, "handover": handover.public_id},
        )  # fmt: skip

    kinds = contact_categories(actor=request.actor, on=request.today).disability_kinds
    return answer_case_form(
        request, seen, form, save, back=handover_url(handover), up_label="この引継ぎ",
        title="依頼先に頼む", submit="この文で頼む",
        success="頼みました。返事があるまで、責任はこちらにあります。",
        template="cases/handover/ask_form.html",
        more={
            "handover": handover,
            "choice": Choice(handover.choice).label,
            "outline": outline_of(handover, kinds, today=request.today),
            "left_out": places.left_out,
            "need_form": need_form,
            "rule": rule,
        },
    )  # fmt: skip


def _asked(
    request: ActorRequest, public_id: UUID, handover_id: UUID, ask_id: UUID, name: str
) -> tuple[SeenCase, Handover, HandoverAsk]:
    seen = seen_case(request, public_id, action=name)
    handover = queries.handover_of(
        actor=request.actor, seen=seen, public_id=handover_id
    )
    return (
        seen,
        handover,
        queries.ask_in(actor=request.actor, handover=handover, public_id=ask_id),
    )


@action("handover.answer_for", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def ask_answer_for(
    request: ActorRequest, public_id: UUID, handover_id: UUID, ask_id: UUID
) -> HttpResponse:
    """電話・来所・書面で受けた返事を、代わりに入れる。"""
    seen, handover, ask = _asked(
        request, public_id, handover_id, ask_id, "handover.answer_for"
    )
    form = AnswerForOtherForm(request.POST or None, initial={"on": request.today})

    def save(data: dict[str, Any]) -> object:
        said = Said(
            on=data["on"], way=Way(data["way"]), name=data["name"], note=data["note"]
        )

        def make() -> str:
            frame: dict[str, Any] = {
                "by": request.actor, "now": request.now, "today": request.today,
            }  # fmt: skip
            if data["taken"] == "yes":
                answer_actions.accept(
                    ask=ask, said=said, staff=None, mode=None, **frame
                )
            else:
                why = Decline(data["decline"] or Decline.OTHER)
                answer_actions.decline(ask=ask, why=why, said=said, **frame)
            return str(ask.public_id)

        return once(
            data["key"], by=request.actor, action="handover.answer_for", make=make,
            body={**data, "ask": ask.public_id},
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=handover_url(handover), up_label="この引継ぎ",
        title=f"返事を代わりに入れる（{ask.place}）", submit="この返事を記す",
        success="記しました。代理入力として残ります。",
        lead="だれから、どう聞いたかを残します。引き受けたと記すと、その場で主担当が移ります。",
    )  # fmt: skip


@action("handover.reply", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def ask_reply(
    request: ActorRequest, public_id: UUID, handover_id: UUID, ask_id: UUID
) -> HttpResponse:
    seen, handover, ask = _asked(
        request, public_id, handover_id, ask_id, "handover.reply"
    )
    form = ReplyForm(request.POST or None)

    def save(data: dict[str, Any]) -> object:
        return actions.reply_to_question(
            ask=ask, by=request.actor, now=request.now, today=request.today, **data
        )

    return answer_case_form(
        request, seen, form, save, back=handover_url(handover), up_label="この引継ぎ",
        title=f"{ask.place}に答える", submit="この答えを送る", success="送りました。",
        lead=f"尋ねられたこと: {ask.question}",
    )  # fmt: skip


@action("handover.extend", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def ask_extend(
    request: ActorRequest, public_id: UUID, handover_id: UUID, ask_id: UUID
) -> HttpResponse:
    seen, handover, ask = _asked(
        request, public_id, handover_id, ask_id, "handover.extend"
    )
    form = ExtendForm(
        request.POST or None, initial={"answer_by": first_answer_by(request.today)}
    )

    def save(data: dict[str, Any]) -> object:
        return actions.extend_ask(
            ask=ask, by=request.actor, now=request.now, today=request.today, **data
        )

    return answer_case_form(
        request, seen, form, save, back=handover_url(handover), up_label="この引継ぎ",
        title=f"返事の期限を延ばす（{ask.place}）", submit="この日まで待つ",
        success="延ばしました。相手の画面の期限も変わりました。",
    )  # fmt: skip


@action("handover.withdraw_ask", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def ask_withdraw(
    request: ActorRequest, public_id: UUID, handover_id: UUID, ask_id: UUID
) -> HttpResponse:
    seen, handover, ask = _asked(
        request, public_id, handover_id, ask_id, "handover.withdraw_ask"
    )
    form = WithdrawForm(request.POST or None, initial={"version": ask.version})

    def save(data: dict[str, Any]) -> object:
        held = replace_version(ask, data["version"])
        return actions.withdraw_ask(
            ask=held, reason=data["reason"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=handover_url(handover), up_label="この引継ぎ",
        title=f"{ask.place}への依頼を取り下げる", submit="わけとともに取り下げる",
        success="取り下げました。",
    )  # fmt: skip


def replace_version(ask: HandoverAsk, version: int) -> HandoverAsk:
    """The row as the form saw it, so that what happened since is noticed."""
    ask.version = version
    return ask


@action("handover.choices", permission=Permission.CASE_VIEW)
@require_GET
def handover_choices(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """事業所の選び方: 本人に渡す一枚。順番をつけず、かなの順に並べる。"""
    seen = looked(request, public_id, "handover.choices")
    wanted, need_form = _wanted(request, seen)
    places = _places(request, seen, wanted, None)
    listed = sorted(
        places.listed, key=lambda one: (one.office.name_kana, one.office.pk)
    )
    return render(
        request,
        "cases/handover/choices.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "need": places.need.label,
            "places": listed,
            "need_form": need_form,
        },
    )


@action("handover.sheet", permission=Permission.CASE_VIEW)
@require_GET
def handover_sheet(
    request: ActorRequest, public_id: UUID, handover_id: UUID
) -> HttpResponse:
    """つなぎシート: 引受けが決まった相手に、紙で渡す一枚。"""
    seen = looked(request, public_id, "handover.sheet")
    handover = queries.handover_of(
        actor=request.actor, seen=seen, public_id=handover_id
    )
    return render(
        request,
        "cases/handover/sheet.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "handover": handover,
            "sees_whereabouts": seen.sight.sees_whereabouts,
        },
    )
