"""つなぐ、基幹に相談する、答える。受けた窓口が、最後まで持つ。返事は handoff_moves.py。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible, Subject
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.handover.messages import ANSWER_BY_PAST, CLOSED_OFFICE
from tsunagi.cases.handover.rules import first_answer_by
from tsunagi.cases.intake import messages
from tsunagi.cases.intake.actions import (
    refresh_state,
    require_own_reception,
    subject_of_reception,
)
from tsunagi.cases.intake.models import CoreQuestion, Handoff, Reception
from tsunagi.cases.intake.place_queries import who_answers_for
from tsunagi.cases.intake.policy import CAN_SEE_QUESTION, desks_of
from tsunagi.cases.intake.rules import HandoffWay
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.office.models import Office


class NewHandoff(Frozen):
    """office or partner_name, one of the two. shown: names of what was suggested.

    answer_by None: as long as every request waits, unless the desk says otherwise.
    """

    way: HandoffWay
    reason: str
    asked_on: date
    office: Office | None = None
    partner_name: str = ""
    wish: str = ""
    shown: Sequence[str] = ()
    shares_name: bool = False
    answer_by: date | None = None


@transaction.atomic
def start_handoff(
    *, reception: Reception, new: NewHandoff, by: Actor, now: datetime, today: date
) -> Handoff:
    """ほかへつなぐ。相手が引き受けるまで、この受付は開いたままになる。"""
    require_own_reception(reception, by=by, now=now)
    _check_handoff(reception, new, today=today)
    handoff = Handoff.objects.create(
        municipality_id=reception.municipality_id,
        reception=reception,
        office=new.office,
        partner_name="" if new.office else new.partner_name,
        asked_on=new.asked_on,
        answer_by=new.answer_by or first_answer_by(new.asked_on),
        asked_by_id=by.staff_id,
        way=new.way,
        wish=new.wish,
        reason=new.reason,
        shown=list(new.shown),
        is_own_corporation=_same_corporation(reception.office, new.office),
        shares_name=new.shares_name,
    )
    refresh_state(reception)
    if reception.case is not None:
        leave_event(
            reception.case, EventKind.REFERRED, on=new.asked_on,
            text=f"{handoff.place}につなぎました。返事を待っています。", by=by, now=now,
            source_ref=f"handoff:{handoff.public_id}",
        )  # fmt: skip
    audit.record(
        "handoff.start", by=by, target=handoff,
        own_corporation=handoff.is_own_corporation, shown=len(new.shown),
        subjects=subject_of_reception(reception),
    )  # fmt: skip
    return handoff


def _check_handoff(reception: Reception, new: NewHandoff, *, today: date) -> None:
    if new.office is None and not new.partner_name.strip():
        raise UserError(messages.PLACE_NEEDED, field="partner_name")
    if new.office is not None and new.office.pk == reception.office_id:
        raise UserError(messages.OWN_OFFICE, field="office")
    if not new.reason.strip():
        raise UserError(messages.WHY_HERE, field="reason")
    if new.asked_on > today:
        raise UserError(messages.IN_FUTURE, field="asked_on")
    if new.answer_by is not None and new.answer_by < today:
        raise UserError(ANSWER_BY_PAST, field="answer_by")
    closed_on = new.office.closed_on if new.office else None
    if closed_on is not None and closed_on <= today:
        raise UserError(CLOSED_OFFICE, field="office")


def _same_corporation(one: Office, other: Office | None) -> bool:
    known = other is not None and one.corporation_id is not None
    return known and other is not None and one.corporation_id == other.corporation_id


@transaction.atomic
def ask_core(
    *,
    reception: Reception,
    question: str,
    shares_name: bool,
    by: Actor,
    now: datetime,
    today: date,
) -> CoreQuestion:
    """どこにつなぐか分からないときに、一つのボタンで基幹に尋ねる。"""
    require_own_reception(reception, by=by, now=now)
    office = who_answers_for(actor=by, area=reception.area, today=today)
    if office is None:
        raise UserError(messages.NOBODY_TO_ASK)
    if office.pk == reception.office_id:
        raise UserError(messages.ONESELF)
    try:
        with transaction.atomic():
            row = CoreQuestion.objects.create(
                municipality_id=reception.municipality_id, reception=reception,
                to_office=office, question=question, shares_name=shares_name,
                asked_at=now, asked_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.ALREADY_ASKED) from error
    refresh_state(reception)
    audit.record(
        "core_question.ask", by=by, target=row, office=office.pk,
        subjects=subject_of_reception(reception),
    )  # fmt: skip
    return row


@transaction.atomic
def answer_core(
    *, question: CoreQuestion, answer: str, by: Actor, now: datetime
) -> CoreQuestion:
    """尋ねられた側が答える。尋ねた窓口の受付に、答えが届く。"""
    if not CAN_SEE_QUESTION.holds(Subject(by, now), question):
        raise NotVisible
    if question.to_office_id not in desks_of(by):
        raise AccessDenied(Permission.RECEPTION_RECORD)
    if not answer.strip():
        raise UserError(messages.ANSWER_NEEDED, field="answer")
    answered = (
        CoreQuestion.objects.unscoped("check and act in one statement")
        .filter(pk=question.pk, answered_at=None)
        .update(answer=answer, answered_at=now, answered_by_id=by.staff_id)
    )
    if not answered:
        raise UserError(messages.ALREADY_ANSWERED)
    question.answer, question.answered_at = answer, now
    refresh_state(question.reception)
    audit.record(
        "core_question.answer", by=by, target=question,
        subjects=subject_of_reception(question.reception),
    )  # fmt: skip
    return question
