"""一覧、暦、出席のまとめ: だれに何が見え、何回尋ねるか。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW, TODAY
from tests.meetings.series.conftest import SeriesRoom
from tsunagi.access.actor import NotVisible
from tsunagi.meetings.meeting.rules import Presence, State
from tsunagi.meetings.models import Attendance, Meeting
from tsunagi.meetings.series import attendance_queries, queries
from tsunagi.meetings.series.rhythm_rules import BreachKind

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def lines(room: SeriesRoom, by: str = "specialist", **chosen: str) -> list[str]:
    found = queries.series_lines(
        actor=room.region.actor(by), now=NOW, today=TODAY, **chosen
    )
    return [one.series.name for one in found]


def test_everybody_here_knows_the_series_and_nobody_elsewhere(room: SeriesRoom) -> None:
    series = room.make()
    for name in ("specialist", "alone", "member", "officer", "prefectural_officer"):
        assert lines(room, name) == [series.name], name
    assert lines(room, "minato_officer") == []
    with pytest.raises(NotVisible):
        queries.series_of(
            actor=room.region.actor("minato_officer"), now=NOW,
            public_id=series.public_id,
        )  # fmt: skip


def test_the_list_is_filtered_and_knows_the_next_day_and_the_breaches(
    room: SeriesRoom,
) -> None:
    weekly = room.make(name="架空の週の会議")
    room.make("supervision", name="架空のスーパービジョン")
    room.series("training", name="架空の終えた会議", valid_before=TODAY)
    assert lines(room) == ["架空の週の会議", "架空のスーパービジョン"]
    assert lines(room, kind="supervision") == ["架空のスーパービジョン"]
    assert lines(room, level="municipality") == []
    assert lines(room, standing="ended") == ["架空の終えた会議"]
    room.plan(weekly, TOMORROW)
    first = queries.series_lines(
        actor=room.region.actor("core_staff"), now=NOW, today=TODAY
    )[0]
    assert first.next_on == TOMORROW and first.is_own
    assert (first.past_breaches, first.coming_breaches) == (0, 1)
    assert first.breaches[0].kind is BreachKind.GAP


def test_a_cancelled_meeting_fills_no_gap_and_stands_in_no_year(
    room: SeriesRoom,
) -> None:
    series = room.make()
    (meeting,) = room.plan(series, TOMORROW)
    actor = room.region.actor("specialist")

    def year() -> list[Meeting]:
        return queries.meetings_of_year(actor=actor, now=NOW, year=2026)

    assert year() == [meeting]
    Meeting.objects.unscoped("test").update(state=State.CANCELLED)
    assert year() == []
    assert (
        len(queries.events_of_series(actor=actor, now=NOW, series=series, year=2026))
        == 1
    ), "an outer calendar must learn that it is off"
    days = queries.days_of(actor=actor, now=NOW, series=[series], year=2026)
    assert days == {series.pk: []}


def test_only_what_concerns_the_own_office(room: SeriesRoom) -> None:
    room.plan(room.make(), TOMORROW)
    own = room.make("office_review", by="alone", office="alone", area="west")
    room.plan(own, TOMORROW, by="alone")

    def titles(by: str) -> set[str]:
        found = queries.meetings_of_year(
            actor=room.region.actor(by), now=NOW, year=2026, only_own=True
        )
        return {one.title for one in found}

    assert titles("specialist") == {"架空の相談支援連絡会議"}
    assert titles("alone") == {own.name}


# --- 出席のまとめ -------------------------------------------------------------------------
@pytest.fixture
def held(room: SeriesRoom) -> SeriesRoom:
    """Three meetings; the last one lies ahead. hikari came once, with two people."""
    series = room.make("liaison")
    first, second, _ = room.plan(series, TODAY, TOMORROW, TODAY + timedelta(days=8))
    Meeting.objects.unscoped("test").filter(pk__in=[first.pk, second.pk]).update(
        state=State.DONE
    )
    rows = Attendance.objects.unscoped("test")
    hikari = room.region.offices["hikari"]
    rows.filter(meeting=first, office=hikari).update(presence=Presence.ONLINE)
    rows.create(
        meeting=first, office=hikari, staff=room.region.staff["specialist"],
        part="member", presence=Presence.PRESENT, recorded_at=NOW,
    )  # fmt: skip
    core = room.region.offices["core"]
    rows.filter(office=core).update(presence=Presence.PRESENT)
    return room


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("core_staff", {"架空 core": (2, 2), "架空 hikari": (2, 1),
                        "架空 ward_desk": (2, 0)}),
        ("officer", {"架空 core": (2, 2), "架空 hikari": (2, 1),
                     "架空 ward_desk": (2, 0)}),
        ("specialist", {"架空 hikari": (2, 1)}),
        ("alone", {}),
        ("member", {}),
        ("prefectural_officer", {}),
    ],
)  # fmt: skip
def test_names_of_others_are_for_the_convener_and_the_officers(
    held: SeriesRoom, by: str, expected: dict[str, tuple[int, int]]
) -> None:
    actor = held.region.actor(by)
    (series,) = queries.visible_series(actor=actor, now=NOW)
    found = attendance_queries.attendance_of(
        actor=actor, now=NOW, series=series, year=2026
    )
    assert found.held == 2 and found.is_whole is (len(expected) > 1)
    assert {one.name: (one.invited, one.came) for one in found.lines} == expected
    known = {one.name: one.known for one in found.lines if one.came}
    assert known == {name: came for name, (_, came) in expected.items() if came}


def test_the_own_office_over_all_series(held: SeriesRoom) -> None:
    found = attendance_queries.own_attendance(
        actor=held.region.actor("specialist"), now=NOW, year=2026
    )
    assert [(one.name, one.invited, one.came) for one in found] == [
        ("架空の相談支援連絡会議", 2, 1)
    ]
    assert not attendance_queries.own_attendance(
        actor=held.region.actor("specialist"), now=NOW, year=2025
    )


def test_the_number_of_queries_does_not_grow(room: SeriesRoom) -> None:
    actor = room.region.actor("core_staff")
    series = room.make()
    room.plan(series, TOMORROW)

    def asked() -> list[int]:
        counts = []
        for read in (
            lambda: queries.series_lines(actor=actor, now=NOW, today=TODAY),
            lambda: queries.series_sheet(
                actor=actor, now=NOW, today=TODAY, series=room.fresh(series)
            ),
            lambda: queries.meetings_of_year(
                actor=actor, now=NOW, year=2026, only_own=True
            ),
            lambda: attendance_queries.attendance_of(
                actor=actor, now=NOW, series=series, year=2026
            ),
        ):
            with CaptureQueriesContext(connection) as made:
                read()
            counts.append(len(made))
        return counts

    before = asked()
    room.plan(series, TODAY + timedelta(days=9), TODAY + timedelta(days=16))
    for number in range(3):
        room.make("supervision", name=f"架空 {number}")
    assert asked() == before
