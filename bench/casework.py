"""How long an office's own tables take: ten thousand persons, ten thousand contacts."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

FAMILY = ["架空", "仮名", "試作", "見本", "例示", "想像", "空想", "作中"]
FAMILY_KANA = [
    "カクウ",
    "カメイ",
    "シサク",
    "ミホン",
    "レイジ",
    "ソウゾウ",
    "クウソウ",
    "サクチュウ",
]
PERSONS = [
    "利用者番号", "氏名", "氏名カナ", "生年月日", "性別", "郵便番号", "住所", "電話",
    "障害種別", "受給者証番号", "手帳", "担当事業所番号", "備考",
]  # fmt: skip
CONTACTS = [
    "記録番号",
    "利用者番号",
    "日付",
    "開始時刻",
    "分",
    "方法",
    "内容",
    "相手",
    "記録者",
    "本文",
    "入力日",
]
TEXT = "電話で様子をうかがう。服薬は続いている。来月の会議の前にもう一度たずねることにした。"


@dataclass(frozen=True)
class CaseworkFigures:
    """Seconds, wall and CPU of this process: check and write in one call."""

    rows: int
    persons_s: float
    persons_cpu_s: float
    contacts_s: float
    contacts_cpu_s: float


def measure_casework(rows: int) -> CaseworkFigures:
    """Imports both tables into the bench world, whatever else stands there."""
    from django.utils import timezone

    from tsunagi.access.actor import system_actor
    from tsunagi.exchange.casework.actions import import_table
    from tsunagi.exchange.casework.place import Place
    from tsunagi.exchange.casework.rules import Kind
    from tsunagi.organisations.office.models import Office

    now = timezone.now()
    today = timezone.localdate(now)
    office = Office.objects.filter(posts__isnull=False).order_by("id")[0]
    by = system_actor("command", municipality_id=office.municipality_id)
    mark = f"{now:%H%M%S}"

    def timed(kind: Kind, table: bytes) -> tuple[float, float]:
        place = Place(office, by, now, today)
        wall, cpu = time.perf_counter(), time.process_time()
        report = import_table(kind, table, place=place, commit=True)
        spent = time.perf_counter() - wall, time.process_time() - cpu
        if report.errors or report.new != rows:
            raise RuntimeError(f"{kind}: {report}"[:500])
        return spent

    persons = timed(Kind.PERSONS, _table(PERSONS, _persons(rows, mark)))
    day = today - timedelta(days=20)
    contacts = timed(Kind.CONTACTS, _table(CONTACTS, _contacts(rows, mark, day)))
    return CaseworkFigures(rows, *persons, *contacts)


def _persons(rows: int, mark: str) -> Iterable[list[str]]:
    for n in range(rows):
        first, kana = n % 8, n // 8
        yield [
            f"{mark}-{n}", f"{FAMILY[first]} {_digits(kana, '一二三四五六七八九〇')}",
            f"{FAMILY_KANA[first]} {_digits(kana, 'アイウエオカキクケコ')}",
            f"{1950 + n % 55}-{1 + n % 12:02}-{1 + n % 28:02}", "女" if n % 2 else "男", "",
            f"架空町{n % 90}", "", "知的", "", "", "", "",
        ]  # fmt: skip


def _contacts(rows: int, mark: str, day: Any) -> Iterable[list[str]]:
    for n in range(rows):
        on = day - timedelta(days=n % 300)
        yield [
            f"{mark}-R{n}", f"{mark}-{n}", on.isoformat(), "", "15", "電話", "", "本人", "",
            f"{TEXT}（{n}）", "",
        ]  # fmt: skip


def _digits(number: int, letters: str) -> str:
    return "".join(letters[int(digit)] for digit in f"{number:04}")


def _table(headers: list[str], rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(headers)
    written.writerows(rows)
    return text.getvalue().encode()
