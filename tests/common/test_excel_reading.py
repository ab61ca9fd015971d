"""Excel の表は、CSV と同じ表になる。読めないものは、理由を添えて断る。"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time

import pytest

from tests.exchange.casework import xlsx_of
from tsunagi.common.csvfile import FileRefusedError, looks_like_excel, read_excel


def test_dates_times_and_numbers_become_plain_text() -> None:
    data = xlsx_of(
        [
            ["日付", "時刻", "分", "割合", "文", "いつ"],
            [
                date(2026, 4, 1),
                time(10, 30),
                30,
                0.5,
                "001",
                datetime(2026, 4, 1, 9, 5),
            ],
        ]
    )
    assert looks_like_excel(data)
    table = read_excel(data)
    assert table.rows[0].values == {
        "日付": "2026-04-01", "時刻": "10:30", "分": "30", "割合": "0.5", "文": "001",
        "いつ": "2026-04-01 09:05",
    }  # fmt: skip


def test_line_numbers_are_those_of_the_sheet() -> None:
    table = read_excel(xlsx_of([[], ["名", "", ""], ["甲"], ["", ""], ["乙", "  "]]))
    assert table.columns == ("名",)
    assert [(row.line, row["名"]) for row in table.rows] == [(3, "甲"), (5, "乙")]


def code_of(data: bytes, **limits: int) -> str:
    with pytest.raises(FileRefusedError) as refused:
        read_excel(data, **limits)  # type: ignore[arg-type]
    return refused.value.message.code


def test_what_cannot_be_read_is_refused() -> None:
    whole = xlsx_of([["名"], ["甲"], ["乙"]])
    assert code_of(b"PK\x03\x04 broken") == "CSV-014"
    assert code_of(whole[: len(whole) // 2]) == "CSV-014"
    assert code_of(b"\xd0\xcf\x11\xe0" + bytes(600)) == "CSV-015"
    assert code_of(xlsx_of([])) == "CSV-001"
    assert code_of(xlsx_of([["名", ""], ["甲", "余り"]])) == "CSV-012"
    assert code_of(xlsx_of([["名", "名"], ["甲", "乙"]])) == "CSV-011"
    assert code_of(whole, max_rows=1) == "CSV-003"
    assert code_of(whole, max_bytes=10) == "CSV-002"
    with pytest.raises(FileRefusedError, match="「住所」"):
        read_excel(whole, required_columns=("住所",))


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "架空")
    assert code_of(target.getvalue()) == "CSV-014"


def test_an_archive_that_unpacks_too_large_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(201_000_000))
    assert code_of(target.getvalue()) == "CSV-016"
