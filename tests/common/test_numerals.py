"""漢数字の読取り。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.common.numerals import KANJI_NUMERALS, read_number

KANJI = "〇一二三四五六七八九"


def with_units(number: int) -> str:
    """The way the number is said, written here independently of the reader."""
    written = ""
    for unit, mark in ((1000, "千"), (100, "百"), (10, "十")):
        digit, number = divmod(number, unit)
        written += ("" if digit == 1 else KANJI[digit]) + mark if digit else ""
    return written + (KANJI[number] if number else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("六", 6, id="一けた"),
        pytest.param("十", 10, id="十"),
        pytest.param("二十三", 23, id="二十三"),
        pytest.param("三一", 31, id="位のない書き方"),
        pytest.param("二〇二四", 2024, id="西暦"),
        pytest.param("二○二四", 2024, id="丸をゼロに使う"),
        pytest.param("二千二十四", 2024, id="位のある西暦"),
        pytest.param("千九百八十九", 1989, id="一を略した千"),
        pytest.param("壱拾弐", 12, id="大字"),
        pytest.param("023", 23, id="算用数字"),
        pytest.param("十十", None, id="十が二つ"),
        pytest.param("二十〇", None, id="位のあとのゼロ"),
        pytest.param("〇十", None, id="ゼロの十"),
        pytest.param("二二十", None, id="数字が二つ続いてから位"),
        pytest.param("十百", None, id="位の順が逆"),
        pytest.param("2十", None, id="算用数字と混ざる"),
        pytest.param("²", None, id="上付き数字"),
        pytest.param("", None, id="空"),
    ],
)
def test_read_number(text: str, expected: int | None) -> None:
    assert read_number(text) == expected


@given(st.integers(min_value=1, max_value=9999))
def test_every_number_is_read_in_all_three_spellings(number: int) -> None:
    positional = "".join(KANJI[int(digit)] for digit in str(number))
    assert read_number(with_units(number)) == number
    assert read_number(positional) == number
    assert read_number(str(number)) == number


@given(st.text(alphabet=KANJI_NUMERALS, max_size=12))
def test_no_string_of_numerals_raises(text: str) -> None:
    number = read_number(text)
    assert number is None or number >= 0
