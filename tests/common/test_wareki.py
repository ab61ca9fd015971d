"""和暦と西暦の読取りと書き方。"""

import time
from datetime import date, timedelta
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tsunagi.common.readings import Result
from tsunagi.common.wareki import (
    ERAS,
    LAST_YEAR,
    Precision,
    Style,
    era_on,
    format_wareki,
    parse_date,
)

# From the day the calendar became ours, so that no warning is expected.
DAYS = st.dates(min_value=date(1873, 1, 1), max_value=date(2100, 12, 31))
FIRST = date(2024, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("令和6年4月1日", id="ふつうの形"),
        pytest.param("令和六年四月一日", id="漢数字"),
        pytest.param("令和　６　年　４　月　１　日", id="全角と空白"),
        pytest.param(" 令和6年4月1日\n", id="前後の空白"),
        pytest.param("R6.4.1", id="略号"),
        pytest.param("r6.4.1", id="小文字"),
        pytest.param("R.6.4.1", id="略号のあとの点"),
        pytest.param("Ｒ６／４／１", id="全角の略号と斜線"),
        pytest.param("R06.04.01", id="0を付けた略号"),
        pytest.param("R060401", id="略号と6けた"),
        pytest.param("令6.4.1", id="元号の一文字"),
        pytest.param("令6年4月1日", id="元号の一文字と年月日"),
        pytest.param("㋿6年4月1日", id="組文字の元号"),
        pytest.param("㋿6.4.1", id="組文字の元号と点"),
        pytest.param("R6-4-1", id="ハイフン"),
        pytest.param("R6・4・1", id="中黒"),
        pytest.param("2024-04-01", id="西暦ハイフン"),
        pytest.param("2024/4/1", id="西暦斜線"),
        pytest.param("2024.4.1", id="西暦点"),
        pytest.param("2024年4月1日", id="西暦年月日"),
        pytest.param("西暦2024年4月1日", id="西暦と書いたもの"),
        pytest.param("二〇二四年四月一日", id="漢数字の西暦"),
        pytest.param("20240401", id="8けた"),
        pytest.param("２０２４０４０１", id="全角8けた"),
        pytest.param("2024ー4ー1", id="長音記号をハイフンに使う"),
        pytest.param("2024−04−01", id="マイナス記号をハイフンに使う"),
        pytest.param("\ufeff2024-04-01", id="先頭のBOM"),
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    reading = parse_date(text)
    assert (reading.result, reading.messages) == (Result.OK, ())
    assert (reading.date, reading.precision) == (FIRST, "day")
    assert (reading.normalized, reading.wareki) == ("2024-04-01", "令和6年4月1日")
    assert reading.input == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("㍾45年7月29日", "1912-07-29", id="明治の最後の日"),
        pytest.param("㍽元年7月30日", "1912-07-30", id="大正の最初の日"),
        pytest.param("T15.12.24", "1926-12-24", id="大正の最後の日"),
        pytest.param("㍼元年12月25日", "1926-12-25", id="昭和の最初の日"),
        pytest.param("昭和64年1月7日", "1989-01-07", id="昭和の最後の日"),
        pytest.param("㍻元年1月8日", "1989-01-08", id="平成の最初の日"),
        pytest.param("H31.4.30", "2019-04-30", id="平成の最後の日"),
        pytest.param("令和元年5月1日", "2019-05-01", id="令和の最初の日"),
        pytest.param("令和1年5月1日", "2019-05-01", id="元年を1年と書く"),
        pytest.param("R元.5.1", "2019-05-01", id="略号と元"),
        pytest.param("令1.5.1", "2019-05-01", id="一文字と1"),
        pytest.param("明6.1.1", "1873-01-01", id="新しい暦の最初の日"),
        pytest.param("平成四年二月二十九日", "1992-02-29", id="うるう日"),
        pytest.param("昭和二十三年十月十日", "1948-10-10", id="二十三と十"),
    ],
)
def test_the_edges_of_the_eras(text: str, expected: str) -> None:
    reading = parse_date(text)
    assert (reading.result, reading.normalized) == (Result.OK, expected)


@pytest.mark.parametrize(
    ("text", "expected", "wareki", "code"),
    [
        pytest.param(
            "昭和64年1月8日",
            "1989-01-08",
            "平成元年1月8日",
            "DATE-011",
            id="昭和の翌日",
        ),
        pytest.param(
            "H31.5.1", "2019-05-01", "令和元年5月1日", "DATE-011", id="平成の翌日"
        ),
        pytest.param(
            "平成31年5月", "2019-05", "令和元年5月", "DATE-011", id="月だけで外れる"
        ),
        pytest.param("昭和99年", "2024", "令和6年", "DATE-011", id="昭和99年"),
        pytest.param(
            "T16.1.1", "1927-01-01", "昭和2年1月1日", "DATE-011", id="大正16年"
        ),
        pytest.param(
            "令和元年4月30日",
            "2019-04-30",
            "平成31年4月30日",
            "DATE-012",
            id="令和の前日",
        ),
        pytest.param(
            "平成元年1月7日",
            "1989-01-07",
            "昭和64年1月7日",
            "DATE-012",
            id="平成の前日",
        ),
        pytest.param(
            "明治5年12月31日",
            "1872-12-31",
            "明治5年12月31日",
            "DATE-013",
            id="旧暦の時代",
        ),
        pytest.param(
            "1868-10-23", "1868-10-23", "明治元年10月23日", "DATE-013", id="最初の日"
        ),
        pytest.param("明治元年", "1868", "明治元年", "DATE-013", id="明治元年だけ"),
    ],
)
def test_read_with_a_warning(text: str, expected: str, wareki: str, code: str) -> None:
    reading = parse_date(text)
    assert reading.result == Result.WARNING
    assert (reading.normalized, reading.wareki) == (expected, wareki)
    assert [message.code for message in reading.messages] == [code]


def test_a_warning_shows_what_was_typed_and_what_was_read() -> None:
    (message,) = parse_date("H31.5.1").messages
    assert "「H31.5.1」" in message.what
    assert "令和元年5月1日" in message.what
    assert "平成31年4月30日" in message.why


@pytest.mark.parametrize(
    ("text", "normalized", "precision", "first", "wareki"),
    [
        pytest.param(
            "令和6年4月", "2024-04", "month", FIRST, "令和6年4月", id="和暦の年月"
        ),
        pytest.param(
            "2024-04", "2024-04", "month", FIRST, "令和6年4月", id="西暦の年月"
        ),
        pytest.param("R6.4", "2024-04", "month", FIRST, "令和6年4月", id="略号の年月"),
        pytest.param(
            "令和6年", "2024", "year", date(2024, 1, 1), "令和6年", id="和暦の年"
        ),
        pytest.param(
            "令6", "2024", "year", date(2024, 1, 1), "令和6年", id="一文字と年"
        ),
        pytest.param(
            "令和六年", "2024", "year", date(2024, 1, 1), "令和6年", id="漢数字の年"
        ),
        pytest.param(
            "㋿1", "2019", "year", date(2019, 1, 1), "令和元年", id="組文字と年"
        ),
        pytest.param(
            "2024年", "2024", "year", date(2024, 1, 1), "令和6年", id="西暦の年"
        ),
        pytest.param(
            "2024", "2024", "year", date(2024, 1, 1), "令和6年", id="4けただけ"
        ),
        pytest.param(
            "昭和64年", "1989", "year", date(1989, 1, 1), "昭和64年", id="昭和64年"
        ),
        pytest.param(
            "平成元年", "1989", "year", date(1989, 1, 1), "平成元年", id="平成元年"
        ),
        pytest.param(
            "2019年",
            "2019",
            "year",
            date(2019, 1, 1),
            "平成31年・令和元年",
            id="改元の年",
        ),
        pytest.param(
            "1989-01",
            "1989-01",
            "month",
            date(1989, 1, 1),
            "昭和64年1月・平成元年1月",
            id="改元の月",
        ),
    ],
)
def test_what_was_not_written_is_not_invented(
    text: str, normalized: str, precision: str, first: date, wareki: str
) -> None:
    reading = parse_date(text)
    assert reading.result == Result.OK
    assert (reading.normalized, reading.precision) == (normalized, precision)
    assert (reading.date, reading.wareki) == (first, wareki)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "DATE-001", id="空"),
        pytest.param(" 　\n", "DATE-001", id="空白だけ"),
        pytest.param("\u200b", "DATE-001", id="見えない文字だけ"),
        pytest.param("令" * 41, "DATE-002", id="長すぎる"),
        pytest.param("不詳", "DATE-003", id="不詳"),
        pytest.param("令和6年頃", "DATE-003", id="頃"),
        pytest.param("令和6年4月1", "DATE-003", id="日の字がない"),
        pytest.param("2024/4-1", "DATE-003", id="区切りが混ざる"),
        pytest.param("令和2十年", "DATE-003", id="数字の混在"),
        pytest.param("令和十十年", "DATE-003", id="読めない漢数字"),
        pytest.param("令和6年十十月", "DATE-003", id="読めない漢数字の月"),
        pytest.param("令和", "DATE-003", id="元号だけ"),
        pytest.param("45383", "DATE-003", id="表計算の通し番号"),
        pytest.param("202404", "DATE-003", id="和暦とも読める6けた"),
        pytest.param("2024-04-01T00:00", "DATE-003", id="時刻つき"),
        pytest.param("٢٠٢٤-٠٤-٠١", "DATE-003", id="アラビアの数字"),
        pytest.param("<b>", "DATE-003", id="タグ"),
        pytest.param("{given}", "DATE-003", id="波括弧"),
        pytest.param("6.4.1", "DATE-004", id="元号がない"),
        pytest.param("6年4月1日", "DATE-004", id="元号のない年月日"),
        pytest.param("元年5月1日", "DATE-004", id="元号のない元年"),
        pytest.param("4月31日", "DATE-004", id="年がない"),
        pytest.param("4/1", "DATE-004", id="年のない月日"),
        pytest.param("999-01-01", "DATE-004", id="3けたの年"),
        pytest.param("1868-10-22", "DATE-005", id="明治の前日"),
        pytest.param("明治元年1月1日", "DATE-005", id="明治元年の1月"),
        pytest.param("1867年", "DATE-005", id="1867年"),
        pytest.param("令和999年", "DATE-006", id="遠すぎる和暦"),
        pytest.param("9999-12-31", "DATE-006", id="遠すぎる西暦"),
        pytest.param("令和6年13月1日", "DATE-007", id="13月"),
        pytest.param("2024-00-01", "DATE-007", id="0月"),
        pytest.param("令和6年4月31日", "DATE-008", id="4月31日"),
        pytest.param("平成元年2月29日", "DATE-008", id="平年の2月29日"),
        pytest.param("2024-04-00", "DATE-008", id="0日"),
        pytest.param("20230229", "DATE-008", id="8けたの2月29日"),
        pytest.param("1900-02-29", "DATE-008", id="100で割れる平年"),
        pytest.param("9/99/9999", "DATE-003", id="不明を表す値"),
        pytest.param("令和0年1月1日", "DATE-009", id="0年"),
        pytest.param("令和〇年", "DATE-009", id="漢字の0年"),
    ],
)
def test_refused_with_a_reason(text: str, code: str) -> None:
    reading = parse_date(text)
    assert reading.result == Result.ERROR
    assert [message.code for message in reading.messages] == [code]
    assert (reading.normalized, reading.date) == (None, None)
    assert (reading.precision, reading.wareki) == (None, None)


def test_an_impossible_day_names_the_last_day_of_that_month() -> None:
    (message,) = parse_date("R6.4.31").messages
    assert message.why == "令和6年4月は1日から30日までです。"


def test_json_has_exactly_the_agreed_keys() -> None:
    assert parse_date("昭和64年").as_json() == {
        "input": "昭和64年",
        "normalized": "1989",
        "result": "ok",
        "messages": [],
        "date": "1989",
        "precision": "year",
        "wareki": "昭和64年",
    }
    refused = parse_date("4月31日").as_json()
    assert refused["result"] == "error"
    assert refused["date"] is None
    messages = cast("list[dict[str, str]]", refused["messages"])
    assert [set(m) for m in messages] == [{"code", "what", "why", "how", "text"}]


@pytest.mark.parametrize(
    ("day", "precision", "style", "expected"),
    [
        pytest.param(FIRST, "day", "long", "令和6年4月1日", id="日・長い形"),
        pytest.param(FIRST, "month", "long", "令和6年4月", id="年月"),
        pytest.param(FIRST, "year", "long", "令和6年", id="年"),
        pytest.param(FIRST, "day", "short", "R6.4.1", id="日・短い形"),
        pytest.param(FIRST, "month", "short", "R6.4", id="年月・短い形"),
        pytest.param(date(2019, 5, 1), "day", "long", "令和元年5月1日", id="元年"),
        pytest.param(date(2019, 5, 1), "day", "short", "R元.5.1", id="元年・短い形"),
        pytest.param(
            date(1868, 10, 22), "day", "long", "1868年10月22日", id="明治の前"
        ),
    ],
)
def test_format_wareki(
    day: date, precision: Precision, style: Style, expected: str
) -> None:
    assert format_wareki(day, precision, style) == expected


def test_the_eras_follow_each_other_without_a_gap() -> None:
    for earlier, later in pairwise(ERAS):
        assert earlier.last_day is not None
        assert earlier.last_day + timedelta(days=1) == later.first_day
        assert era_on(earlier.last_day) == earlier
        assert era_on(later.first_day) == later
    assert ERAS[-1].last_day is None
    assert era_on(ERAS[0].first_day - timedelta(days=1)) is None


@given(DAYS)
@example(date(1912, 7, 29))
@example(date(1926, 12, 25))
@example(date(1989, 1, 7))
@example(date(1989, 1, 8))
@example(date(2019, 4, 30))
@example(date(2019, 5, 1))
def test_every_day_survives_writing_and_reading(day: date) -> None:
    for text in (
        format_wareki(day),
        format_wareki(day, style="short"),
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
    ):
        reading = parse_date(text)
        assert (reading.result, reading.date) == (Result.OK, day)
        assert reading.wareki == format_wareki(day)


def test_every_single_day_of_the_years_with_two_eras_survives() -> None:
    for year in (1912, 1926, 1989, 2019):
        for offset in range(365):
            day = date(year, 1, 1) + timedelta(days=offset)
            reading = parse_date(format_wareki(day))
            assert (reading.date, reading.result) == (day, Result.OK)


@given(
    st.sampled_from([era.name for era in ERAS]),
    st.integers(min_value=1, max_value=70),
    st.integers(min_value=0, max_value=14),
    st.integers(min_value=0, max_value=33),
)
def test_a_date_is_refused_or_read_as_written_never_rolled(
    era: str, year: int, month: int, day: int
) -> None:
    reading = parse_date(f"{era}{year}年{month}月{day}日")
    if reading.date is not None:
        assert (reading.date.month, reading.date.day) == (month, day)
    else:
        assert reading.result == Result.ERROR
        assert reading.messages


@given(st.text(max_size=60))
@example("令和" * 20)
@example("\ud800")
@example("ﷺ" * 40)
def test_no_text_raises(text: str) -> None:
    reading = parse_date(text)
    assert reading.input == text
    assert (reading.date is None) == (reading.result is Result.ERROR)
    assert (reading.messages == ()) == (reading.result is Result.OK)


@given(
    st.text(alphabet="令和平成昭元年月日RHSM0123456789一二十〇千./-・ 　", max_size=40)
)
def test_text_that_looks_like_a_date_never_raises(text: str) -> None:
    reading = parse_date(text)
    if reading.date is not None:
        assert 1868 <= reading.date.year <= LAST_YEAR


@pytest.mark.parametrize("text", ["1" * 1_000_000, "令和" * 500_000, "十" * 1_000_000])
def test_a_huge_text_is_refused_at_once(text: str) -> None:
    begun = time.perf_counter()
    reading = parse_date(text)
    assert time.perf_counter() - begun < 0.5
    assert [message.code for message in reading.messages] == ["DATE-002"]
