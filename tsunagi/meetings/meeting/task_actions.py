"""することの書込み: 決める、直す、済ませる、やめる。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.changes import change_row
from tsunagi.meetings.meeting import messages
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.record_models import MeetingTask
from tsunagi.meetings.meeting.rules import TaskState
from tsunagi.meetings.meeting.sight import require_runner
from tsunagi.meetings.plain import require_plain
from tsunagi.meetings.policy import offices_in_meetings
from tsunagi.organisations.models import Office, Staff

VALUES = ("what", "owner", "owner_office", "owner_name", "due_on")


class NewTask(Frozen):
    """What somebody has taken on. One of the three owners is given."""

    what: str
    due_on: date | None = None
    owner: Staff | None = None
    owner_office: Office | None = None
    owner_name: str = ""
    item: AgendaItem | None = None


@transaction.atomic
def add_task(
    *, meeting: Meeting, new: NewTask, by: Actor, now: datetime
) -> MeetingTask:
    """だれが、何を、いつまでに。受け持った人の「きょう」に出る。"""
    require_runner(meeting, by=by, now=now)
    values = {name: getattr(new, name) for name in VALUES}
    _check(values)
    _names_nobody(meeting, new.what)
    row = MeetingTask.objects.create(
        municipality_id=meeting.municipality_id, meeting=meeting, item=new.item,
        recorded_at=now, recorded_by_id=by.staff_id, **values,
    )  # fmt: skip
    _record("meeting_task.add", row, by=by)
    return row


@transaction.atomic
def edit_task(
    *, task: MeetingTask, values: Mapping[str, Any], version: int, by: Actor,
    now: datetime,
) -> MeetingTask:  # fmt: skip
    require_runner(task.meeting, by=by, now=now)
    _check({**{name: getattr(task, name) for name in VALUES}, **values})
    _names_nobody(task.meeting, str(values.get("what", "")))
    change_row(
        task, version, **{name: values[name] for name in VALUES if name in values}
    )
    _record("meeting_task.edit", task, by=by)
    return task


@transaction.atomic
def settle_task(
    *, task: MeetingTask, state: TaskState, result: str, version: int, by: Actor,
    now: datetime, today: date,
) -> MeetingTask:  # fmt: skip
    """済んだ、やめた、やはりこれから。どうなったかを一行で。"""
    if not may_settle(task, by=by, now=now):
        raise UserError(messages.NOT_OWN_TASK)
    done_on = None if state is TaskState.OPEN else today
    change_row(task, version, state=state.value, done_on=done_on, result=result)
    _record("meeting_task.settle", task, by=by, state=state.value)
    return task


def may_settle(task: MeetingTask, *, by: Actor, now: datetime) -> bool:
    """Whoever has taken it on, and the office that convened the meeting."""
    if task.municipality_id != by.here:
        raise NotVisible
    own = offices_in_meetings(Subject(by, now))
    return (
        by.staff_id is not None and task.owner_id == by.staff_id
    ) or not own.isdisjoint({task.owner_office_id, task.meeting.office_id})


def _names_nobody(meeting: Meeting, what: str) -> None:
    if meeting.speaks_of_persons:
        require_plain(what=what)


def _check(values: Mapping[str, Any]) -> None:
    if not str(values["what"]).strip():
        raise UserError(messages.WHAT_NEEDED, field="what")
    if not (
        values["owner"] or values["owner_office"] or str(values["owner_name"]).strip()
    ):
        raise UserError(messages.WHO_NEEDED, field="owner")


def _record(action: str, row: MeetingTask, *, by: Actor, **details: Any) -> None:
    audit.record(
        action, by=by, target=row, meeting=str(row.meeting.public_id), **details
    )
