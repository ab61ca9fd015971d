"""検討事項の読取り: 会議に出るもの、その後、まだ出していない報告、くらべた数。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.cases.models import MonitoringReport
from tsunagi.cases.scope import working_offices
from tsunagi.meetings.meeting.models import AgendaItem, Attendance, Meeting
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

WITH = ("series__office", "office", "staff", "case", "plan", "reception")
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


def waiting(*, actor: Actor, series: Series, now: datetime) -> list[ReviewItem]:
    """What is open, section by section, the oldest first."""
    rows = _in_queue(actor=actor, series=series, now=now).filter(
        state__in=[one.value for one in OPEN_STATES]
    )
    return list(rows.select_related(*WITH).order_by("section", "since", "pk")[:MOST])


def ended(*, actor: Actor, series: Series, now: datetime) -> list[ReviewItem]:
    rows = _in_queue(actor=actor, series=series, now=now).filter(
        state__in=[State.CLOSED.value, State.DROPPED.value]
    )
    return list(rows.select_related(*WITH).order_by("-ended_on", "-pk")[:MOST])


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
def urgent_items(*, actor: Actor, now: datetime) -> list[ReviewItem]:
    """「待てない」と出されたもの。会議を開く事業所に、すぐ出る。"""
    own = offices_in_meetings(Subject(actor, now))
    rows = ReviewItem.objects.visible_to(actor, now=now).filter(
        series__office_id__in=own, urgency=Urgency.NOW.value,
        state__in=[State.WAITING.value, State.CONSULTING.value],
    )  # fmt: skip
    return list(rows.select_related("office").order_by("since", "pk")[:10])


def to_answer(*, actor: Actor, now: datetime) -> int:
    """基幹に届いた、モニタリングの事前の相談。"""
    own = offices_in_meetings(Subject(actor, now))
    rows = ReviewItem.objects.visible_to(actor, now=now).filter(
        series__office_id__in=own, state=State.CONSULTING.value
    )
    return rows.count()


def to_follow(*, actor: Actor, now: datetime, today: date) -> list[ReviewItem]:
    """うちが出して、その後を確かめる日が来たもの（日がなければ、すぐ）。"""
    own = offices_in_meetings(Subject(actor, now))
    rows = ReviewItem.objects.visible_to(actor, now=now).filter(
        Q(follow_on=None) | Q(follow_on__lte=today),
        office_id__in=own, state=State.FOLLOWING.value,
    )  # fmt: skip
    ordered = rows.select_related("series", "reception").order_by("follow_on", "pk")
    return list(ordered[:20])


def back_today(*, actor: Actor, now: datetime, today: date) -> list[ReviewItem]:
    """「しばらく悩んでみる」の日が来た、うちのもの。"""
    own = offices_in_meetings(Subject(actor, now))
    rows = ReviewItem.objects.visible_to(actor, now=now).filter(
        office_id__in=own, state=State.THINKING.value, think_until__lte=today
    )
    return list(rows.order_by("think_until", "pk")[:10])


# --- くらべた数 ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Held:
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
    handled = Counter(
        ReviewItem._base_manager.filter(
            slots__meeting__in=ids, slots__state="done"
        ).values_list("slots__meeting_id", flat=True)
    )
    people = Counter(
        Attendance._base_manager.filter(
            meeting__in=ids, is_struck=False,
            presence__in=["present", "online", "written"],
        ).values_list("meeting_id", flat=True)
    )  # fmt: skip
    return [
        Held(
            row.held_on, row.minutes, row.planned_minutes, handled[row.pk],
            people[row.pk],
        )
        for row in rows
    ]  # fmt: skip


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


def typed_and_copied(*, actor: Actor, items: Iterable[ReviewItem]) -> tuple[int, int]:
    """(記録から自動で入った文字数, 資料の文字数のうち人が打った分は数えない項目数)。"""
    copied = 0
    number = 0
    for item in items:
        text = item.headline + "".join(item.facts) + "".join(item.packet.values())
        if item.plan_id is not None or item.reception_id is not None:
            copied += len(text)
            number += 1
    return copied, number
