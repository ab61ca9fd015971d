"""だれを呼ぶか: 種別、職、主任、名ざし、つなぎを使わない人。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO
from tests.meetings.series.conftest import SeriesRoom
from tsunagi.access.models import AuditEvent
from tsunagi.meetings.models import Attendance, Meeting
from tsunagi.meetings.series import calling
from tsunagi.meetings.series.member_actions import NewMember, add_member, end_member
from tsunagi.meetings.series.members import invitees_of
from tsunagi.meetings.series.rules import Level, MemberKind, Part
from tsunagi.organisations.models import Office, Post
from tsunagi.organisations.office import actions as offices
from tsunagi.organisations.office.models import OfficeArea
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.models import ChiefAppointment

pytestmark = pytest.mark.django_db


def opened(room: SeriesRoom, area: str, name: str) -> Office:
    return offices.register_office(
        area=room.region.areas[area], values={"name": name, "name_kana": "かくう"},
        kinds=[offices.NewKind(OfficeKind.DESIGNATED_PLAN, TODAY)],
        by=room.region.builder(), now=NOW,
    )  # fmt: skip


def test_all_offices_of_a_kind_in_the_area_and_new_ones_by_themselves(
    room: SeriesRoom,
) -> None:
    series = room.series()
    room.member(series, MemberKind.OFFICE_KIND, office_kind="designated_plan")
    assert room.invited(series, TODAY) == [("架空 hikari", "member")]
    opened(room, "east", "架空 新しい事業所")
    opened(room, "west", "架空 西の事業所")
    both = {"架空 hikari", "架空 新しい事業所"}
    assert {name for name, _ in room.invited(series, TODAY)} == both
    assert len(room.invited(series, TODAY - timedelta(days=1))) == 1, "not open yet"
    Office.objects.filter(name="架空 hikari").update(closed_on=TODAY)
    assert [name for name, _ in room.invited(series, TODAY)] == ["架空 新しい事業所"]
    city = room.series("training", area="tsunagi")
    room.member(city, MemberKind.OFFICE_KIND, office_kind="designated_plan")
    names = {name for name, _ in room.invited(city, TODAY)}
    assert names == {"架空 新しい事業所", "架空 西の事業所", "架空 alone"}


def test_an_office_that_answers_for_the_area_from_elsewhere_comes_too(
    room: SeriesRoom,
) -> None:
    series = room.series(area="west")
    room.member(series, MemberKind.OFFICE_KIND, office_kind="core_centre")
    assert room.invited(series, TODAY) == []
    OfficeArea.objects.create(
        office=room.region.offices["core"], area=room.region.areas["tsunagi"],
        valid_from=LONG_AGO,
    )  # fmt: skip
    assert room.invited(series, TODAY) == [("架空 core", "member")]


def test_the_desk_of_the_city_comes_to_a_ward_without_one(room: SeriesRoom) -> None:
    series = room.series()
    room.member(series, MemberKind.OFFICE_KIND, office_kind="desk")
    room.member(series, MemberKind.OFFICE_KIND, office_kind="designated_plan")
    ward, city = room.region.offices["ward_desk"], room.region.offices["desk"]
    assert room.invited(series, TODAY) == [
        ("架空 hikari", "member"), (ward.name, "member"),
    ]  # fmt: skip
    Office.objects.filter(pk=ward.pk).update(closed_on=TODAY)
    assert room.invited(series, TODAY) == [
        (city.name, "member"), ("架空 hikari", "member"),
    ]  # fmt: skip
    own = room.series("office_review", office="hikari", level=Level.OFFICE)
    room.member(own, MemberKind.OFFICE_KIND, office_kind="desk")
    assert room.invited(own, TODAY) == []


def test_people_by_post_and_by_their_local_title(room: SeriesRoom) -> None:
    series = room.series("strengthening", area="tsunagi")
    room.member(
        series, MemberKind.POST, post_kind="core_staff", post_title="相談支援機能強化員"
    )
    room.member(series, MemberKind.POST, Part.COHOST, post_kind="municipal_officer")
    assert len(room.invited(series, TODAY)) == 2, "two officers, nobody of that title"
    staff = room.region.staff["core_staff"]
    Post.objects.filter(staff=staff).update(local_title="相談支援機能強化員")
    found = room.invited(series, TODAY)
    assert (staff.name, "member") == found[-1] and len(found) == 3
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    assert len(room.invited(series, TODAY)) == 2


def test_officers_of_the_city_come_to_a_ward_series(room: SeriesRoom) -> None:
    series = room.series("ward_network", area="west")
    room.member(series, MemberKind.POST, post_kind="municipal_officer")
    room.member(series, MemberKind.POST, post_kind="core_staff")
    assert len(room.invited(series, TODAY)) == 2, "core_staff works in the east"


def test_a_series_of_one_office_calls_only_its_own_people(room: SeriesRoom) -> None:
    series = room.series("office_review", office="hikari", level=Level.OFFICE)
    for post in ("specialist", "assistant", "core_staff"):
        room.member(series, MemberKind.POST, post_kind=post)
    places = {one.place for one in invitees_of(series=series, on=TODAY)}
    assert places == {"架空 hikari"} and len(room.invited(series, TODAY)) == 2


def test_appointed_chiefs_of_the_area(room: SeriesRoom) -> None:
    series = room.series("chiefs", area="tsunagi")
    room.member(series, MemberKind.CHIEF)
    assert room.invited(series, TODAY) == []
    chief = ChiefAppointment.objects.create(
        staff=room.region.staff["core_staff"], office=room.region.offices["core"],
        area=room.region.areas["east"], valid_from=LONG_AGO, how_to_ask="電話で",
        municipality=room.region.municipalities["tsunagi"], mandate_by="架空の要綱",
    )  # fmt: skip
    assert room.invited(series, TODAY) == [(chief.staff.name, "member")]
    west = room.series("chiefs", area="west")
    room.member(west, MemberKind.CHIEF)
    assert room.invited(west, TODAY) == []


def test_guests_come_only_when_named_and_nobody_twice(room: SeriesRoom) -> None:
    series = room.series()
    region = room.region
    room.member(
        series, MemberKind.OFFICE_KIND, Part.GUEST, office_kind="designated_plan"
    )
    assert room.invited(series, TODAY) == []
    hikari = region.offices["hikari"]
    room.member(series, MemberKind.OFFICE, Part.GUEST, office=hikari)
    room.member(series, MemberKind.OFFICE, Part.COHOST, office=hikari)
    room.member(series, MemberKind.PARTNER, partner_name="架空病院 相談室")
    room.member(series, MemberKind.PARTNER, Part.GUEST, partner_name="架空病院 相談室")
    room.member(
        series, MemberKind.STAFF, Part.FACILITATOR, staff=region.staff["consultant"],
        office=region.offices["core"],
    )  # fmt: skip
    assert room.invited(series, TODAY) == [
        (region.staff["consultant"].name, "facilitator"),
        ("架空 hikari", "cohost"),
        ("架空病院 相談室", "member"),
    ]


def test_a_line_that_ended_calls_nobody(room: SeriesRoom) -> None:
    series = room.series()
    room.member(series, MemberKind.PARTNER, partner_name="架空病院", valid_before=TODAY)
    assert room.invited(series, TODAY) == []
    assert len(room.invited(series, TODAY - timedelta(days=1))) == 1


def test_the_database_wants_to_know_whom(room: SeriesRoom) -> None:
    series = room.series()
    for kind in set(MemberKind) - {MemberKind.CHIEF}:
        with pytest.raises(IntegrityError), transaction.atomic():
            room.member(series, kind)


def test_the_number_of_queries_does_not_grow(room: SeriesRoom) -> None:
    series = room.series()
    for kind in ("designated_plan", "core_centre", "desk"):
        room.member(series, MemberKind.OFFICE_KIND, office_kind=kind)
    room.member(series, MemberKind.POST, post_kind="specialist")
    room.member(series, MemberKind.CHIEF)

    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            invitees_of(series=series, on=TODAY)
        return len(made)

    before = asked()
    assert before <= 6
    for number in range(3):
        opened(room, "east", f"架空 {number}")
    assert asked() == before


# --- もう入れた予定にも ------------------------------------------------------------------
def names(meeting: Meeting) -> dict[str, bool]:
    """Who stands on the list, and whether struck off."""
    rows = Attendance.objects.unscoped("test").filter(meeting=meeting)
    found = rows.select_related("office", "staff")
    return {str(one.office or one.partner_name): one.is_struck for one in found}


def test_an_office_that_opens_in_the_year_is_called_by_the_ticker(
    room: SeriesRoom,
) -> None:
    near, far = room.plan(
        room.make(), TODAY + timedelta(days=3), TODAY + timedelta(days=60)
    )
    assert calling.call_new_members(now=NOW) == 0
    before = names(near)
    opened(room, "east", "架空 新しい事業所")
    Attendance.objects.unscoped("test").filter(
        meeting=near, office=room.region.offices["hikari"]
    ).update(is_struck=True)
    assert calling.call_new_members(now=NOW) == 1
    assert names(near) == {**before, "架空 hikari": True, "架空 新しい事業所": False}
    assert names(far) == before, "its turn comes a month before"
    assert calling.call_new_members(now=NOW) == 0
    assert AuditEvent.objects.filter(action="series.call").count() == 1
    later = NOW + timedelta(days=40)
    assert calling.call_new_members(now=later) == 1 and len(names(far)) == 4


def test_a_new_member_is_called_to_what_is_planned_and_an_ended_one_no_longer(
    room: SeriesRoom,
) -> None:
    series, by = room.make(), room.region.actor("core_staff")
    first, second = room.plan(
        series, TODAY + timedelta(days=1), TODAY + timedelta(days=9)
    )
    line = add_member(
        series=room.fresh(series), by=by, now=NOW,
        new=NewMember(MemberKind.PARTNER, Part.MEMBER, TODAY, partner_name="架空病院"),
    )  # fmt: skip
    twice = add_member(
        series=room.fresh(series), by=by, now=NOW,
        new=NewMember(
            MemberKind.OFFICE, Part.MEMBER, TODAY, office=room.region.offices["hikari"]
        ),
    )  # fmt: skip
    assert len(names(first)) == len(names(second)) == 4
    for ended in (line, twice):
        end_member(
            series=room.fresh(series), member=ended, by=by, now=NOW,
            last_day=TODAY + timedelta(days=5),
        )  # fmt: skip
    assert names(first)["架空病院"] is False and names(second)["架空病院"] is True
    assert names(second)["架空 hikari"] is False, "its kind still calls it"
