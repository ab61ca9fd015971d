"""出席の時間を台帳に書く。一人の一回に、ちょうど一行。直すと、その行の次の版になる。"""

from __future__ import annotations

from datetime import datetime

from tsunagi.access.actor import Actor
from tsunagi.activity.record import actions as ledger
from tsunagi.activity.record.rules import ActivityKind, NewActivity
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.rules import Presence
from tsunagi.organisations.models import Office

WITH_TIME = (Presence.PRESENT, Presence.ONLINE)


def write_ledger(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Bring the ledger in line with who was there. Called in the caller's transaction.

    Who was there and works for one of the offices gets one row; a row of somebody who
    turns out not to have been there is withdrawn.
    """
    rows = Attendance.objects.unscoped("of the meeting that ends").filter(
        meeting=meeting
    )
    for row in rows.select_related("office").order_by("pk"):
        office = row.office
        was_there = not row.is_struck and row.presence in WITH_TIME
        if was_there and row.staff_id is not None and office is not None:
            _write(meeting, row, office, by=by, now=now)
        elif row.record_key is not None:
            ledger.withdraw_activity(record_key=row.record_key, by=by, now=now)
            row.record_key = None
        else:
            continue
        row.save(update_fields=["record_key"])


def _write(
    meeting: Meeting, row: Attendance, office: Office, *, by: Actor, now: datetime
) -> None:
    new = NewActivity(
        kind=ActivityKind.MEETING, office_id=office.pk, staff_id=row.staff_id,
        occurred_on=meeting.held_on, method=meeting.kind, area_id=office.area_id,
        minutes=row.minutes if row.minutes is not None else meeting.minutes,
        source_ref=f"meeting:{meeting.public_id}",
    )  # fmt: skip
    if row.record_key is None:
        row.record_key = ledger.record_activity(new=new, by=by, now=now).record_key
    else:
        ledger.supersede_activity(record_key=row.record_key, new=new, by=by, now=now)
