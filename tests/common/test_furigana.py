"""ふりがな: 何があっても文は一字も変わらない。漢字の上にだけ、正しい読みを。"""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.common.furigana import (
    Piece,
    Word,
    has_kanji,
    is_reading,
    read_words,
    split_okurigana,
)
from tsunagi.common.morphemes import Dictionary, analyse

ODD = [
    "𠮷野家", "髙橋", "葛󠄀城市", "😀👨‍👩‍👧", "か\u3099", "ﾊﾝｶｸ", "㍿", "　", "1月2日", "々",
    "食べる", "受け付ける", "支給決定", "\n", "ヶ", "(", "[", ".*",
]  # fmt: skip
TEXTS = st.lists(
    st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]))),
    max_size=8,
).map("".join)


def shown(pieces: tuple[Piece, ...]) -> str:
    return "".join(
        f"{p.surface}({p.reading})" if p.reading else p.surface for p in pieces
    )


def read(text: str, **more: Any) -> str:
    words = analyse(text)
    assert words is not None
    return shown(read_words(text, words, **more))


@pytest.mark.parametrize(
    ("surface", "kana", "expected"),
    [
        ("食べる", "タベル", "食(た)べる"),
        ("受け付ける", "ウケツケル", "受(う)け付(つ)ける"),
        ("お金", "オカネ", "お金(かね)"),
        ("支給", "シキュウ", "支給(しきゅう)"),
        ("ヘルパー", "ヘルパー", "ヘルパー"),
        ("10", "イチレイ", "10"),
        ("人々", "ヒトビト", "人々(ひとびと)"),
        ("𠮷", "𠮷", "𠮷"),
        ("合わない", "ベツノヨミ", "合わない(べつのよみ)"),
        ("A棟", "エートウ", "A棟(えーとう)"),
        ("葛󠄀", "クズ", "葛󠄀(くず)"),
    ],
)  # fmt: skip
def test_okurigana_is_split_off(surface: str, kana: str, expected: str) -> None:
    assert shown(split_okurigana(surface, kana)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("毎日ご飯を食べる。", "毎日(まいにち)ご飯(はん)を食(た)べる。"),
        ("3月2日に2人で行く", "3月(がつ)2日(か)に2人(り)で行(い)く"),
        ("12月1日", "12月(がつ)1日"),
        ("10時30分", "10時(じ)30分(ぷん)"),
        ("就労継続支援", "就労(しゅうろう)継続(けいぞく)支援(しえん)"),
    ],
)
def test_sentences(text: str, expected: str) -> None:
    assert read(text) == expected


def test_fixes_hold_for_whole_words_and_names_anywhere() -> None:
    assert read("私は行く", fixes={"私": "わたし"}) == "私(わたし)は行(い)く"
    assert "市(いち)" not in read("架空市民会館へ", fixes={"市": "いち"})
    text = "𠮷野架空子さんの話"
    found = read(text, names={"𠮷野": "よしの", "架空子": "かくこ"})
    assert found.startswith("𠮷野(よしの)架空子(かくこ)さん")
    longest = read(
        "相談支援を使う", fixes={"相談": "そう", "相談支援": "そうだんしえん"}
    )
    assert longest.startswith("相談支援(そうだんしえん)を")


def test_phrases_are_parted_where_a_word_of_its_own_begins() -> None:
    text = "わたしは作業所に通って、お金を使う練習をします（9:00、000-111-2222）"
    words = analyse(text)
    assert words is not None
    spaced = "".join(
        (" " if p.begins_phrase and n else "") + p.surface
        for n, p in enumerate(read_words(text, words))
    )
    assert (
        spaced
        == "わたしは 作業所に 通って、 お金を 使う 練習を します （9:00、 000-111-2222）"
    )


@given(TEXTS)
def test_nothing_of_the_text_is_lost(text: str) -> None:
    words = analyse(text)
    for given_words in (words or (), [Word(text, "ナニカ")], [Word("別", "ベツ")]):
        pieces = read_words(
            text, given_words, fixes={"食べる": "くう", "1": "いち"},
            names={"髙橋": "たかはし", "𠮷": "よし", "": "x"},
        )  # fmt: skip
        assert "".join(piece.surface for piece in pieces) == text
        for piece in pieces:
            if piece.reading is not None:
                assert has_kanji(piece.surface) and is_reading(piece.reading)


@given(TEXTS, st.text("あいうアイウーx", max_size=6))
def test_splitting_loses_nothing(surface: str, kana: str) -> None:
    assert "".join(p.surface for p in split_okurigana(surface, kana)) == surface


def test_a_dictionary_that_is_missing_is_asked_for_once() -> None:
    asked = []

    def load() -> Any:
        asked.append(1)
        raise ImportError("sudachipy")

    dictionary = Dictionary(load)
    assert dictionary.analyse("食べる") is None and dictionary.analyse("飲む") is None
    assert len(asked) == 1 and not dictionary.is_loaded
    assert dictionary.analyse("") == ()


def test_many_threads_read_at_the_same_time() -> None:
    dictionary, faults = Dictionary(), []

    def work() -> None:
        for _ in range(200):
            words = dictionary.analyse("支給決定を受けて、作業所に通う。")
            if words is None or words[0].surface != "支給":
                faults.append(words)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
