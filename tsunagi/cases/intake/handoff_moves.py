"""つなぎの歩み: 開く、尋ねる、引き受ける、断る、答える、延ばす、取り下げる、つながったと確かめる。

The same machine as a handover of a case (cases/handover/rules.py): the same answers, the
same moves, the same words for what a partner without an account has said. Only the
responsibility is another: the reception stays the desk's until the acceptance.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible, Subject
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.handover import messages
from tsunagi.cases.handover.actions import check_outline
from tsunagi.cases.handover.answer_actions import Said, check_said
from tsunagi.cases.handover.rules import (
    Act,
    Answer,
    Decline,
    Known,
    Side,
    answer_after,
    stage_after,
    stage_of_one,
    telling_parts,
)
from tsunagi.cases.intake.actions import (
    refresh_state,
    require_own_reception,
    subject_of_reception,
)
from tsunagi.cases.intake.models import Handoff, Reception
from tsunagi.cases.intake.policy import CAN_SEE_HANDOFF, desks_of
from tsunagi.common.errors import UserError
from tsunagi.common.wareki import format_wareki


def side_of(handoff: Handoff, *, by: Actor, now: datetime) -> Side:
    """頼まれた側か、頼んだ側か。どちらでもなければ、見えない。"""
    if not CAN_SEE_HANDOFF.holds(Subject(by, now), handoff):
        raise NotVisible
    desks = desks_of(by)
    if handoff.office_id is not None and handoff.office_id in desks:
        return Side.PLACE
    if handoff.reception.office_id in desks:
        return Side.ASKER
    raise AccessDenied(Permission.RECEPTION_RECORD)


def _require_place(handoff: Handoff, *, by: Actor, now: datetime) -> None:
    if side_of(handoff, by=by, now=now) is not Side.PLACE:
        raise AccessDenied(Permission.RECEPTION_RECORD)


@transaction.atomic
def see_handoff(*, handoff: Handoff, by: Actor, now: datetime) -> Handoff:
    """相手が開いた。頼んだ側に「見た」と出る。二度目からは何も変わらない。"""
    _require_place(handoff, by=by, now=now)
    if handoff.state == Answer.ASKED:
        _step(handoff, Act.SEE)
        audit.record(
            "handoff.see", by=by, target=handoff,
            subjects=subject_of_reception(handoff.reception),
        )  # fmt: skip
    return handoff


@transaction.atomic
def ask_back(*, handoff: Handoff, question: str, by: Actor, now: datetime) -> Handoff:
    """もう少し知りたいことを尋ねる。"""
    _require_place(handoff, by=by, now=now)
    if not question.strip():
        raise UserError(messages.WORDS_NEEDED, field="question")
    _step(handoff, Act.QUESTION, question=question, reply="")
    record(handoff, "handoff.question", by=by)
    return handoff


@transaction.atomic
def reply(*, handoff: Handoff, reply: str, by: Actor, now: datetime) -> Handoff:
    """尋ねられたことに答える。ケースの引継ぎと同じく、だれかが分かることは書けない。"""
    require_own_reception(handoff.reception, by=by, now=now)
    if not reply.strip():
        raise UserError(messages.WORDS_NEEDED, field="reply")
    _check_words(handoff.reception, reply)
    _step(handoff, Act.REPLY, reply=reply)
    record(handoff, "handoff.reply", by=by)
    return handoff


def _check_words(reception: Reception, text: str) -> None:
    if reception.case is not None:
        check_outline(reception.case, text, field="reply")
    phones = (reception.phone, reception.asker_phone, reception.guardian_phone)
    person = Known(
        reception.person_name, reception.person_kana, phones, reception.address
    )
    found = telling_parts(text, person)
    for name in (reception.asker_name, reception.guardian_name):
        found += telling_parts(text, Known(name, ""))
    if found:
        raise UserError(
            messages.TELLS_WHO.format(parts="、".join(found)), field="reply"
        )


@transaction.atomic
def extend(
    *, handoff: Handoff, answer_by: date, by: Actor, now: datetime, today: date
) -> Handoff:
    """返事の期限を延ばす。"""
    require_own_reception(handoff.reception, by=by, now=now)
    if answer_by < today:
        raise UserError(messages.ANSWER_BY_PAST, field="answer_by")
    _step(handoff, Act.EXTEND, answer_by=answer_by)
    record(handoff, "handoff.extend", by=by)
    return handoff


@transaction.atomic
def withdraw(
    *, handoff: Handoff, reason: str, version: int, by: Actor, now: datetime,
    today: date,
) -> Handoff:  # fmt: skip
    """取り下げる。相手の画面には、取り下げたと残る。"""
    require_own_reception(handoff.reception, by=by, now=now)
    handoff.version = version
    _answer(handoff, Act.WITHDRAW, Said(on=today, note=reason), by=by, now=now)
    record(handoff, "handoff.withdraw", by=by)
    return handoff


@transaction.atomic
def accept(
    *, handoff: Handoff, said: Said, by: Actor, now: datetime, today: date
) -> Handoff:
    """引き受ける。ここで初めて、受け付けた窓口の手を離れる。"""
    for_other = _check_said(handoff, said, by=by, now=now, today=today)
    _answer(handoff, Act.ACCEPT, said, for_other=for_other, by=by, now=now)
    record(handoff, "handoff.accept", by=by, entered_for_other=for_other)
    return handoff


@transaction.atomic
def decline(
    *, handoff: Handoff, why: Decline, said: Said, by: Actor, now: datetime,
    today: date,
) -> Handoff:  # fmt: skip
    """引き受けられない。受け付けた窓口が持ち続け、次のつなぎ先を考える。"""
    for_other = _check_said(handoff, said, by=by, now=now, today=today)
    _answer(
        handoff, Act.DECLINE, said, for_other=for_other, by=by, now=now, decline=why
    )
    record(
        handoff, "handoff.decline", by=by, entered_for_other=for_other, why=why.value
    )
    return handoff


@transaction.atomic
def confirm_arrival(
    *, handoff: Handoff, on: date, note: str, version: int, by: Actor, now: datetime,
    today: date,
) -> Handoff:  # fmt: skip
    """本人がつながったことを確かめて、終える。引き受けた側も、頼んだ側も記せる。"""
    side_of(handoff, by=by, now=now)
    has_arrived = handoff.arrived_on is not None
    stage = stage_of_one(Answer(handoff.state), has_arrived=has_arrived)
    if stage_after(Act.FINISH, stage) is None:
        raise UserError(messages.STAGE_PASSED.format(stage=stage.label))
    if on > today:
        raise UserError(messages.IN_FUTURE, field="on")
    if handoff.answered_on and on < handoff.answered_on:
        accepted = format_wareki(handoff.answered_on)
        raise UserError(messages.BEFORE_ACCEPTANCE.format(on=accepted), field="on")
    _save(handoff, version, arrived_on=on, arrival_note=note, arrived_by_id=by.staff_id)
    _leave(handoff, f"{handoff.place}とつながったことを確かめました。", on, by, now)
    record(handoff, "handoff.arrive", by=by)
    return handoff


# --- what every move uses ------------------------------------------------------------------
def _check_said(
    handoff: Handoff, said: Said, *, by: Actor, now: datetime, today: date
) -> bool:
    """True: entered by the asking side for the place, which needs a name and a way."""
    for_other = side_of(handoff, by=by, now=now) is Side.ASKER
    check_said(said, for_other=for_other, asked_on=handoff.asked_on, today=today)
    return for_other


def _answer(
    handoff: Handoff, act: Act, said: Said, *, by: Actor, now: datetime,
    for_other: bool = False, **values: Any,
) -> None:  # fmt: skip
    """The move that ends the waiting; the reception takes its state from it."""
    after = _step(
        handoff, act, answered_on=said.on, answered_by_name=said.name,
        answer_way=said.way.value, answer_note=said.note,
        is_entered_for_other=for_other, answer_recorded_by_id=by.staff_id, **values,
    )  # fmt: skip
    refresh_state(handoff.reception)
    _leave(handoff, f"{handoff.place}: {after.label}。", said.on, by, now)


def _step(handoff: Handoff, act: Act, **values: Any) -> Answer:
    """The answer moves as the rules of the handover say, from where it was seen."""
    before = Answer(handoff.state)
    after = answer_after(act, before)
    if after is None:
        raise UserError(messages.CANNOT_FROM_HERE.format(answer=before.label))
    _save(handoff, handoff.version, state=after.value, **values)
    return after


def _save(handoff: Handoff, version: int, **values: Any) -> None:
    """Check-and-act in one statement: nobody else has changed it meanwhile."""
    changed = (
        Handoff.objects.unscoped("guarded by its version")
        .filter(pk=handoff.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(handoff, name, value)
    handoff.version = version + 1


def _leave(handoff: Handoff, text: str, on: date, by: Actor, now: datetime) -> None:
    if handoff.reception.case is not None:
        leave_event(
            handoff.reception.case, EventKind.REFERRED, on=on, text=text, by=by,
            now=now, source_ref=f"handoff:{handoff.public_id}",
        )  # fmt: skip


def record(handoff: Handoff, act: str, *, by: Actor, **details: audit.Detail) -> None:
    audit.record(
        act, by=by, target=handoff, subjects=subject_of_reception(handoff.reception),
        **cast("Any", details),
    )  # fmt: skip
