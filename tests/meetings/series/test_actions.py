"""会議体を作る、直す、終える、年の予定を入れる。構成員と数え方。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import NOW, TODAY
from tests.meetings.series.conftest import SeriesRoom
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent
from tsunagi.common.errors import UserError
from tsunagi.meetings.models import CouncilCount, Meeting, Series, SeriesMember
from tsunagi.meetings.series import actions, member_actions
from tsunagi.meetings.series.member_actions import NewMember
from tsunagi.meetings.series.rules import Level, MemberKind, Part, Rhythm

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def code(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(UserError) as refusal:
        act()
    return refusal.value.message.code, refusal.value.field


def test_a_series_begins_with_the_members_of_its_kind(room: SeriesRoom) -> None:
    series = room.make()
    lines = SeriesMember.objects.unscoped("test").filter(series=series)
    assert {(one.part, one.office_kind) for one in lines} >= {
        ("cohost", "core_centre"), ("member", "designated_plan"), ("member", "desk"),
    }  # fmt: skip
    assert AuditEvent.objects.filter(action="series.create").count() == 1
    assert [name for name, _ in room.invited(series, TODAY)] == [
        "架空 core", "架空 hikari", "架空 ward_desk",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("by", "office", "outcome"),
    [
        ("core_staff", "core", None),
        ("core_manager", "core", None),
        ("consultant", "core", None),
        ("core_staff", "hikari", "SER-001"),
        ("manager", "hikari", None),
        ("alone", "alone", None),
        ("specialist", "hikari", "denied"),
        ("member", "council", "denied"),
        ("secretary", "council", None),
        ("officer", "desk", None),
        ("officer", "core", "SER-001"),
        ("ward_officer", "ward_desk", None),
        ("prefectural_officer", "desk", "denied"),
    ],
)
def test_only_the_convening_office_makes_one(
    room: SeriesRoom, by: str, office: str, outcome: str | None
) -> None:
    if outcome is None:
        assert room.make(by=by, office=office)
        return
    if outcome == "denied":
        with pytest.raises(AccessDenied):
            room.make(by=by, office=office)
    else:
        assert code(lambda: room.make(by=by, office=office))[0] == outcome
    assert not Series.objects.unscoped("test").exists()


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"name": "　"}, ("SER-002", "name")),
        ({"rhythm_number": 0}, ("SER-003", "rhythm_number")),
        ({"rhythm": Rhythm.YEARLY, "rhythm_number": 13}, ("SER-003", "rhythm_number")),
        ({"rhythm": Rhythm.MONTHS}, ("SER-004", "rhythm_months")),
        ({"usual_days": 15}, ("SER-005", "usual_days")),
        ({"planned_minutes": 121}, ("SER-006", "planned_minutes")),
        ({"area": "minato"}, ("SER-007", "area")),
    ],
)
def test_what_is_refused_leaves_nothing(
    room: SeriesRoom, values: dict[str, Any], refusal: tuple[str, str]
) -> None:
    assert code(lambda: room.make(**values)) == refusal
    assert not Series.objects.unscoped("test").exists()


def test_an_edit_keeps_what_stood_in_words(room: SeriesRoom) -> None:
    series = room.fresh(room.make())
    by = room.region.actor("core_manager")

    def edit(version: int, **values: Any) -> bool:
        return actions.edit_series(
            series=series, values=values, version=version, by=by, now=NOW
        )

    assert edit(1, rhythm=Rhythm.MONTHLY, usual_weekday=4, name=series.name)
    revision = series.revisions.model.objects.unscoped("test").get()
    assert revision.version == 2
    assert revision.changed_words() == [
        ("間隔", "日ごと（間をあけない）", "毎月"), ("曜日", "水曜日", "金曜日"),
    ]  # fmt: skip
    series = room.fresh(series)
    assert not edit(2, usual_weekday=4), "nothing changed, nothing written"
    with pytest.raises(UserError):
        edit(1, usual_weekday=1)
    stranger = room.region.actor("manager")
    with pytest.raises(AccessDenied):
        actions.edit_series(
            series=series, values={"name": "別"}, version=2, by=stranger, now=NOW
        )


def test_a_series_ends_when_no_meeting_is_left_behind_it(room: SeriesRoom) -> None:
    series = room.make()
    room.plan(series, TOMORROW, TODAY + timedelta(days=8))
    by = room.region.actor("core_staff")

    def end(last_day: date) -> None:
        actions.end_series(
            series=room.fresh(series), last_day=last_day, version=1, by=by, now=NOW
        )

    assert code(lambda: end(TODAY - timedelta(days=1))) == ("SER-008", "last_day")
    assert code(lambda: end(TOMORROW)) == ("SER-009", "last_day")
    end(TODAY + timedelta(days=8))
    ended = room.fresh(series)
    assert ended.last_day == TODAY + timedelta(days=8)
    assert code(lambda: end(TODAY + timedelta(days=9)))[0] == "SER-010"


def test_the_year_is_planned_with_its_invitees_or_not_at_all(room: SeriesRoom) -> None:
    series = room.make(place="架空会館", online_url="")
    meetings = room.plan(series, TODAY + timedelta(days=8), TOMORROW)
    assert [one.held_on for one in meetings] == [TOMORROW, TODAY + timedelta(days=8)]
    first = meetings[0]
    assert (first.place, first.mode, first.planned_minutes) == (
        "架空会館", "in_person", 120,
    )  # fmt: skip
    assert (
        first.attendances.model.objects.unscoped("test").filter(meeting=first).count()
        == 3
    )
    assert code(lambda: room.plan(series))[0] == "SER-016"
    free = TODAY + timedelta(days=3)
    for bad, refusal in (
        (TOMORROW, "SER-018"), (TODAY - timedelta(days=1), "SER-017"),
    ):  # fmt: skip
        assert code(lambda: room.plan(series, free, bad))[0] == refusal  # noqa: B023
    assert Meeting.objects.unscoped("test").count() == 2
    with pytest.raises(AccessDenied):
        room.plan(series, free, by="manager")


# --- 構成員 -------------------------------------------------------------------------------
def test_members_are_added_once_and_ended_not_edited(room: SeriesRoom) -> None:
    series, region = room.make("case_conference", area="east"), room.region
    by = region.actor("core_staff")

    def add(kind: MemberKind, **values: Any) -> SeriesMember:
        new = NewMember(kind=kind, part=Part.MEMBER, valid_from=TODAY, **values)
        return member_actions.add_member(
            series=room.fresh(series), new=new, by=by, now=NOW
        )

    assert code(lambda: add(MemberKind.PARTNER, partner_name="　")) == (
        "SER-011", "partner_name",
    )  # fmt: skip
    row = add(MemberKind.PARTNER, partner_name="架空病院")
    assert code(lambda: add(MemberKind.PARTNER, partner_name="架空病院"))[0] == (
        "SER-012"
    )
    add(MemberKind.OFFICE, office=region.offices["hikari"])
    staff = {"staff": region.staff["specialist"]}
    assert code(
        lambda: add(MemberKind.STAFF, office=region.offices["core"], **staff)
    ) == ("SER-020", "staff")
    add(MemberKind.STAFF, office=region.offices["hikari"], **staff)
    add(MemberKind.CHIEF)
    member_actions.end_member(
        series=room.fresh(series), member=row, last_day=TODAY, by=by, now=NOW
    )
    assert ("架空病院", "member") in room.invited(series, TODAY)
    assert ("架空病院", "member") not in room.invited(series, TOMORROW)
    assert (
        code(
            lambda: member_actions.end_member(
                series=room.fresh(series), member=row, last_day=TODAY, by=by, now=NOW
            )
        )[0]
        == "SER-013"
    )
    add_again = NewMember(
        MemberKind.PARTNER, Part.MEMBER, TOMORROW, partner_name="架空病院"
    )
    assert member_actions.add_member(
        series=room.fresh(series), new=add_again, by=by, now=NOW
    )
    with pytest.raises(AccessDenied):
        member_actions.add_member(
            series=room.fresh(series), new=add_again, by=region.actor("manager"),
            now=NOW,
        )  # fmt: skip


# --- 協議会への参加に数えるか -------------------------------------------------------------
def test_the_municipality_decides_for_each_version_and_the_old_decision_stays(
    room: SeriesRoom,
) -> None:
    series = room.fresh(room.make(area="east"))

    def decide(by: str, counted: bool, day: date, **more: str) -> CouncilCount:
        told = {"rule_version": "R6", "reason": "協議会に置いた連絡会", **more}
        return member_actions.decide_count(
            series=series, is_counted=counted, valid_from=day, now=NOW,
            by=room.region.actor(by), **told,
        )  # fmt: skip

    for name in ("core_staff", "manager", "secretary"):
        with pytest.raises(AccessDenied):
            decide(name, True, TODAY)
    assert code(lambda: decide("officer", True, TODAY, reason=""))[0] == "SER-014"
    assert code(lambda: decide("officer", True, TODAY, rule_version="X"))[0] == (
        "SER-019"
    )
    decide("officer", True, TODAY)
    assert code(lambda: decide("officer", False, TODAY - timedelta(days=1))) == (
        "SER-015", "valid_from",
    )  # fmt: skip
    decide("ward_officer", False, TOMORROW)
    decide("officer", True, TODAY, rule_version="R9")
    rows = CouncilCount.objects.unscoped("test").order_by("id")
    assert [(one.rule_version, one.is_counted, one.valid_before) for one in rows] == [
        ("R6", True, TOMORROW), ("R6", False, None), ("R9", True, None),
    ]  # fmt: skip


def test_a_ward_officer_decides_for_their_ward_only(room: SeriesRoom) -> None:
    west = room.fresh(room.make(area="west", level=Level.AREA))
    with pytest.raises(AccessDenied):
        member_actions.decide_count(
            series=west, rule_version="R6", is_counted=True, reason="連絡会",
            valid_from=TODAY, by=room.region.actor("ward_officer"), now=NOW,
        )  # fmt: skip
