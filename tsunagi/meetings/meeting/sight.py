"""一つの会議を開く: あるかどうか、中身を見てよいか、進めてよいか、約束は済んでいるか。

That a meeting exists is known to all who work here; what is said in it only to those
who were invited. Who speaks of persons has signed the pledge first.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tsunagi.access.actor import AccessDenied, Actor, NotVisible, Subject
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.meeting import messages
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.pledge.reading import has_pledged
from tsunagi.meetings.policy import CAN_SEE_INSIDE, offices_in_meetings
from tsunagi.meetings.series.rules import Part

WITH_MEETING = ("series", "office", "facilitator", "case")


class SeenMeeting(Frozen):
    """A meeting together with what the actor may do with it.

    is_inside: invited, or of the convening office. may_run: writes agenda, attendance
    and minutes. needs_pledge: inside, but the pledge is not signed yet.
    """

    meeting: Meeting
    is_inside: bool
    may_run: bool
    needs_pledge: bool

    @property
    def is_open(self) -> bool:
        """Whether what is said in it may be read."""
        return self.is_inside and not self.needs_pledge


def seen_meeting(*, actor: Actor, public_id: UUID, now: datetime) -> SeenMeeting:
    """The meeting of this id for this actor. At most five statements."""
    meeting = (
        Meeting.objects.visible_to(actor, now=now)
        .filter(public_id=public_id)
        .select_related(*WITH_MEETING)
        .first()
    )
    if meeting is None:
        raise NotVisible
    return sight_of(meeting, actor=actor, now=now)


def sight_of(meeting: Meeting, *, actor: Actor, now: datetime) -> SeenMeeting:
    inside = CAN_SEE_INSIDE.holds(Subject(actor, now), meeting)
    runs = inside and _runs(meeting, actor=actor, now=now)
    needs = inside and meeting.speaks_of_persons and not has_pledged(actor=actor)
    return SeenMeeting(meeting, inside, runs, needs)


def _runs(meeting: Meeting, *, actor: Actor, now: datetime) -> bool:
    """The convening office, whoever facilitates, and the offices that share the task."""
    if not actor.has(Permission.MEETING_RUN):
        return False
    own = offices_in_meetings(Subject(actor, now))
    if meeting.office_id in own or meeting.facilitator_id == actor.staff_id:
        return True
    rows = Attendance._base_manager.filter(
        meeting=meeting, is_struck=False, part__in=[Part.COHOST, Part.FACILITATOR]
    )
    return any(row.office_id in own or row.staff_id == actor.staff_id for row in rows)


def require_inside(meeting: Meeting, *, by: Actor, now: datetime) -> SeenMeeting:
    """For an action of somebody who takes part."""
    seen = sight_of(meeting, actor=by, now=now)
    if meeting.municipality_id != by.here or not seen.is_inside:
        raise NotVisible
    if seen.needs_pledge:
        raise UserError(messages.PLEDGE_FIRST)
    return seen


def require_runner(meeting: Meeting, *, by: Actor, now: datetime) -> SeenMeeting:
    """For an action of whoever runs the meeting."""
    seen = require_inside(meeting, by=by, now=now)
    if not seen.may_run:
        raise AccessDenied(Permission.MEETING_RUN)
    return seen
