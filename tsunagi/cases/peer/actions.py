"""申し込みから終わりまでの書込み: 希望を聞く、相手を試す、会う、終える。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.peer import messages
from tsunagi.cases.peer.models import (
    PeerMatch,
    PeerRequest,
    PeerSession,
    PeerSupporter,
)
from tsunagi.cases.peer.rules import (
    Answer,
    Going,
    State,
    Topic,
    may_be_listed,
    state_after,
)
from tsunagi.cases.peer.supporter_actions import require_supporter_seen
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError


def session_ref(session: PeerSession) -> str:
    return f"peer:{session.public_id}"


@transaction.atomic
def wish_for_peer(
    *,
    case: Case,
    wished_on: date,
    wants: str,
    wished_peer: str,
    topics: Sequence[Topic],
    by: Actor,
    now: datetime,
    today: date,
) -> PeerRequest:
    """話したいことと、どんな人がよいかを、本人から聞いて書く。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    if not wants.strip():
        raise UserError(messages.WANTS_NEEDED, field="wants")
    if wished_on > today:
        raise UserError(messages.IN_FUTURE, field="wished_on")
    row = PeerRequest.objects.create(
        case=case, wished_on=wished_on, wants=wants, wished_peer=wished_peer,
        topics=[topic.value for topic in topics], recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record("peer.wish", by=by, target=row, subjects=[case.person.public_id])
    return row


@transaction.atomic
def offer_peer(
    *,
    request: PeerRequest,
    supporter: PeerSupporter,
    offered_on: date,
    note: str,
    by: Actor,
    now: datetime,
    today: date,
) -> PeerMatch:
    """この人はどうか、と本人に伝えた。何人試してもよい。"""
    _require_open(request, by=by, now=now)
    require_supporter_seen(supporter, by=by, now=now)
    if not may_be_listed(supporter.agreed_on, supporter.ended_on, today=today):
        raise UserError(messages.NOT_LISTED, field="supporter")
    if not request.wished_on <= offered_on <= today:
        raise UserError(messages.IN_FUTURE, field="offered_on")
    row = PeerMatch.objects.create(
        request=request, supporter=supporter, offered_on=offered_on, note=note,
        recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record("peer.offer", by=by, target=row, subjects=_subject(request))
    return row


@transaction.atomic
def answer_peer(
    *,
    match: PeerMatch,
    answer: Answer,
    answered_on: date,
    note: str,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """本人の返事。選ぶのは一人。"""
    request = match.request
    _require_open(request, by=by, now=now)
    if not match.offered_on <= answered_on <= today:
        raise UserError(messages.IN_FUTURE, field="answered_on")
    rows = PeerMatch.objects.unscoped("of the case that was seen").filter(
        pk=match.pk, answer=Answer.OFFERED
    )
    try:
        with transaction.atomic():
            changed = rows.update(
                answer=answer, answered_on=answered_on, note=note or match.note
            )
    except IntegrityError as error:
        raise UserError(messages.ALREADY_CHOSEN, field="answer") from error
    if not changed:
        raise UserError(messages.ALREADY_ANSWERED)
    _settle(request)
    audit.record(
        "peer.answer", by=by, target=match, answer=answer.value,
        subjects=_subject(request),
    )  # fmt: skip


@transaction.atomic
def record_session(
    *,
    request: PeerRequest,
    held_on: date,
    minutes: int | None,
    how: str,
    own_words: str,
    going: Going,
    by: Actor,
    now: datetime,
    today: date,
) -> PeerSession:
    """会って話したこと。経過に一行残るが、業務の時間には数えない。"""
    _require_open(request, by=by, now=now)
    chosen = (
        PeerMatch.objects.unscoped("of the case that was seen")
        .filter(request=request, answer=Answer.CHOSEN)
        .first()
    )
    if chosen is None:
        raise UserError(messages.NOBODY_CHOSEN)
    if not request.wished_on <= held_on <= today:
        raise UserError(messages.IN_FUTURE, field="held_on")
    session = PeerSession.objects.create(
        request=request, supporter_id=chosen.supporter_id, held_on=held_on,
        minutes=minutes, how=how, own_words=own_words, going=going, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    _settle(request)
    leave_event(
        request.case, EventKind.PEER, on=held_on, by=by, now=now,
        text=f"ピアサポーターと話した（{going.label}）",
        source_ref=session_ref(session),
    )  # fmt: skip
    audit.record("peer.session", by=by, target=session, subjects=_subject(request))
    return session


@transaction.atomic
def close_request(
    *,
    request: PeerRequest,
    closed_on: date,
    words: str,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """終える。"""
    _require_open(request, by=by, now=now)
    if not request.wished_on <= closed_on <= today:
        raise UserError(messages.IN_FUTURE, field="closed_on")
    changed = (
        PeerRequest.objects.unscoped("guarded by its version")
        .filter(pk=request.pk, version=version)
        .update(
            state=State.CLOSED, closed_on=closed_on, closing_words=words,
            version=F("version") + 1,
        )
    )  # fmt: skip
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    request.refresh_from_db()
    audit.record("peer.close", by=by, target=request, subjects=_subject(request))


def _require_open(request: PeerRequest, *, by: Actor, now: datetime) -> None:
    require_sight(request.case, Permission.CASE_WORK, by=by, now=now)
    request.refresh_from_db()
    if request.state == State.CLOSED:
        raise UserError(messages.CLOSED)


def _subject(request: PeerRequest) -> list[Any]:
    return [request.case.person.public_id]


def _settle(request: PeerRequest) -> None:
    """The state follows from what was tried and held."""
    answers = PeerMatch.objects.unscoped("of the case that was seen").filter(
        request=request
    )
    state = state_after(
        [Answer(answer) for answer in answers.values_list("answer", flat=True)],
        sessions=PeerSession.objects.unscoped("of the case that was seen")
        .filter(request=request)
        .count(),
        is_closed=False,
    )
    PeerRequest.objects.unscoped("of the case that was seen").filter(
        pk=request.pk
    ).update(state=state, version=F("version") + 1)
    request.refresh_from_db()
