"""会議: 呼ばれた人だけが開け、出た時間は一度だけ台帳に残り、会議録は確かめてから公開される。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import NOW, TODAY
from tests.meetings.review.conftest import ReviewRoom
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.activity.record.models import Activity
from tsunagi.cases.models import CaseEvent
from tsunagi.common.errors import UserError
from tsunagi.meetings.meeting import (
    actions,
    agenda_actions,
    attendance_actions,
    minutes_actions,
    queries,
    task_actions,
)
from tsunagi.meetings.meeting.attendance_actions import Presented
from tsunagi.meetings.meeting.models import AgendaItem, Attendance, Meeting
from tsunagi.meetings.meeting.rules import (
    CheckAnswer,
    MinutesState,
    Presence,
    State,
    TaskState,
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
        now=NOW + timedelta(minutes=95),
    )  # fmt: skip
    assert (meeting.state, meeting.minutes) == (State.WRAPPING, 95)
    assert in_ledger() == [(specialist.pk, 95)]
    there(Presence.ONLINE, 40)
    assert in_ledger() == [(specialist.pk, 40)]
    there(Presence.ABSENT)
    assert in_ledger() == []
    there(Presence.PRESENT)
    assert in_ledger() == [(specialist.pk, 95)]


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


# --- 議題 ---------------------------------------------------------------------------------
def test_the_chair_reorders_freely_and_whoever_comes_may_add(
    weekly: ReviewRoom,
) -> None:
    meeting = weekly.meeting()
    for title, by in (("一つめ", "core_staff"), ("二つめ", "specialist")):
        agenda_actions.add_item(
            meeting=meeting, values={"title": title}, by=weekly.actor(by), now=NOW
        )
    first, second = agenda_actions.items_of(meeting)
    core = weekly.actor("core_staff")
    agenda_actions.move_item(item=second, up=True, by=core, now=NOW)
    assert [one.title for one in agenda_actions.items_of(meeting)] == [
        "二つめ", "一つめ",
    ]  # fmt: skip
    with pytest.raises(AccessDenied):
        agenda_actions.move_item(
            item=first, up=True, by=weekly.actor("specialist"), now=NOW
        )
    values = {"title": "長い話", "talk_mode": "discuss", "minutes": 30}
    assert code(
        lambda: agenda_actions.add_item(
            meeting=meeting, values=values, by=core, now=NOW
        )
    ) == ("MTG-012", "purpose")


def test_what_is_written_where_persons_are_spoken_of_names_nobody(
    weekly: ReviewRoom,
) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")

    def add(title: str) -> AgendaItem:
        return agenda_actions.add_item(
            meeting=meeting, values={"title": title}, by=core, now=NOW
        )

    assert code(lambda: add("架空太郎さんの住まい")) == ("MTG-013", "title")
    item = add("住まいのこと")
    said = {"note": "山田さんが大家と話す"}
    assert code(
        lambda: agenda_actions.write_said(
            item=item, values=said, version=1, by=core, now=NOW
        )
    ) == ("MTG-013", "note")
    task = task_actions.NewTask("090-1234-5678にかける", owner_name="架空")
    assert code(
        lambda: task_actions.add_task(meeting=meeting, new=task, by=core, now=NOW)
    ) == ("MTG-013", "what")


def test_a_difficult_case_ends_with_a_helper_or_a_reason(weekly: ReviewRoom) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")

    def add(title: str) -> AgendaItem:
        values = {"title": title, "kind": "difficult"}
        return agenda_actions.add_item(meeting=meeting, values=values, by=core, now=NOW)

    def finish(item: AgendaItem, **said: str) -> None:
        agenda_actions.write_said(
            item=item, values={"state": "done", **said}, version=item.version, by=core,
            now=NOW,
        )  # fmt: skip

    alone, helped = add("夜間の見守り"), add("通院の付き添い")
    assert code(lambda: finish(alone)) == ("MTG-025", "decision")
    finish(alone, decision="夜に動ける事業所がない")
    task = task_actions.NewTask("付き添う", owner_name="架空", item=helped)
    task_actions.add_task(meeting=meeting, new=task, by=core, now=NOW)
    finish(helped)


def test_what_was_not_finished_stands_on_the_next_agenda(weekly: ReviewRoom) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    values = {"title": "夜間の連絡先", "kind": "cases"}
    item = agenda_actions.add_item(meeting=meeting, values=values, by=core, now=NOW)
    later = weekly.meeting(TODAY + timedelta(days=7))
    agenda_actions.carry_item(item=item, version=1, by=core, now=NOW)
    [copy] = agenda_actions.items_of(later)
    assert (copy.title, copy.kind, copy.carried_from) == (item.title, "cases", item)
    agenda_actions.carry_item(item=copy, version=1, by=core, now=NOW)
    last = weekly.meeting(TODAY + timedelta(days=14))
    [again] = agenda_actions.items_of(last)
    assert again.carried_from == copy, "it waits for a meeting that is planned later"
    found = queries.items_of_series(
        actor=core, series=weekly.series, now=NOW, kind="cases", word="夜間"
    )
    assert found == [again, copy, item]
    stranger = weekly.actor("alone")
    assert queries.items_of_series(actor=stranger, series=weekly.series, now=NOW) == []


def test_what_is_decided_about_a_person_goes_back_to_the_case(
    weekly: ReviewRoom,
) -> None:
    case = weekly.room.case()

    def convene(office: str, by: str) -> Meeting:
        return actions.plan_meeting(
            new=actions.NewMeeting(
                office=weekly.region.offices[office], kind="cross_field",
                title="つながる場", held_on=TODAY, case=case,
            ),
            by=weekly.actor(by), now=NOW, today=TODAY,
        )  # fmt: skip

    with pytest.raises(NotVisible):
        convene("alone", "alone")
    meeting, me = convene("hikari", "specialist"), weekly.actor("specialist")
    item = agenda_actions.add_item(
        meeting=meeting, values={"title": "住まい"}, by=me, now=NOW
    )
    agenda_actions.write_said(
        item=item, values={"decision": "見学に行く"}, version=1, by=me, now=NOW
    )
    actions.end_meeting(meeting=meeting, minutes=60, version=1, by=me, now=NOW)
    actions.finish_meeting(meeting=meeting, version=2, by=me, now=NOW)
    event = CaseEvent.objects.unscoped("test").get(case=case, kind="meeting")
    assert event.text == "つながる場: 見学に行く"


# --- すること ------------------------------------------------------------------------------
def test_a_task_comes_back_until_it_is_done(weekly: ReviewRoom) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    owner = weekly.region.staff["specialist"]
    task = task_actions.add_task(
        meeting=meeting,
        new=task_actions.NewTask("見学先を調べる", due_on=TODAY, owner=owner),
        by=core, now=NOW,
    )  # fmt: skip
    me = weekly.actor("specialist")
    assert queries.tasks_due(actor=me, now=NOW, today=TODAY) == [task]
    later = weekly.meeting(TODAY + timedelta(days=7))

    def carried() -> list[str]:
        seen = sight_of(later, actor=me, now=NOW)
        return [
            one.what for one in queries.inside(actor=me, seen=seen, now=NOW).carried
        ]

    assert carried() == ["見学先を調べる"]
    assert (
        code(
            lambda: task_actions.settle_task(
                task=task, state=TaskState.DONE, result="", version=1, now=NOW,
                today=TODAY, by=weekly.actor("ward_officer"),
            )
        )[0]
        == "MTG-019"
    )  # fmt: skip
    task_actions.settle_task(
        task=task, state=TaskState.DONE, result="二か所見つけた", version=1, by=me,
        now=NOW, today=TODAY,
    )  # fmt: skip
    assert carried() == [] and queries.tasks_due(actor=me, now=NOW, today=TODAY) == []


# --- 会議録 --------------------------------------------------------------------------------
def test_minutes_are_checked_by_who_came_before_they_are_public(
    weekly: ReviewRoom,
) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    specialist = weekly.actor("specialist")

    def write(text: str, version: int, reason: str = "") -> object:
        return minutes_actions.write_minutes(
            meeting=meeting, text=text, reason=reason, version=version, by=core,
            now=NOW,
        )  # fmt: skip

    assert code(lambda: write(" ", 0))[0] == "MTG-022"
    write("はじめの文", 0)
    assert code(lambda: write("ほかの人が先に書いた", 0))[0] == "ACC-008"
    minutes = minutes_actions.current_minutes(meeting)
    assert minutes is not None
    assert (
        code(
            lambda: minutes_actions.publish_minutes(
                minutes=minutes, on=True, version=1, by=core, now=NOW
            )
        )[0]
        == "MTG-021"
    )
    asked = minutes_actions.ask_check(
        minutes=minutes, check_by=TODAY, version=1, by=core, now=NOW
    )
    assert queries.minutes_to_check(actor=specialist, now=NOW) == [asked]

    def answer(answer: CheckAnswer, comment: str = "") -> None:
        minutes_actions.answer_check(
            minutes=asked, attendance=row_of(meeting, weekly, "hikari"),
            answer=answer, comment=comment, by=specialist, now=NOW,
        )  # fmt: skip

    assert code(lambda: answer(CheckAnswer.COMMENT))[0] == "MTG-023"
    answer(CheckAnswer.COMMENT, "二番目の決めたことが違う")
    assert queries.minutes_to_check(actor=specialist, now=NOW) == []

    def agree() -> object:
        return minutes_actions.agree_minutes(
            minutes=asked, version=asked.version, by=core, now=NOW
        )

    assert code(agree)[0] == "MTG-020"
    answer(CheckAnswer.AGREED)
    agree()
    current = minutes_actions.current_minutes(meeting)
    assert current is not None and current.state == MinutesState.AGREED
    minutes_actions.publish_minutes(
        minutes=current, on=True, version=current.version, by=core, now=NOW
    )
    outside = weekly.actor("alone")
    seen = sight_of(meeting, actor=outside, now=NOW)
    assert queries.minutes_of(actor=outside, seen=seen).text == "はじめの文"


def test_a_change_after_the_check_asks_why_and_is_checked_again(
    weekly: ReviewRoom,
) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    values = {"meeting": meeting, "by": core, "now": NOW}
    first = minutes_actions.write_minutes(text="一", reason="", version=0, **values)
    minutes_actions.ask_check(
        minutes=first, check_by=TODAY, version=1, by=core, now=NOW
    )
    again = {"text": "二", "version": 2, **values}
    assert code(lambda: minutes_actions.write_minutes(reason="", **again))[0] == (
        "MTG-007"
    )
    row = minutes_actions.write_minutes(reason="数をまちがえた", **again)
    assert (row.version, row.state) == (3, MinutesState.DRAFT)
