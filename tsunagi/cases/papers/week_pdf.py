"""週間計画表を線で描く。箱に入りきらない予定は、番号を付けて表の下に全文を書く。"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from tsunagi.cases.papers.rules import Week, words_of
from tsunagi.cases.plan.week_rules import (
    DAY,
    WEEK,
    Entry,
    EntryKind,
    Piece,
    Weekday,
    pieces,
    span_words,
)
from tsunagi.ui.pdf_lines import Line, draw_line, line_of, wrapped
from tsunagi.ui.pdf_sheet import INK, SHADE, Cell, Sheet, label

BANDS = tuple(range(0, DAY, 120))
BAND_HEIGHT = 8.3 * mm
HEAD = 5.5 * mm
TIME, ACTIVITIES = 13 * mm, 52 * mm
LETTERS = (7.0, 6.0, 5.2)
LEADING = 1.25
INSET = 0.7 * mm
# Printed in black and white: kinds differ by the shade of the box.
FILLS = {
    EntryKind.SERVICE: HexColor("#d9d9d9"), EntryKind.MEDICAL: HexColor("#e6e6e6"),
    EntryKind.INFORMAL: HexColor("#f2f2f2"), EntryKind.FAMILY: HexColor("#f7f7f7"),
}  # fmt: skip
WHITE = HexColor("#ffffff")


def draw_week(sheet: Sheet, week: Week) -> None:
    """The grid with its boxes; below it, in full, what its boxes could not hold."""
    height = HEAD + len(BANDS) * BAND_HEIGHT
    sheet.need(height)
    top, left = sheet.y, sheet.left
    day = (sheet.width - TIME - ACTIVITIES) / len(WEEK)
    _draw_grid(sheet, top, day)
    notes: dict[str, list[str]] = {}
    found = pieces(week.entries)
    for piece in found:
        column, columns, place = _place(piece, found)
        width = day / columns
        x = left + TIME + WEEK.index(column) * day + place * width
        _draw_piece(sheet, piece, x, top - HEAD, width, notes)
    rest = _draw_activities(sheet, week.activities, top, height)
    sheet.y = top - height
    if notes:
        sheet.row(
            [label("表に入らなかった予定", 1), Cell(_note_lines(notes), 7, size=7)]
        )
    if rest:
        sheet.row([label("主な日常生活上の活動（続き）", 1), Cell(rest, 7, size=8)])


def _note_lines(notes: dict[str, list[str]]) -> str:
    return "　　".join(
        f"※{number} {'・'.join(days)} {text}"
        for number, (text, days) in enumerate(notes.items(), start=1)
    )


def _place(piece: Piece, found: Sequence[Piece]) -> tuple[Weekday, int, int]:
    """(column, boxes side by side, which of them). 日 and 祝 share the last column."""
    if piece.day not in (Weekday.SUNDAY, Weekday.HOLIDAY):
        return piece.day, piece.lanes, piece.lane
    beside = [
        one
        for one in found
        if one.day in (Weekday.SUNDAY, Weekday.HOLIDAY)
        and one.day is not piece.day
        and one.top < piece.bottom
        and piece.top < one.bottom
    ]
    others = max((one.lanes for one in beside), default=0)
    before = others if piece.day is Weekday.HOLIDAY else 0
    return Weekday.SUNDAY, piece.lanes + others, before + piece.lane


def _draw_grid(sheet: Sheet, top: float, day: float) -> None:
    canvas, left = sheet.canvas, sheet.left
    bottom = top - HEAD - len(BANDS) * BAND_HEIGHT
    canvas.setFillColor(SHADE)
    canvas.rect(left, top - HEAD, sheet.width, HEAD, stroke=0, fill=1)
    canvas.rect(left, bottom, TIME, top - bottom, stroke=0, fill=1)
    canvas.setFillColor(INK)
    canvas.setLineWidth(0.5)
    canvas.rect(left, bottom, sheet.width, top - bottom)
    edges = [TIME + day * n for n in range(len(WEEK) + 1)]
    for x in edges:
        canvas.line(left + x, bottom, left + x, top)
    words = [*(one.label for one in WEEK[:-1]), "日・祝"]
    for x, word in zip(edges, words, strict=False):
        _centred(sheet, word, left + x, day, top - HEAD + 1.7 * mm, 8)
    _centred(
        sheet, "主な日常生活上の活動", left + edges[-1], ACTIVITIES,
        top - HEAD + 1.7 * mm, 8,
    )  # fmt: skip
    for number, offset in enumerate(BANDS):
        y = top - HEAD - number * BAND_HEIGHT
        canvas.setLineWidth(0.5)
        canvas.line(left, y, left + edges[-1], y)
        hour = (offset // 60 + 6) % 24
        _centred(sheet, f"{hour}:00", left, TIME, y - 2.8 * mm, 7)
        canvas.setLineWidth(0.2)
        canvas.setDash(1, 2)
        middle = y - BAND_HEIGHT / 2
        canvas.line(left + TIME, middle, left + edges[-1], middle)
        canvas.setDash()


def _centred(
    sheet: Sheet, text: str, x: float, width: float, y: float, size: float
) -> None:
    line = line_of(text, size)
    draw_line(sheet.canvas, line, x + (width - line.width) / 2, y, size)


def _draw_piece(
    sheet: Sheet,
    piece: Piece,
    x: float,
    top: float,
    width: float,
    notes: dict[str, list[str]],
) -> None:
    canvas = sheet.canvas
    scale = BAND_HEIGHT / 120
    y, height = top - piece.bottom * scale, piece.minutes * scale
    canvas.setFillColor(FILLS.get(piece.entry.kind, WHITE))
    canvas.setLineWidth(0.6)
    canvas.rect(x + 0.3, y + 0.2, width - 0.6, height - 0.4, stroke=1, fill=1)
    canvas.setFillColor(INK)
    size, lines = _fitted(piece, width, height)
    if not lines and piece.is_continued:
        return  # it is written where the entry begins
    if not lines:
        mark = f"※{_note(piece.entry, notes)}"
        size = next((one for one in LETTERS if one <= height), LETTERS[-1])
        lines = (line_of(mark, size),)
    leading = size * LEADING
    used = _height(lines, size)
    start = y + height - (height - used) / 2 if used < height else y + height
    for number, line in enumerate(lines):
        draw_line(canvas, line, x + INSET, start - number * leading - size * 0.88, size)


def _fitted(
    piece: Piece, width: float, height: float
) -> tuple[float, tuple[Line, ...]]:
    """The words with their hours, else without them; nothing if they do not fit."""
    words = words_of(piece.entry, is_continued=piece.is_continued)
    for text in (f"{words}\n{span_words(piece.entry)}", words):
        for size in LETTERS:
            lines = wrapped(text, size, width - 2 * INSET)
            is_narrow = any(line.width > width - INSET for line in lines)
            if _height(lines, size) <= height + 0.5 and not is_narrow:
                return size, lines
    return LETTERS[-1], ()


def _height(lines: Sequence[Line], size: float) -> float:
    return size if len(lines) == 1 else len(lines) * size * LEADING


def _note(entry: Entry, notes: dict[str, list[str]]) -> int:
    """The number of the note; what is the same on several days shares one."""
    days = notes.setdefault(f"{span_words(entry)}　{words_of(entry)}", [])
    if entry.day.label not in days:
        days.append(entry.day.label)
    return list(notes).index(f"{span_words(entry)}　{words_of(entry)}") + 1


def _draw_activities(sheet: Sheet, text: str, top: float, height: float) -> str:
    """The column beside the days; returns what did not fit."""
    x = sheet.right - ACTIVITIES + 1.2 * mm
    room = height - HEAD - 2 * mm
    for size in (8.0, 7.0):
        lines = wrapped(text, size, ACTIVITIES - 2.4 * mm)
        if len(lines) * size * 1.35 <= room:
            y = top - HEAD - 1 * mm - size
            for line in lines:
                draw_line(sheet.canvas, line, x, y, size)
                y -= size * 1.35
            return ""
    note = line_of("（下の欄に書きました）", 8)
    draw_line(sheet.canvas, note, x, top - HEAD - 1 * mm - 8, 8)
    return text
