"""Tables of fictional persons and contacts for the tests of their import."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.common.codes.check_digits import modulus_10_split
from tsunagi.common.csvfile import write_csv
from tsunagi.exchange.casework.actions import import_table
from tsunagi.exchange.casework.place import Place
from tsunagi.exchange.casework.rules import Kind, layout
from tsunagi.exchange.reports import ImportReport
from tsunagi.organisations.office.models import OfficeKindPeriod


def office_number(serial: int) -> str:
    """Ten digits with a right check digit."""
    nine = f"47399{serial:04d}"
    return nine + modulus_10_split(nine)


OWN_NUMBER, OTHER_NUMBER, NOBODYS_NUMBER = map(office_number, (1, 2, 3))


def person(number: str = "A-1", **values: str) -> dict[str, str]:
    """One fictional line by our own short names."""
    return {
        **dict.fromkeys(layout(Kind.PERSONS).columns, ""),
        "number": number, "name": "架空 花子", "name_kana": "カクウ ハナコ",
        "birth_on": "S60.4.1", "sex": "女", "postal_code": "900-0001",
        "address": "架空県つなぎ市東区1番地", "phone": "000-111-2222",
        "disability_kinds": "知的；精神障害",
        **values,
    }  # fmt: skip


def contact(number: str = "R-1", **values: str) -> dict[str, str]:
    return {
        **dict.fromkeys(layout(Kind.CONTACTS).columns, ""),
        "number": number, "person": "A-1", "occurred_on": "2026/11/02",
        "started_at_time": "10:30", "minutes": "20", "method": "電話",
        "contents": "健康・医療；就労", "counterpart": "本人；母",
        "text": "架空の記録。通院について話した。",
        **values,
    }  # fmt: skip


def csv_of(kind: Kind, rows: Sequence[dict[str, str]], **options: Any) -> bytes:
    columns = layout(kind).columns
    cells = [[row[name] for name in columns] for row in rows]
    return write_csv(list(columns.values()), cells, **options).data


def pasted_of(kind: Kind, rows: Sequence[dict[str, str]]) -> str:
    columns = layout(kind).columns
    lines = [list(columns.values()), *([row[n] for n in columns] for row in rows)]
    return "\r\n".join("\t".join(line) for line in lines)


def xlsx_of(lines: Sequence[Sequence[Any]]) -> bytes:
    """A workbook as Excel writes it: real dates and numbers stay what they are."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy/mm/dd"}) as book:
        sheet = book.add_worksheet()
        clock = book.add_format({"num_format": "hh:mm"})
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if hasattr(value, "hour") and not hasattr(value, "year"):
                    sheet.write_datetime(number, column, value, clock)
                else:
                    sheet.write(number, column, value)
    return target.getvalue()


def give_numbers(region: Region) -> None:
    """ひかり and the office of one get numbers of ten digits."""
    for key, number in (("hikari", OWN_NUMBER), ("alone", OTHER_NUMBER)):
        OfficeKindPeriod.objects.filter(office=region.offices[key]).update(
            office_number=number
        )


def place_of(region: Region, who: str = "manager", office: str = "hikari") -> Place:
    return Place(region.offices[office], region.actor(who), NOW, TODAY)


def run(
    region: Region,
    kind: Kind,
    rows: Sequence[dict[str, str]] | bytes | str,
    *,
    commit: bool = True,
    who: str = "manager",
    office: str = "hikari",
) -> ImportReport:
    source = rows if isinstance(rows, bytes | str) else csv_of(kind, rows)
    place = place_of(region, who, office)
    return import_table(kind, source, place=place, commit=commit)


def figures(report: ImportReport) -> tuple[int, int, int, int, bool]:
    return report.rows, report.new, report.changed, report.unchanged, report.committed
