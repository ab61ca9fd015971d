"""市町村の様式の Excel を開き、見た目を変えずに、対応の表のセルへ書く。"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from copy import copy
from math import ceil
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from tsunagi.cases.papers.rules import PaperKind
from tsunagi.cases.papers.template_rules import Filled, Spot, places_of

LONGEST = 32_000
USUAL_WIDTH, USUAL_HEIGHT = 8.4, 15.0
MOST_HEIGHT = 409.0
SEARCHED_ROWS, SEARCHED_COLUMNS = 200, 80


class Unreadable(Exception):
    """Not a workbook that can be opened."""


def opened(data: bytes) -> Workbook:
    try:
        return load_workbook(io.BytesIO(data))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError) as error:
        raise Unreadable from error


def written(data: bytes, papers: Sequence[Filled]) -> bytes:
    """The workbook with all these papers; what is longer stands on a sheet 「続き」."""
    book = opened(data)
    for paper in papers:
        for spot, text in paper.cells.items():
            if spot.sheet in book.sheetnames:
                _write(book[spot.sheet], spot, text)
    over = [one for paper in papers for one in paper.over]
    if over:
        _write_over(book, over)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write(page: Any, spot: Spot, text: str) -> None:
    """Into the first cell of a merged box; always as text, never as a formula."""
    box = _box(page, spot)
    cell = page.cell(row=box[1], column=box[0])
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST] or None
    if not text:
        return
    cell.data_type = "s"
    if not cell.alignment.wrap_text:
        alignment = copy(cell.alignment)
        alignment.wrap_text = True
        cell.alignment = alignment
    _make_room(page, box, text, float(cell.font.sz or 11))


def _box(page: Any, spot: Spot) -> tuple[int, int, int, int]:
    """(first column, first row, last column, last row)"""
    cell = page[spot.cell]
    for area in page.merged_cells.ranges:
        if cell.coordinate in area:
            return tuple(area.bounds)
    return cell.column, cell.row, cell.column, cell.row


def _make_room(
    page: Any, box: tuple[int, int, int, int], text: str, size: float
) -> None:
    """The last row of the box grows until the whole text can be seen and printed."""
    left, top, right, bottom = box
    columns = sum(
        page.column_dimensions[get_column_letter(one)].width or USUAL_WIDTH
        for one in range(left, right + 1)
    )
    letters = max(columns * 11 / size, 2)
    lines = sum(
        max(1, ceil(sum(2 if ord(one) > 0x2E7F else 1 for one in line) / letters))
        for line in text.split("\n")
    )
    heights = [
        page.row_dimensions[one].height or USUAL_HEIGHT
        for one in range(top, bottom + 1)
    ]
    missing = lines * size * 1.4 - sum(heights)
    if missing > 0:
        page.row_dimensions[bottom].height = min(heights[-1] + missing, MOST_HEIGHT)


def _write_over(book: Workbook, over: Sequence[Any]) -> None:
    page = book.create_sheet("続き")
    row = 1
    for title, heads, rows in over:
        for cells in ((title,), heads, *rows):
            for column, text in enumerate(cells, start=1):
                cell = page.cell(row=row, column=column)
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
                cell.data_type = "s"
                alignment = copy(cell.alignment)
                alignment.wrap_text, alignment.vertical = True, "top"
                cell.alignment = alignment
            row += 1
        row += 1
    for column in range(1, 12):
        page.column_dimensions[get_column_letter(column)].width = 22
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def suggested(data: bytes, kind: PaperKind) -> dict[str, str]:
    """欄の見出しを様式の中にさがし、その右（表は下）のセルを、はじめの案にする。"""
    book = opened(data)
    pages = [book[name] for name in book.sheetnames]
    pages.sort(key=lambda page: page.title != kind.sheet_name)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for place in places_of(kind):
        wanted = _plain(place.heading or place.label)
        for page, cell in _labels(pages):
            if not _is_label(_plain(str(cell.value)), wanted):
                continue
            left, top, right, bottom = _box(
                page, Spot(page.title, cell.column_letter, cell.row)
            )
            column, row = (left, bottom + 1) if place.goes_down else (right + 1, top)
            address = f"{page.title}!{get_column_letter(column)}{row}"
            if address not in taken:
                found[place.key] = address
                taken.add(address)
                break
    return found


def _labels(pages: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    for page in pages:
        for row in page.iter_rows(max_row=SEARCHED_ROWS, max_col=SEARCHED_COLUMNS):
            for cell in row:
                if isinstance(cell.value, str) and cell.value.strip():
                    yield page, cell


def _plain(text: str) -> str:
    return re.sub(r"[\s()・,.]", "", unicodedata.normalize("NFKC", text))


def _is_label(text: str, wanted: str) -> bool:
    return text == wanted or (len(wanted) >= 4 and text.startswith(wanted))


def beside(data: bytes, spots: Sequence[Spot]) -> dict[Spot, str]:
    """What stands left of and above each cell, so that one sees which box it is."""
    book = opened(data)
    found = {}
    for spot in spots:
        if spot.sheet not in book.sheetnames:
            continue
        page = book[spot.sheet]
        left, top, _, _ = _box(page, spot)
        words = []
        for column, row in ((left - 1, top), (left, top - 1)):
            if column >= 1 and row >= 1:
                near = _box(page, Spot(spot.sheet, get_column_letter(column), row))
                value = page.cell(row=near[1], column=near[0]).value
                words.append(str(value or "").strip().replace("\n", ""))
        found[spot] = " / ".join(word for word in words if word)
    return found


def sheet_names(data: bytes) -> list[str]:
    return list(opened(data).sheetnames)
