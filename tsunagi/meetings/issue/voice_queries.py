"""当事者の声の読取り: 一覧、候補に結び付けた声、同じ話題と地域の声。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.voice_models import CandidateVoice, VoiceRecord
from tsunagi.meetings.meeting.models import AgendaItem
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.models import Area

MOST_LISTED = 200
MOST_PROPOSED = 10


def voices(
    *, actor: Actor, now: datetime, area: Area | None = None, topic: str = ""
) -> list[VoiceRecord]:
    """新しいものから。見せてよいとされていない声は、聞いた事業所にだけ。"""
    rows = _voices(actor, now)
    if area is not None:
        rows = rows.filter(area__path__startswith=area.path)
    if topic:
        rows = rows.filter(topic=topic)
    return list(rows.order_by("-heard_on", "-id")[:MOST_LISTED])


def voice_of(*, actor: Actor, now: datetime, public_id: UUID) -> VoiceRecord:
    row = _voices(actor, now).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def shown_voice_of(*, actor: Actor, now: datetime, public_id: UUID) -> VoiceRecord:
    """One that may be shown in meetings."""
    row = voice_of(actor=actor, now=now, public_id=public_id)
    if not row.is_shown or row.withdrawn_at is not None:
        raise NotVisible
    return row


def linked_voices(
    *, actor: Actor, now: datetime, candidates: Iterable[LocalIssueCandidate]
) -> dict[int, list[VoiceRecord]]:
    """By candidate, also those whose words were withdrawn. One query for all."""
    wanted = {one.pk for one in candidates}
    if not wanted:
        return {}
    found: dict[int, list[VoiceRecord]] = defaultdict(list)
    for link in _links(actor, now, wanted):
        found[link.candidate_id].append(link.voice)
    return dict(found)


def voices_of_agenda(
    *, actor: Actor, now: datetime, items: Iterable[AgendaItem]
) -> dict[int, list[VoiceRecord]]:
    """For the packet of the items that were raised to a meeting. One query, or none."""
    rises = [getattr(item, "rise", None) for item in items]
    candidates = [rise.candidate for rise in rises if rise is not None]
    return linked_voices(actor=actor, now=now, candidates=candidates)


class VoicesBeside(Frozen):
    """links: to those with their words; withdrawn: how many took theirs back; proposed:
    not linked yet, of the same topic in the same area or one around or within it."""

    links: list[CandidateVoice]
    withdrawn: int
    proposed: list[VoiceRecord]


def voices_beside(
    *, actor: Actor, now: datetime, candidate: LocalIssueCandidate
) -> VoicesBeside:
    """二つの問い合わせ。"""
    links = list(_links(actor, now, {candidate.pk}))
    standing = [one for one in links if one.voice.withdrawn_at is None]
    return VoicesBeside(
        links=standing,
        withdrawn=len(links) - len(standing),
        proposed=_proposed(actor, now, candidate, {one.voice_id for one in links}),
    )


def _proposed(
    actor: Actor, now: datetime, candidate: LocalIssueCandidate, but: Collection[int]
) -> list[VoiceRecord]:
    if not candidate.topic:
        return []
    path = candidate.area.path
    rows = _voices(actor, now).filter(
        Q(area__path__startswith=path) | Q(area_id__in=ids_on_path(path)),
        topic=candidate.topic, is_shown=True, withdrawn_at=None,
    )  # fmt: skip
    return list(rows.exclude(pk__in=but).order_by("-heard_on", "-id")[:MOST_PROPOSED])


def _links(
    actor: Actor, now: datetime, candidates: Collection[int]
) -> QuerySet[CandidateVoice]:
    return (
        CandidateVoice.objects.visible_to(actor, now=now)
        .filter(candidate__in=candidates, voice__is_shown=True)
        .select_related("voice__office", "voice__area")
        .order_by("-voice__heard_on", "-voice__id")
    )


def _voices(actor: Actor, now: datetime) -> QuerySet[VoiceRecord]:
    rows = VoiceRecord.objects.visible_to(actor, now=now)
    return rows.select_related("area", "office")
