"""頼む側の書込み: 準備する、頼む、期限を延ばす、答える、取り下げる。

許可 → 規則 → 保存 → 監査。引受けと、そのあとは answer_actions.py。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.access_models import Exclusion
from tsunagi.cases.case.actions import require_open
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.handover import messages
from tsunagi.cases.handover.models import Handover, HandoverAsk, HandoverStep
from tsunagi.cases.handover.rules import (
    UNDECIDED_STAGES,
    WAITING,
    Act,
    Answer,
    Choice,
    Known,
    Purpose,
    Stage,
    Way,
    answer_after,
    stage_after,
    telling_parts,
)
from tsunagi.cases.person.models import Person
from tsunagi.cases.person.sealed import whereabouts_of
from tsunagi.cases.scope import HOLDERS, require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.office.models import Office

TEXTS = ("purpose", "choice", "chosen_place", "own_words", "outline", "letter")


class NewHandover(Frozen):
    """outline: what a place reads first; chosen_place: in words, where one was chosen."""

    purpose: Purpose
    choice: Choice
    outline: str
    chosen_place: str = ""
    own_words: str = ""
    letter: str = ""

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in TEXTS}


class NewAsk(Frozen):
    """office or partner_name, one of the two. rank counts from 1; shown: names in order.

    why_here: needed where the person has no wish and it is not the first of the order.
    """

    asked_on: date
    answer_by: date
    office: Office | None = None
    partner_name: str = ""
    rank: int | None = None
    shown: Sequence[str] = ()
    why_here: str = ""


@transaction.atomic
def prepare_handover(
    *, case: Case, new: NewHandover, by: Actor, now: datetime, today: date
) -> Handover:
    """引継ぎの準備を始める。まだどこにも、何も届かない。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    require_open(case)
    _check_texts(case, new.values())
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                municipality_id=case.municipality_id, case=case,
                from_office=case.responsible_office, stage_since=today,
                prepared_at=now, prepared_by_id=by.staff_id, **new.values(),
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.ALREADY_OPEN) from error
    leave_step(handover, Act.PREPARE, on=today, by=by, now=now)
    record(handover, "handover.prepare", by=by, purpose=new.purpose.value)
    return handover


@transaction.atomic
def edit_handover(
    *, handover: Handover, values: Mapping[str, Any], version: int, by: Actor,
    now: datetime,
) -> Handover:  # fmt: skip
    """文と本人の希望を直す。引受けが決まったあとは、そのまま残る。"""
    case = handover.case
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    if handover.stage not in UNDECIDED_STAGES:
        raise stage_passed(handover)
    wanted = {name: values[name] for name in TEXTS if name in values}
    merged = {name: getattr(handover, name) for name in TEXTS} | wanted
    _check_texts(case, merged)
    step_handover(handover, version, **wanted)
    record(handover, "handover.edit", by=by)
    return handover


def _check_texts(case: Case, values: Mapping[str, Any]) -> None:
    if values["choice"] == Choice.CHOSEN and not str(values["chosen_place"]).strip():
        raise UserError(messages.PLACE_OF_CHOICE, field="chosen_place")
    check_outline(case, str(values["outline"]))


def check_outline(case: Case, text: str, *, field: str = "outline") -> None:
    """Nothing that tells who it is leaves before somebody has taken over."""
    person = Person.objects.unscoped("of the case that was seen").get(pk=case.person_id)
    where = whereabouts_of(person)
    known = Known(person.name, person.name_kana, (where.phone,), where.address)
    if found := telling_parts(text, known):
        raise UserError(messages.TELLS_WHO.format(parts="、".join(found)), field=field)


@transaction.atomic
def ask_place(
    *, handover: Handover, new: NewAsk, by: Actor, now: datetime, today: date
) -> HandoverAsk:
    """一つの依頼先に頼む。いくつに頼んでもよく、先に引き受けたところに決まる。"""
    case = handover.case
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    require_open(case)
    after = stage_after(Act.ASK, Stage(handover.stage))
    if after is None:
        raise stage_passed(handover)
    _check_ask(handover, new, today=today)
    step_stage(handover, after, today=today)
    try:
        with transaction.atomic():
            ask = HandoverAsk.objects.create(
                municipality_id=(
                    new.office.municipality_id if new.office else case.municipality_id
                ),
                handover=handover, office=new.office,
                partner_name="" if new.office else new.partner_name.strip(),
                rank=new.rank, shown=list(new.shown), why_here=new.why_here,
                asked_on=new.asked_on, answer_by=new.answer_by, asked_at=now,
                asked_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.ASKED_ALREADY, field="office") from error
    leave_step(handover, Act.ASK, ask=ask, on=new.asked_on, by=by, now=now)
    leave_event(
        case, EventKind.REFERRED, on=new.asked_on, by=by, now=now,
        text=f"{ask.place}に引継ぎを頼みました。返事を待っています。",
        source_ref=ref_of(handover),
    )  # fmt: skip
    record(handover, "handover.ask", by=by, place=ask.office_id, rank=new.rank)
    return ask


def _check_ask(handover: Handover, new: NewAsk, *, today: date) -> None:
    if new.office is None and not new.partner_name.strip():
        raise UserError(messages.PLACE_NEEDED, field="partner_name")
    if new.asked_on > today:
        raise UserError(messages.IN_FUTURE, field="asked_on")
    if new.answer_by < today:
        raise UserError(messages.ANSWER_BY_PAST, field="answer_by")
    in_order = new.rank == 1 or handover.choice == Choice.CHOSEN
    if new.office and not in_order and not new.why_here.strip():
        raise UserError(messages.WHY_NOT_IN_ORDER, field="why_here")
    if new.office is None:
        return
    if new.office.pk == handover.case.responsible_office_id:
        raise UserError(messages.OWN_OFFICE, field="office")
    if new.office.closed_on is not None and new.office.closed_on <= today:
        raise UserError(messages.CLOSED_OFFICE, field="office")
    excluded = Exclusion.objects.unscoped("may the place be asked at all").filter(
        case=handover.case, office=new.office, valid_before=None
    )
    if excluded.exists():
        raise UserError(messages.EXCLUDED, field="office")


@transaction.atomic
def extend_ask(
    *, ask: HandoverAsk, answer_by: date, by: Actor, now: datetime, today: date
) -> HandoverAsk:
    """返事の期限を延ばす。"""
    require_asker(ask, by=by, now=now)
    if answer_by < today:
        raise UserError(messages.ANSWER_BY_PAST, field="answer_by")
    step_answer(ask, Act.EXTEND, answer_by=answer_by)
    leave_step(
        ask.handover, Act.EXTEND, ask=ask, on=today, by=by, now=now,
        note=f"新しい期限: {format_wareki(answer_by)}",
    )  # fmt: skip
    record(ask.handover, "handover.extend", by=by)
    return ask


@transaction.atomic
def reply_to_question(
    *, ask: HandoverAsk, reply: str, by: Actor, now: datetime, today: date
) -> HandoverAsk:
    """尋ねられたことに答える。答えにも、だれかが分かることは書けない。"""
    require_asker(ask, by=by, now=now)
    if not reply.strip():
        raise UserError(messages.WORDS_NEEDED, field="reply")
    check_outline(ask.handover.case, reply, field="reply")
    step_answer(ask, Act.REPLY, reply=reply)
    leave_step(ask.handover, Act.REPLY, ask=ask, on=today, by=by, now=now, note=reply)
    record(ask.handover, "handover.reply", by=by)
    return ask


@transaction.atomic
def withdraw_ask(
    *, ask: HandoverAsk, reason: str, by: Actor, now: datetime, today: date
) -> HandoverAsk:
    """この依頼先への依頼を取り下げる。相手の画面には、取り下げたと残る。"""
    require_asker(ask, by=by, now=now)
    step_answer(ask, Act.WITHDRAW, answered_on=today)
    leave_step(
        ask.handover, Act.WITHDRAW, ask=ask, on=today, by=by, now=now, note=reason
    )
    record(ask.handover, "handover.withdraw_ask", by=by, place=ask.office_id)
    return ask


@transaction.atomic
def withdraw_handover(
    *, handover: Handover, reason: str, version: int, by: Actor, now: datetime,
    today: date,
) -> Handover:  # fmt: skip
    """引継ぎをやめる。返事を待っている依頼も、すべて取り下げる。"""
    case = handover.case
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    after = stage_after(Act.WITHDRAW, Stage(handover.stage))
    if after is None:
        raise stage_passed(handover)
    step_handover(
        handover, version, stage=after, stage_since=today, ended_reason=reason
    )
    end_waiting(handover, Answer.WITHDRAWN, today=today)
    leave_step(handover, Act.WITHDRAW, on=today, by=by, now=now, note=reason)
    leave_event(
        case, EventKind.REFERRED, on=today, by=by, now=now,
        text="引継ぎを取り下げました。", source_ref=ref_of(handover),
    )  # fmt: skip
    record(handover, "handover.withdraw", by=by)
    return handover


# --- what every act of the machine uses ---------------------------------------------------
def ref_of(handover: Handover) -> str:
    """The cause in CaseAccess and in the events of the case."""
    return f"handover:{handover.public_id}"


def require_asker(ask: HandoverAsk, *, by: Actor, now: datetime) -> None:
    require_sight(
        ask.handover.case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS
    )


def stage_passed(handover: Handover) -> UserError:
    return UserError(messages.STAGE_PASSED.format(stage=Stage(handover.stage).label))


def step_handover(handover: Handover, version: int, **values: Any) -> None:
    """Check-and-act in one statement: nobody else has changed it meanwhile."""
    changed = (
        Handover.objects.unscoped("guarded by its version")
        .filter(pk=handover.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(handover, name, value)
    handover.version = version + 1


def step_stage(handover: Handover, after: Stage, *, today: date, **values: Any) -> None:
    """The stage moves on; standing still is no change, so that two may ask at once."""
    if handover.stage == after:
        return
    step_handover(handover, handover.version, stage=after, stage_since=today, **values)


def step_answer(ask: HandoverAsk, act: Act, **values: Any) -> Answer:
    """The answer moves as the rules say, if it still stands where it was seen."""
    before = Answer(ask.answer)
    after = answer_after(act, before)
    if after is None:
        raise UserError(messages.CANNOT_FROM_HERE.format(answer=before.label))
    changed = (
        HandoverAsk.objects.unscoped("guarded by its version")
        .filter(pk=ask.pk, version=ask.version)
        .update(answer=after, version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in {**values, "answer": after}.items():
        setattr(ask, name, value)
    ask.version += 1
    return after


def end_waiting(handover: Handover, after: Answer, *, today: date) -> None:
    HandoverAsk.objects.unscoped("every request that still waits").filter(
        handover=handover, answer__in=[answer.value for answer in WAITING]
    ).update(answer=after, answered_on=today, version=F("version") + 1)


def leave_step(
    handover: Handover, act: Act, *, on: date, by: Actor, now: datetime,
    ask: HandoverAsk | None = None, way: Way = Way.SYSTEM, name: str = "",
    for_other: bool = False, note: str = "",
) -> HandoverStep:  # fmt: skip
    return HandoverStep.objects.create(
        handover=handover, ask=ask, act=act, on=on, place=ask.place if ask else "",
        way=way, name=name, for_other=for_other, note=note, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip


def record(handover: Handover, act: str, *, by: Actor, **details: audit.Detail) -> None:
    person = Person.objects.unscoped("whom the row is about").get(
        pk=handover.case.person_id
    )
    audit.record(
        act, by=by, target=handover, subjects=[person.public_id],
        **cast("Any", details),
    )  # fmt: skip
