"""会議のあとのひとことの読取り: 答えられるか、結果、四半期ごとの移り変わり。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tsunagi.access.actor import Actor
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.feedback.models import FeedbackTicket, MeetingFeedback
from tsunagi.meetings.feedback.rules import (
    Answers,
    Question,
    Result,
    Told,
    TrendPoint,
    is_over,
    last_day,
    may_be_answered,
    result_of,
    trend,
)
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.rules import THERE


class Standing(Frozen):
    """Where a meeting stands with its feedback, for one of those who were there."""

    may_answer: bool
    was_there: bool
    has_answered: bool
    last_day: date
    is_over: bool


def standing_of(
    *, actor: Actor, now: datetime, today: date, meeting: Meeting
) -> Standing:
    """Two statements."""
    there = (
        Attendance.objects.visible_to(actor, now=now)
        .filter(
            meeting=meeting, staff_id=actor.staff_id or 0, is_struck=False,
            presence__in=THERE,
        )
        .exists()
    )  # fmt: skip
    answered = (
        FeedbackTicket.objects.visible_to(actor, now=now)
        .filter(meeting=meeting)
        .exists()
    )
    is_open = may_be_answered(state=meeting.state, held_on=meeting.held_on, today=today)
    return Standing(
        may_answer=is_open and there and not answered,
        was_there=there, has_answered=answered, last_day=last_day(meeting.held_on),
        is_over=is_over(held_on=meeting.held_on, today=today),
    )  # fmt: skip


class Shown(Frozen):
    """What may be shown of one meeting; the lines in an order that tells nothing."""

    result: Result
    lines: tuple[str, ...]


def result_for(
    *, actor: Actor, now: datetime, today: date, meeting: Meeting
) -> Shown | None:
    """None until the last day is over, and for fewer than three answers."""
    if not is_over(held_on=meeting.held_on, today=today):
        return None
    rows = list(
        MeetingFeedback.objects.visible_to(actor, now=now)
        .filter(meeting=meeting)
        .order_by("id")
    )
    result = result_of([_answers(row) for row in rows])
    if result is None:
        return None
    return Shown(result, tuple(row.line for row in rows if row.line.strip()))


def trend_of(
    *, actor: Actor, now: datetime, today: date, meeting: Meeting
) -> list[TrendPoint]:
    """この会議体の、これまでの四半期。会議体のない会議では、何もない。一つの問い合わせ。"""
    if meeting.series_id is None:
        return []
    rows = (
        MeetingFeedback.objects.visible_to(actor, now=now)
        .filter(meeting__series_id=meeting.series_id)
        .select_related("meeting")
        .order_by("meeting__held_on", "meeting_id", "id")
    )
    return trend(_by_meeting(rows), today=today)


def _by_meeting(rows: Iterable[MeetingFeedback]) -> list[Told]:
    found: dict[int, tuple[date, list[Answers]]] = {}
    for row in rows:
        _, told = found.setdefault(row.meeting_id, (row.meeting.held_on, []))
        told.append(_answers(row))
    return [Told(held_on, told) for held_on, told in found.values()]


def _answers(row: MeetingFeedback) -> Answers:
    return {one: getattr(row, one.value) for one in Question}
