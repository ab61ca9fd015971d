"""公開データの一行を、事業所の記録に読み替える規則。純粋関数だけを置く。"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from tsunagi.common.codes import (
    CodeSystem,
    read_corporate_number,
    read_office_number,
    service_named,
)
from tsunagi.common.csvfile import LineError, Row, Table
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key

LAYOUT_FILE = Path(__file__).parent / "layout.toml"
LONGEST = {
    "corporation": 200, "corporation_kana": 300, "name": 200, "name_kana": 300,
    "phone": 40, "fax": 40, "url": 300, "hours_weekday": 60, "hours_saturday": 60,
    "hours_sunday": 60, "hours_holiday": 60, "closed_days": 200, "hours_note": 500,
    "no": 20, "service": 60, "corporation_phone": 40,
}  # fmt: skip
JAPAN = ((20.0, 46.0), (122.0, 154.0))


@cache
def layout() -> tuple[dict[str, str], dict[str, str]]:
    """(columns: our name → heading of the file, kinds: service name → kind)."""
    content = tomllib.loads(LAYOUT_FILE.read_text(encoding="utf-8"))
    return content["columns"], content["kinds"]


class OfficeRecord(Frozen, dict=True):
    """One row, read: an office with one kind, ready to be compared."""

    line: int
    no: str
    service_name: str
    service_code: str
    kind: str
    office_number: str
    capacity: int | None
    city: str
    corporation: str
    corporation_kana: str
    corporate_number: str
    corporate_number_problem: str
    corporation_address: str
    corporation_phone: str
    values: dict[str, str | float | None]

    @property
    def key(self) -> tuple[str, str, str]:
        """番号・サービス・NO。この三つで、前に取り込んだ行と結びつける。"""
        return self.office_number, self.service_code, self.no

    @property
    def rank(self) -> tuple[str, str]:
        """Of several rows of one office the smallest leads: its address is the office's."""
        return self.service_code, self.no

    @cached_property
    def identity(self) -> tuple[str, str]:
        """Rows of one corporation with one office name are one office."""
        return search_key(self.corporation), search_key(str(self.values["name"]))


class Reading(Frozen):
    """What a file says: records, and what is wrong or odd, by line."""

    records: tuple[OfficeRecord, ...]
    errors: tuple[LineError, ...]
    warnings: tuple[LineError, ...]


def read_records(table: Table) -> Reading:
    """全部の行を読む。読めない行と、気になる行は、行番号と列名と理由を残す。"""
    errors: list[LineError] = list(table.errors)
    warnings: list[LineError] = []
    records: list[OfficeRecord] = []
    first_line: dict[tuple[str, str, str], int] = {}
    for row in table.rows:
        problems: list[LineError] = []
        record = _read_row(row, problems, warnings)
        if record is not None and not problems:
            earlier = first_line.setdefault(record.key, row.line)
            if earlier != row.line:
                problems.append(
                    _problem(
                        row,
                        "no",
                        f"同じ事業所番号・サービス・NO の行が {earlier} 行目にもあります。"
                        "どちらか一つにしてください。",
                    )
                )
            else:
                records.append(record)
        errors.extend(problems)
    errors.sort(key=lambda error: error.line)
    return Reading(tuple(records), tuple(errors), tuple(warnings))


def _problem(row: Row, name: str, reason: str) -> LineError:
    return LineError(row.line, layout()[0][name], reason)


def _read_row(
    row: Row, problems: list[LineError], warnings: list[LineError]
) -> OfficeRecord | None:
    columns, kinds = layout()
    cells = {name: row[heading] for name, heading in columns.items()}
    _check_texts(row, cells, problems)
    number = _office_number(row, cells, problems, warnings)
    service = service_named(cells["service"])
    known = service.code_in(CodeSystem.OPEN_DATA) if service else None
    if service is None and cells["service"]:
        warnings.append(
            _problem(
                row,
                "service",
                f"「{cells['service']}」は知らないサービス名です。このままの名前で登録します。",
            )
        )
    corporate, corporate_problem = _corporate_number(row, cells, warnings)
    if problems:
        return None
    return OfficeRecord(
        line=row.line,
        no=cells["no"],
        service_name=service.name if service else cells["service"],
        service_code=known.code.code if known else "",
        kind=kinds.get(cells["service"], "service_provider"),
        office_number=number,
        capacity=_capacity(row, cells, warnings),
        city=cells["city"],
        corporation=cells["corporation"],
        corporation_kana=cells["corporation_kana"],
        corporate_number=corporate,
        corporate_number_problem=corporate_problem,
        corporation_address=whole_address(
            cells["corporation_city"], cells["corporation_address"]
        ),
        corporation_phone=cells["corporation_phone"],
        values=_values(row, cells, warnings),
    )


def _check_texts(row: Row, cells: Mapping[str, str], problems: list[LineError]) -> None:
    for name in ("name", "service", "no", "office_number", "corporation"):
        if not cells[name].strip():
            problems.append(_problem(row, name, "空欄です。値を入れてください。"))
    for name, limit in LONGEST.items():
        if len(cells[name]) > limit:
            problems.append(
                _problem(
                    row,
                    name,
                    f"{len(cells[name])}文字あります。{limit}文字までにしてください。",
                )
            )
    if len(whole_address(cells["city"], cells["address"])) > 300:
        problems.append(_problem(row, "address", "住所が長すぎます。300文字までです。"))


def _office_number(
    row: Row,
    cells: Mapping[str, str],
    problems: list[LineError],
    warnings: list[LineError],
) -> str:
    if not cells["office_number"].strip():
        return ""
    reading = read_office_number(cells["office_number"])
    for message in reading.messages:
        place = problems if reading.normalized is None else warnings
        place.append(_problem(row, "office_number", str(message)))
    return reading.normalized or ""


def _corporate_number(
    row: Row, cells: Mapping[str, str], warnings: list[LineError]
) -> tuple[str, str]:
    """The number when it is whole; a damaged one is kept apart with its reason."""
    given = cells["corporate_number"]
    if not given:
        return "", ""
    reading = read_corporate_number(given)
    if reading.result == "ok" and reading.normalized:
        return reading.normalized, ""
    reason = str(reading.messages[0]) if reading.messages else ""
    warnings.append(
        _problem(row, "corporate_number", f"{reason} この法人番号は登録しません。")
    )
    return "", f"公開データの値「{given}」は壊れています。"


def _capacity(
    row: Row, cells: Mapping[str, str], warnings: list[LineError]
) -> int | None:
    text = cells["capacity"].strip()
    if not text:
        return None
    if text.isdecimal() and len(text) < 6:
        return int(text)
    warnings.append(
        _problem(row, "capacity", f"「{text}」は人数として読めません。空欄にします。")
    )
    return None


def _values(
    row: Row, cells: Mapping[str, str], warnings: list[LineError]
) -> dict[str, str | float | None]:
    latitude, longitude = _coordinates(row, cells, warnings)
    plain = (
        "name", "name_kana", "phone", "fax", "url", "hours_weekday", "hours_saturday",
        "hours_sunday", "hours_holiday", "closed_days", "hours_note",
    )  # fmt: skip
    return {
        **{name: cells[name] for name in plain},
        "address": whole_address(cells["city"], cells["address"]),
        "latitude": latitude,
        "longitude": longitude,
    }


def _coordinates(
    row: Row, cells: Mapping[str, str], warnings: list[LineError]
) -> tuple[float | None, float | None]:
    texts = cells["latitude"].strip(), cells["longitude"].strip()
    if not any(texts):
        return None, None
    try:
        point = float(texts[0]), float(texts[1])
    except ValueError:
        point = (0.0, 0.0)
    inside = all(low <= v <= high for v, (low, high) in zip(point, JAPAN, strict=True))
    if not inside:
        warnings.append(
            _problem(
                row, "latitude", "日本の緯度・経度として読めません。空欄にします。"
            )
        )
        return None, None
    return round(point[0], 6), round(point[1], 6)


def whole_address(city: str, rest: str) -> str:
    """市区町村と番地以降を一つにする。番地以降が住所全体を繰り返していれば、それを使う。

    >>> whole_address("東京都千代田区", "東京都千代田区岩本町1-9")
    '東京都千代田区岩本町1-9'
    """
    if city and rest.startswith(city):
        return rest
    return f"{city}{rest}"
