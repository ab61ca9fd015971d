"""事業所からの問いの画面: 一覧、尋ねる、答える、取り下げる。"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.office_support import question_actions as actions
from tsunagi.activity.office_support import question_queries as queries
from tsunagi.activity.office_support.forms import AnswerForm, QuestionForm
from tsunagi.activity.office_support.question_models import OfficeQuestion
from tsunagi.activity.office_support.rules import QuestionState, Topic, elapsed_words
from tsunagi.activity.office_support.views import FORM, asked_speciality
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.staff.queries import workplace
from tsunagi.ui import parts


class Line(Frozen):
    """One question in words; elapsed: until the answer, or until now."""

    row: OfficeQuestion
    state: str
    elapsed: str

    @property
    def is_open(self) -> bool:
        return self.row.state == QuestionState.OPEN


def _line(row: OfficeQuestion, now: datetime) -> Line:
    until = row.answered_at or now
    return Line(
        row, QuestionState(row.state).label, elapsed_words(until - row.asked_at)
    )


@action("office_question.list", permission=Permission.OFFICE_CONFIRM)
@require_GET
def question_list(request: ActorRequest) -> HttpResponse:
    """問いと、答えるまでの時間。答えを待つものが、古い順に先に出る。"""
    gives = request.actor.has(Permission.OFFICE_SUPPORT)
    received = request.GET.get("view") == "received" and gives
    asked = asked_speciality(request)
    rows = queries.questions(
        actor=request.actor, now=request.now, received=received, speciality=asked.value
    )
    audit.looked_at(
        "office_question.list", by=request.actor, subjects=[], rows=len(rows)
    )
    return render(
        request,
        "activity/office_support/questions.html",
        {
            "received": received,
            "speciality": asked,
            "tabs": [
                parts.Tab("うちが尋ねた", f"?{asked.address}", current=not received),
                parts.Tab(
                    "うちに届いた", f"?view=received{asked.address}", current=received
                ),
            ]
            if gives
            else [],
            "lines": [_line(row, request.now) for row in rows],
        },
    )


@action("office_question.ask", permission=Permission.OFFICE_CONFIRM)
@require_http_methods(["GET", "POST"])
def question_new(request: ActorRequest) -> HttpResponse:
    office = workplace(actor=request.actor)
    form = QuestionForm(
        request.POST or None,
        desks=queries.desks_with_speciality(
            actor=request.actor, office=office, today=request.today
        ),
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.ask_question(
                office=office, to=form.chosen, topic=Topic(data["topic"]),
                question=data["question"], detail=data["detail"], by=request.actor,
                now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        once(
            data["key"], by=request.actor, action="office_question.ask", body=data,
            make=make,
        )  # fmt: skip
        return redirect("question-list")

    return answer_form(
        request, form, template=FORM, save=save,
        success="送りました。尋ねた先の「きょう」に出ます。",
        context={
            "title": "基幹・地活に尋ねる",
            "lead": "制度や請求、運営のことを、あなたの地域の基幹か、地活・委託に尋ねます。"
            "見えるのは、あなたの事業所と、尋ねた先だけです。急ぐときは電話してください。",
            "submit_label": "尋ねる",
            "up_label": "基幹・地活への問い",
            "cancel_url": reverse("question-list"),
        },
    )  # fmt: skip


@action("office_question.answer", permission=Permission.OFFICE_SUPPORT)
@require_http_methods(["GET", "POST"])
def question_answer(request: ActorRequest, public_id: UUID) -> HttpResponse:
    question = queries.question_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    form = AnswerForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        support = actions.answer_question(
            question=question, by=request.actor, now=request.now,
            today=request.today, **data,
        )  # fmt: skip
        return redirect("support-page", support.record_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="答えました。助言の記録にもなりました。",
        context={
            "title": question.question,
            "lead": f"{question.office.name}　{question.detail}",
            "submit_label": "答える",
            "up_label": "基幹・地活への問い",
            "cancel_url": reverse("question-list") + "?view=received",
        },
    )  # fmt: skip


@action("office_question.withdraw", permission=Permission.OFFICE_CONFIRM)
@require_POST
def question_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    question = queries.question_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    try:
        actions.withdraw_question(question=question, by=request.actor)
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, "取り下げました。文は残ります。")
    return redirect("question-list")
