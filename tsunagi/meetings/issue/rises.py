"""上げた候補が、議題とともに動く: 次の会議へ回る、外される、決まって返る。

Called by the actions of the agenda, in their transaction and after their checks; each
change is a revision of the candidate too.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from tsunagi.access.actor import Actor
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.issue.keeping import tell
from tsunagi.meetings.issue.rise_models import CandidateRise
from tsunagi.meetings.issue.rules import RiseState
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.rules import ItemState, State


def rise_of(item: AgendaItem) -> CandidateRise | None:
    return _rises().filter(item=item).first()


def carried_on(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """The meeting has taken over items of an earlier one: their rises come along."""
    for rise in _rises().filter(
        item__carried_to__meeting=meeting, state=RiseState.RAISED.value
    ):
        before = words_of(rise.meeting)
        rise.item = AgendaItem.objects.unscoped("of the meeting that is run").get(
            carried_from_id=rise.item_id, meeting=meeting
        )
        rise.meeting = meeting
        rise.save(update_fields=["item", "meeting"])
        _tell(rise.candidate_id, before, words_of(meeting), by=by, now=now)


def gave_up(rise: CandidateRise, *, reason: str, by: Actor, now: datetime) -> None:
    """Withdrawn by the keeper of the candidate, who tells it there."""
    _end(rise, RiseState.WITHDRAWN, by=by, now=now)
    rise.item, rise.reason = None, reason
    rise.save()


def taken_off(item: AgendaItem, *, reason: str, by: Actor, now: datetime) -> None:
    """Withdrawn: it may be raised again, here or elsewhere."""
    rise = rise_of(item)
    if rise is None:
        return
    rise.item = None
    if rise.state == RiseState.RAISED:
        _end(rise, RiseState.WITHDRAWN, by=by, now=now)
        rise.reason = reason
        _tell(rise.candidate_id, words_of(rise.meeting), reason, by=by, now=now)
    rise.save()


def came_down(item: AgendaItem, *, by: Actor, now: datetime) -> None:
    """What was decided stands with the candidate; what is open again is raised again,
    unless it was raised elsewhere meanwhile."""
    rise = rise_of(item)
    if rise is None:
        return
    is_done = item.state == ItemState.DONE
    if is_done and rise.state == RiseState.RAISED:
        _end(rise, RiseState.RETURNED, by=by, now=now)
        told = "返ってきた"
    elif not is_done and rise.state == RiseState.RETURNED:
        if is_up(rise.candidate_id):
            return
        rise.state, rise.ended_at, rise.ended_by_id = RiseState.RAISED, None, None
        told = "もう一度話す"
    elif not is_done or rise.result == item.decision:
        return
    else:
        told = "返ってきたことを直した"
    rise.result = item.decision if is_done else ""
    rise.save()
    _tell(rise.candidate_id, words_of(rise.meeting), told, by=by, now=now)


def is_up(candidate_id: int) -> bool:
    return rise_now(candidate_id) is not None


def rise_now(candidate_id: int) -> CandidateRise | None:
    """Where it is up; at most one."""
    rows = _rises().select_related("item__meeting")
    return rows.filter(candidate_id=candidate_id, state=RiseState.RAISED.value).first()


def is_discussed(rise: CandidateRise) -> bool:
    """Its item is open in a meeting that is going on."""
    item = rise.item
    return (
        rise.meeting.state == State.HELD
        and item is not None
        and item.state == ItemState.OPEN
    )


def words_of(meeting: Meeting) -> str:
    return f"{meeting.title}（{format_wareki(meeting.held_on)}）"


def _rises() -> QuerySet[CandidateRise]:
    rows = CandidateRise.objects.unscoped("of the agenda that is run")
    return rows.select_related("meeting")


def _end(rise: CandidateRise, state: RiseState, *, by: Actor, now: datetime) -> None:
    rise.state, rise.ended_at, rise.ended_by_id = state, now, by.staff_id


def _tell(
    candidate_id: int, before: str, after: str, *, by: Actor, now: datetime
) -> None:
    tell(candidate_id, {"raised": [before, after]}, by=by, now=now)
