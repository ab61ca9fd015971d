"""利用者の表の一行を読む規則。純粋関数だけを置く。"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tsunagi.activity.record.categories import ChoiceList
from tsunagi.cases.person.rules import CertificateKind
from tsunagi.common.codes import read_certificate_number, read_office_number
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.exchange.casework.rules import (
    PROGRESS_EVERY,
    Cells,
    Progress,
    Sheet,
    listed,
    parts_of,
    plain,
    read_date,
    words,
)

LONGEST_NUMBER = 40
# One entry of the timeline holds 300 characters; the heading of the note is part of it.
LONGEST_NOTE = 280
_KANA = re.compile(
    r"[\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\uff65-\uff9f\u3000 ・\-‐―−]+"
)
_GRADED = re.compile(r"[1-7]級?")


class Paper(Frozen):
    """A certificate or handbook that the line names."""

    kind: CertificateKind
    number: str = ""
    grade: str = ""


class PersonRecord(Frozen):
    """One line, read. values: columns of the person that the file fills."""

    line: int
    number: str
    office_number: str
    values: dict[str, Any]
    papers: tuple[Paper, ...]
    note: str
    kana_key: str

    @property
    def identity(self) -> tuple[str, date] | None:
        """読みと生年月日。どちらかがなければ、同じ人かどうかを疑わない。"""
        born = self.values.get("birth_on")
        return (self.kana_key, born) if self.kana_key and born else None


def read_persons(
    sheet: Sheet,
    *,
    kinds: ChoiceList,
    today: date,
    progress: Progress | None = None,
) -> list[PersonRecord]:
    """全部の行を読む。読めない行は、行番号と列と理由を remarks に残す。"""
    records = []
    for position, cells in enumerate(sheet.rows, start=1):
        before = len(sheet.remarks.errors)
        record = _read(cells, kinds, today)
        if len(sheet.remarks.errors) == before:
            records.append(record)
        if progress is not None and position % PROGRESS_EVERY == 0:
            progress("行を確かめました", position)
    return records


def _read(cells: Cells, kinds: ChoiceList, today: date) -> PersonRecord:
    name_kana = _kana(cells)
    cells.is_there("name")
    values = {
        "name": cells.limited("name", 100),
        "name_kana": name_kana,
        **_birth(cells, today),
        "sex": _sex(cells),
        "postal_code": _postal_code(cells),
        "address": cells.limited("address", 300),
        "phone": cells.limited("phone", 40),
        "disability_kinds": _disability_kinds(cells, kinds),
    }
    papers, unread = _papers(cells)
    return PersonRecord(
        line=cells.line,
        number=_number(cells),
        office_number=_office_number(cells),
        values={name: value for name, value in values.items() if value},
        papers=papers,
        note=_note(cells, unread),
        kana_key=search_key(name_kana) if name_kana else "",
    )


def _number(cells: Cells) -> str:
    """The number that joins the line with what was imported before."""
    number = cells.trimmed("number")
    if not number:
        cells.refuse(
            "number",
            "空欄です。事業所で決めた番号を入れてください（1からの通し番号でもかまいません）。"
            "同じ人を二重に登録しないために使います。",
        )
    elif len(number) > LONGEST_NUMBER:
        cells.limited("number", LONGEST_NUMBER)
        return ""
    return number


def _kana(cells: Cells) -> str:
    kana = cells.limited("name_kana", 150)
    if kana and not _KANA.fullmatch(kana):
        cells.warn("name_kana", "かなのほかの文字が入っています。このまま登録します。")
    return kana


def _birth(cells: Cells, today: date) -> dict[str, Any]:
    if not cells.trimmed("birth_on"):
        return {}
    reading = read_date(cells["birth_on"])
    if reading.date is None:
        reasons = " ".join(str(message) for message in reading.messages)
        cells.refuse("birth_on", reasons)
        return {}
    for message in reading.messages:
        cells.warn("birth_on", str(message))
    if reading.date > today:
        cells.refuse("birth_on", "今日より後の日です。生年月日を直してください。")
    return {"birth_on": reading.date, "birth_precision": reading.precision}


def _sex(cells: Cells) -> str:
    text = plain(cells["sex"])
    if not text:
        return ""
    found = words("sex").get(text)
    if found is None:
        cells.refuse(
            "sex",
            f"「{cells.trimmed('sex')}」は読めません。男、女、その他、不明か、"
            "1（男）、2（女）、9（その他）、0（不明）にしてください。",
        )
    return found or ""


def _postal_code(cells: Cells) -> str:
    digits = re.sub(r"[〒\-‐−ー―]", "", plain(cells["postal_code"]))
    if not digits or (len(digits) == 7 and digits.isascii() and digits.isdigit()):
        return digits
    cells.refuse(
        "postal_code",
        f"「{cells.trimmed('postal_code')}」は7けたの郵便番号として読めません。"
        "先頭の0が消えていないかを確かめてください。",
    )
    return ""


def _disability_kinds(cells: Cells, kinds: ChoiceList) -> list[str]:
    codes: dict[str, None] = {}
    for part in parts_of(cells["disability_kinds"]):
        code = kinds.code_of(part)
        if code is None:
            labels = listed(choice.label for choice in kinds.choices)
            cells.refuse(
                "disability_kinds",
                f"「{part}」という障害種別はありません。{labels}から選んでください。",
            )
        else:
            codes[code] = None
    return list(codes)


def _papers(cells: Cells) -> tuple[tuple[Paper, ...], list[str]]:
    """The certificate and the handbooks; and the words that name none."""
    papers, unread = [], []
    given = cells.trimmed("certificate")
    if given:
        reading = read_certificate_number(given)
        for message in reading.messages:
            cells.warn("certificate", f"{message} 書かれているとおりに登録します。")
        number = reading.normalized or cells.limited("certificate", 40).strip()
        papers.append(Paper(CertificateKind.WELFARE, number=number))
    for part in parts_of(cells["handbooks"]):
        paper = handbook_of(part)
        if paper is None:
            unread.append(part)
            cells.warn(
                "handbooks", f"「{part}」は手帳として読めません。備考に残します。"
            )
        elif paper not in papers:
            papers.append(paper)
    return tuple(papers), unread


def handbook_of(text: str) -> Paper | None:
    """「身体2級」「療育手帳B1」「精神保健福祉手帳 ２級」を読む。

    >>> handbook_of("精神2級").grade
    '2級'
    """
    given = plain(text)
    for name in sorted(words("handbooks"), key=len, reverse=True):
        if given.startswith(name):
            kind = CertificateKind(words("handbooks")[name])
            return _graded(kind, given.removeprefix(name))
    return None


def _graded(kind: CertificateKind, rest: str) -> Paper | None:
    grade = rest.removeprefix("手帳").strip("()・:-")
    if kind is CertificateKind.INTELLECTUAL:
        return Paper(kind, grade=grade) if len(grade) <= 6 else None
    if grade and not _GRADED.fullmatch(grade.removesuffix("種") or grade):
        return None
    return Paper(kind, grade=f"{grade.rstrip('級')}級" if grade else "")


def _office_number(cells: Cells) -> str:
    given = cells.trimmed("office_number")
    if not given:
        return ""
    reading = read_office_number(given)
    for message in reading.messages:
        if reading.normalized is None:
            cells.refuse("office_number", str(message))
        else:
            cells.warn("office_number", str(message))
    return reading.normalized or ""


def _note(cells: Cells, unread: list[str]) -> str:
    given = cells["note"].strip()
    note = "　".join(
        [*([given] if given else []), *(f"手帳: {part}" for part in unread)]
    )
    if len(note) > LONGEST_NOTE:
        cells.refuse(
            "note",
            f"備考（読めなかった手帳の言葉を含む）が{len(note)}文字あります。"
            f"{LONGEST_NOTE}文字までにし、長い文は相談記録として取り込んでください。",
        )
    return note
