"""ふりがなと分かち書き。漢字の上にだけ読みを置く。純粋関数だけを置く。

Whatever happens, the surfaces of the pieces joined are the text, code point for code
point. A word whose reading is unknown stays without one: no guess is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tsunagi.common.frozen import Frozen

# 漢字。々と〆とヶを含む。異体字の印（IVS, U+E0100 から）は、前の字に付く。
KANJI = (
    r"[\u3005\u3006\u30f6\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U000323af](?:[\ufe00-\ufe0f\U000e0100-\U000e01ef])*"
)
RUNS = re.compile(rf"((?:{KANJI})+)|([\u3041-\u3096\u309d-\u309e\u30a1-\u30fe]+)")
HAS_KANJI = re.compile(KANJI)
HIRAGANA = re.compile(r"[\u3041-\u3096ー]+")
NUMBER = re.compile(r"[0-9０-９]+$")
NUMBER_FIRST = re.compile(r"([0-9０-９]+)(.+)", re.DOTALL)
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


class Word(Frozen):
    """A word as the dictionary sees it. kana: katakana; kind: its part of speech.

    is_inside: a later part of a longer word, which no space divides.
    """

    surface: str
    kana: str
    kind: tuple[str, ...] = ()
    lemma: str = ""
    is_inside: bool = False


class Piece(Frozen):
    """A part of the text; reading: hiragana to be set above it, or None."""

    surface: str
    reading: str | None = None
    begins_phrase: bool = False


def to_hiragana(text: str) -> str:
    return text.translate(_TO_HIRAGANA)


def is_reading(text: str) -> bool:
    return HIRAGANA.fullmatch(text) is not None


def has_kanji(text: str) -> bool:
    return HAS_KANJI.search(text) is not None


def split_okurigana(surface: str, kana: str) -> tuple[Piece, ...]:
    """「食べる」を 食(た) と べる に。合わなければ、語の全体に読みを置く。"""
    reading = to_hiragana(kana)
    if not surface:
        return ()
    if not has_kanji(surface) or not is_reading(reading):
        return (Piece(surface),)
    parts: list[tuple[str, bool]] = []
    pattern, last = "", 0
    for run in RUNS.finditer(surface):
        if run.start() != last:
            return (Piece(surface, reading),)
        parts.append((run.group(), run.group(1) is not None))
        pattern += "(.+?)" if run.group(1) else re.escape(to_hiragana(run.group()))
        last = run.end()
    found = re.fullmatch(pattern, reading) if last == len(surface) else None
    if found is None:
        return (Piece(surface, reading),)
    readings = iter(found.groups())
    return tuple(
        Piece(text, next(readings) if is_kanji else None) for text, is_kanji in parts
    )


# --- 語に切り、直した読みを当てる -----------------------------------------------------


def read_words(
    text: str,
    words: Sequence[Word],
    *,
    fixes: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Piece, ...]:
    """語の並びに読みを置く。

    fixes: surface → reading, where a word begins and ends; names: of this person, put
    wherever they stand. If the words do not make up the text, nothing is read.
    """
    if "".join(word.surface for word in words) != text:
        words = [Word(text, "")]
    found: list[Piece] = []
    for part in _cut_by_names(words, names or {}):
        found += part if isinstance(part, tuple) else _pieces(part, fixes or {})
    return tuple(found)


def _cut_by_names(
    words: Sequence[Word], names: Mapping[str, str]
) -> Iterable[tuple[Piece, ...] | list[Word]]:
    """Names first: between them stretches of words. A word that a name cuts is unread."""
    text = "".join(word.surface for word in words)
    wanted = sorted((name for name in names if name), key=len, reverse=True)
    marks = re.compile("|".join(map(re.escape, wanted))) if wanted else None
    place = 0
    for mark in marks.finditer(text) if marks else ():
        yield _between(words, place, mark.start())
        name = mark.group()
        yield _first_of_phrase(split_okurigana(name, names[name]))
        place = mark.end()
    yield _between(words, place, len(text))


def _between(words: Sequence[Word], start: int, end: int) -> list[Word]:
    found, at = [], 0
    for word in words:
        begin, at = at, at + len(word.surface)
        first, last = max(begin, start), min(at, end)
        if first >= last:
            continue
        whole = (first, last) == (begin, at)
        cut = word.surface[first - begin : last - begin]
        found.append(word if whole else Word(cut, "", word.kind))
    return found


def _pieces(words: Sequence[Word], fixes: Mapping[str, str]) -> list[Piece]:
    found: list[Piece] = []
    place = 0
    while place < len(words):
        fixed = _fixed_at(words, place, fixes)
        begins = _begins_phrase(words, place)
        if fixed:
            surface = "".join(word.surface for word in words[place : place + fixed])
            made = split_okurigana(surface, fixes[surface])
        else:
            before = words[place - 1].surface if place else ""
            fixed, made = 1, _read_word(before, words[place])
        found += _first_of_phrase(made) if begins else made
        place += fixed
    return found


def _read_word(before: str, word: Word) -> tuple[Piece, ...]:
    number = NUMBER_FIRST.fullmatch(word.surface)
    if number is None:
        kana = _counted(before, word.surface) or word.kana
        return split_okurigana(word.surface, kana)
    digits, rest = number.groups()
    return (Piece(digits), *split_okurigana(rest, _counted(digits, rest)))


def _fixed_at(words: Sequence[Word], place: int, fixes: Mapping[str, str]) -> int:
    """How many words from here are one corrected surface; the longest counts."""
    found, surface = 0, ""
    for count, word in enumerate(words[place : place + 12], start=1):
        surface += word.surface
        if surface in fixes:
            found = count
    return found


def _first_of_phrase(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    if not pieces:
        return pieces
    first = pieces[0]
    return (Piece(first.surface, first.reading, begins_phrase=True), *pieces[1:])


# --- 数の後ろの字 ----------------------------------------------------------------------

_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
DAYS_BY_OWN_NAME = {*range(2, 11), 14, 24}


def _counted(before: str, surface: str) -> str:
    """「2日」の日は「か」、「3人」の人は「にん」。数そのものには、読みを置かない。"""
    number = NUMBER.search(before)
    if number is None:
        return ""
    value = int(number.group().translate(_DIGITS)[-4:])
    if surface == "日":
        if value == 1:
            return "-"  # ついたち、いちにち: not above this letter alone
        return "か" if value in DAYS_BY_OWN_NAME else "-" if value == 20 else "にち"
    if surface == "人":
        return "り" if value in (1, 2) else "にん"
    if surface == "分":
        return "ぷん" if value % 10 in (0, 1, 3, 4, 6, 8) else "ふん"
    return {"月": "がつ", "時": "じ", "年": "ねん"}.get(surface, "")


# --- 分かち書き ------------------------------------------------------------------------

DEPENDENT = ("助詞", "助動詞", "接尾辞", "補助記号", "空白")
OPENING = ("（", "「", "『", "(")


def _joins(mark: str) -> bool:
    """「9:00」「000-111」の記号の後では切らない。"""
    return mark in (":", "-", "/", ".", "・", "〜", "～", "ー")


def _begins_phrase(words: Sequence[Word], place: int) -> bool:
    """文節の始まりか。前の語に付く語では、切らない。"""
    word = words[place]
    if place == 0 or not word.kind:
        return place == 0
    before = words[place - 1]
    if word.is_inside or _joins(before.surface):
        return False
    kind, last = word.kind[0], (before.kind or ("",))[0]
    if kind in DEPENDENT or last == "接頭辞" or before.surface in OPENING:
        return word.surface in OPENING
    if last in ("名詞", "接尾辞") and kind == "名詞":
        return False
    if last == "名詞" and word.lemma in ("する", "できる", "いたす"):
        return False
    return last != "空白"
