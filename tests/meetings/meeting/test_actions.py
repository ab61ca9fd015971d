"""会議: 呼ばれた人だけが開け、出た時間は一度だけ台帳に残り、会議録は確かめてから公開される。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.conftest import NOW, TODAY
from tests.meetings.review.conftest import ReviewRoom
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.activity.record.models import Activity
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import replace
from tsunagi.meetings.meeting import (
    actions,
    attendance_actions,
)
from tsunagi.meetings.meeting.attendance_actions import Presented
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.rules import (
    Presence,
    State,
)
from tsunagi.meetings.meeting.sight import seen_meeting, sight_of
from tsunagi.meetings.series.models import SignedWord

pytestmark = pytest.mark.django_db


def code(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.message.code, caught.value.field


def rows(meeting: Meeting) -> list[Attendance]:
    found = Attendance.objects.unscoped("test").filter(meeting=meeting)
    return list(found.select_related("office").order_by("pk"))


def row_of(meeting: Meeting, weekly: ReviewRoom, office: str) -> Attendance:
    wanted = weekly.region.offices[office]
    return next(one for one in rows(meeting) if one.office_id == wanted.pk)


def light(weekly: ReviewRoom, by: str = "specialist") -> Meeting:
    return actions.plan_meeting(
        new=actions.NewMeeting(
            office=weekly.region.offices["hikari"], kind="office", title="朝の打合せ",
            held_on=TODAY,
        ),
        by=weekly.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


def in_ledger() -> list[tuple[int | None, int | None]]:
    found = Activity.objects.unscoped("test").filter(
        kind="meeting", is_current=True, is_withdrawn=False
    )
    return list(found.order_by("pk").values_list("staff_id", "minutes"))


# --- だれが開けるか ------------------------------------------------------------------------
def test_a_meeting_of_a_series_invites_its_members(weekly: ReviewRoom) -> None:
    meeting = weekly.meeting()
    invited = {one.office_id for one in rows(meeting)}
    hikari, alone = (weekly.region.offices[one].pk for one in ("hikari", "alone"))
    assert hikari in invited and alone not in invited, "alone stands in the west"


def test_only_who_is_invited_and_has_signed_reads_it(weekly: ReviewRoom) -> None:
    meeting = weekly.meeting()

    def sees(name: str) -> tuple[bool, bool]:
        seen = sight_of(meeting, actor=weekly.actor(name), now=NOW)
        return seen.is_open, seen.may_run

    assert sees("core_staff") == (True, True)
    assert sees("specialist") == (True, False)
    assert sees("alone") == (False, False)
    assert sees("secretary") == (False, False)
    SignedWord.objects.unscoped("test").all().delete()
    seen = sight_of(meeting, actor=weekly.actor("specialist"), now=NOW)
    assert seen.is_inside and seen.needs_pledge and not seen.is_open


def test_another_municipality_does_not_know_of_it(weekly: ReviewRoom) -> None:
    meeting = weekly.meeting()
    with pytest.raises(NotVisible):
        seen_meeting(
            actor=weekly.actor("minato_specialist"), public_id=meeting.public_id,
            now=NOW,
        )  # fmt: skip


def test_who_is_struck_off_the_list_reads_nothing_more(weekly: ReviewRoom) -> None:
    meeting = weekly.meeting()
    row = row_of(meeting, weekly, "hikari")
    attendance_actions.strike(attendance=row, by=weekly.actor("core_staff"), now=NOW)
    assert not sight_of(meeting, actor=weekly.actor("specialist"), now=NOW).is_inside


# --- 予定 ---------------------------------------------------------------------------------
def test_a_light_meeting_needs_a_name_and_a_day(weekly: ReviewRoom) -> None:
    meeting = light(weekly)
    assert (meeting.state, meeting.series_id) == (State.PLANNED, None)
    assert sight_of(meeting, actor=weekly.actor("manager"), now=NOW).may_run


def test_nobody_convenes_for_another_office(weekly: ReviewRoom) -> None:
    assert code(lambda: light(weekly, by="alone"))[0] == "MTG-002"
    with pytest.raises(AccessDenied):
        light(weekly, by="member")


def test_a_series_meets_once_a_day_and_within_its_time(weekly: ReviewRoom) -> None:
    weekly.meeting()
    assert code(weekly.meeting) == ("MTG-004", "held_on")
    weekly.series.valid_before = TODAY + timedelta(days=1)
    late = TODAY + timedelta(days=1)
    assert code(lambda: weekly.meeting(late)) == ("MTG-005", "held_on")


def test_a_chief_leads_or_somebody_says_why_not(weekly: ReviewRoom) -> None:
    staff = weekly.region.staff["core_staff"]
    assert code(lambda: weekly.meeting(facilitator=staff)) == (
        "MTG-008", "facilitator_note",
    )  # fmt: skip
    meeting = weekly.meeting(facilitator=staff, facilitator_note="主任が休みのため")
    assert meeting.facilitator == staff


def test_it_is_cancelled_with_a_reason_and_only_before(weekly: ReviewRoom) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")

    def cancel(reason: str) -> None:
        actions.cancel_meeting(
            meeting=meeting, reason=reason, version=meeting.version, by=core, now=NOW
        )

    assert code(lambda: cancel(" "))[0] == "MTG-007"
    cancel("台風のため")
    assert meeting.state == State.CANCELLED
    assert code(lambda: cancel("もう一度"))[0] == "MTG-009"
    assert weekly.meeting().state == State.PLANNED, "the day is free again"


# --- 出席と台帳 ---------------------------------------------------------------------------
def test_time_is_written_once_and_follows_every_correction(
    weekly: ReviewRoom,
) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    actions.start_meeting(
        meeting=meeting, version=meeting.version, by=core, now=NOW, today=TODAY
    )
    row = row_of(meeting, weekly, "hikari")
    specialist = weekly.region.staff["specialist"]

    def there(presence: Presence, minutes: int | None = None) -> None:
        line = Presented(row.public_id, presence, specialist, minutes)
        attendance_actions.record_presence(
            meeting=meeting, lines=[line], by=core, now=NOW
        )

    there(Presence.PRESENT)
    assert in_ledger() == []
    actions.end_meeting(
        meeting=meeting, minutes=None, version=meeting.version, by=core,
        now=NOW + timedelta(minutes=95), today=TODAY,
    )  # fmt: skip
    assert (meeting.state, meeting.minutes) == (State.WRAPPING, 95)
    assert in_ledger() == [(specialist.pk, 95)]
    there(Presence.ONLINE, 40)
    assert in_ledger() == [(specialist.pk, 40)]
    there(Presence.ABSENT)
    assert in_ledger() == []
    there(Presence.PRESENT)
    assert in_ledger() == [(specialist.pk, 95)]
    actions.edit_meeting(
        meeting=meeting, values={"held_on": TODAY - timedelta(days=1)},
        version=meeting.version, by=core, now=NOW,
    )  # fmt: skip
    written = Activity.objects.unscoped("test").get(
        kind="meeting", is_current=True, is_withdrawn=False
    )
    assert written.occurred_on == TODAY - timedelta(days=1), "the day was wrong"


def test_a_meeting_ends_on_its_day_and_not_before(weekly: ReviewRoom) -> None:
    meeting = weekly.meeting(TODAY + timedelta(days=1))

    def end() -> None:
        actions.end_meeting(
            meeting=meeting, minutes=60, version=1, by=weekly.actor("core_staff"),
            now=NOW, today=TODAY,
        )  # fmt: skip

    assert code(end)[0] == "MTG-010"


def test_a_line_that_says_the_same_keeps_whoever_wrote_it(weekly: ReviewRoom) -> None:
    meeting = weekly.meeting()
    row = row_of(meeting, weekly, "hikari")
    attendance_actions.answer_invitation(
        attendance=row, presence=Presence.COMING, note="", now=NOW,
        by=weekly.actor("specialist"),
    )  # fmt: skip

    def written(presence: Presence) -> int | None:
        attendance_actions.record_presence(
            meeting=meeting, lines=[Presented(row.public_id, presence)],
            by=weekly.actor("core_staff"), now=NOW,
        )  # fmt: skip
        row.refresh_from_db()
        return row.recorded_by_id

    assert written(Presence.COMING) == weekly.region.staff["specialist"].pk
    assert written(Presence.PRESENT) == weekly.region.staff["core_staff"].pk


def test_an_answer_for_somebody_else_says_so(weekly: ReviewRoom) -> None:
    meeting = weekly.meeting()
    attendance_actions.invite(
        meeting=meeting, part=attendance_actions.Part.GUEST, office=None, staff=None,
        partner_name="架空病院", by=weekly.actor("core_staff"), now=NOW,
    )  # fmt: skip
    own, partner = row_of(meeting, weekly, "hikari"), rows(meeting)[-1]
    for row, by in ((own, "specialist"), (partner, "core_staff")):
        attendance_actions.answer_invitation(
            attendance=row, presence=Presence.COMING, note="", now=NOW,
            by=weekly.actor(by),
        )  # fmt: skip
        row.refresh_from_db()
    assert not own.is_entered_for_other and partner.is_entered_for_other
    with pytest.raises(NotVisible):
        attendance_actions.answer_invitation(
            attendance=partner, presence=Presence.ABSENT, note="", now=NOW,
            by=weekly.actor("specialist"),
        )  # fmt: skip


def test_a_partner_without_an_office_is_nobodys_own(weekly: ReviewRoom) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    attendance_actions.invite(
        meeting=meeting, part=attendance_actions.Part.GUEST, office=None, staff=None,
        partner_name="架空病院", by=core, now=NOW,
    )  # fmt: skip
    partner = rows(meeting)[-1]
    nowhere = replace(core, office_id=None)
    assert not attendance_actions.is_own_line(partner, by=nowhere, now=NOW)
