"""会議録の書込み: 下書き、直す、確かめてもらう、確かめた、公開する。いつも次の版になる。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.versions import next_version
from tsunagi.common.errors import UserError
from tsunagi.meetings.meeting import messages
from tsunagi.meetings.meeting.attendance_actions import is_own_line
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.record_models import MeetingMinutes, MinutesCheck
from tsunagi.meetings.meeting.rules import CheckAnswer, MinutesState
from tsunagi.meetings.meeting.sight import require_inside, require_runner
from tsunagi.meetings.plain import require_plain

CARRIED = ("text", "state", "check_by", "is_published")


@transaction.atomic
def write_minutes(
    *, meeting: Meeting, text: str, reason: str, version: int, by: Actor, now: datetime
) -> MeetingMinutes:
    """会議録を書く、直す。直すと、また下書きになり、もう一度確かめてもらう。

    version: 0 for the first. A change after the members have looked asks for a reason.
    """
    require_runner(meeting, by=by, now=now)
    if not text.strip():
        raise UserError(messages.MINUTES_EMPTY, field="text")
    current = current_minutes(meeting)
    if current is None:
        return _first(meeting, text, version, by=by, now=now)
    if current.state != MinutesState.DRAFT and not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    row = _next(
        current, version, by=by, now=now, text=text, state=MinutesState.DRAFT.value,
        is_published=False, check_by=None, correction_reason=reason,
    )  # fmt: skip
    _record("minutes.write", row, by=by)
    return row


@transaction.atomic
def ask_check(
    *, minutes: MeetingMinutes, check_by: date, version: int, by: Actor, now: datetime
) -> MeetingMinutes:
    """出席した人に、確かめてもらう。"""
    require_runner(minutes.meeting, by=by, now=now)
    row = _next(
        minutes, version, by=by, now=now, state=MinutesState.CHECKING.value,
        check_by=check_by,
    )  # fmt: skip
    _record("minutes.ask", row, by=by)
    return row


@transaction.atomic
def answer_check(
    *, minutes: MeetingMinutes, attendance: Attendance, answer: CheckAnswer,
    comment: str, by: Actor, now: datetime,
) -> MinutesCheck:  # fmt: skip
    """「このとおり」「直してほしい」。答え直すと、新しい答えに替わる。"""
    seen = require_inside(minutes.meeting, by=by, now=now)
    if attendance.meeting_id != minutes.meeting_id or not minutes.is_current:
        raise NotVisible
    is_own = is_own_line(attendance, by=by, now=now)
    if not is_own and not seen.may_run:
        raise NotVisible
    if answer is CheckAnswer.COMMENT and not comment.strip():
        raise UserError(messages.COMMENT_NEEDED, field="comment")
    row, _ = MinutesCheck.objects.unscoped("of the minutes that were seen").update_or_create(
        minutes=minutes, attendance=attendance,
        defaults={
            "meeting_id": minutes.meeting_id, "answer": answer.value,
            "comment": comment, "is_entered_for_other": not is_own,
            "recorded_at": now, "recorded_by_id": by.staff_id,
        },
    )  # fmt: skip
    _record("minutes.check", minutes, by=by, answer=answer.value)
    return row


@transaction.atomic
def agree_minutes(
    *, minutes: MeetingMinutes, version: int, by: Actor, now: datetime
) -> MeetingMinutes:
    """確かめたことにする。「直してほしい」が残っていれば、できない。"""
    require_runner(minutes.meeting, by=by, now=now)
    if minutes.state != MinutesState.CHECKING:
        raise UserError(CHANGED_MEANWHILE)
    comments = MinutesCheck.objects.unscoped("of the minutes that were seen").filter(
        minutes=minutes, answer=CheckAnswer.COMMENT.value
    )
    if comments.exists():
        raise UserError(messages.STILL_COMMENTS)
    row = _next(minutes, version, by=by, now=now, state=MinutesState.AGREED.value)
    _record("minutes.agree", row, by=by)
    return row


@transaction.atomic
def publish_minutes(
    *, minutes: MeetingMinutes, on: bool, version: int, by: Actor, now: datetime
) -> MeetingMinutes:
    """公開する、やめる。確かめたあとだけ。呼ばれていない職員にも読めるようになる。"""
    require_runner(minutes.meeting, by=by, now=now)
    if on and minutes.state != MinutesState.AGREED:
        raise UserError(messages.NOT_AGREED)
    if on and minutes.meeting.speaks_of_persons:
        require_plain(text=minutes.text)
    row = _next(minutes, version, by=by, now=now, is_published=on)
    _record("minutes.publish", row, by=by, on=on)
    return row


def current_minutes(meeting: Meeting) -> MeetingMinutes | None:
    rows = MeetingMinutes.objects.unscoped("of the meeting that was seen")
    return rows.filter(meeting=meeting, is_current=True).first()


def _first(
    meeting: Meeting, text: str, version: int, *, by: Actor, now: datetime
) -> MeetingMinutes:
    if version != 0:
        raise UserError(CHANGED_MEANWHILE)
    try:
        with transaction.atomic():
            row = MeetingMinutes.objects.create(
                meeting=meeting, text=text, state=MinutesState.DRAFT.value,
                recorded_at=now, recorded_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(CHANGED_MEANWHILE) from error
    _record("minutes.write", row, by=by)
    return row


def _next(
    minutes: MeetingMinutes, version: int, *, by: Actor, now: datetime, **values: Any
) -> MeetingMinutes:
    carried = {name: getattr(minutes, name) for name in CARRIED}
    return next_version(
        minutes, {**carried, **values}, version=version, kept=("meeting",), by=by,
        now=now,
    )  # fmt: skip


def _record(action: str, row: MeetingMinutes, *, by: Actor, **details: Any) -> None:
    audit.record(
        action, by=by, target=row, meeting=str(row.meeting.public_id), **details
    )
