"""相談記録の表の一行を読む規則。純粋関数だけを置く。"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, time
from functools import cache

from tsunagi.activity.record.categories import Categories, ChoiceList
from tsunagi.cases.contact.rules import LONGEST_MINUTES
from tsunagi.cases.person.rules import Kinship
from tsunagi.common.clock import read_time
from tsunagi.common.frozen import Frozen
from tsunagi.exchange.casework.rules import (
    PROGRESS_EVERY,
    Cells,
    Progress,
    Sheet,
    day_of,
    listed,
    parts_of,
    plain,
    words,
)

LONGEST_NUMBER = 60
LONGEST_TEXT = 20_000
LONGEST_NAME = 120
MADE_FROM_CONTENT = "内容:"


class ContactRecord(Frozen):
    """One line, read. person "": anonymous; staff "": nobody named."""

    line: int
    number: str
    person: str
    staff: str
    occurred_on: date
    started_at_time: time | None
    minutes: int | None
    method: str
    contents: tuple[str, ...]
    counterpart: tuple[str, ...]
    counterpart_name: str
    text: str
    recorded_on: date | None


CategoriesOn = Callable[[date], Categories]


def read_contacts(
    sheet: Sheet,
    *,
    categories_on: CategoriesOn,
    today: date,
    progress: Progress | None = None,
) -> list[ContactRecord]:
    """全部の行を読む。読めない行は、行番号と列と理由を remarks に残す。"""
    records = []
    numbers = _Numbers()
    for position, cells in enumerate(sheet.rows, start=1):
        before = len(sheet.remarks.errors)
        record = _read(cells, numbers, categories_on, today)
        if record is not None and len(sheet.remarks.errors) == before:
            records.append(record)
        if progress is not None and position % PROGRESS_EVERY == 0:
            progress("行を確かめました", position)
    if numbers.first_made:
        sheet.remarks.warn(
            numbers.first_made,
            "number",
            f"記録番号のない行が{numbers.made}行あります。同じ表をもう一度取り込んだ"
            "ときは、内容がまったく同じ行だけを同じ記録とみなします。",
        )
    return records


def _read(
    cells: Cells, numbers: _Numbers, categories_on: CategoriesOn, today: date
) -> ContactRecord | None:
    number = numbers.of(cells)
    person = cells.trimmed("person")
    started, minutes = _started(cells), _minutes(cells)
    counterpart, counterpart_name = _counterpart(cells)
    cells.is_there("text")
    text = cells.limited("text", LONGEST_TEXT).replace("\r\n", "\n")
    has_day = cells.is_there("occurred_on")
    occurred_on = day_of(cells, "occurred_on", today=today) if has_day else None
    recorded_on = _recorded_on(cells, occurred_on, today)
    # Without a day the words are checked against those of today: all that is wrong
    # with a line is said at once.
    categories = categories_on(occurred_on or today)
    method = _method(cells, categories.methods)
    contents = _contents(cells, categories.contents)
    if occurred_on is None:
        return None
    return ContactRecord(
        cells.line, number, person, cells.trimmed("staff"), occurred_on, started,
        minutes, method, contents, counterpart, counterpart_name, text, recorded_on,
    )  # fmt: skip


class _Numbers:
    """記録番号。二度は使えない。なければ、内容から作る。"""

    def __init__(self) -> None:
        self._first_line: dict[str, int] = {}
        self._same_content: dict[str, int] = {}
        self.first_made = 0
        self.made = 0

    def of(self, cells: Cells) -> str:
        number = cells.trimmed("number")
        if not number:
            return self._from_content(cells)
        if len(number) > LONGEST_NUMBER:
            cells.limited("number", LONGEST_NUMBER)
        earlier = self._first_line.setdefault(number, cells.line)
        if earlier != cells.line:
            cells.refuse(
                "number",
                f"同じ記録番号の行が {earlier} 行目にもあります。"
                "どちらか一つにしてください。",
            )
        return number

    def _from_content(self, cells: Cells) -> str:
        names = ("person", "occurred_on", "started_at_time", "method", "text")
        content = "\x1f".join(cells.trimmed(name) for name in names)
        mark = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        count = self._same_content[mark] = self._same_content.get(mark, 0) + 1
        self.first_made = self.first_made or cells.line
        self.made += 1
        return f"{MADE_FROM_CONTENT}{mark}-{count}"


def _started(cells: Cells) -> time | None:
    given = cells.trimmed("started_at_time")
    if not given:
        return None
    found = read_time(given)
    if found is None:
        cells.refuse(
            "started_at_time",
            f"「{given}」は時刻として読めません。10:30 のように書いてください。",
        )
    return found


def _minutes(cells: Cells) -> int | None:
    given = plain(cells["minutes"]).removesuffix("分").replace(",", "")
    if not given:
        return None
    if given.isascii() and given.isdigit() and int(given) <= LONGEST_MINUTES:
        return int(given)
    cells.refuse(
        "minutes",
        f"「{cells.trimmed('minutes')}」は時間（分）として読めません。"
        f"0から{LONGEST_MINUTES}までの整数にしてください。",
    )
    return None


def _method(cells: Cells, methods: ChoiceList) -> str:
    if not cells.is_there("method"):
        return ""
    given = cells.trimmed("method")
    code = methods.code_of(given)
    if code is None:
        labels = listed(choice.label for choice in methods.choices)
        cells.refuse(
            "method", f"「{given}」という方法はありません。{labels}から選んでください。"
        )
    return code or ""


def _contents(cells: Cells, contents: ChoiceList) -> tuple[str, ...]:
    """Commas may be part of a label, so the whole cell is tried first."""
    given = cells.trimmed("contents")
    whole = contents.code_of(given)
    if whole is not None:
        return (whole,)
    codes: dict[str, None] = {}
    for part in parts_of(given):
        code = contents.code_of(part)
        if code is None:
            labels = listed(choice.label for choice in contents.choices)
            cells.refuse(
                "contents",
                f"「{part}」という支援内容はありません。{labels}から選んでください。",
            )
        else:
            codes[code] = None
    return tuple(codes)


def _counterpart(cells: Cells) -> tuple[tuple[str, ...], str]:
    """Words of kinship become codes; whatever else stands there is a name."""
    kinships: dict[str, None] = {}
    names = []
    for part in parts_of(cells["counterpart"]):
        found = _kinship_words().get(plain(part))
        if found is None:
            names.append(part)
        else:
            kinships |= dict.fromkeys(found.split())
    name = "、".join(names)
    if len(name) > LONGEST_NAME:
        cells.refuse(
            "counterpart",
            f"相手の名前が{len(name)}文字あります。{LONGEST_NAME}文字までにしてください。",
        )
    return tuple(kinships), name


@cache
def _kinship_words() -> dict[str, str]:
    labels = {plain(kinship.label): kinship.value for kinship in Kinship}
    return {**words("counterpart"), **labels}


def _recorded_on(cells: Cells, occurred_on: date | None, today: date) -> date | None:
    if not cells.trimmed("recorded_on"):
        return None
    found = day_of(cells, "recorded_on", today=today)
    if found and occurred_on and found < occurred_on:
        cells.warn("recorded_on", "日付より前の入力日です。このまま登録します。")
    return found
