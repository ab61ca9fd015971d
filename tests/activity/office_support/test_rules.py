"""事業所への支援と、訪ねる先の提案の表。"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.activity.office_support.intervals import intervals_on
from tsunagi.activity.office_support.rules import (
    Intervals,
    Place,
    State,
    Why,
    lies_within,
    may_support,
    months_after,
    state_of_new,
    urgency,
    why_visit,
)

DAY = date(2026, 11, 22)
OURS = Intervals(date(2026, 4, 1), "test", 6, 3, 12)
LONG_AGO = date(2020, 4, 1)


@pytest.mark.parametrize(
    ("kinds", "is_chief", "may"),
    [
        (["core_centre"], False, True),
        (["commissioned", "designated_plan"], False, True),
        (["activity_centre"], False, True),
        (["desk"], False, True),
        (["designated_plan"], False, False),
        (["designated_plan"], True, True),
        ([], False, False),
    ],
)
def test_who_supports_other_offices(
    kinds: list[str], is_chief: bool, may: bool
) -> None:
    assert may_support(kinds, is_chief=is_chief) is may


@pytest.mark.parametrize(
    ("path", "areas", "inside"),
    [
        ("/1/7/", ["/1/7/"], True),
        ("/1/7/42/", ["/1/7/"], True),
        ("/1/71/", ["/1/7/"], False),
        ("/1/7/", ["/1/7/42/"], False),
        ("/1/8/", ["/1/7/", "/1/8/"], True),
        ("/1/7/", [], False),
    ],
)
def test_areas_are_whole_parts_of_the_path(
    path: str, areas: list[str], inside: bool
) -> None:
    assert lies_within(path, areas) is inside


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 22), 3, date(2027, 2, 22)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, found: date) -> None:
    assert months_after(day, months) == found


@pytest.mark.parametrize(
    ("opened_on", "people", "last_visit", "why"),
    [
        (date(2026, 8, 1), 3, None, Why.NEW),
        (date(2026, 5, 22), 3, None, Why.NEW),  # six months to the day
        (date(2026, 5, 21), 3, None, Why.NEVER),
        (date(2026, 12, 1), 1, None, None),  # not open yet
        (date(2026, 8, 1), 3, date(2026, 9, 1), None),
        (LONG_AGO, 1, date(2026, 8, 22), Why.ALONE),  # three months to the day
        (LONG_AGO, 1, date(2026, 8, 23), None),
        (LONG_AGO, 2, date(2026, 8, 22), None),
        (LONG_AGO, 2, date(2025, 11, 22), Why.LONG_AGO),
        (LONG_AGO, 2, date(2025, 11, 23), None),
        (LONG_AGO, 0, date(2026, 8, 22), None),  # people not known: not alone
        (LONG_AGO, 0, date(2025, 11, 1), Why.LONG_AGO),
    ],
)
def test_whom_to_visit_and_why(
    opened_on: date, people: int, last_visit: date | None, why: Why | None
) -> None:
    place = Place(opened_on, people, last_visit)
    assert why_visit(place, intervals=OURS, today=DAY) is why


def test_new_and_lonely_offices_come_first() -> None:
    rows = [
        (Why.LONG_AGO, date(2020, 5, 1), LONG_AGO),
        (Why.ALONE, date(2026, 5, 1), LONG_AGO),
        (Why.NEVER, None, LONG_AGO),
        (Why.ALONE, date(2026, 4, 1), LONG_AGO),
        (Why.NEW, None, DAY),
    ]
    ordered = sorted(rows, key=lambda row: urgency(*row))
    assert [row[0] for row in ordered] == [
        Why.NEW, Why.NEVER, Why.ALONE, Why.ALONE, Why.LONG_AGO,
    ]  # fmt: skip
    assert ordered[2][1] == date(2026, 4, 1)


def test_a_day_to_ask_again_keeps_it_going() -> None:
    assert state_of_new(None) is State.DONE and state_of_new(DAY) is State.GOING


def test_the_intervals_are_dated_and_say_that_they_are_ours() -> None:
    now = intervals_on(DAY)
    assert now.valid_from <= DAY and "つなぎ" in now.source
    assert intervals_on(date(2000, 1, 1)) == intervals_on(now.valid_from)
