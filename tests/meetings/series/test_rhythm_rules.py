"""日の提案と、守られない間隔の表。"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.common.dates import fiscal_year_bounds, is_holiday
from tsunagi.meetings.series.rhythm_rules import (
    BreachKind,
    Day,
    Rule,
    breaches,
    is_new_year,
    proposed_days,
    rhythm_words,
)
from tsunagi.meetings.series.rules import Rhythm

WEEKLY = Rule(Rhythm.DAYS, 14, usual_days=7, weekday=2)
MONTHLY = Rule(Rhythm.MONTHLY, weekday=3, week=2)
NETWORK = Rule(Rhythm.YEARLY, 4, weekday=1, week=3)
COUNCIL = Rule(Rhythm.MONTHS, months=(5, 10, 2), weekday=4, week=4)
YEAR = 2026
TODAY = date(2026, 11, 22)


def days_of(rule: Rule, year: int = YEAR, **more: object) -> list[date]:
    found = proposed_days(rule, year=year, is_holiday=is_holiday, **more)  # type: ignore[arg-type]
    return [one.on for one in found]


def told(rule: Rule, *days: date, today: date = TODAY, year: int = YEAR) -> list[str]:
    rows = [Day(day, is_recorded=True) for day in days]
    return [one.sentence for one in breaches(rule, rows, year=year, today=today)]


# --- 提案 ---------------------------------------------------------------------------------
def test_weekly_through_the_holidays() -> None:
    days = days_of(WEEKLY)
    assert days[:6] == [
        date(2026, 4, 1), date(2026, 4, 8), date(2026, 4, 15), date(2026, 4, 22),
        date(2026, 4, 30),  # 29 April is a holiday
        date(2026, 5, 7),  # 6 May is a holiday in lieu
    ]  # fmt: skip
    assert date(2026, 12, 30) not in days and date(2027, 1, 4) not in days
    assert date(2027, 1, 6) in days, "the one after new year is near enough"
    assert all((b - a).days <= 14 for a, b in pairwise(days))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(NETWORK, [(5, 19), (8, 18), (11, 17), (2, 16)], id="年4回"),
        pytest.param(COUNCIL, [(5, 22), (10, 23), (2, 26)], id="5月・10月・2月"),
        pytest.param(Rule(Rhythm.YEARLY, 1, weekday=0), [(10, 13)], id="年1回・祝日"),
        pytest.param(Rule(Rhythm.AS_NEEDED), [], id="必要なとき"),
        pytest.param(
            Rule(Rhythm.MONTHS, months=(1,), weekday=4, week=1), [(1, 4)], id="年の始め"
        ),
        pytest.param(
            Rule(Rhythm.MONTHS, months=(12,), weekday=3, week=5), [(12, 28)],
            id="次の月に出るときは前へ",
        ),
        pytest.param(
            Rule(Rhythm.MONTHS, months=(6,), weekday=5, week=2), [(6, 13)],
            id="土曜に開く会議は土曜に",
        ),
        pytest.param(Rule(Rhythm.MONTHS, months=(8,)), [(8, 10)], id="曜日なし"),
    ],
)  # fmt: skip
def test_days_of_the_other_rhythms(rule: Rule, expected: list[tuple[int, int]]) -> None:
    assert [(day.month, day.day) for day in days_of(rule)] == expected


def test_every_second_week_goes_on_from_the_last_one() -> None:
    rule = Rule(Rhythm.DAYS, 14, usual_days=14, weekday=2)
    assert days_of(rule, last=date(2026, 3, 25))[:2] == [
        date(2026, 4, 8), date(2026, 4, 22),
    ]  # fmt: skip


def test_before_ten_days_of_holidays_a_meeting_moves_forward() -> None:
    rule = Rule(Rhythm.DAYS, 14, usual_days=7, weekday=0)
    days = days_of(rule, 2019)
    near = [day for day in days if date(2019, 4, 20) <= day <= date(2019, 5, 10)]
    assert near == [date(2019, 4, 22), date(2019, 4, 26), date(2019, 5, 7)]


def test_nothing_before_the_series_begins_or_after_it_ends() -> None:
    rule = Rule(
        Rhythm.MONTHLY, weekday=2, valid_from=date(2026, 6, 20),
        valid_before=date(2026, 9, 1),
    )  # fmt: skip
    assert {day.month for day in days_of(rule)} == {7, 8}


RULES = st.builds(
    Rule,
    st.sampled_from(list(Rhythm)),
    st.integers(1, 60),
    st.lists(st.integers(1, 12), unique=True).map(tuple),
    st.sampled_from([0, 1, 5, 7, 10, 14, 28]),
    st.none() | st.integers(0, 6),
    st.integers(0, 5),
)


@given(RULES, st.integers(2020, 2040))
def test_proposed_days_are_open_days_of_the_year_and_in_order(
    rule: Rule, year: int
) -> None:
    first, before = fiscal_year_bounds(year)
    found = proposed_days(rule, year=year, is_holiday=is_holiday)
    days = [one.on for one in found]
    assert days == sorted(set(days))
    for one in found:
        assert first <= one.on < before
        assert not is_holiday(one.on) and not is_new_year(one.on)
        assert one.on.weekday() < 5 or one.on.weekday() == rule.weekday
        if rule.rhythm is not Rhythm.DAYS:
            assert (one.on.year, one.on.month) == (
                one.usual_on.year,
                one.usual_on.month,
            )


@given(st.integers(2018, 2040), st.integers(0, 4), st.integers(0, 5))
def test_a_year_that_keeps_its_proposed_days_breaks_nothing(
    year: int, weekday: int, week: int
) -> None:
    today = date(year, 4, 1)
    for rule in (
        Rule(Rhythm.DAYS, 14, usual_days=7, weekday=weekday),
        Rule(Rhythm.MONTHLY, weekday=weekday, week=week),
        Rule(Rhythm.YEARLY, 4, weekday=weekday, week=week),
        Rule(Rhythm.MONTHS, months=(5, 10, 2), weekday=weekday, week=week),
    ):
        days = [Day(day) for day in days_of(rule, year)]
        assert breaches(rule, days, year=year, today=today) == []


# --- 守られない間隔 -----------------------------------------------------------------------
def test_a_gap_behind_is_a_fact_and_a_gap_ahead_a_warning() -> None:
    rule = Rule(Rhythm.DAYS, 14, valid_from=date(2026, 11, 1))
    days = [date(2026, 11, 4), date(2026, 11, 19), date(2026, 12, 9)]
    found = breaches(rule, [Day(d) for d in days], year=YEAR, today=TODAY)
    gaps = [one for one in found if one.kind is BreachKind.GAP]
    assert [(one.is_past, one.sentence) for one in gaps] == [
        (True, "11月4日から11月19日まで、15日あきました（14日まで）。"),
        (False, "11月19日から12月9日まで、20日あきます（14日まで）。"),
        (False, "12月9日の次が決まっていません。12月23日までに開きます。"),
    ]


@pytest.mark.parametrize(
    ("days", "today", "sentences"),
    [
        pytest.param([14], 1, [], id="14日ちょうどはよい"),
        pytest.param([15], 1, ["15日あきます"], id="15日はあきすぎる"),
        pytest.param([15], 15, ["15日あきます"], id="限りの日のうちはまだ知らせ"),
        pytest.param([15], 16, ["15日あきました"], id="限りの次の日からは事実"),
        pytest.param([], 17, ["14日をこえて開いていません"], id="一度も"),
    ],
)
def test_the_limit_of_days(days: list[int], today: int, sentences: list[str]) -> None:
    start = date(2026, 6, 1)
    rule = Rule(
        Rhythm.DAYS, 14, valid_from=start, valid_before=start + timedelta(days=20)
    )
    met = [start + timedelta(days=number) for number in days]
    now = start + timedelta(days=today - 1)
    found = told(rule, *met, today=now)
    assert len(found) == len(sentences)
    assert all(word in one for word, one in zip(sentences, found, strict=True))


def test_the_gap_over_the_turn_of_the_year_is_seen() -> None:
    rule = Rule(Rhythm.DAYS, 14)
    found = told(rule, date(2026, 3, 20), date(2026, 4, 10), today=date(2026, 4, 12))
    assert found[0] == "3月20日から4月10日まで、21日あきました（14日まで）。"


@pytest.mark.parametrize(
    ("today", "kind", "is_past"),
    [
        (date(2026, 11, 19), BreachKind.MONTH, False),
        (date(2026, 11, 20), BreachKind.LATE, False),
        (date(2026, 11, 30), BreachKind.LATE, False),
        (date(2026, 12, 1), BreachKind.MONTH, True),
    ],
)
def test_a_month_without_one_is_told_from_the_20th(
    today: date, kind: BreachKind, is_past: bool
) -> None:
    met = [day for day in days_of(MONTHLY) if day.month != 11]
    found = breaches(
        MONTHLY, [Day(day, is_recorded=True) for day in met], year=YEAR, today=today
    )
    assert [(one.kind, one.is_past) for one in found] == [(kind, is_past)]


def test_months_ahead_are_one_sentence_and_months_behind_one_each() -> None:
    rule = Rule(Rhythm.MONTHLY, valid_from=date(2026, 9, 15))
    assert told(rule, date(2026, 11, 5)) == [
        "10月に開いていません。", "12月、1月、2月、3月の予定がありません。",
    ]  # fmt: skip


def test_a_fixed_month_missing() -> None:
    assert told(COUNCIL, date(2026, 5, 22), date(2026, 11, 2)) == [
        "10月に開いていません。", "2月の予定がありません。",
    ]  # fmt: skip


def test_quarters_and_the_number_of_the_year() -> None:
    assert told(NETWORK, date(2026, 5, 19), date(2026, 11, 17)) == [
        "7月から9月まで、一度も開いていません。", "1月から3月まで、予定がありません。",
        "この年度は予定も入れて2回です（4回以上）。",
    ]  # fmt: skip
    assert told(
        NETWORK, date(2025, 5, 1), date(2025, 5, 2), date(2025, 8, 1),
        date(2025, 11, 1), year=2025,
    ) == ["1月から3月まで、一度も開いていません。"]  # fmt: skip
    twice = Rule(Rhythm.YEARLY, 2)
    assert told(twice, date(2026, 5, 1), date(2026, 6, 1)) == []


def test_long_meetings_and_meetings_without_a_record() -> None:
    rule = Rule(Rhythm.AS_NEEDED)
    rows = [
        Day(date(2026, 11, 2), 90), Day(date(2026, 11, 9), 90, is_recorded=True),
        Day(date(2026, 12, 2), 121),
    ]  # fmt: skip
    found = breaches(rule, rows, year=YEAR, today=TODAY, most_minutes=120)
    assert [(one.kind, one.is_past) for one in found] == [
        (BreachKind.UNRECORDED, True), (BreachKind.LONG, False),
    ]  # fmt: skip
    assert "121分" in found[1].sentence and "11月2日" in found[0].sentence


@given(
    RULES, st.lists(st.dates(date(2025, 1, 1), date(2028, 1, 1)), max_size=30),
    st.dates(date(2026, 4, 1), date(2027, 3, 31)),
)  # fmt: skip
def test_what_lies_ahead_is_never_told_as_a_fact(
    rule: Rule, met: list[date], today: date
) -> None:
    found = breaches(rule, [Day(day) for day in met], year=YEAR, today=today)
    first, before = fiscal_year_bounds(YEAR)
    for one in found:
        assert one.sentence.endswith("。") and one.on >= first
        if one.kind is not BreachKind.GAP:
            assert not one.is_past or one.on < today
            assert one.on < before


# --- 言葉 ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (WEEKLY, "14日をこえてあけない（ふつう7日ごと）　水曜日"),
        (MONTHLY, "毎月　第2木曜日"),
        (Rule(Rhythm.MONTHLY, weekday=4, week=5), "毎月　最後の金曜日"),
        (NETWORK, "年に4回以上　第3火曜日"),
        (Rule(Rhythm.MONTHS, months=(5, 10, 2)), "5月・10月・2月"),
        (Rule(Rhythm.AS_NEEDED, weekday=2), "必要なとき"),
    ],
)
def test_the_rhythm_in_words(rule: Rule, words: str) -> None:
    assert rhythm_words(rule) == words
