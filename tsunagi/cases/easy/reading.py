"""紙に出す文の読み: 辞書、ふだんの読み、直した読み、本人の名前を合わせる。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tsunagi.cases.easy.words import word_list
from tsunagi.common.furigana import (
    Piece,
    Word,
    has_kanji,
    is_reading,
    read_words,
    split_okurigana,
    to_hiragana,
)
from tsunagi.common.morphemes import analyse

JAPANESE = r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af0-9]"
SPACES = re.compile(r"(\s+)")
SPACE_INSIDE = re.compile(rf"(?<={JAPANESE})[ \u3000]+(?={JAPANESE})")


@dataclass
class Reader:
    """Reads the texts of one page. is_missing: the dictionary could not be asked.

    fixes: surface → reading, the case's own before the municipality's; names: of the
    person, wherever they stand.
    """

    fixes: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    is_missing: bool = False

    def words(self, text: str) -> tuple[Word, ...] | None:
        found = analyse(text)
        if found is None:
            self.is_missing = True
        return found

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """Typed spaces part the text before the dictionary does: 「わたしの のぞみ」."""
        fixes = {**word_list().readings, **self.fixes}
        found: list[Piece] = []
        for part in SPACES.split(text):
            if not part or part.isspace():
                found += [Piece(part)] if part else []
                continue
            words = self.words(part) or ()
            found += read_words(part, words, fixes=fixes, names=self.names)
        return tuple(found)


def unspaced(text: str) -> str:
    """Without the spaces between Japanese letters, for who reads better so."""
    return SPACE_INSIDE.sub("", text)


def name_pairs(name: str, kana: str) -> list[tuple[str, str]]:
    """(名前の部分, 読み)。空白の数が合わなければ、全体を一つにする。"""
    parts, readings = name.split(), to_hiragana(kana).split()
    if len(parts) != len(readings):
        parts, readings = ["".join(parts)], ["".join(readings)]
    return [(a, b) for a, b in zip(parts, readings, strict=True) if a]


def name_pieces(name: str, kana: str) -> tuple[Piece, ...]:
    """The name as the register reads it; without kana it stays without furigana."""
    pairs = name_pairs(name, kana)
    found: list[Piece] = []
    rest = name
    for part, reading in pairs:
        before, mark, after = rest.partition(part)
        if not mark:
            return (Piece(name),)
        found += [Piece(before)] if before else []
        found += split_okurigana(part, reading)
        rest = after
    return (*found, Piece(rest)) if rest else tuple(found)


def names_of(name: str, kana: str) -> tuple[dict[str, str], dict[str, str]]:
    """(どこにあっても読む名前, 語として立つときだけ読む部分)。"""
    pairs = [
        (a, b) for a, b in name_pairs(name, kana) if has_kanji(a) and is_reading(b)
    ]
    anywhere = {f"{a}さん": f"{b}さん" for a, b in pairs}
    if len(pairs) > 1:
        anywhere["".join(a for a, _ in pairs)] = "".join(b for _, b in pairs)
    return anywhere, {a: b for a, b in pairs if len(a) > 1}


def may_be_a_name(surface: str, *, names: Iterable[str]) -> bool:
    """人の名前かもしれないか。関わる人の名前と重なるか、辞書が人名と言えば、そうとみなす。"""
    parts = {part for name in names for part in name.split() if part}
    if any(surface in part or part in surface for part in parts):
        return True
    return any(word.kind[2:3] == ("人名",) for word in analyse(surface) or ())
