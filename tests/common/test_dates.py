"""年月・年度・年齢・祝日・期間の端。"""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.common.dates import (
    TOKYO,
    YearMonth,
    age_on,
    attains_age_on,
    before_of,
    day_in_japan,
    fiscal_year,
    fiscal_year_bounds,
    fiscal_year_label,
    holiday_name,
    is_holiday,
    last_day_of,
    weekday_name,
)

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
MONTHS = st.builds(
    YearMonth,
    st.integers(min_value=1900, max_value=2100),
    st.integers(min_value=1, max_value=12),
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2026-04", date(2026, 4, 1), date(2026, 4, 30), id="30日の月"),
        pytest.param("2026-12", date(2026, 12, 1), date(2026, 12, 31), id="12月"),
        pytest.param(
            "2024-02", date(2024, 2, 1), date(2024, 2, 29), id="うるう年の2月"
        ),
        pytest.param("9999-12", date(9999, 12, 1), date(9999, 12, 31), id="最後の月"),
    ],
)
def test_year_month_bounds(text: str, first: date, last: date) -> None:
    month = YearMonth.parse(text)
    assert (month.first_day, month.last_day, str(month)) == (first, last, text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-4", id="1けたの月"),
        pytest.param("2026-13", id="13月"),
        pytest.param("2026-00", id="0月"),
        pytest.param("0000-01", id="0年"),
        pytest.param("2026/04", id="斜線"),
        pytest.param("２０２６-０４", id="全角"),
        pytest.param("2026-04-01", id="日まである"),
        pytest.param("2026-04\n", id="改行つき"),
        pytest.param("", id="空"),
    ],
)
def test_year_month_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"no such month|YYYY-MM expected"):
        YearMonth.parse(text)


@pytest.mark.parametrize("number", [202600, 202613, 4, -202604])
def test_year_month_from_int_refuses(number: int) -> None:
    with pytest.raises(ValueError, match="no such month"):
        YearMonth.from_int(number)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        pytest.param("2026-04", 0, "2026-04", id="そのまま"),
        pytest.param("2026-12", 1, "2027-01", id="年をまたぐ"),
        pytest.param("2026-01", -1, "2025-12", id="前の年へ"),
        pytest.param("2026-04", -16, "2024-12", id="1年より前へ"),
    ],
)
def test_year_month_plus(start: str, months: int, expected: str) -> None:
    assert str(YearMonth.parse(start).plus(months)) == expected


@given(MONTHS, st.integers(min_value=-600, max_value=600))
def test_year_month_plus_and_months_until_agree(month: YearMonth, months: int) -> None:
    moved = month.plus(months)
    assert month.months_until(moved) == months
    assert (moved > month) == (months > 0)


@given(MONTHS)
def test_year_month_survives_both_stored_forms(month: YearMonth) -> None:
    assert YearMonth.from_int(month.as_int) == month
    assert YearMonth.parse(str(month)) == month
    assert YearMonth.of(month.last_day) == month
    assert month.last_day + timedelta(days=1) == month.plus(1).first_day


@pytest.mark.parametrize(
    ("day", "year", "label"),
    [
        pytest.param(date(2026, 3, 31), 2025, "令和7年度", id="年度の最後の日"),
        pytest.param(date(2026, 4, 1), 2026, "令和8年度", id="年度の始めの日"),
        pytest.param(date(2019, 4, 15), 2019, "令和元年度", id="改元の年度の4月"),
        pytest.param(date(2019, 3, 31), 2018, "平成30年度", id="改元の前の年度"),
        pytest.param(date(1989, 2, 1), 1988, "昭和63年度", id="平成になった年の2月"),
        pytest.param(date(1989, 4, 1), 1989, "平成元年度", id="平成元年度"),
    ],
)
def test_fiscal_year(day: date, year: int, label: str) -> None:
    assert fiscal_year(day) == year
    assert fiscal_year_label(year) == label


def test_fiscal_year_label_before_meiji_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="no era"):
        fiscal_year_label(1867)


@given(DAYS)
def test_fiscal_year_bounds_hold_the_day(day: date) -> None:
    first, before = fiscal_year_bounds(fiscal_year(day))
    assert first <= day < before
    assert (first.month, first.day, before.month, before.day) == (4, 1, 4, 1)


@pytest.mark.parametrize(
    ("birth", "years", "expected"),
    [
        pytest.param(date(2008, 4, 1), 18, date(2026, 3, 31), id="4月1日生まれの18歳"),
        pytest.param(date(2008, 4, 2), 18, date(2026, 4, 1), id="4月2日生まれの18歳"),
        pytest.param(date(1961, 1, 1), 65, date(2025, 12, 31), id="元日生まれの65歳"),
        pytest.param(
            date(2008, 2, 29), 18, date(2026, 2, 28), id="うるう日生まれ・平年"
        ),
        pytest.param(date(2008, 2, 29), 20, date(2028, 2, 28), id="うるう日・うるう年"),
        pytest.param(
            date(2007, 3, 1), 21, date(2028, 2, 29), id="3月1日生まれ・うるう年"
        ),
    ],
)
def test_the_law_counts_to_the_day_before_the_birthday(
    birth: date, years: int, expected: date
) -> None:
    assert attains_age_on(birth, years) == expected


@pytest.mark.parametrize(
    ("birth", "day", "expected"),
    [
        pytest.param(date(2008, 4, 1), date(2026, 3, 31), 17, id="誕生日の前日"),
        pytest.param(date(2008, 4, 1), date(2026, 4, 1), 18, id="誕生日"),
        pytest.param(
            date(2008, 2, 29), date(2026, 2, 28), 17, id="うるう日生まれ2月28日"
        ),
        pytest.param(
            date(2008, 2, 29), date(2026, 3, 1), 18, id="うるう日生まれ3月1日"
        ),
        pytest.param(date(2008, 2, 29), date(2028, 2, 28), 19, id="うるう年の前日"),
        pytest.param(date(2008, 2, 29), date(2028, 2, 29), 20, id="うるう年の誕生日"),
        pytest.param(date(2026, 4, 1), date(2026, 4, 1), 0, id="生まれた日"),
    ],
)
def test_age(birth: date, day: date, expected: int) -> None:
    assert age_on(birth, day) == expected


@given(DAYS, st.integers(min_value=1, max_value=120))
def test_the_usual_age_follows_the_legal_day_by_one(birth: date, years: int) -> None:
    legal = attains_age_on(birth, years)
    assert age_on(birth, legal) == years - 1
    assert age_on(birth, legal + timedelta(days=1)) == years


def test_ages_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2026, 4, 2), date(2026, 4, 1))
    with pytest.raises(ValueError, match="1 or more"):
        attains_age_on(date(2026, 4, 1), 0)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2026, 1, 1), "元日", id="元日"),
        pytest.param(date(2026, 9, 22), "国民の休日", id="祝日にはさまれた日"),
        pytest.param(date(2027, 3, 22), "春分の日 振替休日", id="振替休日"),
        pytest.param(date(2026, 4, 1), None, id="平日"),
        pytest.param(date(2026, 4, 5), None, id="ただの日曜"),
    ],
)
def test_holidays(day: date, name: str | None) -> None:
    assert holiday_name(day) == name
    assert is_holiday(day) == (name is not None)


def test_weekday_names_go_from_monday_to_sunday() -> None:
    monday = date(2026, 4, 6)
    week = [weekday_name(monday + timedelta(days=n)) for n in range(7)]
    assert week == list("月火水木金土日")


@given(DAYS)
def test_the_last_day_and_the_end_before_it_are_one_day_apart(day: date) -> None:
    assert last_day_of(before_of(day)) == day
    assert before_of(day) == day + timedelta(days=1)


def test_an_open_end_stays_open() -> None:
    assert (last_day_of(None), before_of(None)) == (None, None)


def test_importing_the_toolbox_does_not_load_slow_packages() -> None:
    modules = (
        "codes csvfile dates errors ids intervals money numerals readings text wareki"
    )
    code = (
        "import importlib, sys\n"
        f"for name in {modules.split()!r}:\n"
        "    importlib.import_module('tsunagi.common.' + name)\n"
        "print(sorted({'jpholiday', 'jaconv', 'django'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "at", ["2026-03-31T14:59:59.999999", "2026-03-31T15:00:00", "2024-02-28T23:00:00"]
)
def test_the_day_in_japan_is_djangos_local_day(at: str) -> None:
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert day_in_japan(instant) == localdate(instant)
    assert day_in_japan(instant.astimezone(TOKYO)) == localdate(instant)
