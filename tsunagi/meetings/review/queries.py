"""検討事項の読取り: 会議に出るもの、その後、まだ出していない報告、くらべた数。"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.statements import made_once, number_of
from tsunagi.cases.models import MonitoringReport
from tsunagi.cases.scope import working_offices
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.meeting.models import AgendaItem, Attendance, Meeting
from tsunagi.meetings.meeting.rules import ItemState
from tsunagi.meetings.meeting.rules import State as MeetingState
from tsunagi.meetings.policy import offices_in_meetings
from tsunagi.meetings.review.collect import REVIEWED
from tsunagi.meetings.review.models import ReviewItem, ReviewStep
from tsunagi.meetings.review.rules import (
    OPEN_STATES,
    Candidate,
    State,
    Urgency,
    packet_is_open,
)
from tsunagi.meetings.series.members import takes_part
from tsunagi.meetings.series.models import Series
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.ui.parts import MOST_COUNTED

WITH = ("series__office", "office", "staff", "case", "plan", "reception")
PAGE = 50
MOST = 200
REPORT_DAYS = 60


def review_series(*, actor: Actor, now: datetime, today: date) -> list[Series]:
    """The series with ①–⑥ that the actor's office convenes or is a member of."""
    rows = (
        Series.objects.visible_to(actor, now=now)
        .filter(in_force_on(today), kind__in=REVIEWED)
        .select_related("office", "area")
        .order_by("name", "pk")
    )
    own = offices_in_meetings(Subject(actor, now))
    found = [
        series
        for series in rows
        if takes_part(series=series, offices=own, staff_id=actor.staff_id, on=today)
    ]
    # The meeting of the whole area comes before that of the own office.
    return sorted(found, key=lambda one: one.kind != "liaison")


def series_of(*, actor: Actor, public_id: UUID, now: datetime, today: date) -> Series:
    for series in review_series(actor=actor, now=now, today=today):
        if series.public_id == public_id:
            return series
    raise NotVisible


def _in_queue(*, actor: Actor, series: Series, now: datetime) -> QuerySet[ReviewItem]:
    """Mine, or all if we convene. What other offices bring stands on the agenda to which
    one is invited, not here."""
    rows = ReviewItem.objects.visible_to(actor, now=now).filter(series=series)
    own = offices_in_meetings(Subject(actor, now))
    return rows if series.office_id in own else rows.filter(office_id__in=own)


def waiting(
    *, actor: Actor, series: Series, now: datetime, after: UUID | None = None
) -> tuple[list[ReviewItem], UUID | None]:
    """What is open, section by section, the oldest first. One query, two on later pages."""
    rows = _open(actor=actor, series=series, now=now)
    place = _place(rows, after, "section", "since", "pk")
    if place is not None:
        section, since, pk = place
        rows = rows.filter(
            Q(section__gt=section)
            | Q(section=section, since__gt=since)
            | Q(section=section, since=since, pk__gt=pk)
        )
    return _page(rows.order_by("section", "since", "pk"))


def ended(
    *, actor: Actor, series: Series, now: datetime, after: UUID | None = None
) -> tuple[list[ReviewItem], UUID | None]:
    """What is over, the latest first. One query, two on later pages."""
    rows = _over(actor=actor, series=series, now=now)
    place = _place(rows, after, "ended_on", "pk")
    if place is not None:
        day, pk = place
        behind = Q(ended_on=day, pk__lt=pk)
        if day is not None:
            behind |= Q(ended_on__lt=day) | Q(ended_on=None)
        rows = rows.filter(behind)
    return _page(rows.order_by(F("ended_on").desc(nulls_last=True), "-pk"))


def section_counts(
    *, actor: Actor, series: Series, now: datetime, past: bool
) -> Counter[int]:
    """How many there are of each section, of the first thousand. One query."""
    read = _over if past else _open
    rows = read(actor=actor, series=series, now=now).order_by()
    return Counter(rows.values_list("section", flat=True)[:MOST_COUNTED])


def _open(*, actor: Actor, series: Series, now: datetime) -> QuerySet[ReviewItem]:
    states = [one.value for one in OPEN_STATES]
    return _in_queue(actor=actor, series=series, now=now).filter(state__in=states)


def _over(*, actor: Actor, series: Series, now: datetime) -> QuerySet[ReviewItem]:
    states = [State.CLOSED.value, State.DROPPED.value]
    return _in_queue(actor=actor, series=series, now=now).filter(state__in=states)


def _place(
    rows: QuerySet[ReviewItem], after: UUID | None, *order: str
) -> tuple[Any, ...] | None:
    """Where the page before ended, by what the list is ordered by."""
    if after is None:
        return None
    return rows.filter(public_id=after).values_list(*order).first()


def _page(rows: QuerySet[ReviewItem]) -> tuple[list[ReviewItem], UUID | None]:
    found = list(rows.select_related(*WITH)[: PAGE + 1])
    shown = found[:PAGE]
    return shown, shown[-1].public_id if len(found) > PAGE else None


def ready_for(
    *, actor: Actor, meeting: Meeting, now: datetime
) -> tuple[list[ReviewItem], list[Candidate]]:
    """What may stand on the agenda of this meeting, with what the order looks at."""
    rows = (
        ReviewItem.objects.visible_to(actor, now=now)
        .filter(
            Q(state=State.WAITING.value)
            | Q(state=State.THINKING.value, think_until__lte=meeting.held_on),
            series_id=meeting.series_id or 0,
        )
        .select_related(*WITH)
        .order_by("section", "since", "pk")
    )
    items = list(rows[:MOST])
    candidates = [
        Candidate(one.pk, one.section, Urgency(one.urgency), one.since, one.minutes)
        for one in items
    ]
    return items, candidates


def item_by_id(*, actor: Actor, public_id: UUID, now: datetime) -> ReviewItem:
    item = (
        ReviewItem.objects.visible_to(actor, now=now)
        .filter(public_id=public_id)
        .select_related(*WITH)
        .first()
    )
    if item is None:
        raise NotVisible
    return item


def packet_may_be_read(
    *, actor: Actor, item: ReviewItem, now: datetime, today: date
) -> bool:
    """For whoever neither brings it nor convenes: around a meeting to which one was
    invited and on whose agenda it stands."""
    days = (
        AgendaItem.objects.visible_to(actor, now=now)
        .filter(review=item)
        .values_list("meeting__held_on", flat=True)
    )
    return any(packet_is_open(day, today=today) for day in days)


def steps_of(*, actor: Actor, item: ReviewItem) -> list[ReviewStep]:
    rows = ReviewStep._base_manager.filter(item=item)
    return list(rows.select_related("recorded_by").order_by("recorded_at", "pk"))


def reports_to_bring(
    *, actor: Actor, now: datetime, today: date
) -> list[MonitoringReport]:
    """うちのモニタリングの報告で、まだ会議の相談をしていないもの。新しいものから。"""
    taken = ReviewItem._base_manager.filter(report_record=OuterRef("record_id"))
    rows = MonitoringReport.objects.visible_to(actor, now=now).filter(
        ~Exists(taken), office__in=working_offices(actor), is_current=True,
        is_withdrawn=False, held_on__gte=today - timedelta(days=REPORT_DAYS),
    )  # fmt: skip
    return list(
        rows.select_related("case__person", "staff").order_by("-held_on", "-pk")[:50]
    )


def report_by_record(
    *, actor: Actor, now: datetime, record_id: UUID
) -> MonitoringReport:
    row = (
        MonitoringReport.objects.visible_to(actor, now=now)
        .filter(record_id=record_id, is_current=True, office__in=working_offices(actor))
        .select_related("case__person", "plan")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


# --- きょう ------------------------------------------------------------------------------
@made_once
def urgent_items(*, actor: Actor, now: datetime) -> QuerySet[ReviewItem]:
    """「待てない」と出されたもの。会議を開く事業所に、すぐ出る。"""
    own = offices_in_meetings(Subject(actor, now))
    rows = ReviewItem.objects.visible_to(actor, now=now).filter(
        series__office_id__in=own, urgency=Urgency.NOW.value,
        state__in=[State.WAITING.value, State.CONSULTING.value],
    )  # fmt: skip
    return rows.select_related("office").order_by("since", "pk")[:10]


def to_answer(*, actor: Actor, now: datetime) -> int:
    """基幹に届いた、モニタリングの事前の相談。"""
    return sum(_consulted(actor=actor, now=now))


@made_once
def _consulted(*, actor: Actor, now: datetime) -> QuerySet[Any, int]:
    own = offices_in_meetings(Subject(actor, now))
    rows = ReviewItem.objects.visible_to(actor, now=now).filter(
        series__office_id__in=own, state=State.CONSULTING.value
    )
    return number_of(rows)


@made_once
def to_follow(*, actor: Actor, now: datetime, today: date) -> QuerySet[ReviewItem]:
    """うちが出して、その後を確かめる日が来たもの（日がなければ、すぐ）。"""
    own = offices_in_meetings(Subject(actor, now))
    rows = ReviewItem.objects.visible_to(actor, now=now).filter(
        Q(follow_on=None) | Q(follow_on__lte=today),
        office_id__in=own, state=State.FOLLOWING.value,
    )  # fmt: skip
    ordered = rows.select_related("series", "reception").order_by("follow_on", "pk")
    return ordered[:20]


@made_once
def back_today(*, actor: Actor, now: datetime, today: date) -> QuerySet[ReviewItem]:
    """「しばらく悩んでみる」の日が来た、うちのもの。"""
    own = offices_in_meetings(Subject(actor, now))
    rows = ReviewItem.objects.visible_to(actor, now=now).filter(
        office_id__in=own, state=State.THINKING.value, think_until__lte=today
    )
    return rows.order_by("think_until", "pk")[:10]


# --- くらべた数 ---------------------------------------------------------------------------
class Held(Frozen):
    """One meeting that was held, as far as the figures need it."""

    held_on: date
    minutes: int | None
    planned: int
    handled: int
    people: int


def held_meetings(
    *, actor: Actor, series: Series, now: datetime, first: date, last: date
) -> list[Held]:
    """Oldest first. Three queries."""
    rows = list(
        Meeting.objects.visible_to(actor, now=now)
        .filter(
            series=series, held_on__range=(first, last),
            state__in=[MeetingState.WRAPPING.value, MeetingState.DONE.value],
        )
        .order_by("held_on", "pk")
    )  # fmt: skip
    ids = [row.pk for row in rows]
    handled = _by_meeting(
        AgendaItem._base_manager.filter(
            meeting__in=ids, state=ItemState.DONE, review__isnull=False
        )
    )
    people = _by_meeting(
        Attendance._base_manager.filter(
            meeting__in=ids, is_struck=False,
            presence__in=["present", "online", "written"],
        )
    )  # fmt: skip
    return [
        Held(
            row.held_on, row.minutes, row.planned_minutes, handled.get(row.pk, 0),
            people.get(row.pk, 0),
        )
        for row in rows
    ]  # fmt: skip


def _by_meeting(rows: QuerySet[Any]) -> dict[int, int]:
    """How many of these rows each meeting has. The database counts: a year of a large
    series has tens of thousands."""
    return dict(rows.order_by().values_list("meeting_id").annotate(count=Count("pk")))


def worries(
    *, actor: Actor, series: Series, now: datetime, first: date, last: date
) -> QuerySet[ReviewItem]:
    return ReviewItem.objects.visible_to(actor, now=now).filter(
        series=series, since__range=(first, last)
    )


def solved_share(
    *, actor: Actor, series: Series, now: datetime, first: date, last: date
) -> tuple[int, int]:
    """(自分たちで解決した数, 終えた数)。"""
    rows = worries(actor=actor, series=series, now=now, first=first, last=last)
    done = list(
        rows.filter(state=State.CLOSED.value).values_list("solved_alone", flat=True)
    )
    return sum(done), len(done)


def typed_and_copied(*, actor: Actor, items: QuerySet[ReviewItem]) -> tuple[int, int]:
    """(記録から自動で入った文字数, 資料の文字数のうち人が打った分は数えない項目数)。"""
    rows = items.exclude(plan=None, reception=None)
    lengths = [
        len(headline) + sum(map(len, facts)) + sum(map(len, packet.values()))
        for headline, facts, packet in rows.values_list("headline", "facts", "packet")
    ]
    return sum(lengths), len(lengths)
