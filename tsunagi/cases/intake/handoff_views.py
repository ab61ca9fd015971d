"""つなぐ画面と、基幹への相談の画面。尋ねられた側には、相談の輪郭だけを見せる。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases import pages
from tsunagi.cases.handover.rules import first_answer_by
from tsunagi.cases.intake import handoff_actions, handoff_queries, match_actions
from tsunagi.cases.intake.actions import subject_of_reception
from tsunagi.cases.intake.edit_views import form_context, own_reception
from tsunagi.cases.intake.handoff_forms import (
    HandoffForm,
    MatchAskForm,
    QuestionAnswerForm,
    QuestionForm,
)
from tsunagi.cases.intake.place_queries import (
    Place,
    hard_rule,
    office_by_public_id,
    office_named,
    suggested_places,
    who_answers_for,
)
from tsunagi.cases.intake.policy import desks_of
from tsunagi.cases.intake.rules import DangerSign, HandoffWay
from tsunagi.cases.intake.views import need_of_reception
from tsunagi.organisations.office.models import Office

FORM = "cases/form.html"
ASKED = "cases/intake/asked.html"


@action("handoff.list", permission=Permission.RECEPTION_RECORD)
@require_GET
def handoff_list(request: ActorRequest) -> HttpResponse:
    """前の住所。つなぎも引継ぎも、いまは一つの一覧にある。"""
    return redirect("handover-list")


@action("handoff.new", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def handoff_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """ほかへつなぐ。示した候補、希望、選んだ理由を残す。"""
    reception = own_reception(request, public_id)
    need = need_of_reception(reception, request)
    places = [
        place
        for place in suggested_places(
            actor=request.actor,
            need=need,
            area=reception.area,
            today=request.today,
        )
        if place.office.pk != reception.office_id
    ]
    form = HandoffForm(
        request.POST if request.method == "POST" else None,
        places=places,
        initial={
            "asked_on": request.today,
            "answer_by": first_answer_by(request.today),
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        handoff_actions.start_handoff(
            reception=reception,
            new=handoff_actions.NewHandoff(
                office=_picked(request, data, places),
                partner_name=data["partner_name"],
                asked_on=data["asked_on"],
                answer_by=data["answer_by"],
                way=HandoffWay(data["way"]),
                wish=data["wish"],
                reason=data["reason"],
                shown=[place.office.name for place in places],
                shares_name=data["shares_name"],
            ),
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        return redirect("reception-page", reception.public_id)

    lead = "相手が引き受けるまで、この受付はうちが持ちます。"
    rule = hard_rule(
        actor=request.actor, need=need, area=reception.area, today=request.today
    )
    if rule is not None:
        lead += (
            f"この地域の決まり: 困難な相談は、{rule.route.label}（{rule.area_name}）。"
        )
    return answer_form(
        request, form, template=FORM, save=save,
        context=form_context(reception, "ほかへつなぐ", "つないだと記録する", lead=lead),
        success="つないだことを記録しました。返事があるまで、責任はこちらにあります。",
    )  # fmt: skip


def _picked(
    request: ActorRequest, data: dict[str, Any], places: list[Place]
) -> Office | None:
    """The suggested office, or the one in the directory with the written name."""
    if data["office"]:
        return office_by_public_id(actor=request.actor, public_id=UUID(data["office"]))
    return office_named(actor=request.actor, name=data["partner_name"])


@action("core_question.ask", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def core_ask(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """基幹に相談する。行き先を、相談した人に探させない。"""
    reception = own_reception(request, public_id)
    office = who_answers_for(
        actor=request.actor, area=reception.area, today=request.today
    )
    form = QuestionForm(request.POST if request.method == "POST" else None)

    def save(data: dict[str, Any]) -> HttpResponse:
        handoff_actions.ask_core(
            reception=reception,
            question=data["question"],
            shares_name=data["shares_name"],
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        return redirect("reception-page", reception.public_id)

    place = office.name if office else "尋ねる先"
    lead = (
        f"{place}に、主訴と地域、緊急度が届きます。主訴に名前や住所が入っていたら、"
        "先に受付を直してください。"
    )
    return answer_form(
        request, form, template=FORM, save=save,
        context=form_context(
            reception, f"{place}に相談する", "この内容で相談する", lead=lead
        ),
        success="相談しました。答えが来るまで、この受付はうちが持ちます。",
    )  # fmt: skip


@action("core_question.answer", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def core_answer(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """尋ねられた相談に答える。"""
    question = handoff_queries.question_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    audit.looked_at(
        "core_question.answer", by=request.actor,
        subjects=subject_of_reception(question.reception),
    )  # fmt: skip
    form = QuestionAnswerForm(request.POST if request.method == "POST" else None)

    def save(data: dict[str, Any]) -> HttpResponse:
        handoff_actions.answer_core(
            question=question, answer=data["answer"], by=request.actor, now=request.now
        )
        return redirect(f"{reverse('handover-list')}?view=questions")

    desks = desks_of(request.actor)
    is_ours = question.reception.office_id in desks
    is_asked = question.to_office_id in desks
    outline = handoff_queries.outline_of(actor=request.actor, asked=question)
    context = {
        "asked": question,
        "outline": outline,
        "signs": [DangerSign(sign).label for sign in outline.danger_signs],
        "title": f"{question.reception.office.name}からの相談",
        "submit_label": "この答えを送る",
        "is_open": question.answered_at is None and is_asked,
        "closed_words": "答えは送られています。"
        if question.answered_at
        else "相手の答えを待っています。",
        "up_label": "受付" if is_ours else "引継ぎの依頼",
        "cancel_url": reverse("reception-page", args=[question.reception.public_id])
        if is_ours
        else reverse("handover-list"),
    }
    return answer_form(
        request, form, template=ASKED, context=context, save=save,
        success="答えを送りました。",
    )  # fmt: skip


MATCH_LEAD = (
    "かなの氏名と生年月日で尋ねます。"
    "必要があれば、基幹相談支援センターから連絡があります。"
)
MATCH_DONE = "お問い合わせを受け付けました。"


@action("match.file", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def match_ask(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """地域でもう知られている方かを尋ねる。いるかいないかは、ここでは決して出ない。"""
    reception = own_reception(request, public_id)
    form = MatchAskForm(request.POST if request.method == "POST" else None)

    def save(data: dict[str, Any]) -> HttpResponse:
        match_actions.ask_match_for_reception(
            reception=reception,
            number=data["number"],
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        return redirect("reception-page", reception.public_id)

    return answer_form(
        request, form, template=FORM, save=save, success=MATCH_DONE,
        context=form_context(
            reception, "同じ人かを問い合わせる", "問い合わせる", lead=MATCH_LEAD
        ),
    )  # fmt: skip


@action("match.file", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def case_match_ask(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """すでにあるケースの人について、同じように尋ねる。"""
    seen = pages.seen_case(request, public_id, action="match.file")
    form = MatchAskForm(request.POST if request.method == "POST" else None)

    def save(data: dict[str, Any]) -> HttpResponse:
        match_actions.ask_match_for_case(
            case=seen.case,
            number=data["number"],
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        return redirect(pages.case_url(seen.case))

    return answer_form(
        request, form, template=FORM, save=save, success=MATCH_DONE,
        context=pages.form_context(
            seen, "同じ人かを問い合わせる", "問い合わせる", lead=MATCH_LEAD
        ),
    )  # fmt: skip
