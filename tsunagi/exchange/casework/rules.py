"""利用者と相談記録の表に共通の読み方。純粋関数だけを置く。"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tsunagi.common.csvfile import LineError, Row, Table, guard_formula
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import DateReading, parse_date

LAYOUT_FILE = Path(__file__).parent / "layout.toml"
PROGRESS_EVERY = 1_000

Progress = Callable[[str, int], None]


class Kind(StrEnum):
    """What one table holds. The value stands in the command line."""

    PERSONS = "persons"
    CONTACTS = "contacts"
    ENTITLEMENTS = "entitlements"

    @property
    def label(self) -> str:
        return str(_content()[self.value]["title"])


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(LAYOUT_FILE.read_text(encoding="utf-8"))


class Layout(Frozen):
    """columns: our name → heading; required: the ones no table can do without."""

    columns: dict[str, str]
    required: tuple[str, ...]
    example: dict[str, str]

    def example_cells(self) -> list[str]:
        return [self.example[name] for name in self.columns]


@cache
def layout(kind: Kind) -> Layout:
    part = _content()[kind.value]
    return Layout(part["columns"], tuple(part["required"]), part["example"])


@cache
def words(name: str) -> dict[str, str]:
    """A table of other ways of writing: 性別, 手帳 or 相手."""
    return {plain(word): value for word, value in _content()[name].items()}


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """比べるための形: 全角半角をそろえ、空白を除き、英字は大文字にする。"""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _heading_key(heading: str) -> str:
    """「障害種別（；区切り）」も「障害種別」も、同じ見出しとして読む。"""
    return re.sub(r"\(.*?\)$", "", plain(heading))


@dataclass
class Remarks:
    """What is wrong or odd, line by line, with the heading that the file uses."""

    headings: dict[str, str]
    errors: list[LineError] = field(default_factory=list)
    warnings: list[LineError] = field(default_factory=list)
    _together: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def refuse(self, line: int, name: str | None, reason: str) -> None:
        self.errors.append(self._remark(line, name, reason))

    def warn(self, line: int, name: str | None, reason: str) -> None:
        self.warnings.append(self._remark(line, name, reason))

    def warn_together(self, line: int, name: str, reason: str) -> None:
        """The same remark on many lines is made once, with their number."""
        self._together.setdefault((name, reason), []).append(line)

    def all_warnings(self) -> list[LineError]:
        counted = [
            LineError(
                lines[0],
                self.headings[name],
                f"{reason}（この行を含めて{len(lines)}行）" if lines[1:] else reason,
            )
            for (name, reason), lines in self._together.items()
        ]
        return sorted([*self.warnings, *counted], key=lambda one: one.line)

    def _remark(self, line: int, name: str | None, reason: str) -> LineError:
        return LineError(line, self.headings[name] if name else None, reason)


class Cells(Frozen):
    """One row by our own names; a column that the file lacks reads as empty."""

    line: int
    values: dict[str, str]
    remarks: Remarks

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def trimmed(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def refuse(self, name: str, reason: str) -> None:
        self.remarks.refuse(self.line, name, reason)

    def warn(self, name: str, reason: str) -> None:
        self.remarks.warn(self.line, name, reason)

    def limited(self, name: str, limit: int) -> str:
        """The text as it stands; one that is too long is refused."""
        text = self[name]
        if len(text) > limit:
            self.refuse(
                name, f"{len(text)}文字あります。{limit}文字までにしてください。"
            )
        return text if text.strip() else ""

    def is_there(self, name: str) -> bool:
        if self.trimmed(name):
            return True
        self.refuse(name, "空欄です。値を入れてください。")
        return False


class Sheet(Frozen):
    """A table whose headings are known: rows by our names, and what was odd."""

    rows: tuple[Cells, ...]
    remarks: Remarks
    missing: tuple[str, ...]


def known_headings(table: Table, kind: Kind) -> Sheet:
    """見出しを、決まった見出しに結びつける。知らない列は読まず、そのことを伝える。"""
    wanted = layout(kind)
    by_key = {_heading_key(heading): name for name, heading in wanted.columns.items()}
    found: dict[str, str] = {}
    remarks = Remarks(dict(wanted.columns), errors=list(table.errors))
    for heading in table.columns:
        name = by_key.get(_heading_key(heading))
        if name is None or name in found.values():
            remarks.warnings.append(
                LineError(1, heading, "知らない見出しなので、この列は取り込みません。")
            )
        else:
            found[heading] = name
    missing = tuple(
        wanted.columns[name] for name in wanted.required if name not in found.values()
    )
    rows = () if missing else tuple(_cells(row, found, remarks) for row in table.rows)
    return Sheet(rows, remarks, missing)


def _cells(row: Row, found: dict[str, str], remarks: Remarks) -> Cells:
    values = row.values
    return Cells(
        row.line,
        {name: _unguarded(values[heading]) for heading, name in found.items()},
        remarks,
    )


def _unguarded(text: str) -> str:
    """Takes off the mark that our own CSV writes before a formula, and only that."""
    if text.startswith("'") and guard_formula(text[1:]) == text:
        return text[1:]
    return text


@lru_cache(maxsize=20_000)
def read_date(text: str) -> DateReading:
    """The same days stand in a file again and again: each is read once."""
    return parse_date(text)


def day_of(cells: Cells, name: str, *, today: date) -> date | None:
    """A whole day that is not in the future; None with a reason otherwise."""
    reading = read_date(cells[name])
    if reading.date is None:
        cells.refuse(name, " ".join(str(message) for message in reading.messages))
        return None
    for message in reading.messages:
        cells.warn(name, str(message))
    if reading.precision != "day":
        cells.refuse(
            name, f"「{cells[name]}」には日がありません。日まで書いてください。"
        )
        return None
    if reading.date > today:
        cells.refuse(
            name, f"「{cells[name]}」は今日より後の日です。日付を直してください。"
        )
        return None
    return reading.date


_SEPARATORS = re.compile(r"[;；、,，\n]")


def parts_of(text: str) -> list[str]:
    """「；」で区切られた言葉。; 、 , と改行も区切りとして読む。"""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def listed(labels: Iterable[str]) -> str:
    """Labels as a sentence names them."""
    return "".join(f"「{label}」" for label in labels)


def as_json_text(table: Table) -> str:
    """The table as it is kept until it is confirmed; `from_json_text` reads it."""
    return json.dumps(
        {
            "columns": table.columns,
            "encoding": table.encoding,
            "rows": [[row.line, *row.values.values()] for row in table.rows],
            "errors": [[e.line, e.column, e.reason] for e in table.errors],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_json_text(text: str) -> Table:
    kept = json.loads(text)
    columns = tuple(kept["columns"])
    return Table(
        columns,
        tuple(
            Row(row[0], dict(zip(columns, row[1:], strict=True)))
            for row in kept["rows"]
        ),
        kept["encoding"],
        tuple(LineError(*error) for error in kept["errors"]),
    )
