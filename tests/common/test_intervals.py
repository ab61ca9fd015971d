"""期間は始めの日を含み、終わりの次の日を含まない。"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.common.intervals import Interval

APRIL = Interval(date(2026, 4, 1), date(2026, 5, 1))
FROM_APRIL = Interval(date(2026, 4, 1))
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 3, 31))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    first = draw(DAYS)
    length = draw(st.none() | st.integers(min_value=1, max_value=60))
    before = None if length is None else first + timedelta(days=length)
    return Interval(first, before)


@pytest.mark.parametrize(
    ("interval", "day", "expected"),
    [
        pytest.param(APRIL, date(2026, 3, 31), False, id="前の日"),
        pytest.param(APRIL, date(2026, 4, 1), True, id="始めの日"),
        pytest.param(APRIL, date(2026, 4, 30), True, id="最後の日"),
        pytest.param(APRIL, date(2026, 5, 1), False, id="終わりの次の日"),
        pytest.param(FROM_APRIL, date(2126, 4, 1), True, id="続いている期間"),
        pytest.param(FROM_APRIL, date(2026, 3, 31), False, id="続いている期間の前"),
    ],
)
def test_contains(interval: Interval, day: date, expected: bool) -> None:
    assert interval.contains(day) is expected


def test_the_last_day_is_the_one_shown_on_screen() -> None:
    assert APRIL.last_day == date(2026, 4, 30)
    assert FROM_APRIL.last_day is None


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param(Interval(date(2026, 5, 1)), False, id="隣り合う"),
        pytest.param(Interval(date(2026, 4, 30)), True, id="1日重なる"),
        pytest.param(
            Interval(date(2026, 3, 1), date(2026, 4, 1)), False, id="直前まで"
        ),
        pytest.param(Interval(date(2026, 3, 1), None), True, id="前から続く"),
        pytest.param(
            Interval(date(2026, 4, 10), date(2026, 4, 11)), True, id="中に入る"
        ),
    ],
)
def test_overlaps(other: Interval, expected: bool) -> None:
    assert APRIL.overlaps(other) is expected
    assert other.overlaps(APRIL) is expected


@pytest.mark.parametrize("before", [date(2026, 4, 1), date(2026, 3, 31)])
def test_an_interval_without_a_day_is_refused(before: date) -> None:
    with pytest.raises(ValueError, match="must be after"):
        Interval(date(2026, 4, 1), before)


@given(intervals(), intervals())
def test_overlapping_means_sharing_a_day(left: Interval, right: Interval) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(200)]
    shared = any(left.contains(day) and right.contains(day) for day in days)
    assert left.overlaps(right) is shared
