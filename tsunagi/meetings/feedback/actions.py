"""会議のあとのひとことの書込み。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.common.errors import UserError
from tsunagi.meetings.feedback import messages
from tsunagi.meetings.feedback.models import FeedbackTicket, MeetingFeedback
from tsunagi.meetings.feedback.rules import Question, last_day, may_be_answered
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.rules import THERE
from tsunagi.meetings.meeting.sight import require_inside
from tsunagi.meetings.plain import require_plain


@transaction.atomic
def give_feedback(
    *, meeting: Meeting, answers: Mapping[Question, int], line: str, by: Actor,
    now: datetime, today: date,
) -> None:  # fmt: skip
    """一人一度。監査に残るのは、答えたということだけで、答えは残らない。"""
    require_inside(meeting, by=by, now=now)
    if not may_be_answered(state=meeting.state, held_on=meeting.held_on, today=today):
        raise UserError(messages.NOT_OPEN.format(last=last_day(meeting.held_on)))
    if by.staff_id is None or not was_there(meeting, by=by):
        raise UserError(messages.NOT_THERE)
    require_plain(line=line)
    # One at a time for each meeting: the rows below are laid down anew.
    Meeting._base_manager.select_for_update().get(pk=meeting.pk)
    try:
        with transaction.atomic():
            FeedbackTicket.objects.create(meeting=meeting, staff_id=by.staff_id)
    except IntegrityError as twice:
        raise UserError(messages.ALREADY) from twice
    _lay_down(
        meeting,
        MeetingFeedback(
            meeting=meeting, line=line,
            **{one.value: answers[one] for one in Question},
        ),
    )  # fmt: skip
    audit.record("feedback.give", by=by, target=meeting)


def was_there(meeting: Meeting, *, by: Actor) -> bool:
    return Attendance._base_manager.filter(
        meeting=meeting, staff_id=by.staff_id or 0, is_struck=False, presence__in=THERE
    ).exists()


def _lay_down(meeting: Meeting, new: MeetingFeedback) -> None:
    """All answers of the meeting anew, in the order of their random keys.

    Otherwise the last row of the table would be the answer of whoever the log names
    last.
    """
    rows = MeetingFeedback.objects.unscoped("laid down anew").filter(meeting=meeting)
    together = sorted([*rows, new], key=lambda row: row.pk.hex)
    rows.delete()
    MeetingFeedback._base_manager.bulk_create(together)
