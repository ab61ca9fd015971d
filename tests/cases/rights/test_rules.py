"""権利の心配ごとの規則の表。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.conftest import NOW
from tsunagi.cases.rights.rules import (
    Part,
    StepKind,
    Target,
    duration_words,
    response_of,
    steps_open_to,
    target_on,
)
from tsunagi.cases.rights.targets import targets

OLD = Target(date(2012, 10, 1), 48, False, "")
NEW = Target(date(2027, 4, 1), 24, True, "")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2012, 9, 30), None),
        (date(2012, 10, 1), OLD),
        (date(2027, 3, 31), OLD),
        (date(2027, 4, 1), NEW),
    ],
)
def test_the_target_of_its_day(on: date, found: Target | None) -> None:
    assert target_on(on, [NEW, OLD]) == found


@pytest.mark.parametrize(
    ("first_after", "now_after", "hours", "is_late", "is_done"),
    [
        (None, 47, 47, False, False),
        (None, 48, 48, False, False),
        (None, 49, 49, True, False),
        (3, 100, 3, False, True),
        (48, 100, 48, False, True),
        (49, 100, 49, True, True),
    ],
)
def test_the_time_to_the_first_response(
    first_after: int | None, now_after: int, hours: int, is_late: bool, is_done: bool
) -> None:
    first = NOW + first_after * HOUR if first_after is not None else None
    found = response_of(NOW, first, OLD, now=NOW + now_after * HOUR)
    assert found.spent == hours * HOUR
    assert (found.is_late, found.is_done) == (is_late, is_done)
    assert found.due_at == NOW + 48 * HOUR


def test_without_a_target_nothing_is_late() -> None:
    found = response_of(NOW, None, None, now=NOW + 1000 * HOUR)
    assert (found.due_at, found.is_late) == (None, False)


@pytest.mark.parametrize(
    ("spent", "words"),
    [
        (timedelta(0), "0分"),
        (timedelta(minutes=45), "45分"),
        (timedelta(hours=3), "3時間"),
        (timedelta(hours=3, minutes=20), "3時間20分"),
        (timedelta(days=2), "2日"),
        (timedelta(days=2, hours=4, minutes=59), "2日4時間"),
    ],
)
def test_a_span_in_words(spent: timedelta, words: str) -> None:
    assert duration_words(spent) == words


FIRST, CITY, STEP, DECISION, CLOSING, REOPENING = StepKind


@pytest.mark.parametrize(
    ("parts", "has_first", "is_closed", "allowed"),
    [
        ([Part.HANDLER], False, False, [FIRST, CITY, STEP, DECISION]),
        ([Part.HANDLER], True, False, [CITY, STEP, DECISION, CLOSING]),
        ([Part.HANDLER], True, True, [STEP, REOPENING]),
        ([Part.AUTHOR], True, True, [STEP]),
        ([Part.NAMED], True, True, [STEP]),
        ([Part.AUTHOR], False, False, [CITY, STEP]),
        ([Part.AUTHOR, Part.HANDLER], False, False, [FIRST, CITY, STEP, DECISION]),
        ([Part.NAMED], True, False, [STEP]),
        ([], True, False, []),
    ],
)
def test_who_writes_which_step_when(
    parts: list[Part], has_first: bool, is_closed: bool, allowed: list[StepKind]
) -> None:
    found = steps_open_to(parts, has_first=has_first, is_closed=is_closed)
    assert found == allowed


def test_a_shipped_target_that_nobody_has_confirmed_says_so() -> None:
    shipped = targets()
    assert shipped
    for target in shipped:
        assert target.hours > 0
        assert target.is_confirmed or target.note
