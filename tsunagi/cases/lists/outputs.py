"""一覧を書き出す形: 先頭に「だれが、いつ、何のために」を入れた CSV と Excel。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.http import HttpResponse
from django.utils.timezone import localtime

from tsunagi.access.actor import Actor
from tsunagi.cases.lists.rules import Purpose
from tsunagi.common.csvfile import write_csv
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
Cell = str | int | date | None


def mark_of(
    title: str, rows: int, purpose: Purpose, *, actor: Actor, now: datetime
) -> str:
    """What stands at the top of whatever leaves the system."""
    at = localtime(now)
    return (
        f"取扱注意　{title}　{rows}件　{format_wareki(at.date())}{at.hour}時{at.minute:02}分　"
        f"{actor.name}（{actor.office_name}）　目的: {purpose.label}"
    )


def table_file(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    mark: str,
    shape: str,
    name: str,
) -> HttpResponse:
    """shape: "excel" or "csv"; name: the file's name without its ending."""
    if shape == "excel":
        content = write_excel([Sheet(title, columns, list(rows), notes=(mark,))])
        response = HttpResponse(content, content_type=EXCEL_TYPE)
        ending = "xlsx"
    else:
        top = write_csv((mark,), []).data
        words = [[_words(cell) for cell in row] for row in rows]
        body = write_csv(columns, words).data
        response = HttpResponse(
            top + body.removeprefix(BYTE_ORDER_MARK), content_type="text/csv"
        )
        ending = "csv"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _words(cell: Cell) -> str | int | None:
    return format_wareki(cell) if isinstance(cell, date) else cell
