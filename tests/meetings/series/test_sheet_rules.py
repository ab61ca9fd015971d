"""戻ってきた出欠の表: 読める言葉、読めない行、同じ相手、空の行。"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from tsunagi.meetings.meeting.rules import Presence
from tsunagi.meetings.series.sheet_rules import (
    ANSWER,
    ANSWERS,
    MARK,
    NOTE,
    WORDS,
    Answer,
    Known,
    read_answers,
)

ONE = Known(uuid4(), "架空病院", Presence.INVITED, "")
TWO = Known(uuid4(), "架空 hikari", Presence.COMING, "")


def row(key: UUID | str, answer: str, note: str = "") -> dict[str, str]:
    return {MARK: str(key), ANSWER: answer, NOTE: note}


def read(
    *rows: dict[str, str], is_ahead: bool = False
) -> tuple[list[Answer], list[str]]:
    found = read_answers(enumerate(rows, start=2), [ONE, TWO], is_ahead=is_ahead)
    return list(found.answers), [f"{one.line} {one.reason}" for one in found.mistakes]


@pytest.mark.parametrize(
    ("word", "presence"),
    [
        ("出席", Presence.PRESENT), (" 出席　", Presence.PRESENT),
        ("○", Presence.PRESENT), ("〇", Presence.PRESENT), ("欠席", Presence.ABSENT),
        ("×", Presence.ABSENT), ("オンライン", Presence.ONLINE),
        ("ｵﾝﾗｲﾝ", Presence.ONLINE), ("書面", Presence.WRITTEN),
    ],
)  # fmt: skip
def test_words_that_people_write(word: str, presence: Presence) -> None:
    answers, mistakes = read(row(ONE.key, word, "遅れます"))
    assert mistakes == []
    assert [(one.line, one.presence, one.note) for one in answers] == [
        (2, presence, "遅れます")
    ]


def test_before_the_meeting_an_answer_is_a_promise() -> None:
    answers, _ = read(row(ONE.key, "出席"), row(TWO.key, "欠席"), is_ahead=True)
    assert [one.presence for one in answers] == [Presence.COMING, Presence.ABSENT]
    again, mistakes = read(row(ONE.key, answers[0].word), is_ahead=True)
    assert again[0].presence == Presence.COMING and not mistakes


def test_empty_lines_leave_everything_as_it_is() -> None:
    found = read_answers(
        [(2, row(ONE.key, "")), (3, row("", ""))], [ONE], is_ahead=True
    )
    assert found.answers == [] and found.mistakes == [] and not found.is_good


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        (row(ONE.key, "たぶん"), "たぶん"),
        (row(uuid4(), "出席"), "行の印"),
        (row("架空", "出席"), "行の印"),
        (row("", "出席"), "行の印"),
        (row(ONE.key, "", "遅れます"), "出欠が空"),
        (row(ONE.key, "出席", "あ" * 301), "300文字"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(bad: dict[str, str], word: str) -> None:
    answers, mistakes = read(row(TWO.key, "出席"), bad)
    assert len(answers) == 1 and len(mistakes) == 1
    assert mistakes[0].startswith("3 ") and word in mistakes[0]


def test_the_same_one_twice_is_refused() -> None:
    _, mistakes = read(row(ONE.key, "出席"), row(ONE.key, "欠席"))
    assert mistakes == ["3 2行目と同じ相手の行です。"]


def test_every_word_has_one_meaning() -> None:
    assert "" not in ANSWERS
    assert len(ANSWERS) >= sum(len({w[:1] for w in words}) for words in WORDS.values())
    for presence, words in WORDS.items():
        assert {read(row(ONE.key, word))[0][0].presence for word in words} == {presence}
