"""事業所からの問いの書込み: 尋ねる、答える、取り下げる。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.activity.office_support import messages
from tsunagi.activity.office_support.actions import NewSupport, give_support
from tsunagi.activity.office_support.models import OfficeSupport
from tsunagi.activity.office_support.question_models import OfficeQuestion
from tsunagi.activity.office_support.question_queries import (
    answering_centre,
    desks_with_speciality,
)
from tsunagi.activity.office_support.rules import Mandate, QuestionState, Topic, Way
from tsunagi.common.errors import UserError
from tsunagi.organisations.models import Office


@transaction.atomic
def ask_question(
    *, office: Office, topic: Topic, question: str, detail: str, by: Actor,
    now: datetime, today: date, to: Office | None = None,
) -> OfficeQuestion:  # fmt: skip
    """担当の基幹に尋ねる。どこが答えるかは、事業所の地域で決まる。

    to: instead, an office of that area that is asked for what it knows well.
    """
    by.require(Permission.OFFICE_CONFIRM, municipality_id=by.here, office_id=office.pk)
    if by.staff_id is None:
        raise NotVisible
    if not question.strip():
        raise UserError(messages.QUESTION_NEEDED, field="question")
    centre = _who_is_asked(office, to, by=by, today=today)
    row = OfficeQuestion.objects.create(
        municipality_id=by.here, office=office, to_office=centre, topic=topic,
        question=question, detail=detail, asked_at=now, asked_by_id=by.staff_id,
    )  # fmt: skip
    audit.record("office_question.ask", by=by, target=row, office=centre.pk)
    return row


@transaction.atomic
def answer_question(
    *, question: OfficeQuestion, answer: str, minutes: int | None, by: Actor,
    now: datetime, today: date,
) -> OfficeSupport:  # fmt: skip
    """答える。答えは助言の記録になり、時間も題も、ほかの助言と同じに数える。"""
    if by.office_id != question.to_office_id or not by.has(Permission.OFFICE_SUPPORT):
        raise AccessDenied(Permission.OFFICE_SUPPORT)
    if not answer.strip():
        raise UserError(messages.ANSWER_NEEDED, field="answer")
    support = give_support(
        target=question.office,
        new=NewSupport(
            way=Way.ADVICE, topic=Topic(question.topic), mandate=Mandate.OFFICE,
            subject=question.question, result=answer, minutes=minutes,
            occurred_on=today,
        ),
        by=by, now=now, today=today,
    )  # fmt: skip
    _settle(
        question, QuestionState.ANSWERED, answered_at=now, answered_by_id=by.staff_id,
        answer_record=support.record_id,
    )  # fmt: skip
    hours = int((now - question.asked_at).total_seconds() // 3600)
    audit.record("office_question.answer", by=by, target=question, hours=hours)
    return support


@transaction.atomic
def withdraw_question(*, question: OfficeQuestion, by: Actor) -> None:
    """取り下げる。もう要らなくなったとき、別の方法で分かったとき。文は残る。"""
    by.require(
        Permission.OFFICE_CONFIRM, municipality_id=by.here,
        office_id=question.office_id,
    )  # fmt: skip
    _settle(question, QuestionState.WITHDRAWN)
    audit.record("office_question.withdraw", by=by, target=question)


def _who_is_asked(
    office: Office, to: Office | None, *, by: Actor, today: date
) -> Office:
    if to is not None:
        for desk in desks_with_speciality(actor=by, office=office, today=today):
            if desk.office == to:
                return to
        raise UserError(messages.NOT_ASKED_THERE, field="to")
    centre = answering_centre(actor=by, office=office, today=today)
    if centre is None or centre.pk == office.pk:
        raise UserError(messages.NOBODY_ANSWERS)
    return centre


def _settle(question: OfficeQuestion, state: QuestionState, **values: Any) -> None:
    """Only while it waits; of two who answer at once, one."""
    took = (
        OfficeQuestion.objects.unscoped("check and act in one statement")
        .filter(pk=question.pk, state=QuestionState.OPEN)
        .update(state=state, **values)
    )
    if not took:
        question.refresh_from_db(
            from_queryset=OfficeQuestion.objects.unscoped("what it is now")
        )
        word = QuestionState(question.state).label
        raise UserError(messages.QUESTION_OVER.format(state=word))
