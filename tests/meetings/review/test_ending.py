"""会議が終わる、取りやめになる、議題から外れる: どの検討事項も、置き去りにならない。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.meetings.review.conftest import ReviewRoom
from tests.meetings.review.test_actions import code, worry
from tsunagi.access.actor import NotVisible
from tsunagi.meetings.meeting import actions as meetings
from tsunagi.meetings.meeting import agenda_actions as agenda
from tsunagi.meetings.meeting import task_actions
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.rules import ItemState
from tsunagi.meetings.meeting.rules import State as MeetingState
from tsunagi.meetings.review import actions, agenda_actions
from tsunagi.meetings.review.agenda_actions import Decided
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.rules import Decision, State

pytestmark = pytest.mark.django_db
NEXT_WEEK = TODAY + timedelta(days=7)


def state_of(item: ReviewItem) -> str:
    item.refresh_from_db()
    return item.state


def ended(weekly: ReviewRoom, meeting: Meeting) -> Meeting:
    meetings.end_meeting(
        meeting=meeting, minutes=60, version=meeting.version, now=NOW, today=TODAY,
        by=weekly.actor("core_staff"),
    )  # fmt: skip
    return meeting


def decide(weekly: ReviewRoom, slot: AgendaItem) -> None:
    agenda_actions.decide(
        slot=slot, decided=Decided(Decision.ADVISED), version=slot.version,
        by=weekly.actor("core_staff"), now=NOW,
    )  # fmt: skip


def test_what_was_not_talked_about_waits_for_the_next_meeting(
    weekly: ReviewRoom,
) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    talked, left = worry(weekly), worry(weekly, headline="夜の電話")
    slots = [weekly.listed(one, meeting) for one in (talked, left)]
    decide(weekly, slots[0])
    said = {"meeting": ended(weekly, meeting), "by": core, "now": NOW}
    version = meeting.version
    assert code(lambda: meetings.finish_meeting(version=version, **said))[0] == (
        "MTG-026"
    )
    assert agenda_actions.wrap_up(version=version, **said) == 1
    assert meeting.state == MeetingState.DONE
    assert (state_of(talked), state_of(left)) == (State.FOLLOWING, State.WAITING)


def test_a_meeting_that_is_called_off_hands_its_agenda_on(weekly: ReviewRoom) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    item = worry(weekly)
    weekly.listed(item, meeting)
    agenda.add_item(meeting=meeting, values={"title": "夜間の連絡先"}, by=core, now=NOW)
    later = weekly.meeting(NEXT_WEEK)
    said = {"meeting": meeting, "version": 1, "by": core, "now": NOW}
    assert code(lambda: meetings.cancel_meeting(reason="台風", **said))[0] == "MTG-026"
    assert code(lambda: agenda_actions.call_off(reason=" ", **said))[0] == "MTG-007"
    assert state_of(item) == State.LISTED, "a refusal changes nothing"
    agenda_actions.call_off(reason="台風のため", **said)
    assert (meeting.state, state_of(item)) == (MeetingState.CANCELLED, State.WAITING)
    assert [one.title for one in agenda.items_of(later)] == ["夜間の連絡先"]


def test_a_line_of_every_meeting_is_not_carried_on_beside_itself(
    weekly: ReviewRoom,
) -> None:
    core, day = weekly.actor("core_staff"), NEXT_WEEK
    first, second = weekly.meeting(), weekly.meeting(day)
    for meeting in (first, second):
        agenda.add_item(
            meeting=meeting,
            values={"title": "前に話したことの、その後"},
            by=core,
            now=NOW,
        )
    agenda_actions.carry_rest(meeting=first, by=core, now=NOW)
    assert agenda.items_of(second).count() == 1


def test_what_somebody_already_built_on_stays_on_the_agenda(
    weekly: ReviewRoom,
) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    item = worry(weekly)
    slot = weekly.listed(item, meeting)
    own = agenda.add_item(meeting=meeting, values={"title": "住まい"}, by=core, now=NOW)
    with pytest.raises(NotVisible):
        agenda.remove_item(item=slot, by=core, now=NOW)
    for line in (slot, own):
        task_actions.add_task(
            meeting=meeting, by=core, now=NOW,
            new=task_actions.NewTask("見学先を調べる", owner_name="架空", item=line),
        )  # fmt: skip
    assert code(lambda: agenda.remove_item(item=own, by=core, now=NOW))[0] == "MTG-027"
    assert code(lambda: agenda_actions.unlist(slot=slot, by=core, now=NOW))[0] == (
        "MTG-027"
    )
    assert state_of(item) == State.LISTED
    second = worry(weekly, headline="夜の電話")
    agenda_actions.unlist(slot=weekly.listed(second, meeting), by=core, now=NOW)
    assert state_of(second) == State.WAITING


def test_words_about_an_item_do_not_end_it(weekly: ReviewRoom) -> None:
    slot = weekly.listed(worry(weekly))
    agenda.write_said(
        item=slot, values={"note": "様子を話した", "state": "done", "decision": "見守る"},
        version=1, by=weekly.actor("core_staff"), now=NOW,
    )  # fmt: skip
    slot.refresh_from_db()
    assert (slot.note, slot.state, slot.decision) == (
        "様子を話した", ItemState.OPEN, "",
    )  # fmt: skip


def test_an_earlier_meeting_does_not_write_over_a_later_one(
    weekly: ReviewRoom,
) -> None:
    item, core = worry(weekly), weekly.actor("core_staff")
    first = weekly.listed(item)
    decide(weekly, first)
    item.refresh_from_db()
    actions.reopen(item=item, version=item.version, by=core, now=NOW, today=TODAY)
    second = weekly.listed(item, weekly.meeting(NEXT_WEEK))
    for act in (
        lambda: decide(weekly, first),
        lambda: agenda_actions.carry(
            slot=first, version=first.version, by=core, now=NOW
        ),
        lambda: agenda_actions.unlist(slot=first, by=core, now=NOW),
    ):
        assert code(act)[0] == "REV-017"
    assert state_of(item) == State.LISTED
    decide(weekly, second)
    assert state_of(item) == State.FOLLOWING


@pytest.mark.usefixtures("that_day")
def test_the_buttons_of_the_page_end_it_so(
    weekly: ReviewRoom, client_for: Callable[[str], Client]
) -> None:
    core = client_for("core_staff")
    items = [worry(weekly), worry(weekly, headline="夜の電話")]
    held, coming = weekly.meeting(), weekly.meeting(NEXT_WEEK)
    weekly.listed(items[0], held)
    slot = weekly.listed(items[1], coming)
    ended(weekly, held)
    said = core.get(
        reverse("meeting-item-said", args=[coming.public_id, slot.public_id])
    )
    assert "この議題を済みにする" not in said.content.decode()
    for name, meeting, values in (
        ("meeting-finish", held, {"version": "2"}),
        ("meeting-cancel", coming, {"version": "1", "reason": "台風のため"}),
    ):
        url = reverse(name, args=[meeting.public_id])
        assert core.post(url, values).status_code == 302
    assert {state_of(one) for one in items} == {State.WAITING}
