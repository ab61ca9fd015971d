"""モニタリングの月の数え方、決め直し、制度の変わり目。"""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import TODAY
from tsunagi.cases.entitlement.rules import interval_words, support_period
from tsunagi.cases.monitoring.list_rules import (
    DueFilter,
    DueView,
    filter_from,
    query_of,
)
from tsunagi.cases.monitoring.rules import (
    MonthState,
    Term,
    Turning,
    monitoring_months,
    months_of_terms,
    state_on,
    turning_ahead,
)
from tsunagi.common.dates import YearMonth
from tsunagi.exchange.casework.entitlement_rules import interval_of


def month(text: str) -> YearMonth:
    return YearMonth.parse(text)


def spelled(months: tuple[YearMonth, ...]) -> str:
    return " ".join(str(one) for one in months)


@pytest.mark.parametrize(
    ("start", "end", "every", "first", "expected"),
    [
        pytest.param(
            "2012-05", "2013-04", 3, 0, "2012-07 2012-10 2013-01 2013-04",
            id="Q&A の例1 更新、3月ごと",
        ),
        pytest.param(
            "2012-05", "2012-07", 1, 0, "2012-05 2012-06 2012-07", id="例2 毎月3か月"
        ),
        pytest.param(
            "2012-10", "2013-04", 6, 0, "2012-10 2013-04", id="例2 6月ごとに変更したあと"
        ),
        pytest.param(
            "2012-05", "2013-04", 6, 3, "2012-05 2012-06 2012-07 2012-10 2013-04",
            id="はじめの三か月は毎月",
        ),
        pytest.param("2026-04", "2026-04", 12, 0, "2026-04", id="終期月だけ"),
        pytest.param("2026-03", "2026-04", 6, 5, "2026-03 2026-04", id="期間より長い毎月"),
        pytest.param("2026-01", "2026-12", 5, 0, "2026-02 2026-07 2026-12", id="割り切れない"),
    ],
)  # fmt: skip
def test_months_are_counted_back_from_the_last(
    start: str, end: str, every: int, first: int, expected: str
) -> None:
    found = monitoring_months(
        month(start), month(end), every=every, monthly_first=first
    )
    assert spelled(found) == expected


@pytest.mark.parametrize(
    ("start", "end", "every", "first"),
    [
        ("2026-04", "2026-03", 1, 0),
        ("2026-04", "2036-05", 1, 0),
        ("2026-04", "2026-05", 0, 0),
        ("2026-04", "2026-05", 1, -1),
    ],
)
def test_what_is_no_period_is_refused(
    start: str, end: str, every: int, first: int
) -> None:
    with pytest.raises(ValueError):
        monitoring_months(month(start), month(end), every=every, monthly_first=first)


MONTHS = st.builds(YearMonth, st.integers(2012, 2040), st.integers(1, 12))


@given(MONTHS, st.integers(0, 60), st.integers(1, 12), st.integers(0, 6))
def test_the_last_month_is_always_there_and_none_lies_outside(
    start: YearMonth, length: int, every: int, first: int
) -> None:
    end = start.plus(length)
    found = monitoring_months(start, end, every=every, monthly_first=first)
    assert found[-1] == end
    assert list(found) == sorted(set(found))
    assert all(start <= one <= end for one in found)
    gaps = [a.months_until(b) for a, b in itertools.pairwise(found)]
    assert all(gap <= every for gap in gaps)


@given(MONTHS, st.integers(1, 36), st.integers(1, 12), st.integers(1, 12), st.data())
def test_a_new_decision_never_touches_what_lies_before_it(
    start: YearMonth, length: int, every: int, other: int, data: st.DataObject
) -> None:
    end = start.plus(length)
    at = start.plus(data.draw(st.integers(0, length)))
    first = Term(start, end, every)
    both = months_of_terms([first, Term(at, end, other)])
    assert [m for m in both if m < at] == [m for m in first.months if m < at]
    assert both[-1] == end


def test_the_example_of_the_questions_and_answers_with_its_change() -> None:
    end = month("2013-04")
    terms = [Term(month("2012-05"), end, 6, 3), Term(month("2012-08"), end, 3)]
    assert spelled(months_of_terms(terms)) == (
        "2012-05 2012-06 2012-07 2012-10 2013-01 2013-04"
    )


@pytest.mark.parametrize(
    ("state", "at", "word"),
    [
        ("planned", "2026-10", "遅れ"),
        ("planned", "2026-11", "今月"),
        ("planned", "2026-12", "予定"),
        ("done", "2026-10", "実施"),
        ("not_done", "2026-10", "未実施"),
        ("changed", "2026-10", "期間の変更で外れた"),
    ],
)
def test_how_a_month_is_called(state: str, at: str, word: str) -> None:
    assert state_on(MonthState(state), month(at), today=TODAY)[0] == word


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        pytest.param(date(2009, 2, 22), (Turning.ADULT, date(2027, 2, 21)), id="三か月前"),
        pytest.param(date(2009, 3, 2), None, id="四か月先"),
        pytest.param(date(2009, 3, 1), (Turning.ADULT, date(2027, 2, 28)), id="前の月に達する"),
        pytest.param(date(2008, 11, 24), (Turning.ADULT, date(2026, 11, 23)), id="明日"),
        pytest.param(date(2008, 11, 23), None, id="きょう18歳に達した"),
        pytest.param(
            date(1962, 1, 5), (Turning.CARE_INSURANCE, date(2027, 1, 4)), id="65歳"
        ),
        pytest.param(
            date(1964, 2, 29), None, id="まだ先"
        ),
        pytest.param(None, None, id="分からない"),
    ],
)  # fmt: skip
def test_turning_points_are_seen_three_months_before(
    birth: date | None, expected: tuple[Turning, date] | None
) -> None:
    assert turning_ahead(birth, today=TODAY) == expected


def test_born_on_the_day_of_a_leap_year_one_attains_an_age_the_day_before() -> None:
    found = turning_ahead(date(2008, 2, 29), today=date(2026, 1, 5))
    assert found == (Turning.ADULT, date(2026, 2, 28))


@pytest.mark.parametrize(
    ("made", "is_new", "start"),
    [
        (date(2012, 4, 20), True, "2012-04"),
        (date(2012, 4, 20), False, "2012-05"),
        (None, True, "2012-05"),
        (date(2012, 6, 1), True, "2012-05"),
    ],
)
def test_the_period_of_support_begins_with_the_first_plan(
    made: date | None, is_new: bool, start: str
) -> None:
    found = support_period(
        valid_from=date(2012, 5, 1), last_day=date(2013, 4, 30), plan_made_on=made,
        is_new=is_new,
    )  # fmt: skip
    assert found == (month(start), month("2013-04"))


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("3", 3), ("３か月ごと", 3), ("6月毎", 6), ("毎月", 1), ("1年", 12), ("12", 12),
        ("２ヶ月ごと", 2), ("0", None), ("13", None), ("ときどき", None), ("", None),
    ],
)  # fmt: skip
def test_intervals_as_people_write_them(text: str, every: int | None) -> None:
    assert interval_of(text) == every


def test_words_of_intervals_and_addresses() -> None:
    assert [interval_words(n) for n in (1, 3, 12)] == ["毎月", "3か月ごと", "1年ごと"]
    wanted = DueFilter(DueView.LATE, None, is_mine=True)
    assert query_of(wanted) == "view=late&mine=1"
    assert filter_from({"view": "late", "mine": "1"}) == wanted
    assert filter_from({"view": "x", "staff": "y"}) == DueFilter()
