"""支給決定の表の一行を読む規則。純粋関数だけを置く。"""

from __future__ import annotations

import re
from datetime import date

from tsunagi.cases.entitlement.rules import support_period
from tsunagi.cases.monitoring.rules import LONGEST_MONTHS
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen, replace
from tsunagi.exchange.casework.rules import Cells, Sheet, plain, read_date

_INTERVAL = re.compile(r"([0-9]{1,2})(?:カ月|か月|ヶ月|ケ月|ヵ月|月)?(?:ごと|毎)?")
LONGEST_INTERVAL = 12


class EntitlementRecord(Frozen):
    """One line, read. last_day: inclusive, as the certificate prints it."""

    line: int
    number: str
    valid_from: date
    last_day: date
    plan_made_on: date | None
    decided_on: date | None
    every: int
    asked_start: YearMonth | None
    from_month: YearMonth
    to_month: YearMonth

    @property
    def term_from(self) -> YearMonth:
        """From when on the interval counts: as the table says, else from the start."""
        return self.asked_start or self.from_month


def interval_of(text: str) -> int | None:
    """「3」「３か月ごと」「6月毎」「毎月」「1年」を、月の数にする。読めなければ None。"""
    given = plain(text)
    if given in ("毎月", "月1回"):
        return 1
    if given in ("1年", "1年ごと", "年1回"):
        return 12
    match = _INTERVAL.fullmatch(given)
    if match is None:
        return None
    every = int(match[1])
    return every if 1 <= every <= LONGEST_INTERVAL else None


def read_entitlements(sheet: Sheet) -> list[EntitlementRecord]:
    """全部の行を読む。読めない行は、行番号と列と理由を remarks に残す。"""
    records = []
    for cells in sheet.rows:
        before = len(sheet.remarks.errors)
        record = _read(cells)
        if record is not None and len(sheet.remarks.errors) == before:
            records.append(record)
    return records


def _read(cells: Cells) -> EntitlementRecord | None:
    first, last = _day(cells, "valid_from"), _day(cells, "last_day")
    made = _day(cells, "plan_made_on") if cells.trimmed("plan_made_on") else None
    decided = _day(cells, "decided_on") if cells.trimmed("decided_on") else None
    every = _every(cells)
    start, end = _month(cells, "term_from"), _month(cells, "to_month")
    if first is None or last is None or every is None:
        return None
    if last < first:
        cells.refuse(
            "last_day", "開始日より前の日です。受給者証を見て入れ直してください。"
        )
        return None
    if start is None and cells.trimmed("term_from"):
        return None
    if end is None and cells.trimmed("to_month"):
        return None
    end = end or YearMonth.of(last)
    begin = _begins(first, last, made, start, is_new=True)
    if end < (start or begin):
        cells.refuse("to_month", "終期月が、開始年月より前です。")
        return None
    if begin.months_until(end) > LONGEST_MONTHS:
        cells.refuse(
            "to_month" if cells.trimmed("to_month") else "last_day",
            f"始まりの月から{LONGEST_MONTHS // 12}年を超えています。年を確かめてください。",
        )
        return None
    return EntitlementRecord(
        line=cells.line, number=cells.trimmed("number"), valid_from=first,
        last_day=last, plan_made_on=made, decided_on=decided, every=every,
        asked_start=start, from_month=begin, to_month=end,
    )  # fmt: skip


def as_renewal(record: EntitlementRecord) -> EntitlementRecord:
    """更新では、計画を作った月ではなく、有効期間の始まる月から数える。"""
    begin = _begins(
        record.valid_from, record.last_day, record.plan_made_on, record.asked_start,
        is_new=False,
    )  # fmt: skip
    return replace(record, from_month=begin)


def _begins(
    first: date, last: date, made: date | None, start: YearMonth | None, *, is_new: bool
) -> YearMonth:
    begin, _ = support_period(
        valid_from=first, last_day=last, plan_made_on=made, is_new=is_new
    )
    return min(begin, start) if start else begin


def _day(cells: Cells, name: str) -> date | None:
    """A whole day; days of a decision may well lie ahead."""
    if not cells.is_there(name):
        return None
    reading = read_date(cells[name])
    if reading.date is None:
        cells.refuse(name, " ".join(str(message) for message in reading.messages))
        return None
    for message in reading.messages:
        cells.warn(name, str(message))
    if reading.precision != "day":
        cells.refuse(
            name, f"「{cells[name]}」には日がありません。日まで書いてください。"
        )
        return None
    return reading.date


def _month(cells: Cells, name: str) -> YearMonth | None:
    """A month in any form of the era; a whole day counts as its month."""
    if not cells.trimmed(name):
        return None
    reading = read_date(cells[name])
    if reading.date is None or reading.precision == "year":
        cells.refuse(
            name,
            f"「{cells[name]}」は年月として読めません。「令和8年4月」のように書いてください。",
        )
        return None
    return YearMonth.of(reading.date)


def _every(cells: Cells) -> int | None:
    if not cells.is_there("every"):
        return None
    every = interval_of(cells["every"])
    if every is None:
        cells.refuse(
            "every",
            f"「{cells.trimmed('every')}」は間隔として読めません。"
            "「毎月」「3か月ごと」「6」のように、1から12の月数にしてください。",
        )
    return every
