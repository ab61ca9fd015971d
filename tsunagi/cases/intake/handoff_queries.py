"""つなぎと基幹への相談の読取り。尋ねられた側には、輪郭だけ。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once, numbers_of
from tsunagi.cases.handover.queries import LONGEST_LIST, WAITING_VALUES, Waiting
from tsunagi.cases.handover.rules import Answer
from tsunagi.cases.intake.models import CoreQuestion, Handoff
from tsunagi.cases.intake.policy import desks_of
from tsunagi.cases.scope import shielded_from
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.office.models import Office

IS_WAITING = Q(state__in=WAITING_VALUES)
TO_ARRIVE = Q(state=Answer.ACCEPTED.value, arrived_on=None)


class Outline(Frozen):
    """相談の輪郭。伝える同意がなければ、名前と連絡先は入らない。"""

    complaint: str
    urgency: str
    danger_signs: tuple[str, ...]
    area_name: str
    from_office: Office
    received_on: date
    person_name: str = ""
    person_phone: str = ""
    asker_name: str = ""
    asker_phone: str = ""


def outline_of(*, actor: Actor, asked: Handoff | CoreQuestion) -> Outline:
    """`actor` has been asked for with the request; a shield closes the telephone."""
    call = asked.reception
    shares = asked.shares_name
    hidden = bool(call.case and shielded_from(actor, [call.case.person_id]))
    person = call.case.person if call.case else None
    phone = call.phone or (person.phone if person else "")
    return Outline(
        complaint=call.complaint,
        urgency=call.get_urgency_display(),
        danger_signs=tuple(call.danger_signs),
        area_name=call.area.name if call.area else "",
        from_office=call.office,
        received_on=call.received_on,
        person_name=call.person_name if shares else "",
        person_phone=phone if shares and not hidden else "",
        asker_name=call.asker_name if shares else "",
        asker_phone=call.asker_phone if shares and not hidden else "",
    )


def visible_handoffs(*, actor: Actor, now: datetime) -> QuerySet[Handoff]:
    return Handoff.objects.visible_to(actor, now=now).select_related(
        "office", "asked_by", "answer_recorded_by", "arrived_by",
        *_call("office", "area", "case__person"),
    )  # fmt: skip


def visible_questions(*, actor: Actor, now: datetime) -> QuerySet[CoreQuestion]:
    return CoreQuestion.objects.visible_to(actor, now=now).select_related(
        "to_office", "asked_by", "answered_by", *_call("office", "area", "case__person")
    )


def _call(*names: str) -> Iterable[str]:
    return (f"reception__{name}" for name in names)


def handoff_by_public_id(*, actor: Actor, public_id: UUID, now: datetime) -> Handoff:
    row = visible_handoffs(actor=actor, now=now).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def question_by_public_id(
    *, actor: Actor, public_id: UUID, now: datetime
) -> CoreQuestion:
    row = visible_questions(actor=actor, now=now).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


# --- 一つの一覧の、受付の分（cases/handover/inbox.py） ---------------------------------------
def waiting_handoffs(*, actor: Actor, now: datetime) -> list[Handoff]:
    """うちの返事を待っているつなぎ。期限の近いものから。"""
    rows = visible_handoffs(actor=actor, now=now).filter(
        IS_WAITING, office__in=desks_of(actor)
    )
    return list(rows.order_by("answer_by", "pk")[:LONGEST_LIST])


def open_handoffs(*, actor: Actor, now: datetime) -> list[Handoff]:
    """うちがつないだものと、引き受けてまだつながったと確かめていないもの。古いものから。"""
    rows = visible_handoffs(actor=actor, now=now).filter(_going_on(actor))
    return list(rows.order_by("asked_on", "pk")[:LONGEST_LIST])


def _going_on(actor: Actor) -> Q:
    desks = desks_of(actor)
    ours = Q(reception__office__in=desks) & (IS_WAITING | TO_ARRIVE)
    return ours | Q(office__in=desks) & TO_ARRIVE


def answered_handoffs(*, actor: Actor, now: datetime) -> QuerySet[Handoff]:
    """うちが返事をしたつなぎ。並びと区切りは、一覧が決める。"""
    return (
        visible_handoffs(actor=actor, now=now)
        .filter(office__in=desks_of(actor))
        .exclude(IS_WAITING)
    )


def open_questions(*, actor: Actor, now: datetime) -> list[CoreQuestion]:
    """うちの答えを待っている、行き先の相談。古いものから。"""
    rows = visible_questions(actor=actor, now=now).filter(
        answered_at=None, to_office__in=desks_of(actor)
    )
    return list(rows.order_by("asked_at", "pk")[:LONGEST_LIST])


def waiting_handoff_counts(*, actor: Actor, now: datetime, today: date) -> Waiting:
    """つなぎで、うちの番になっていること。一つの問い合わせ。"""
    counts = next(iter(_counts(actor=actor, now=now, today=today)), None)
    if counts is None:
        return Waiting(0, 0, 0, 0, 0, 0)
    return Waiting(to_meet=0, **counts._asdict())


@made_once
def _counts(*, actor: Actor, now: datetime, today: date) -> QuerySet[Any, Any]:
    desks = sorted(desks_of(actor))
    late = IS_WAITING & Q(answer_by__lt=today)
    theirs, ours = Q(office__in=desks), Q(reception__office__in=desks)
    rows = Handoff.objects.visible_to(actor, now=now).filter(IS_WAITING | TO_ARRIVE)
    return numbers_of(
        rows,
        received=Count("pk", filter=theirs & IS_WAITING),
        late=Count("pk", filter=theirs & late),
        questions=Count("pk", filter=ours & Q(state=Answer.QUESTIONED.value)),
        lapsed=Count("pk", filter=ours & late),
        to_finish=Count("pk", filter=(theirs | ours) & TO_ARRIVE),
    )
