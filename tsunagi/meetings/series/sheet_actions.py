"""出欠の表の書込み: 読んだ行を、代理入力としてまとめて書く。全部か、一つも書かないか。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.common.errors import UserError
from tsunagi.meetings.meeting.messages import CANCELLED
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.presence import write_ledger
from tsunagi.meetings.meeting.rules import State
from tsunagi.meetings.meeting.sight import require_runner
from tsunagi.meetings.series import messages
from tsunagi.meetings.series.sheet_rules import Answer

ENDED = (State.WRAPPING, State.DONE)


@transaction.atomic
def write_sheet(
    *, meeting: Meeting, answers: Sequence[Answer], by: Actor, now: datetime
) -> int:
    """返事を書く。終えた会議なら、台帳の時間も直る。書いた行の数を返す。"""
    require_runner(meeting, by=by, now=now)
    if meeting.state == State.CANCELLED:
        raise UserError(CANCELLED)
    if not answers:
        raise UserError(messages.SHEET_EMPTY, field="file")
    wanted = {one.known.key: one for one in answers}
    rows = list(
        Attendance.objects.unscoped("of the meeting that is run").filter(
            meeting=meeting, is_struck=False, public_id__in=wanted
        )
    )
    if len(rows) != len(wanted):
        raise UserError(messages.SHEET_CHANGED, field="file")
    for row in rows:
        answer = wanted[row.public_id]
        row.presence, row.answer_note = answer.presence.value, answer.note
        row.is_entered_for_other = True
        row.recorded_at, row.recorded_by_id = now, by.staff_id
    Attendance.objects.unscoped("of the meeting that is run").bulk_update(
        rows,
        ["presence", "answer_note", "is_entered_for_other", "recorded_at",
         "recorded_by"],
    )  # fmt: skip
    if meeting.state in ENDED:
        write_ledger(meeting, by=by, now=now)
    audit.record("series.sheet_read", by=by, target=meeting, rows=len(rows))
    return len(rows)
