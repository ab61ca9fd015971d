"""CSV を書く、ただひとつの出口。数式の混入を防ぎ、書けない文字を必ず知らせる。"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Literal

from tsunagi.common.frozen import Frozen

Cell = str | int | Decimal | date | None
TargetEncoding = Literal["utf-8-sig", "cp932"]

GETA = "〓"

_FORMULA_STARTS = frozenset("=+-@|%\u2212")
_LEADING_TABS = frozenset("\t\r")
# Letters and marks that show nothing although Unicode counts them as visible.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LETTER_AND_MARKS = re.compile("(?s).[\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
_NEVER_WRITTEN = re.compile("[\x00\ud800-\udfff]")

# The same characters of JIS X 0208 under the code points Windows gives them.
# Without this, ¥ would be refused and — would be lost although CP932 has both.
_WINDOWS_NAMES = str.maketrans(
    {
        "—": "―",
        "¥": "￥",
        "‖": "∥",
        "−": "－",
        "〜": "～",
        "¢": "￠",
        "£": "￡",
        "¬": "￢",
    }
)
# Bytes that Python would write and Windows has no letter for.
_STRAY_IN_CP932 = re.compile("[\x80\uf8f0-\uf8f3]")


class Unwritable(Frozen):
    """書けなかった文字。`line` は書き出したファイルの行番号（見出しの行が1）。"""

    line: int
    column: str
    character: str


class WrittenCsv(Frozen):
    data: bytes
    unwritable: tuple[Unwritable, ...]


def write_csv(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    encoding: TargetEncoding = "utf-8-sig",
) -> WrittenCsv:
    """見出しと行を CSV にする。改行は CRLF。

    A number given as int or Decimal is written as a number. Text is guarded: where a
    spreadsheet would take it for a formula, `'` stands before it. A character that
    the encoding cannot hold becomes 〓 and is reported, never '?' in silence.
    """
    if len(set(columns)) < len(columns):
        raise ValueError("a column name stands twice")
    unwritable: list[Unwritable] = []
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    line = 1
    for row in chain((columns,), rows):
        cells = []
        for column, cell in zip(columns, row, strict=True):
            text, lost = _writable(_as_text(cell), encoding)
            unwritable.extend(Unwritable(line, column, character) for character in lost)
            cells.append(text)
        writer.writerow(cells)
        line += 1 + sum(_line_breaks(cell) for cell in cells)
    return WrittenCsv(stream.getvalue().encode(encoding), tuple(unwritable))


def guard_formula(text: str) -> str:
    """表計算ソフトが数式とみなす文字列の前に「'」を置く。見えない文字は飛ばして見る。"""
    for character in text:
        if character in _LEADING_TABS:
            return f"'{text}"
        if _is_invisible(character):
            continue
        # ＝＋－＠ and the small and raised forms count as the plain ones.
        plain = unicodedata.normalize("NFKC", character)
        return f"'{text}" if plain[0] in _FORMULA_STARTS else text
    return text


def _is_invisible(character: str) -> bool:
    return (
        unicodedata.category(character) in _INVISIBLE_CATEGORIES
        or character in _BLANKS
        or _VARIATION_SELECTORS.match(character) is not None
    )


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guard_formula(cell)
    if isinstance(cell, bool | datetime):
        raise TypeError(f"write {type(cell).__name__} as text or date first")
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, Decimal):
        if not cell.is_finite():
            raise ValueError(f"a finite number expected: {cell}")
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    raise TypeError(f"no cell can be made of {type(cell).__name__}")


def _line_breaks(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _writable(text: str, encoding: TargetEncoding) -> tuple[str, list[str]]:
    """The text as it can be written, and the characters that were lost on the way."""
    if encoding == "utf-8-sig":
        lost = _NEVER_WRITTEN.findall(text)
        return (_NEVER_WRITTEN.sub(GETA, text), lost) if lost else (text, [])
    renamed = text.translate(_WINDOWS_NAMES)
    if _fits_cp932(renamed):
        return renamed, []
    written: list[str] = []
    lost = []
    for cluster in _LETTER_AND_MARKS.findall(renamed):
        text_of_cluster, is_whole = _in_cp932(cluster)
        written.append(text_of_cluster)
        if not is_whole:
            lost.append(cluster)
    return "".join(written), lost


def _in_cp932(cluster: str) -> tuple[str, bool]:
    """A letter with its marks as CP932 can hold it, and whether all of it is there.

    か + 濁点 becomes が. The shape chosen by a variation selector is lost, but the
    letter itself is kept.
    """
    plain = _VARIATION_SELECTORS.sub("", cluster)
    for candidate in (plain, unicodedata.normalize("NFC", plain)):
        if candidate and _fits_cp932(candidate):
            return candidate, plain == cluster
    kept = "".join(letter if _fits_cp932(letter) else GETA for letter in plain)
    return kept or GETA, False


def _fits_cp932(text: str) -> bool:
    if "\x00" in text or _STRAY_IN_CP932.search(text):
        return False
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
