"""八枚の様式を Excel にする。シートの名前は、国の様式例と同じ。A4、横一枚の幅で印刷できる。"""

from __future__ import annotations

import io
import itertools
import unicodedata
from collections.abc import Sequence
from typing import Any

from tsunagi.cases.papers.rules import (
    Facts,
    Field,
    Grid,
    Paper,
    Part,
    Picture,
    Text,
    Week,
    bands_of,
    cell_text,
)
from tsunagi.cases.plan.week_rules import FIRST_HOUR

# Every sheet has so many narrow columns; a box takes as many as its share.
COLUMNS = {True: 60, False: 40}
LETTERS = 2.35
LINE = 13.5
MOST_HEIGHT = 400.0
# Excel keeps no more than this in a cell and shows no more than this in a row.
LONGEST = 32_000
A4_PAPER = 9
BANDS = range(12)


def papers_excel(papers: Sequence[Paper], *, mark: str) -> bytes:
    """One workbook; a kind that comes twice (of several persons) is numbered."""
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(target, options) as book:
        formats = _formats(book)
        for paper in papers:
            page = book.add_worksheet(paper.kind.sheet_name)
            _Page(page, formats, paper, mark).write()
    return target.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    font = {"font_name": "游ゴシック", "font_size": 10, "valign": "top"}
    box = {**font, "border": 1, "text_wrap": True, "num_format": "@"}
    shaded = {**box, "bg_color": "#ECECEC", "valign": "vcenter", "font_size": 9}
    return {
        "title": book.add_format({**font, "font_size": 14, "align": "center"}),
        "quiet": book.add_format({**font, "font_size": 8, "align": "right"}),
        "label": book.add_format(shaded),
        "head": book.add_format({**shaded, "align": "center"}),
        "box": book.add_format(box),
    }


class _Page:
    """One sheet, written from top to bottom. row: where the next box goes."""

    def __init__(
        self, page: Any, formats: dict[str, Any], paper: Paper, mark: str
    ) -> None:
        self.page, self.formats, self.paper, self.mark = page, formats, paper, mark
        self.columns = COLUMNS[paper.kind.is_landscape]
        self.row = 0

    def write(self) -> None:
        page = self.page
        page.set_column(0, self.columns - 1, LETTERS)
        page.set_paper(A4_PAPER)
        if self.paper.kind.is_landscape:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer(f"&L&8{self.mark.replace('&', '&&')}&R&8&P / &N")
        page.hide_gridlines(2)
        self._merge(0, self.columns - 8, self.paper.title, "title")
        self._merge(self.columns - 8, self.columns, self.paper.kind.number, "quiet")
        page.set_row(self.row, 24)
        self.row += 1
        for part in self.paper.parts:
            self._write(part)

    def _write(self, part: Part) -> None:
        if isinstance(part, Facts):
            self._facts(part)
        elif isinstance(part, Text):
            least = part.least if self.paper.is_blank else 1
            self._boxes([(part.label, 1.0, "label"), (part.value, 7.0, "box")], least)
        elif isinstance(part, Grid):
            self._grid(part)
        elif isinstance(part, Week):
            self._week(part)
        elif isinstance(part, Picture):
            self._picture(part)

    def _merge(self, first: int, last: int, text: str, style: str) -> None:
        """Text is written as text, whatever it begins with."""
        form = self.formats[style]
        if last - first > 1:
            self.page.merge_range(self.row, first, self.row, last - 1, "", form)
        self.page.write_string(self.row, first, text[:LONGEST], form)

    def _boxes(self, boxes: Sequence[tuple[str, float, str]], least: float = 1) -> None:
        """One row of boxes; what is too tall for a row goes on in the next one."""
        edges = self._edges([share for _, share, _ in boxes])
        rest = [text for text, _, _ in boxes]
        room = int(MOST_HEIGHT // LINE)
        while True:
            lines = [
                _lines(text, last - first)
                for text, (first, last) in zip(rest, edges, strict=True)
            ]
            for (first, last), own, (_, _, style) in zip(
                edges, lines, boxes, strict=True
            ):
                self._merge(first, last, "".join(own[:room]).removesuffix("\n"), style)
            tallest = max(len(own) for own in lines)
            self.page.set_row(self.row, min(max(tallest, least), room) * LINE + 4)
            self.row += 1
            if tallest <= room:
                return
            rest = ["".join(own[room:]) for own in lines]

    def _edges(self, shares: Sequence[float]) -> list[tuple[int, int]]:
        total, edges, used = sum(shares), [0], 0.0
        for share in shares:
            used += share
            edges.append(max(round(self.columns * used / total), edges[-1] + 1))
        edges[-1] = self.columns
        return list(itertools.pairwise(edges))

    def _facts(self, part: Facts) -> None:
        if part.title:
            self._boxes([(part.title, 1, "label")])
        for row in part.rows:
            self._boxes([box for one in row for box in _fact(one)], 1.4)

    def _grid(self, part: Grid) -> None:
        if part.title:
            self._boxes([(part.title, 1, "label")])
        self._boxes([(one.label, one.width, "head") for one in part.columns], 2)
        rows = part.rows or (("",) * len(part.columns),) * part.empty
        for cells in rows:
            self._boxes(
                [
                    (cell_text(cell), column.width, "box")
                    for column, cell in zip(part.columns, cells, strict=True)
                ],
                1 if part.rows else part.tall / 5,
            )

    def _picture(self, part: Picture) -> None:
        """Lines are not drawn in a workbook: the words say the same."""
        self._boxes([(part.title, 1, "label")])
        self._boxes([("\n".join(part.words), 1, "box")], 2 if part.words else 8)

    def _week(self, part: Week) -> None:
        days = ["月", "火", "水", "木", "金", "土", "日・祝"]
        head = [("", 0.6, "head"), *((day, 1.3, "head") for day in days)]
        self._boxes([*head, ("主な日常生活上の活動", 2.2, "head")])
        top = self.row
        shares = [share for _, share, _ in head] + [2.2]
        edges = self._edges(shares)
        words = bands_of(part.entries)
        for band in BANDS:
            texts = [words.get((day, band), "") for day in range(7)]
            tallest = 2
            self._merge(*edges[0], f"{(FIRST_HOUR + band * 2) % 24}:00", "head")
            for text, (first, last) in zip(texts, edges[1:8], strict=True):
                self._merge(first, last, text, "box")
                tallest = max(tallest, len(_lines(text, last - first)))
            self.page.set_row(self.row, min(tallest * LINE + 4, MOST_HEIGHT))
            self.row += 1
        first, last = edges[8]
        box = self.formats["box"]
        self.page.merge_range(top, first, self.row - 1, last - 1, "", box)
        self.page.write_string(top, first, part.activities[:LONGEST], box)


def _fact(one: Field) -> list[tuple[str, float, str]]:
    return [(one.label, 1.0, "label"), (one.value, 1.35, "box")]


def _lines(text: str, columns: int) -> list[str]:
    """The text in lines as wide as so many columns; joined, they are the text again.

    Japanese letters count two. A selector stays with its letter.
    """
    room = max(int(columns * LETTERS), 4)
    found: list[str] = []
    for paragraph in text.splitlines(keepends=True):
        line, wide = "", 0
        for letter in paragraph:
            width = 0 if unicodedata.combining(letter) or ord(letter) >= 0xE0100 else (
                2 if ord(letter) > 0x2E7F else 1
            )  # fmt: skip
            if wide + width > room and letter != "\n":
                found.append(line)
                line, wide = "", 0
            line, wide = line + letter, wide + width
        found.append(line)
    return found or [""]
