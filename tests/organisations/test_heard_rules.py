"""空きの表の読み方: 読める言葉、読めない行のわけ。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from tsunagi.organisations.office.heard_rules import (
    ANSWER,
    DAY,
    FREE,
    MARK,
    MOST,
    NOTE,
    WHO,
    Figures,
    Known,
    Read,
    read_sheet,
)

TODAY = date(2026, 11, 22)
KEY, OTHER = UUID(int=7), UUID(int=8)
BEFORE = Figures(True, 2, 40, "午後なら")
KNOWN = (
    Known(KEY, "架空 ひかり", BEFORE, date(2026, 11, 1), 5),
    Known(OTHER, "架空 ひとり"),
)


def read(*rows: dict[str, str]) -> Read:
    filled = [
        (
            number,
            {
                MARK: str(KEY), ANSWER: "受けられる", WHO: "架空 はる",
                DAY: "2026-11-20", **row,
            },
        )
        for number, row in enumerate(rows, start=2)
    ]  # fmt: skip
    return read_sheet(filled, KNOWN, today=TODAY)


@pytest.mark.parametrize(
    ("row", "new"),
    [
        ({ANSWER: "○", FREE: "３人", MOST: "30"}, Figures(True, 3, 30)),
        # How many it can carry is not asked each time: it stays as it was.
        ({ANSWER: "いまは受けられない"}, Figures(False, None, 40)),
        ({ANSWER: "同じ"}, BEFORE),
        ({ANSWER: "同じ", FREE: "2", NOTE: "朝なら"}, Figures(True, 2, 40, "朝なら")),
        ({FREE: "0", MOST: "0"}, Figures(True, 0, 0)),
    ],
)
def test_what_can_be_read(row: dict[str, str], new: Figures) -> None:
    found = read(row)
    assert found.is_good and [one.new for one in found.lines] == [new]
    assert found.lines[0].on == date(2026, 11, 20)


@pytest.mark.parametrize("day", ["令和8年11月20日", "R8.11.20", "2026/11/20"])
def test_days_are_read_as_people_write_them(day: str) -> None:
    assert read({DAY: day}).lines[0].on == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({MARK: "x"}, "行の印"),
        ({MARK: str(UUID(int=9))}, "行の印"),
        ({ANSWER: ""}, "「新しい相談」が空です"),
        ({ANSWER: "たぶん"}, "「たぶん」が読めません"),
        ({FREE: "少し"}, "受けられる人数の「少し」"),
        ({FREE: "1000"}, "0から999まで"),
        ({MOST: "-1"}, "受け持てる人数の「-1」"),
        ({FREE: "2.5"}, "読めません"),
        ({NOTE: "あ" * 301}, "ひとことが長すぎます"),
        ({WHO: ""}, "「聞いた相手」が空です"),
        ({WHO: "あ" * 61}, "聞いた相手が長すぎます"),
        ({DAY: ""}, "「聞いた日」が空です"),
        ({DAY: "11月"}, "読めません"),
        ({DAY: "2026-11-23"}, "きょうより後"),
        ({DAY: "2026-10-31"}, "それより新しい"),
        ({ANSWER: "同じ", FREE: "9"}, "前とちがう数字"),
        ({ANSWER: "同じ", MARK: str(OTHER)}, "前の数字がまだありません"),
    ],
)
def test_what_cannot_be_read_is_said(row: dict[str, str], reason: str) -> None:
    found = read({MARK: str(OTHER)}, row) if row.get(MARK) != str(OTHER) else read(row)
    assert not found.is_good
    assert len(found.mistakes) == 1 and reason in found.mistakes[0].reason
    assert found.mistakes[0].line == (2 if row.get(MARK) == str(OTHER) else 3)


def test_an_office_stands_once_and_an_empty_line_says_nothing() -> None:
    twice = read({}, {})
    assert [one.reason for one in twice.mistakes] == ["2行目と同じ事業所の行です。"]
    empty = read({ANSWER: "", WHO: "", DAY: ""})
    assert not empty.lines and not empty.mistakes and not empty.is_good


def test_what_was_read_reads_as_the_same_again() -> None:
    first = read({ANSWER: "同じ"}).lines[0]
    again = read({
        ANSWER: first.new.word, FREE: str(first.new.free), MOST: str(first.new.most),
        NOTE: first.new.note, DAY: first.on.isoformat(),
    })  # fmt: skip
    assert again.lines[0].new == first.new
