"""地域課題の候補の読取り: 一覧、一つ、変更の記録、くり返し出る話題。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import fiscal_year_bounds, fiscal_year_label, start_of_day
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.meetings.issue.models import IssueCandidateRevision, LocalIssueCandidate
from tsunagi.meetings.issue.rules import (
    Recurrent,
    Seen,
    SeenIn,
    State,
    looked_at_from,
    recurrent_topics,
)
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.series.models import Series
from tsunagi.meetings.supervision.models import Supervision
from tsunagi.meetings.supervision.rules import State as SupervisionState
from tsunagi.organisations.models import Area, Office

MOST_LISTED = 300
NEWEST_OF_AREA = 5
WITH = ("area", "office", "meeting__series")


class Filter(Frozen):
    """What the list is narrowed to; the empty filter is everything."""

    state: State | None = None
    area: Area | None = None
    topic: str = ""
    text: str = ""
    series: Series | None = None
    office: Office | None = None
    year: int | None = None

    @property
    def words(self) -> list[str]:
        """What a link from a report has narrowed the list to."""
        told = [
            f"{self.series.name}から出たもの" if self.series else "",
            f"{self.office.name}が気づいたもの" if self.office else "",
            fiscal_year_label(self.year) if self.year else "",
        ]
        return [one for one in told if one]


def candidates(
    *, actor: Actor, now: datetime, wanted: Filter
) -> QuerySet[LocalIssueCandidate]:
    """新しいものから。文は、かなと漢字の書き方の違いによらずさがす。"""
    rows = LocalIssueCandidate.objects.visible_to(actor, now=now)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.area is not None:
        rows = rows.filter(area__path__startswith=wanted.area.path)
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    if wanted.series is not None:
        rows = rows.filter(meeting__series=wanted.series)
    if wanted.office is not None:
        rows = rows.filter(office=wanted.office)
    if wanted.year is not None:
        first, before = fiscal_year_bounds(wanted.year)
        rows = rows.filter(
            raised_at__gte=start_of_day(first), raised_at__lt=start_of_day(before)
        )
    key = search_key(wanted.text)
    if key:
        rows = rows.filter(search_key__contains=key)
    return rows.select_related(*WITH).order_by("-raised_at", "-id")


def candidate_list(
    *, actor: Actor, now: datetime, wanted: Filter
) -> list[LocalIssueCandidate]:
    return list(candidates(actor=actor, now=now, wanted=wanted)[:MOST_LISTED])


class OpenOfArea(Frozen):
    """The candidates of an area and its parts on which nobody has decided yet."""

    count: int
    newest: list[LocalIssueCandidate]


def open_of_area(*, actor: Actor, now: datetime, area: Area) -> OpenOfArea | None:
    """二つの問い合わせ。None: whoever has no part in meetings does not see any."""
    if not actor.has(Permission.MEETING_VIEW):
        return None
    rows = candidates(
        actor=actor, now=now, wanted=Filter(state=State.CANDIDATE, area=area)
    )
    return OpenOfArea(rows.count(), list(rows[:NEWEST_OF_AREA]))


def candidate_of(
    *, actor: Actor, now: datetime, public_id: UUID
) -> LocalIssueCandidate:
    row = (
        LocalIssueCandidate.objects.visible_to(actor, now=now)
        .filter(public_id=public_id)
        .select_related(*WITH)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def narrowed_to(
    *, actor: Actor, now: datetime, series_id: UUID | None, office_id: UUID | None
) -> tuple[Series | None, Office | None]:
    """The series and the office of this municipality that a link names."""
    series = office = None
    if series_id is not None:
        rows = Series.objects.visible_to(actor, now=now)
        series = rows.filter(public_id=series_id).first()
    if office_id is not None:
        offices = Office.objects.filter(municipality_id=actor.here)
        office = offices.filter(public_id=office_id).first()
    return series, office


def revisions_of(
    *, actor: Actor, now: datetime, candidate: LocalIssueCandidate
) -> list[IssueCandidateRevision]:
    rows = IssueCandidateRevision.objects.visible_to(actor, now=now)
    return list(
        rows.filter(candidate=candidate, version__gt=1)
        .select_related("recorded_by")
        .order_by("-version")
    )


def item_of_meeting(
    *, actor: Actor, now: datetime, meeting: Meeting, item_id: UUID
) -> AgendaItem:
    row = (
        AgendaItem.objects.visible_to(actor, now=now)
        .filter(meeting=meeting, public_id=item_id)
        .select_related("meeting")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def recurrent(*, actor: Actor, now: datetime, today: date) -> list[Recurrent]:
    """くり返し出る話題。候補、スーパービジョン、会議に出たことの札だけを数える。三つの問い合わせ。

    Of a session nothing is read but its topic and its day, also where the actor was not
    invited: a topic names nobody and nothing that was said.
    """
    if not actor.has(Permission.MEETING_VIEW):
        return []
    first = looked_at_from(today)
    raised = (
        LocalIssueCandidate.objects.visible_to(actor, now=now)
        .filter(raised_at__gte=start_of_day(first))
        .exclude(topic="")
    )
    held = (
        Supervision._base_manager.filter(
            meeting__municipality_id=actor.here, meeting__held_on__range=(first, today)
        )
        .exclude(topic="")
        .exclude(state=SupervisionState.STOPPED)
    )
    brought = ReviewItem._base_manager.filter(
        municipality_id=actor.here, since__range=(first, today)
    ).exclude(topic="")
    seen = [
        *(
            Seen(topic, SeenIn.CANDIDATE, localdate(at))
            for topic, at in raised.values_list("topic", "raised_at")
        ),
        *(
            Seen(topic, SeenIn.SUPERVISION, on)
            for topic, on in held.values_list("topic", "meeting__held_on")
        ),
        *(
            Seen(topic, SeenIn.REVIEW, on)
            for topic, on in brought.values_list("topic", "since")
        ),
    ]
    return recurrent_topics(seen, today=today)
