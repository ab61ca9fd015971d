"""CSV と、表計算ソフトから貼り付けた表を読む。"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from tsunagi.common.csvfile import messages
from tsunagi.common.csvfile.decoding import decode
from tsunagi.common.csvfile.tables import FileRefusedError, LineError, Row, Table

MAX_BYTES = 30_000_000
MAX_ROWS = 100_000
PASTED = "pasted"

_BOM = "\ufeff"


def read_table(
    data: bytes,
    *,
    required_columns: Sequence[str] = (),
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
) -> Table:
    """1行目が見出しの CSV を読む。値は、書かれているとおりに返す。

    Raises `FileRefusedError` where the file as a whole cannot be read. Rows with a
    wrong number of cells are left out and listed in `Table.errors`; empty lines are
    left out.
    """
    refuse_size(len(data), max_bytes)
    text, encoding = decode(data)
    return _read(text, ",", encoding, required_columns, max_rows)


def read_pasted(
    text: str,
    *,
    required_columns: Sequence[str] = (),
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
) -> Table:
    """画面に貼り付けた表を読む。見出しにタブがあればタブ区切り、なければコンマ区切り。"""
    refuse_size(len(text.encode("utf-8", errors="surrogatepass")), max_bytes)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise FileRefusedError(messages.NUL.format(line=line), line=line)
    body = text.removeprefix(_BOM)
    header = body.split("\n", 1)[0]
    delimiter = "\t" if "\t" in header else ","
    return _read(body, delimiter, PASTED, required_columns, max_rows)


def refuse_size(size: int, limit: int) -> None:
    """上限より大きいファイルは、読む前に断る。"""
    if size > limit:
        raise FileRefusedError(messages.TOO_BIG.format(size=size, limit=limit))


def _read(
    text: str,
    delimiter: str,
    encoding: str,
    required_columns: Sequence[str],
    max_rows: int,
) -> Table:
    records = _records(text, delimiter)
    header = next(records, None)
    if header is None:
        raise FileRefusedError(messages.EMPTY)
    columns = read_columns(*header, required_columns)
    rows: list[Row] = []
    errors: list[LineError] = []
    for line, cells in records:
        if len(rows) + len(errors) == max_rows:
            raise FileRefusedError(
                messages.TOO_MANY_ROWS.format(limit=max_rows), line=line
            )
        if len(cells) == len(columns):
            rows.append(Row(line, dict(zip(columns, cells, strict=True))))
        else:
            reason = messages.CELL_COUNT.format(
                expected=len(columns), actual=len(cells)
            )
            errors.append(LineError(line, None, reason))
    return Table(columns, tuple(rows), encoding, tuple(errors))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the file line on which it begins; blank ones are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise FileRefusedError(
                messages.UNCLOSED_QUOTE.format(line=line), line=line
            ) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def read_columns(
    line: int, cells: list[str], required_columns: Sequence[str]
) -> tuple[str, ...]:
    """見出しの行。名前のない列、二つある列、足りない列は断る。"""
    columns = tuple(cell.strip() for cell in cells)
    for position, column in enumerate(columns, start=1):
        if not column:
            raise FileRefusedError(
                messages.NAMELESS_COLUMN.format(position=position), line=line
            )
        if columns.index(column) != position - 1:
            raise FileRefusedError(
                messages.DUPLICATE_COLUMN.format(column=column), line=line
            )
    missing = [column for column in required_columns if column not in columns]
    if missing:
        listed = "".join(f"「{column}」" for column in missing)
        raise FileRefusedError(
            messages.MISSING_COLUMNS.format(columns=listed), line=line
        )
    return columns
