"""Excel（.xlsx）の表を読む。CSV と同じ `Table` になり、あとの扱いは変わらない。

The first sheet that has anything in it is read; its first filled row holds the
headings. What Excel keeps as a date or a time becomes ISO text: 2026-04-01, 10:30.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from tsunagi.common.csvfile import messages
from tsunagi.common.csvfile.reading import (
    MAX_BYTES,
    MAX_ROWS,
    read_columns,
    refuse_size,
)
from tsunagi.common.csvfile.tables import FileRefusedError, LineError, Row, Table

ZIP_MARK = b"PK\x03\x04"
# A password turns the workbook into the container of the old format.
OLD_CONTAINER = b"\xd0\xcf\x11\xe0"
MAX_UNPACKED = 200_000_000
EXCEL = "xlsx"

ExcelCell = int | float | str | bool | time | date | datetime | timedelta


def looks_like_excel(data: bytes) -> bool:
    """Excel のファイルらしいか。CSV が、この並びで始まることはない。"""
    return data.startswith((ZIP_MARK, OLD_CONTAINER))


def read_excel(
    data: bytes,
    *,
    required_columns: Sequence[str] = (),
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
) -> Table:
    """はじめのシートの、はじめの行を見出しとして読む。行番号は、シートの行のまま。"""
    refuse_size(len(data), max_bytes)
    _refuse_bomb(data)
    lines = _filled_lines(data, max_rows)
    if not lines:
        raise FileRefusedError(messages.EMPTY)
    header_line, header = lines[0]
    width = max(_last_filled(cells) for _, cells in lines)
    columns = read_columns(header_line, header[:width], required_columns)
    if len(lines) - 1 > max_rows:
        raise FileRefusedError(
            messages.TOO_MANY_ROWS.format(limit=max_rows), line=lines[-1][0]
        )
    rows: list[Row] = []
    errors: list[LineError] = []
    for line, cells in lines[1:]:
        if any("\x00" in cell for cell in cells):
            reason = str(messages.NUL.format(line=line))
            errors.append(LineError(line, None, reason))
            continue
        rows.append(Row(line, dict(zip(columns, cells[:width], strict=True))))
    return Table(columns, tuple(rows), EXCEL, tuple(errors))


def _refuse_bomb(data: bytes) -> None:
    """A small file may unpack to more than the memory holds: ask before reading."""
    if data.startswith(OLD_CONTAINER):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise FileRefusedError(messages.NOT_EXCEL) from error
    if unpacked > MAX_UNPACKED:
        raise FileRefusedError(messages.EXCEL_TOO_BIG)


def _filled_lines(data: bytes, max_rows: int) -> list[tuple[int, list[str]]]:
    """The lines of the first sheet that has any, each with its number in the sheet."""
    # Imported where it is used: most processes never read a workbook.
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False, nrows=max_rows + 1_000)
            lines = [
                (number, [_text(cell) for cell in row])
                for number, row in enumerate(rows, start=1)
            ]
            filled = [line for line in lines if any(c.strip() for c in line[1])]
            if filled:
                return filled
    except calamine.PasswordError as error:
        raise FileRefusedError(messages.EXCEL_PASSWORD) from error
    except calamine.CalamineError as error:
        protected = data.startswith(OLD_CONTAINER)
        reason = messages.EXCEL_PASSWORD if protected else messages.NOT_EXCEL
        raise FileRefusedError(reason) from error
    return []


def _last_filled(cells: Sequence[str]) -> int:
    """Formatted but empty columns at the right end are no columns."""
    return max(
        (place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0
    )


def _text(cell: ExcelCell) -> str:
    """As a person reads the cell: 30 and not 30.0, dates and times as ISO text."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        if cell.time() == time(0):
            return cell.date().isoformat()
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        return f"{(datetime.min + cell):%H:%M}"
    return str(cell)
