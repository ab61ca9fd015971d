"""頼まれた側の書込みと、引受けのあと: 開く、尋ねる、引き受ける、断る、顔を合わせる、終える。

The asking side may enter what a place without an account has said (代理入力): with the name
of who said it, the day and the way. The responsibility moves with the acceptance and at no
other moment, in the same transaction.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from tsunagi.access.actor import AccessDenied, Actor, NotVisible, Subject
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.access_rows import close_access, open_access
from tsunagi.cases.case.actions import (
    begin_mode,
    require_at_office,
    require_open,
    take_over,
)
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.rules import EventKind, Mode, Relation
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.field_classes import RESPONSIBLE, FieldClass
from tsunagi.cases.handover import messages
from tsunagi.cases.handover.actions import (
    end_waiting,
    leave_step,
    record,
    ref_of,
    stage_passed,
    step_answer,
    step_handover,
)
from tsunagi.cases.handover.elsewhere import go_on_elsewhere
from tsunagi.cases.handover.models import CAN_SEE_ASK, Handover, HandoverAsk
from tsunagi.cases.handover.rules import (
    Act,
    Answer,
    Decline,
    Side,
    Stage,
    Way,
    stage_after,
)
from tsunagi.cases.limits.approval_actions import ask_approval
from tsunagi.cases.scope import HOLDERS, TEAM, require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.staff.models import Staff

if TYPE_CHECKING:
    from collections.abc import Iterable

# What the next office cannot do its work without. Numbers come with the rest.
NEEDED_CLASSES = (
    FieldClass.IDENTITY,
    FieldClass.WHEREABOUTS,
    FieldClass.SUPPORT,
    FieldClass.NARRATIVE,
)
PURPOSES = ("support", "referral")
# What stands as the reason of a change of responsibility where nobody wrote another.
ROUTINE_REASON = "引継ぎ"


class Said(Frozen):
    """Who said it, when and how. way SYSTEM: the place itself, on its own screen."""

    on: date
    way: Way = Way.SYSTEM
    name: str = ""
    note: str = ""


def side_of(ask: HandoverAsk, *, by: Actor, now: datetime) -> Side:
    """頼まれた側か、頼んだ側か。どちらでもなければ、見えない。"""
    if ask.office is not None and CAN_SEE_ASK.holds(Subject(by, now), ask):
        try:
            require_at_office(ask.office, Permission.CASE_WORK, by)
        except AccessDenied:
            pass
        else:
            return Side.PLACE
    require_sight(
        ask.handover.case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS
    )
    return Side.ASKER


def _require_place(ask: HandoverAsk, *, by: Actor, now: datetime) -> None:
    if not CAN_SEE_ASK.holds(Subject(by, now), ask) or ask.office is None:
        raise NotVisible
    require_at_office(ask.office, Permission.CASE_WORK, by)


@transaction.atomic
def see_ask(*, ask: HandoverAsk, by: Actor, now: datetime, today: date) -> HandoverAsk:
    """相手が開いた。頼んだ側に「見た」と出る。二度目からは何も変わらない。"""
    _require_place(ask, by=by, now=now)
    if ask.answer == Answer.ASKED:
        step_answer(ask, Act.SEE)
        leave_step(ask.handover, Act.SEE, ask=ask, on=today, by=by, now=now)
        record(ask.handover, "handover.see", by=by, place=ask.office_id)
    return ask


@transaction.atomic
def ask_back(
    *, ask: HandoverAsk, question: str, by: Actor, now: datetime, today: date
) -> HandoverAsk:
    """もう少し知りたいことを尋ねる。"""
    _require_place(ask, by=by, now=now)
    if not question.strip():
        raise UserError(messages.WORDS_NEEDED, field="question")
    step_answer(ask, Act.QUESTION, question=question, reply="")
    leave_step(
        ask.handover, Act.QUESTION, ask=ask, on=today, by=by, now=now, note=question
    )
    record(ask.handover, "handover.question", by=by, place=ask.office_id)
    return ask


@transaction.atomic
def decline(
    *, ask: HandoverAsk, why: Decline, said: Said, by: Actor, now: datetime, today: date
) -> HandoverAsk:
    """引き受けられない。責任は頼んだ側にあるまま、次の依頼先を考える。"""
    for_other = _check_said(ask, said, by=by, now=now, today=today)
    step_answer(ask, Act.DECLINE, decline=why, answered_on=said.on)
    leave_step(
        ask.handover, Act.DECLINE, ask=ask, on=said.on, by=by, now=now, way=said.way,
        name=said.name, for_other=for_other, note=said.note,
    )  # fmt: skip
    leave_event(
        ask.handover.case, EventKind.REFERRED, on=said.on, by=by, now=now,
        text=f"{ask.place}から、引き受けられないと返事がありました（{why.label}）。",
        source_ref=ref_of(ask.handover),
    )  # fmt: skip
    record(ask.handover, "handover.decline", by=by, place=ask.office_id, why=why.value)
    return ask


@transaction.atomic
def accept(
    *, ask: HandoverAsk, said: Said, staff: Staff | None, mode: Mode | None, by: Actor,
    now: datetime, today: date, reason: str = "",
) -> HandoverAsk:  # fmt: skip
    """引き受ける。主担当は、この一つの操作で移る。ほかの依頼は「ほかで決まった」になる。

    staff None: 「チームで待つ」. mode None: the same as before. reason: why the place takes
    over although its limit is near; kept with the responsibility. A partner without a place
    in the directory takes nobody over in the system: the asking office stays responsible
    until it ends the case.
    """
    for_other = _check_said(ask, said, by=by, now=now, today=today)
    handover, case = ask.handover, ask.handover.case
    require_open(case)
    after = stage_after(Act.ACCEPT, Stage(handover.stage))
    if after is None:
        raise stage_passed(handover)
    consent = _consent_for(ask, today=today)
    try:
        with transaction.atomic():
            step_answer(ask, Act.ACCEPT, answered_on=said.on, consent=consent)
    except IntegrityError as error:
        raise stage_passed(handover) from error
    step_handover(
        handover, handover.version, stage=after, stage_since=today,
        taken_by=ask.office, taken_by_name=ask.place,
    )  # fmt: skip
    end_waiting(handover, Answer.ELSEWHERE, today=today)
    leave_step(
        handover, Act.ACCEPT, ask=ask, on=said.on, by=by, now=now, way=said.way,
        name=said.name, for_other=for_other, note=said.note,
    )  # fmt: skip
    _hand_over(ask, staff=staff, mode=mode, reason=reason.strip() or ROUTINE_REASON,
               for_other=for_other, by=by, now=now, today=today)  # fmt: skip
    record(
        handover,
        "handover.accept",
        by=by,
        place=ask.office_id,
        entered_for_other=for_other,
    )
    return ask


def _hand_over(
    ask: HandoverAsk, *, staff: Staff | None, mode: Mode | None, reason: str,
    for_other: bool, by: Actor, now: datetime, today: date,
) -> None:  # fmt: skip
    handover, case, place = ask.handover, ask.handover.case, ask.office
    if place is None:
        leave_event(
            case, EventKind.REFERRED, on=today, by=by, now=now,
            text=f"{ask.place}が引き受けました。", source_ref=ref_of(handover),
        )  # fmt: skip
        return
    if place.municipality_id != case.municipality_id:
        if for_other:
            raise UserError(messages.OVER_THERE)
        there = go_on_elsewhere(
            handover=handover, office=place, staff=staff, mode=mode, by=by, now=now,
            today=today,
        )  # fmt: skip
        step_handover(handover, handover.version, next_case=there)
        return
    before = case.responsible_office
    take_over(
        case=case, office=place, staff=staff, reason=reason, by=by, now=now,
        today=today,
    )  # fmt: skip
    if mode is not None and mode != case.mode:
        begin_mode(case, mode, reason=ROUTINE_REASON, on=today, by=by, now=now)
    ask_approval(case=case, reason=reason, by=by, now=now, today=today)
    # Both work on it until the person has arrived; then the former office's sight ends.
    open_access(
        case=case, relation=Relation.COLLABORATING, classes=RESPONSIBLE, office=before,
        valid_from=now, source_ref=ref_of(handover), by=by, basis="引継ぎが終わるまで",
    )  # fmt: skip


def _check_said(
    ask: HandoverAsk, said: Said, *, by: Actor, now: datetime, today: date
) -> bool:
    """True: entered by the asking side for the place, which needs a name and a way."""
    for_other = side_of(ask, by=by, now=now) is Side.ASKER
    check_said(said, for_other=for_other, asked_on=ask.asked_on, today=today)
    return for_other


def check_said(said: Said, *, for_other: bool, asked_on: date, today: date) -> None:
    """代理入力には、だれからどう聞いたかが要る。ケースの引継ぎでも受付のつなぎでも同じ。"""
    if for_other and (said.way is Way.SYSTEM or not said.name.strip()):
        raise UserError(messages.WHO_SAID_SO, field="name")
    if said.on > today:
        raise UserError(messages.IN_FUTURE, field="on")
    if said.on < asked_on:
        asked = format_wareki(asked_on)
        raise UserError(messages.BEFORE_ASKING.format(asked_on=asked), field="on")


def _consent_for(ask: HandoverAsk, *, today: date) -> Consent:
    """The newest consent in force that lets the record go to this place."""
    covering = list(consents_for(ask, today=today))
    if not covering:
        raise UserError(messages.CONSENT_NEEDED)
    for consent in covering:
        if not missing_classes(consent.classes):
            return consent
    missing = "・".join(one.label for one in missing_classes(covering[0].classes))
    raise UserError(messages.CONSENT_NARROW.format(missing=missing))


def consents_for(ask: HandoverAsk, *, today: date) -> Iterable[Consent]:
    who = (
        Q(recipients__office_id=ask.office_id)
        if ask.office_id
        else Q(recipients__name=ask.partner_name)
    )
    rows = Consent.objects.unscoped("of the case whose handover was seen").filter(
        who,
        Q(valid_before=None) | Q(valid_before__gt=today),
        valid_from__lte=today,
        case_id=ask.handover.case_id,
        withdrawn_at=None,
    )
    return (
        row
        for row in rows.order_by("-given_on", "-pk").distinct()
        if not set(PURPOSES).isdisjoint(row.purposes)
    )


def missing_classes(classes: str) -> list[FieldClass]:
    return [one for one in NEEDED_CLASSES if one.value not in classes]


@transaction.atomic
def record_meeting(
    *, handover: Handover, on: date, note: str, version: int, by: Actor, now: datetime,
    today: date,
) -> Handover:  # fmt: skip
    """本人と新しい相談先が、初めて顔を合わせた。"""
    require_sight(handover.case, Permission.CASE_WORK, by=by, now=now, through=TEAM)
    after = stage_after(Act.MEET, Stage(handover.stage))
    if after is None:
        raise stage_passed(handover)
    _check_day(on, handover, today=today)
    step_handover(handover, version, stage=after, stage_since=today)
    leave_step(handover, Act.MEET, on=on, by=by, now=now, note=note)
    leave_event(
        handover.case, EventKind.REFERRED, on=on, by=by, now=now,
        text=f"{handover.taken_by_name}と顔を合わせました。",
        source_ref=ref_of(handover),
    )  # fmt: skip
    record(handover, "handover.meet", by=by)
    return handover


@transaction.atomic
def finish(
    *, handover: Handover, on: date, note: str, version: int, by: Actor, now: datetime,
    today: date,
) -> Handover:  # fmt: skip
    """本人が新しい相談先につながったことを確かめて、終える。前の事業所の閲覧も終わる。"""
    case = handover.case
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=TEAM)
    after = stage_after(Act.FINISH, Stage(handover.stage))
    if after is None:
        raise stage_passed(handover)
    _check_day(on, handover, today=today)
    step_handover(handover, version, stage=after, stage_since=today)
    close_access(case=case, source_ref=ref_of(handover), now=now)
    leave_step(handover, Act.FINISH, on=on, by=by, now=now, note=note)
    leave_event(
        case, EventKind.REFERRED, on=on, by=by, now=now,
        text=f"{handover.taken_by_name}への引継ぎを終えました。",
        source_ref=ref_of(handover),
    )  # fmt: skip
    record(handover, "handover.finish", by=by)
    return handover


def _check_day(on: date, handover: Handover, *, today: date) -> None:
    if on > today:
        raise UserError(messages.IN_FUTURE, field="on")
    taken = HandoverAsk._base_manager.get(handover=handover, answer=Answer.ACCEPTED)
    accepted = taken.answered_on
    if accepted and on < accepted:
        raise UserError(
            messages.BEFORE_ACCEPTANCE.format(on=format_wareki(accepted)), field="on"
        )
