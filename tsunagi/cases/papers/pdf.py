"""八枚の様式を PDF にする。ここを読み込むと reportlab が動くので、使うときにだけ読み込む。"""

from __future__ import annotations

from collections.abc import Iterable

from reportlab.lib.units import mm

from tsunagi.cases.papers.pictures_pdf import draw_picture
from tsunagi.cases.papers.rules import (
    Facts,
    Grid,
    Paper,
    Part,
    Picture,
    Text,
    Week,
)
from tsunagi.cases.papers.week_pdf import draw_week
from tsunagi.ui.pdf_sheet import (
    LANDSCAPE,
    PORTRAIT,
    Book,
    Cell,
    Row,
    Sheet,
    centred,
    label,
)

LABEL, VALUE = 1.0, 1.35
LINE = 4.4 * mm


def papers_pdf(papers: Iterable[Paper], *, mark: str) -> bytes:
    """All papers in one file, in this order."""
    book = Book(mark=mark)
    for paper in papers:
        draw_paper(book, paper)
    return book.finished()


def draw_paper(book: Book, paper: Paper) -> None:
    size = LANDSCAPE if paper.kind.is_landscape else PORTRAIT
    sheet = Sheet(book, paper.title, paper.kind.number, size=size)
    for part in paper.parts:
        _draw(sheet, part, is_blank=paper.is_blank)
    sheet.end()


def _draw(sheet: Sheet, part: Part, *, is_blank: bool) -> None:
    if isinstance(part, Facts):
        _draw_facts(sheet, part)
    elif isinstance(part, Text):
        least = part.least * LINE if is_blank else min(part.least, 2) * LINE
        sheet.row([label(part.label, 1), Cell(part.value, 7)], least=least)
    elif isinstance(part, Grid):
        _draw_grid(sheet, part, empty=part.empty if is_blank else 1)
    elif isinstance(part, Week):
        sheet.gap(1.5 * mm)
        draw_week(sheet, part)
    elif isinstance(part, Picture):
        draw_picture(sheet, part)


def _draw_facts(sheet: Sheet, part: Facts) -> None:
    if part.title:
        sheet.row([label(part.title, 1)])
    widest = max(len(row) for row in part.rows)
    for row in part.rows:
        value = (LABEL + VALUE) * widest / len(row) - LABEL
        cells = [
            cell
            for box in row
            for cell in (label(box.label, LABEL, size=7), Cell(box.value, value))
        ]
        sheet.row(cells, least=6.4 * mm)


def _draw_grid(sheet: Sheet, part: Grid, *, empty: int) -> None:
    size = 8.0
    head = [[centred(label(one.label, one.width, size=7)) for one in part.columns]]
    if part.title:
        head.insert(0, [label(part.title, 1)])
    rows = [
        Row([
            Cell(cell, column.width, size=size)
            if isinstance(cell, str)
            else Cell("", column.width, size=size, parts=cell or ("",))
            for column, cell in zip(part.columns, cells, strict=True)
        ])
        for cells in part.rows
    ]  # fmt: skip
    if not rows:
        blank = [Cell("", column.width) for column in part.columns]
        rows = [Row(blank, least=part.tall * mm)] * empty
    sheet.table(head, rows)
