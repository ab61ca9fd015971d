"""様式の紙を描く: 枠のある表を上から置き、入りきらない行は次の頁へ続ける。文字は切らない。"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tsunagi.common.frozen import Frozen, replace
from tsunagi.ui import pdf_fonts
from tsunagi.ui.pdf_lines import EMPTY, Line, draw_line, line_of, wrapped

INK, QUIET, SHADE = HexColor("#111111"), HexColor("#555555"), HexColor("#ececec")
PORTRAIT, LANDSCAPE = A4, landscape(A4)
MARGIN, FOOT = 12 * mm, 7 * mm
PAD_X, PAD_Y = 1.4 * mm, 1.1 * mm
LEADING = 1.38
# A row begins at the foot of a page with this many lines or not at all; a row of so few
# lines is never parted.
FEWEST, SHORT = 3, 6


class Cell(Frozen):
    """One cell. width: share of the row; parts: texts that stand level with those of
    the other cells of the row; is_label: shaded, and repeated when the row goes on."""

    text: str = ""
    width: float = 1.0
    is_label: bool = False
    size: float = 9
    align: str = "left"
    parts: tuple[str, ...] = ()


@dataclass
class _Laid:
    """A cell with the lines that are still to be drawn."""

    cell: Cell
    x: float
    width: float
    lines: list[Line] = field(default_factory=list)


class Book:
    """The file: pages one after the other, each with its foot."""

    def __init__(self, *, mark: str) -> None:
        self.target = io.BytesIO()
        self.canvas = Canvas(self.target, pagesize=A4, lang="ja")
        self.canvas.setTitle("様式")
        self.canvas.setAuthor("つなぎ")
        self.mark = mark

    def finished(self) -> bytes:
        with pdf_fonts.writing:
            self.canvas.save()
        return self.target.getvalue()


class Sheet:
    """One paper of as many pages as it needs."""

    def __init__(
        self, book: Book, title: str, number: str, *, size: tuple[float, float]
    ) -> None:
        self.book, self.canvas, self.size = book, book.canvas, size
        self.title, self.number = title, number
        self.left, self.right = MARGIN, size[0] - MARGIN
        self.bottom = MARGIN + FOOT
        self.page = 0
        self.y = 0.0
        self.again: list[list[Cell]] = []
        self.on_page: Callable[[], None] = lambda: None
        self._begin()

    @property
    def width(self) -> float:
        return float(self.right - self.left)

    def _begin(self) -> None:
        self.canvas.setPageSize(self.size)
        self.page += 1
        self.y = self.size[1] - MARGIN
        number = line_of(self.number, 8)
        draw_line(self.canvas, number, self.right - number.width, self.y - 3 * mm, 8)
        going_on = "（続き）" if self.page > 1 else ""
        title = line_of(f"{self.title}{going_on}", 13 if self.page == 1 else 10)
        size = 13 if self.page == 1 else 10
        x = self.left + (self.width - title.width) / 2
        draw_line(self.canvas, title, x, self.y - 4.5 * mm, size)
        self.y -= 8 * mm

    def end(self) -> None:
        """Finish the paper; the next one begins on a page of its own."""
        self._foot()
        self.canvas.showPage()

    def turn(self) -> None:
        """Go on on a new page, with the head of the table that is being drawn."""
        self._foot()
        self.canvas.showPage()
        self._begin()
        self.on_page()
        for cells in self.again:
            self._drawn(cells)

    def _foot(self) -> None:
        self.canvas.setFillColor(QUIET)
        for size in (7.0, 6.0, 5.0):
            mark = line_of(self.book.mark, size)
            if mark.width < self.width - 30 * mm:
                break
        draw_line(self.canvas, mark, self.left, MARGIN, size)
        page = line_of(f"{self.number}　{self.page}頁", 7)
        draw_line(self.canvas, page, self.right - page.width, MARGIN, 7)
        self.canvas.setFillColor(INK)

    def gap(self, height: float = 2 * mm) -> None:
        self.y -= height

    def room(self) -> float:
        return float(self.y - self.bottom)

    def need(self, height: float) -> None:
        """A new page unless so much room is left."""
        if self.room() < height:
            self.turn()

    def heading(self, text: str) -> None:
        self.need(16 * mm)
        self.y -= 5.5 * mm
        draw_line(self.canvas, line_of(text, 10), self.left, self.y + 1.2 * mm, 10)

    def line(self, text: str, *, size: float = 8) -> None:
        """Free text without a frame."""
        for one in wrapped(text, size, self.width):
            self.need(size * LEADING)
            self.y -= size * LEADING
            draw_line(self.canvas, one, self.left, self.y + size * 0.3, size)

    def table(self, head: Sequence[Sequence[Cell]], rows: Sequence[Row]) -> None:
        """head stands again on every page that the table reaches."""
        heads = [list(cells) for cells in head]
        self.need(sum(self._height(self._laid(one)) for one in heads) + 12 * mm)
        for cells in heads:
            self._drawn(cells)
        self.again = heads
        for row in rows:
            self.row(row.cells, least=row.least)
        self.again = []

    def row(self, cells: Sequence[Cell], *, least: float = 0) -> None:
        """One row; what does not fit goes on on the next page. least: its height."""
        laid = self._laid(cells)
        has_turned = False
        while True:
            height = max(self._height(laid), least)
            if height <= self.room():
                self._frame(laid, height)
                return
            fitting = self._fitting(laid)
            is_short = max(len(one.lines) for one in laid) <= SHORT
            if not has_turned and (fitting < FEWEST or is_short):
                has_turned = True
                self.turn()
                continue
            self._cut(laid, max(fitting, 1))
            self.turn()
            has_turned, least = True, 0

    def _cut(self, laid: list[_Laid], fitting: int) -> None:
        first = [_Laid(one.cell, one.x, one.width, one.lines[:fitting]) for one in laid]
        self._frame(first, self.room())
        for one in laid:
            if not one.cell.is_label:
                one.lines = one.lines[fitting:]

    def _fitting(self, laid: list[_Laid]) -> int:
        leading = max(one.cell.size for one in laid) * LEADING
        return int((self.room() - 2 * PAD_Y) // leading)

    def _laid(self, cells: Sequence[Cell]) -> list[_Laid]:
        shares = sum(cell.width for cell in cells)
        x, laid = self.left, []
        for cell in cells:
            width = self.width * cell.width / shares
            laid.append(_Laid(cell, x, width))
            x += width
        level = [one for one in laid if one.cell.parts]
        for one in laid:
            if not one.cell.parts:
                one.lines = list(self._wrapped(one.cell.text, one))
        for place in range(max((len(one.cell.parts) for one in level), default=0)):
            found = [
                self._wrapped(one.cell.parts[place], one)
                if place < len(one.cell.parts)
                else ()
                for one in level
            ]
            most = max(len(lines) for lines in found)
            for one, lines in zip(level, found, strict=True):
                one.lines += [*lines, *[EMPTY] * (most - len(lines))]
        return laid

    def _wrapped(self, text: str, one: _Laid) -> tuple[Line, ...]:
        return wrapped(text, one.cell.size, one.width - 2 * PAD_X)

    def _height(self, laid: Sequence[_Laid]) -> float:
        tallest = max(max(len(one.lines), 1) * one.cell.size for one in laid)
        return float(2 * PAD_Y + tallest * LEADING)

    def _drawn(self, cells: Sequence[Cell]) -> None:
        laid = self._laid(cells)
        self._frame(laid, self._height(laid))

    def _frame(self, laid: Sequence[_Laid], height: float) -> None:
        canvas, top = self.canvas, self.y
        canvas.setLineWidth(0.5)
        canvas.setStrokeColor(INK)
        for one in laid:
            if one.cell.is_label:
                canvas.setFillColor(SHADE)
                canvas.rect(one.x, top - height, one.width, height, stroke=0, fill=1)
        canvas.setFillColor(INK)
        for one in laid:
            canvas.rect(one.x, top - height, one.width, height, stroke=1, fill=0)
            self._lines(one, top, height)
        self.y -= height

    def _lines(self, one: _Laid, top: float, height: float) -> None:
        size = one.cell.size
        leading = size * LEADING
        y = top - PAD_Y - size * 0.98
        if one.cell.is_label or one.cell.align == "center":
            y -= max(0.0, (height - 2 * PAD_Y - len(one.lines) * leading) / 2)
        for line in one.lines:
            x = one.x + PAD_X
            if one.cell.align == "center":
                x = one.x + (one.width - line.width) / 2
            draw_line(self.canvas, line, x, y, size)
            y -= leading


class Row(Frozen):
    cells: Sequence[Cell]
    least: float = 0


def label(text: str, width: float = 1.0, *, size: float = 8) -> Cell:
    return Cell(text, width, is_label=True, size=size)


def centred(cell: Cell) -> Cell:
    return replace(cell, align="center")


def points_of(text: str) -> list[tuple[float, float]]:
    """The points of an SVG attribute."""
    return [(float(x), float(y)) for x, y in (one.split(",") for one in text.split())]


def polyline(canvas: Any, points: Sequence[tuple[float, float]], **how: Any) -> None:
    """how: close, fill, stroke as of `drawPath`."""
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if how.get("fill") or how.pop("close", False):
        path.close()
    canvas.drawPath(path, stroke=how.get("stroke", 1), fill=how.get("fill", 0))
