"""上げたものと返ってきたものの読取り。候補を見る人は、その行き先も見る。"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor, Subject
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.rise_models import CandidateRise
from tsunagi.meetings.issue.rules import RiseState, wider_than
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.meeting.rules import State
from tsunagi.meetings.policy import CAN_SEE_INSIDE
from tsunagi.meetings.series.models import Series
from tsunagi.meetings.series.rules import Level
from tsunagi.organisations.area.rules import ids_on_path

# A weekly meeting must not crowd out the others: of each series the next two.
NEXT_OF_EACH, LOOKED_AT = 2, 200
MOST_RISES = 20


def meetings_above(
    *, actor: Actor, now: datetime, today: date, candidate: LocalIssueCandidate
) -> list[Meeting]:
    """呼ばれている会議体の次の二回のうち、いまより広い段で、その地域を含むもの。近い順。"""
    levels = wider_than(stands_at(actor=actor, now=now, candidate=candidate))
    rows = Meeting.objects.visible_to(actor, now=now).filter(
        CAN_SEE_INSIDE.q(Subject(actor, now)), state=State.PLANNED.value,
        held_on__gte=today, series__level__in=[one.value for one in levels],
        series__area_id__in=ids_on_path(candidate.area.path),
    )  # fmt: skip
    near: dict[int | None, list[Meeting]] = defaultdict(list)
    coming = rows.select_related("series", "office").order_by("held_on", "pk")
    for meeting in coming[:LOOKED_AT]:
        near[meeting.series_id].append(meeting)
    first = [one for of_series in near.values() for one in of_series[:NEXT_OF_EACH]]
    return sorted(first, key=lambda one: (one.held_on, one.pk))


def stands_at(*, actor: Actor, now: datetime, candidate: LocalIssueCandidate) -> Level:
    """The level of the meeting that answered last, else of that where it came up."""
    rows = CandidateRise.objects.visible_to(actor, now=now).filter(
        candidate=candidate, state=RiseState.RETURNED.value, meeting__series__isnull=False
    )  # fmt: skip
    last = rows.order_by("-ended_at").values_list("meeting__series__level", flat=True)
    if last:
        return Level(last[0])
    meeting = candidate.meeting
    if meeting is None or meeting.series is None:
        return Level.OFFICE
    return Level(meeting.series.level)


def rises_of(
    *, actor: Actor, now: datetime, candidate: LocalIssueCandidate
) -> list[CandidateRise]:
    """新しいものから。"""
    return list(_rises(actor, now).filter(candidate=candidate)[:MOST_RISES])


class UpAndDown(Frozen):
    """up: what went up from here, with what came back. down: what came up to here."""

    up: list[CandidateRise]
    down: list[CandidateRise]


def rises_of_series(*, actor: Actor, now: datetime, series: Series) -> UpAndDown:
    """二つの問い合わせ。"""
    rows = _rises(actor, now)
    return UpAndDown(
        list(rows.filter(candidate__meeting__series=series)[:MOST_RISES]),
        list(rows.filter(meeting__series=series)[:MOST_RISES]),
    )


def rises_of_meeting(*, actor: Actor, now: datetime, meeting: Meeting) -> UpAndDown:
    """二つの問い合わせ。"""
    rows = _rises(actor, now)
    return UpAndDown(
        list(rows.filter(candidate__meeting=meeting)[:MOST_RISES]),
        list(rows.filter(meeting=meeting)[:MOST_RISES]),
    )


class NoticedBy(Frozen):
    """How many candidates of one series an office has noticed."""

    office: str
    office_id: UUID
    count: int


def noticed_of_series(
    *, actor: Actor, now: datetime, series: Series
) -> Sequence[NoticedBy]:
    """その会議体から出た候補を、気づいた事業所ごとに。多い順。一つの問い合わせ。"""
    rows = LocalIssueCandidate.objects.visible_to(actor, now=now).filter(
        meeting__series=series
    )
    told = rows.values_list("office__name", "office__public_id")
    counts = Counter(told)
    return [
        NoticedBy(name, public_id, count)
        for (name, public_id), count in sorted(
            counts.items(), key=lambda pair: (-pair[1], pair[0][0], str(pair[0][1]))
        )
    ]


def _rises(actor: Actor, now: datetime) -> QuerySet[CandidateRise]:
    rows = CandidateRise.objects.visible_to(actor, now=now)
    return rows.select_related("candidate", "meeting", "item", "raised_by").order_by(
        "-raised_at", "-id"
    )
