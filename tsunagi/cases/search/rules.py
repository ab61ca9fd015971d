"""本文を探すための文字の扱い。純粋関数だけを置く。

Search is by substring of what a reader sees: width, case and punctuation do not
matter. An index of two-character pieces finds candidates; `occurrences` then
looks whether the words really stand there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

SHORTEST = 2
MOST_WORDS = 5
# An excerpt is this long, with a little of what stands before the first word.
SHOWN, BEFORE = 240, 60


# A letter with the sound marks behind it, joined or not, is one letter: ｶﾞ is ガ.
_MARK = re.compile("[\u3099\u309a\uff9e\uff9f]")
_LETTER = re.compile(f"(?s).{_MARK.pattern}*")


@lru_cache(maxsize=16_384)
def _folded_letter(letter: str) -> str:
    folded = unicodedata.normalize("NFKC", letter).casefold()
    return "".join(part for part in folded if part.isalnum())


class _Folded(dict[int, str]):
    """What each letter is folded to, worked out when it is first met."""

    def __missing__(self, letter: int) -> str:
        self[letter] = _folded_letter(chr(letter))
        return self[letter]


_FOLDED = _Folded()


def folded(text: str) -> str:
    """探すときに比べる形: 全角半角と大文字小文字をそろえ、記号と空白を除く。"""
    if not text:
        return ""
    if unicodedata.is_normalized("NFKC", text):
        # The same answer at once; most text is written this way.
        return "".join(filter(str.isalnum, text.casefold()))
    if _MARK.search(text) is None:
        # No letter is made of two: each is looked up by itself.
        return text.translate(_FOLDED)
    return "".join(_folded_letter(letter) for letter in _LETTER.findall(text))


def pieces(text: str) -> list[str]:
    """文の中のすべての二文字（重なりなし、並び順は問わない）。一文字の文はそのまま。"""
    line = folded(text)
    if len(line) < SHORTEST:
        return [line] if line else []
    return sorted({line[i : i + SHORTEST] for i in range(len(line) - 1)})


def words_of(typed: str) -> tuple[str, ...]:
    """空白で区切られた言葉を、比べる形で。薬、母のような一文字の言葉も。"""
    found = (folded(word) for word in typed.split())
    return tuple(dict.fromkeys(word for word in found if word))[:MOST_WORDS]


def occurrences(texts: Iterable[str], words: tuple[str, ...]) -> int:
    """言葉がいくつ立っているか。一つでも、どの文にも無い言葉があれば 0。"""
    counts = [0] * len(words)
    for text in filter(None, texts):
        line = _as_written(text)
        short = None if line is not None else folded(text)
        for at, word in enumerate(words):
            if short is not None:
                counts[at] += short.count(word)
            elif line is not None:
                counts[at] += len(_written(word).findall(line))
    return sum(counts) if all(counts) else 0


def positions(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """言葉が立っている場所（もとの文の始めと終わり）。重なりは一つにまとめる。

    words: already folded. Used for the highlight.
    """
    written = _as_written(text)
    if written is not None and len(written) == len(text):
        return _joined(
            sorted(m.span() for word in words for m in _written(word).finditer(written))
        )
    line, starts, ends = _line_of(text)
    found: list[tuple[int, int]] = []
    for word in words:
        at = line.find(word)
        while at >= 0:
            found.append((starts[at], ends[at + len(word) - 1]))
            at = line.find(word, at + len(word))
    return _joined(sorted(found))


def _as_written(text: str) -> str | None:
    """The text in small letters, if width and sound marks are as they are compared, as
    in most texts. None: it has to be folded letter by letter."""
    return text.casefold() if unicodedata.is_normalized("NFKC", text) else None


@lru_cache(maxsize=256)
def _written(word: str) -> re.Pattern[str]:
    """The folded word as it may be written, with marks and spaces between its letters."""
    return re.compile(r"[\W_]*".join(word))


def _line_of(text: str) -> tuple[str, list[int], list[int]]:
    """The folded text, and for each of its letters where it begins and ends in the
    original."""
    letters = [(_folded_letter(m[0]), m.span()) for m in _LETTER.finditer(text)]
    return (
        "".join(part for part, _ in letters),
        [start for part, (start, _) in letters for _ in part],
        [end for part, (_, end) in letters for _ in part],
    )


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def excerpt(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """言葉のまわりを切り出した文。（文字、言葉かどうか）の並びで、印は画面が付ける。

    spans: where the words stand, as `positions` says. Plain parts only: whoever draws
    them escapes each one.
    """
    first = spans[0][0] if spans else 0
    start = max(0, first - BEFORE) if len(text) > SHOWN else 0
    end = min(len(text), start + SHOWN)
    parts: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for left, right in spans:
        if left >= end:
            break
        if left > at:
            parts.append((text[at:left], False))
        parts.append((text[left : min(right, end)], True))
        at = min(right, end)
    if at < end:
        parts.append((text[at:end], False))
    if end < len(text):
        parts.append(("…", False))
    return parts
