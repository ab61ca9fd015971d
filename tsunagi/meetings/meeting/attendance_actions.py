"""出席の書込み: 呼ぶ、呼ぶのをやめる、返事をする、だれが出たかを書く。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.meeting import messages
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.presence import write_ledger
from tsunagi.meetings.meeting.rules import Presence, State
from tsunagi.meetings.meeting.sight import require_inside, require_runner
from tsunagi.meetings.policy import offices_in_meetings
from tsunagi.meetings.series.rules import Part
from tsunagi.organisations.models import Office, Staff

WRITTEN = (
    "presence", "staff", "minutes", "answer_note", "recorded_at", "recorded_by",
)  # fmt: skip
ENDED = (State.WRAPPING, State.DONE)


class Presented(Frozen):
    """Who came, as one line of the list. staff None: nobody of that office is named."""

    public_id: UUID
    presence: Presence
    staff: Staff | None = None
    minutes: int | None = None
    note: str = ""


@transaction.atomic
def invite(
    *, meeting: Meeting, part: Part, office: Office | None, staff: Staff | None,
    partner_name: str, by: Actor, now: datetime,
) -> Attendance:  # fmt: skip
    """一つの事業所、一人、つなぎを使わない相手を、名簿に加える。"""
    require_runner(meeting, by=by, now=now)
    _require_running(meeting)
    if office is None and staff is None and not partner_name.strip():
        raise UserError(messages.WHOM_NEEDED, field="office")
    try:
        with transaction.atomic():
            row = Attendance.objects.create(
                meeting=meeting, part=part, office=office, staff=staff,
                partner_name=partner_name, recorded_at=now, recorded_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.ALREADY_INVITED) from error
    audit.record("meeting.invite", by=by, target=meeting, part=part.value)
    return row


@transaction.atomic
def strike(*, attendance: Attendance, by: Actor, now: datetime) -> None:
    """呼ぶのをやめる（まちがえて呼んだとき）。行は残り、中身は見えなくなる。"""
    require_runner(attendance.meeting, by=by, now=now)
    _rows(attendance.meeting).filter(pk=attendance.pk).update(is_struck=True)
    if attendance.meeting.state in ENDED:
        write_ledger(attendance.meeting, by=by, now=now)
    audit.record("meeting.strike", by=by, target=attendance.meeting)


@transaction.atomic
def answer_invitation(
    *, attendance: Attendance, presence: Presence, note: str, by: Actor, now: datetime
) -> None:
    """出る・出ない。自分や自分の事業所の分のほかは、代理入力として残る。"""
    meeting = attendance.meeting
    seen = require_inside(meeting, by=by, now=now)
    _require_running(meeting)
    is_own = is_own_line(attendance, by=by, now=now)
    if not is_own and not seen.may_run:
        raise NotVisible
    _rows(meeting).filter(pk=attendance.pk).update(
        presence=presence.value, answer_note=note, is_entered_for_other=not is_own,
        recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record("meeting.answer", by=by, target=meeting, presence=presence.value)


def is_own_line(row: Attendance, *, by: Actor, now: datetime) -> bool:
    """Whether the line of the list is that of the actor or of an office of theirs."""
    if by.staff_id is None:
        return False
    own = offices_in_meetings(Subject(by, now))
    return row.staff_id == by.staff_id or row.office_id in own


@transaction.atomic
def record_presence(
    *, meeting: Meeting, lines: Sequence[Presented], by: Actor, now: datetime
) -> None:
    """だれが出たか。終えたあとに直すと、台帳の時間も直る。"""
    require_runner(meeting, by=by, now=now)
    _require_running(meeting)
    rows = {row.public_id: row for row in _rows(meeting).select_related("office")}
    for line in lines:
        row = rows.get(line.public_id)
        if row is None:
            raise NotVisible
        _set(row, line, by=by, now=now)
    try:
        with transaction.atomic():
            Attendance.objects.unscoped("of the meeting that is run").bulk_update(
                rows.values(), list(WRITTEN)
            )
    except IntegrityError as error:
        raise UserError(messages.ALREADY_INVITED) from error
    if meeting.state in ENDED:
        write_ledger(meeting, by=by, now=now)
    audit.record("meeting.presence", by=by, target=meeting, rows=len(lines))


def _set(row: Attendance, line: Presented, *, by: Actor, now: datetime) -> None:
    """A line that says what it said before keeps whoever wrote it."""
    before = _said(row)
    row.presence = line.presence.value
    row.minutes = line.minutes
    row.answer_note = line.note
    # A person invited by name stays that person; an office says who came for it.
    if row.office_id is not None and line.staff is not None:
        row.staff = line.staff
    if _said(row) != before:
        row.recorded_at, row.recorded_by_id = now, by.staff_id


def _said(row: Attendance) -> tuple[object, ...]:
    return row.presence, row.staff_id, row.minutes, row.answer_note


def _require_running(meeting: Meeting) -> None:
    if meeting.state == State.CANCELLED:
        raise UserError(messages.CANCELLED)


def _rows(meeting: Meeting) -> QuerySet[Attendance]:
    return Attendance.objects.unscoped("of the meeting that was seen").filter(
        meeting=meeting
    )
