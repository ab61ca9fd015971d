"""一つの一覧: ケースの引継ぎと、受付からのつなぎを、同じ言葉で並べる。

The rows of both routes as one kind of line, so that no second table of words can arise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from tsunagi.access.actor import Actor
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.handover import queries
from tsunagi.cases.handover.models import Handover, HandoverAsk
from tsunagi.cases.handover.reading import (
    AnswerWords,
    ask_line,
    handover_line,
)
from tsunagi.cases.handover.rules import Purpose
from tsunagi.cases.intake import handoff_queries
from tsunagi.cases.intake.handoff_reading import PURPOSE, handoff_line, name_of
from tsunagi.cases.intake.models import Handoff
from tsunagi.cases.intake.policy import desks_of
from tsunagi.common.frozen import Frozen

PAGE = 50
NOT_TOLD = "名前を伝えられていない方"
Asked = HandoverAsk | Handoff


class Received(Frozen):
    """What a place was asked, before it knows who it is."""

    url: str
    subject: UUID
    asked_on: date
    answer_by: date
    from_name: str
    purpose: str
    detail: str
    words: AnswerWords


class Sent(Frozen):
    """What is under way: asked by us, or taken over by us and not finished."""

    url: str
    subject: UUID
    name: str
    purpose: str
    from_name: str
    stage_word: str
    stage_kind: str
    since: date
    places: list[tuple[str, AnswerWords]]
    turn: str


def waiting(*, actor: Actor, now: datetime, today: date) -> list[Received]:
    """うちの返事を待っているもの。期限の近いものから。"""
    found: list[Asked] = [
        *queries.waiting_asks(actor=actor, now=now),
        *handoff_queries.waiting_handoffs(actor=actor, now=now),
    ]
    lines = [_received(row, today=today) for row in found]
    return sorted(lines, key=lambda line: (line.answer_by, line.asked_on))


def under_way(*, actor: Actor, now: datetime, today: date) -> list[Sent]:
    """進んでいるもの。古いものから。"""
    desks = desks_of(actor)
    lines = [
        _sent_case(row, today=today)
        for row in queries.open_handovers(actor=actor, now=now)
    ]
    lines += [
        _sent_call(row, desks, today=today)
        for row in handoff_queries.open_handoffs(actor=actor, now=now)
    ]
    return sorted(lines, key=lambda line: line.since)


def answered(
    *, actor: Actor, now: datetime, today: date, after: UUID | None
) -> tuple[list[Received], UUID | None]:
    """返事をしたもの、新しいものから50件。続きがあれば、その鍵。

    The order of both tables together: day, then cases before receptions, then newest.
    """
    asks = queries.answered_asks(actor=actor, now=now)
    handoffs = handoff_queries.answered_handoffs(actor=actor, now=now)
    if after is not None:
        ask = asks.filter(public_id=after).first()
        handoff = None if ask else handoffs.filter(public_id=after).first()
        if ask is not None:
            asks = asks.filter(_older(ask))
            handoffs = handoffs.filter(asked_on__lte=ask.asked_on)
        elif handoff is not None:
            asks = asks.filter(asked_on__lt=handoff.asked_on)
            handoffs = handoffs.filter(_older(handoff))
    order = ("-asked_on", "-pk")
    found: list[Asked] = [
        *asks.order_by(*order)[: PAGE + 1],
        *handoffs.order_by(*order)[: PAGE + 1],
    ]
    found.sort(key=lambda row: row.asked_on, reverse=True)
    more = found[PAGE - 1].public_id if len(found) > PAGE else None
    return [_received(row, today=today) for row in found[:PAGE]], more


def _older(row: Asked) -> Q:
    same_day = Q(asked_on=row.asked_on, pk__lt=row.pk)
    return Q(asked_on__lt=row.asked_on) | same_day


def _received(row: Asked, *, today: date) -> Received:
    if isinstance(row, Handoff):
        return _received_call(row, today=today)
    case = row.handover.case
    return Received(
        url=reverse("handover-ask-page", args=[row.public_id]),
        subject=case.person.public_id,
        asked_on=row.asked_on,
        answer_by=row.answer_by,
        from_name=row.handover.from_office.name,
        purpose=Purpose(row.handover.purpose).label,
        detail=_joined(
            Mode(case.mode).label, case.person.area.name if case.person.area else ""
        ),
        words=ask_line(row, today=today),
    )


def _received_call(row: Handoff, *, today: date) -> Received:
    call = row.reception
    return Received(
        url=reverse("handoff-page", args=[row.public_id]),
        subject=call.case.person.public_id if call.case else call.public_id,
        asked_on=row.asked_on,
        answer_by=row.answer_by,
        from_name=call.office.name,
        purpose=PURPOSE,
        detail=_joined(call.get_urgency_display(), call.area.name if call.area else ""),
        words=handoff_line(row, today=today).words,
    )


def _joined(*words: str) -> str:
    return "　".join(word for word in words if word)


def _sent_case(row: Handover, *, today: date) -> Sent:
    line = handover_line(row, today=today)
    return Sent(
        url=reverse("handover-page", args=[row.case.public_id, row.public_id]),
        subject=row.case.person.public_id,
        name=row.case.person.name,
        purpose=line.purpose,
        from_name=row.from_office.name,
        stage_word=line.stage_word,
        stage_kind=line.stage_kind,
        since=row.stage_since,
        places=[(one.ask.place, one) for one in line.asks],
        turn=line.turn,
    )


def _sent_call(row: Handoff, desks: frozenset[int], *, today: date) -> Sent:
    line = handoff_line(row, today=today)
    call = row.reception
    is_told = call.office_id in desks or row.shares_name
    return Sent(
        url=reverse("handoff-page", args=[row.public_id]),
        subject=call.case.person.public_id if call.case else call.public_id,
        name=name_of(call) if is_told else NOT_TOLD,
        purpose=PURPOSE,
        from_name=call.office.name,
        stage_word=line.stage_word,
        stage_kind=line.stage_kind,
        since=row.answered_on or row.asked_on,
        places=[(row.place, line.words)],
        turn=line.turn,
    )


def subjects(*lists: Sequence[Received | Sent]) -> set[UUID]:
    """Whom the page tells of, for the audit."""
    return {line.subject for lines in lists for line in lines}
