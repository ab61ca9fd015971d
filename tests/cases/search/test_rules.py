"""文字の扱い、言葉の場所、打たれたものの見分け方。"""

from __future__ import annotations

import random
from datetime import date

import pytest

from tsunagi.cases.search import rules
from tsunagi.cases.search.note_rules import offset_of
from tsunagi.cases.search.person_rules import PersonQuery, read_person_query
from tsunagi.cases.search.rules import (
    _LETTER,
    _folded_letter,
    excerpt,
    folded,
    occurrences,
    pieces,
    positions,
    words_of,
)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("ＡＢＣ", "abc"),
        ("ｶﾞｯｺｳ", "ガッコウ"),
        ("か\u3099", "が"),
        ("送 迎、車", "送迎車"),
    ],
)
def test_width_case_marks_and_punctuation_do_not_matter(written, same) -> None:
    assert folded(written) == folded(same)


def test_the_short_way_of_folding_gives_the_same() -> None:
    """NFKC の文の近道と、一文字ずつの道が同じ答えになる。"""
    chance = random.Random(3)
    letters = "相談Ａａß が\u3099ｶﾞé①㌔ー、。ﬁ İ"
    for _ in range(300):
        text = "".join(chance.choices(letters, k=12))
        one_by_one = "".join(_folded_letter(m[0]) for m in _LETTER.finditer(text))
        assert folded(text) == one_by_one


def test_words_are_cut_at_spaces_and_marks_alone_are_none() -> None:
    assert words_of("送迎　困 作業所 送迎") == ("送迎", "困", "作業所")
    assert words_of("、 。　ー") == words_of("ー")


@pytest.mark.parametrize(
    "text", ["薬", "服薬", "薬局へ", "のみ薬", "飲む。薬！", "母の薬と母"]
)
def test_a_letter_stands_in_the_text_when_it_stands_in_a_piece(text: str) -> None:
    """First, last, between marks, alone: what the row-by-row search relies on."""
    for letter in folded(text):
        assert any(letter in piece for piece in pieces(text))
    assert not any("水" in piece for piece in pieces(text))


def test_every_word_must_stand_in_one_of_the_texts() -> None:
    texts = ("送迎の相談", "作業所に電話")
    assert occurrences(texts, ("送迎", "作業所")) == 2
    assert occurrences(texts, ("送迎", "入院")) == 0
    # 談 ends one text and 作 begins the next: nobody wrote 談作.
    assert occurrences(texts, ("談作",)) == 0


def test_positions_are_those_of_the_written_text() -> None:
    text = "ｶﾞｿﾘﾝ代。ガソリン"
    assert [text[a:b] for a, b in positions(text, (folded("ガソリン"),))] == [
        "ｶﾞｿﾘﾝ",
        "ガソリン",
    ]


def test_overlapping_words_become_one_highlight() -> None:
    assert positions("相談支援員", ("相談支援", "支援員")) == [(0, 5)]


def test_the_short_way_of_finding_words_gives_the_same(monkeypatch) -> None:
    """そのまま比べられる文の近道と、一文字ずつの道が、同じ数と同じ場所になる。"""
    chance = random.Random(11)
    letters = "相談談支_ａaAß、。 が1"
    texts = ["".join(chance.choices(letters, k=14)) for _ in range(400)]
    asked = [
        tuple({folded("".join(chance.choices("相談支aが1", k=k))) for k in (1, 2, 3)})
        for _ in texts
    ]

    def answers() -> list[tuple[int, list[tuple[int, int]]]]:
        return [
            (occurrences((text, text[5:]), words), positions(text, words))
            for text, words in zip(texts, asked, strict=True)
        ]

    short = answers()
    assert sum(bool(found) for _, found in short) > 100
    monkeypatch.setattr(rules, "_as_written", lambda text: None)
    assert answers() == short


def test_an_excerpt_is_the_text_again_and_shortened_around_the_first_word() -> None:
    short = "<b>送迎</b>の相談"
    parts = excerpt(short, positions(short, ("送迎",)))
    assert "".join(text for text, _ in parts) == short
    assert [text for text, is_word in parts if is_word] == ["送迎"]
    long = "あ" * 500 + "送迎" + "い" * 500
    parts = excerpt(long, positions(long, ("送迎",)))
    assert parts[0] == ("…", False) and parts[-1] == ("…", False)
    assert ("送迎", True) in parts
    assert sum(len(text) for text, _ in parts) <= 242


def test_pieces_find_exactly_the_substrings() -> None:
    """無作為の文で、索引の候補に本物の一致がすべて入っている。"""
    chance = random.Random(7)
    letters = "相談支援送迎作業所abＡＢ。 "
    for _ in range(300):
        text = "".join(chance.choices(letters, k=20))
        word = folded("".join(chance.choices(letters, k=3)))
        if len(word) < 2:
            continue
        is_candidate = set(pieces(word)) <= set(pieces(text))
        assert bool(occurrences((text,), (word,))) == (word in folded(text))
        assert is_candidate or word not in folded(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", PersonQuery()),
        ("\x00", PersonQuery()),
        ("やまだ", PersonQuery(name_key="ヤマダ")),
        (
            "昭和60年1月2日",
            PersonQuery(born_from=date(1985, 1, 2), born_before=date(1985, 1, 3)),
        ),
        (
            "S60.1.2",
            PersonQuery(born_from=date(1985, 1, 2), born_before=date(1985, 1, 3)),
        ),
        (
            "昭和60年12月",
            PersonQuery(born_from=date(1985, 12, 1), born_before=date(1986, 1, 1)),
        ),
        ("０００－１１１", PersonQuery(digits="000111", number="000-111")),
        ("A-12", PersonQuery(number="A-12")),
    ],
)
def test_what_was_typed_is_recognised(typed, expected) -> None:
    assert read_person_query(typed) == expected


def test_eight_digits_may_be_a_birth_date_or_a_number() -> None:
    query = read_person_query("19900505")
    assert query.born_from == date(1990, 5, 5)
    assert query.digits == query.number == "19900505"


@pytest.mark.parametrize(
    ("text", "offset"), [("50", 50), ("x", 0), ("99999", 0), ("-1", 0), ("9999", 1000)]
)
def test_the_start_of_a_page_is_never_beyond_the_hits(text, offset) -> None:
    assert offset_of(text, most=1000) == offset
