"""会議の画面に出す言葉: いま、出席、すること。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial

from tsunagi.common.frozen import Frozen
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.record_models import MeetingTask
from tsunagi.meetings.meeting.rules import Presence, State, TaskState
from tsunagi.meetings.series.rules import Part
from tsunagi.ui import parts
from tsunagi.ui.addresses import page_maker

# 会議のいま: 言葉と色の種類。
HELD_WORDS: Mapping[str, tuple[str, str]] = {
    State.PLANNED: (State.PLANNED.label, "waiting"),
    State.HELD: (State.HELD.label, "warning"),
    State.WRAPPING: (State.WRAPPING.label, "waiting"),
    State.DONE: (State.DONE.label, "done"),
    State.CANCELLED: (State.CANCELLED.label, "neutral"),
}
PRESENCE_KINDS: Mapping[str, str] = {
    Presence.INVITED: "waiting",
    Presence.COMING: "done",
    Presence.PRESENT: "done",
    Presence.ONLINE: "done",
    Presence.WRITTEN: "done",
    Presence.ABSENT: "neutral",
}


def phase_steps(meeting: Meeting) -> list[parts.Step]:
    """準備 → 会議 → まとめ → 終わり。"""
    order = [State.PLANNED, State.HELD, State.WRAPPING, State.DONE]
    words = ("準備", "会議", "まとめ", "終わり")
    if meeting.state == State.CANCELLED:
        return []
    at = order.index(State(meeting.state))
    return [
        parts.Step(
            word,
            "done"
            if place < at or at == 3
            else "current"
            if place == at
            else "waiting",
        )
        for place, word in enumerate(words)
    ]


class AttendanceLine(Frozen):
    """One line of the list. who: the office, and the person if known. strike_url: where
    it is taken off the list."""

    row: Attendance
    who: str
    person: str
    part: str
    word: str
    kind: str
    strike_url: str


def attendance_lines(
    rows: Iterable[Attendance], *, meeting: Meeting
) -> list[AttendanceLine]:
    strike_url = partial(page_maker("meeting-strike", ids=2), meeting.public_id)
    return [
        AttendanceLine(
            row=row,
            who=row.office.name if row.office else row.partner_name or "—",
            person=row.staff.name if row.staff else "",
            part=Part(row.part).label,
            word=Presence(row.presence).label,
            kind=PRESENCE_KINDS[row.presence],
            strike_url=strike_url(row.public_id),
        )
        for row in rows
    ]


class TaskLine(Frozen):
    """One task with its words."""

    task: MeetingTask
    owner: str
    word: str
    kind: str
    is_late: bool


def task_line(task: MeetingTask, *, today: date) -> TaskLine:
    late = (
        task.state == TaskState.OPEN and task.due_on is not None and task.due_on < today
    )
    kinds = {TaskState.OPEN: "waiting", TaskState.DONE: "done"}
    names = [
        task.owner.name if task.owner else "",
        task.owner_office.name if task.owner_office else "",
        task.owner_name,
    ]
    return TaskLine(
        task=task,
        owner="　".join(filter(None, names)),
        word="期日を過ぎています" if late else TaskState(task.state).label,
        kind="danger" if late else kinds.get(TaskState(task.state), "neutral"),
        is_late=late,
    )
