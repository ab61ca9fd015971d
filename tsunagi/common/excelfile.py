"""Excel を書く、ただ一つの場所。式に見える文字も、文字のまま書く。"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from tsunagi.common.dates import TOKYO
from tsunagi.common.frozen import Frozen, field

WIDEST = 60
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Sheet(Frozen):
    """One sheet. notes: lines above the table (source, date, watermark)."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = field(default_factory=tuple)


def write_excel(sheets: Sequence[Sheet]) -> bytes:
    """A workbook of plain tables: header frozen, widths by content, no formulas.

    Text is written as text whatever it begins with, so nothing that somebody typed can
    run in the reader's Excel. Dates are written as dates, None as an empty cell.
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(target, options) as book:
        header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        day = book.add_format({"num_format": "yyyy/mm/dd"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.name))
            top = len(sheet.notes)
            for number, note in enumerate(sheet.notes):
                page.write_string(number, 0, note)
            widths = [len(title) * 2 for title in sheet.headers]
            for column, title in enumerate(sheet.headers):
                page.write_string(top, column, title, header)
            for number, row in enumerate(sheet.rows, start=top + 1):
                for column, value in enumerate(row):
                    _write(page, number, column, value, day, wrapped)
                    widths[column] = max(widths[column], _width(value))
            for column, width in enumerate(widths):
                page.set_column(column, column, min(width + 2, WIDEST))
            page.freeze_panes(top + 1, 0)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            page.repeat_rows(top)
    return target.getvalue()


def _write(page: Any, row: int, column: int, value: Any, day: Any, text: Any) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None)
    elif isinstance(value, datetime):
        local = value.astimezone(TOKYO) if value.tzinfo else value
        page.write_string(row, column, f"{local:%Y/%m/%d %H:%M}")
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime.combine(value, time.min), day)
    elif isinstance(value, bool):
        page.write_string(row, column, "はい" if value else "いいえ")
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, str(value), text)


def _width(value: Any) -> int:
    """Columns a value takes; Japanese letters take two."""
    if isinstance(value, date):
        return 12
    lines = str(value if value is not None else "").split("\n")
    return max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in li) for li in lines)


def _sheet_name(name: str) -> str:
    """Excel allows 31 characters and none of these."""
    return "".join(letter for letter in name if letter not in "[]:*?/\\")[:31] or "表"
