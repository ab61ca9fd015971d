"""週間計画表の絵: 列は曜日、上から6時。絵の後ろに、同じ内容の表がある。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tsunagi.cases.plan.week_rules import (
    DAY,
    FIRST_HOUR,
    Entry,
    Piece,
    Weekday,
    clock,
    duration_words,
    entries_of,
    pieces,
    span_words,
    totals,
)
from tsunagi.common.frozen import Frozen

# Units of the picture. One hour is HOUR high; a character of text is SIZE wide.
LEFT, TOP, COLUMN, HOUR, SIZE = 44, 28, 112, 26, 12
WIDTH = LEFT + COLUMN * len(Weekday)
HEIGHT = TOP + HOUR * 24
BAND = 2


class Box(Frozen):
    """One piece as a rectangle with its lines of text."""

    key: str
    kind: str
    x: float
    y: float
    width: float
    height: float
    title: str
    lines: tuple[tuple[float, str], ...]
    text_x: float
    day: str
    start: int


def week_context(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What week.html needs: the picture, the table, the sums."""
    entries = entries_of(rows)
    return {
        "week": {
            "width": WIDTH,
            "height": HEIGHT,
            "left": LEFT,
            "top": TOP,
            "column": COLUMN,
            "hour": HOUR,
            "span": HOUR * 24,
            "columns": [
                (day.value, day.label, LEFT + COLUMN * number,
                 LEFT + COLUMN * number + COLUMN / 2)
                for number, day in enumerate(Weekday)
            ],
            "hours": [
                (clock((FIRST_HOUR + hour) * 60), TOP + HOUR * hour)
                for hour in range(0, 24, BAND)
            ],
            "boxes": [_box(piece) for piece in pieces(entries)],
        },
        "entries": [(one, span_words(one), duration_words(one.minutes)) for one in entries],
        "rows_of_week": _lines_of_table(entries),
        "totals": [
            (kind.label, kind.value, duration_words(minutes))
            for kind, minutes in totals(entries).items()
        ],
    }  # fmt: skip


def _lines_of_table(
    entries: Iterable[Entry],
) -> list[tuple[str, str, Entry, str]]:
    """The table for reading: what is the same on several days stands in one line."""
    found: dict[tuple[object, ...], list[Entry]] = {}
    for one in entries:
        same = (one.start, one.end, one.label, one.kind, one.provider)
        found.setdefault(same, []).append(one)
    lines = [
        ("".join(one.day.label for one in days), span_words(days[0]), days[0],
         duration_words(days[0].minutes))
        for days in found.values()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line[2].start - FIRST_HOUR * 60) % DAY)


def _box(piece: Piece) -> Box:
    column = list(Weekday).index(piece.day)
    width = (COLUMN - 4) / piece.lanes
    x = LEFT + COLUMN * column + 2 + width * piece.lane
    y = TOP + HOUR * piece.top / 60
    height = max(HOUR * piece.minutes / 60 - 1, 8)
    entry = piece.entry
    words = ("（続き）" if piece.is_continued else "") + entry.label
    return Box(
        key=entry.key, kind=entry.kind.value, x=round(x, 1), y=round(y, 1),
        width=round(width - 1, 1), height=round(height, 1), title=_title(entry),
        lines=_lines(words, y, width, height), text_x=round(x + 3, 1), day=piece.day.value, start=entry.start,
    )  # fmt: skip


def _title(entry: Entry) -> str:
    place = f"　{entry.provider}" if entry.provider else ""
    return f"{entry.day.label} {span_words(entry)} {entry.label}{place}"


def _lines(
    words: str, y: float, width: float, height: float
) -> tuple[tuple[float, str], ...]:
    """As many lines as the box holds; what does not fit is in the table below."""
    across = max(1, int((width - 6) // SIZE))
    down = max(1, int(height // (SIZE + 2)))
    parts = [words[n : n + across] for n in range(0, len(words), across)]
    if len(parts) > down:
        parts = parts[:down]
        parts[-1] = parts[-1][:-1] + "…" if len(parts[-1]) > 1 else parts[-1]
    return tuple(
        (round(y + (SIZE + 2) * (n + 1) - 1, 1), part) for n, part in enumerate(parts)
    )
