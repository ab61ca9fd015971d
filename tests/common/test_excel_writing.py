"""Excel as it is read back."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from python_calamine import CalamineWorkbook

from tsunagi.common.excelfile import Sheet, write_excel


def test_excel_writes_the_time_of_the_wall_clock() -> None:
    at = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
    plain = datetime(2026, 11, 22, 20, 30)
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(write_excel([Sheet("表", ("いつ", "素"), [(at, plain)])]))
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1] == ["2026/11/23 05:30", "2026/11/22 20:30"]
