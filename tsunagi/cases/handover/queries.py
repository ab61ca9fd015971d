"""引継ぎの読取り: この方の引継ぎ、届いた依頼、頼んだもの。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once, numbers_of
from tsunagi.cases.handover.models import Handover, HandoverAsk, HandoverStep
from tsunagi.cases.handover.rules import OPEN_STAGES, WAITING, Answer, Stage
from tsunagi.cases.scope import working_offices
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.frozen import Frozen, asdict

LONGEST_LIST = 200
WAITING_VALUES = [answer.value for answer in WAITING]
OPEN_VALUES = [stage.value for stage in OPEN_STAGES]
ASKS = Prefetch(
    "asks",
    HandoverAsk._base_manager.select_related("office", "asked_by", "consent").order_by(
        "asked_at", "pk"
    ),
)


def handovers_of(*, actor: Actor, seen: SeenCase) -> list[Handover]:
    """この方の引継ぎ。新しいものから、依頼先とともに。"""
    return list(
        rows_of_case(Handover, seen)
        .select_related("from_office", "prepared_by", "taken_by")
        .prefetch_related(ASKS)
        .order_by("-prepared_at", "-pk")
    )


def handover_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Handover:
    row = (
        rows_of_case(Handover, seen)
        .filter(public_id=public_id)
        .select_related("from_office", "prepared_by", "taken_by", "next_case")
        .prefetch_related(ASKS)
        .first()
    )
    if row is None:
        raise NotVisible
    row.case = seen.case
    return row


def steps_of(*, actor: Actor, seen: SeenCase, handover: Handover) -> list[HandoverStep]:
    """What happened, newest first. The handover was found by `handover_of`."""
    return list(
        HandoverStep._base_manager.filter(handover=handover)
        .select_related("recorded_by")
        .order_by("-recorded_at", "-pk")
    )


def ask_in(*, actor: Actor, handover: Handover, public_id: UUID) -> HandoverAsk:
    """One request of a handover that is seen, for the asking side."""
    for ask in handover.asks.all():
        if ask.public_id == public_id:
            ask.handover = handover
            return ask
    raise NotVisible


def received_ask(*, actor: Actor, public_id: UUID, now: datetime) -> HandoverAsk:
    """届いた依頼。頼まれた事業所の職員だけが開ける。"""
    row = _received(actor=actor, now=now).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def _received(*, actor: Actor, now: datetime) -> QuerySet[HandoverAsk]:
    return HandoverAsk.objects.visible_to(actor, now=now).select_related(
        "office__area", "handover__case__person__area", "handover__from_office",
        "handover__taken_by", "asked_by",
    )  # fmt: skip


def waiting_asks(*, actor: Actor, now: datetime) -> list[HandoverAsk]:
    """うちの返事を待っている依頼。期限の近いものから。"""
    return list(
        _received(actor=actor, now=now)
        .filter(answer__in=WAITING_VALUES)
        .order_by("answer_by", "pk")[:LONGEST_LIST]
    )


def answered_asks(*, actor: Actor, now: datetime) -> QuerySet[HandoverAsk]:
    """うちが返事をした依頼。並びと区切りは、一覧が決める（inbox.py）。"""
    return _received(actor=actor, now=now).exclude(answer__in=WAITING_VALUES)


def open_handovers(*, actor: Actor, now: datetime) -> list[Handover]:
    """うちが頼んだ引継ぎと、引き受けてまだ終えていないもの。古いものから。"""
    mine = working_offices(actor)
    return list(
        Handover.objects.visible_to(actor, now=now)
        .filter(Q(from_office__in=mine) | Q(taken_by__in=mine), stage__in=OPEN_VALUES)
        .select_related("case__person", "from_office", "taken_by", "prepared_by")
        .prefetch_related(ASKS)
        .order_by("stage_since", "pk")[:LONGEST_LIST]
    )


class Waiting(Frozen):
    """received: our answers that are waited for, of which `late` after their day; asked,
    lapsed: of what we have asked, questions to us and answers that did not come in time;
    to_meet, to_finish: taken over, and the person has not met the new office / arrived.
    """

    received: int
    late: int
    questions: int
    lapsed: int
    to_meet: int
    to_finish: int

    def __add__(self, other: Waiting) -> Waiting:
        """Both routes in one line: of cases, and of receptions before there is a case."""
        mine, theirs = (asdict(one).values() for one in (self, other))
        return Waiting(*(one + two for one, two in zip(mine, theirs, strict=True)))


def waiting_counts(*, actor: Actor, now: datetime, today: date) -> Waiting:
    """引継ぎで、うちの番になっていること。二つの問い合わせ。"""
    frame: Any = {"actor": actor, "now": now, "today": today}
    received, late = next(iter(_received_counts(**frame)), (0, 0))
    ours = next(iter(_our_counts(**frame)), (0, 0, 0, 0))
    return Waiting(received, late, *ours)


@made_once
def _received_counts(
    *, actor: Actor, now: datetime, today: date
) -> QuerySet[Any, tuple[int, int]]:
    rows = HandoverAsk.objects.visible_to(actor, now=now).filter(
        answer__in=WAITING_VALUES
    )
    late = Q(answer_by__lt=today)
    return numbers_of(rows, received=Count("pk"), late=Count("pk", filter=late))


@made_once
def _our_counts(
    *, actor: Actor, now: datetime, today: date
) -> QuerySet[Any, tuple[int, int, int, int]]:
    late = Q(answer_by__lt=today)
    mine = sorted(working_offices(actor))
    asks = HandoverAsk._base_manager.filter(handover=OuterRef("pk"))
    rows = Handover.objects.visible_to(actor, now=now).filter(
        Q(from_office__in=mine) | Q(taken_by__in=mine), stage__in=OPEN_VALUES
    )
    is_asked = Exists(asks.filter(answer=Answer.QUESTIONED))
    is_lapsed = Exists(asks.filter(late, answer__in=WAITING_VALUES))
    return numbers_of(
        rows,
        questions=Count("pk", filter=Q(is_asked)),
        lapsed=Count("pk", filter=Q(is_lapsed)),
        to_meet=Count("pk", filter=Q(stage=Stage.ACCEPTED)),
        to_finish=Count("pk", filter=Q(stage=Stage.MET)),
    )
