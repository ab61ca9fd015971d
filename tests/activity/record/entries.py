"""Entries out of the truth table, and strategies for random ones."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tsunagi.activity.record.rules import Entry, SubjectFacts
from tsunagi.common.dates import YearMonth

TABLE = Path(__file__).parents[2] / "truth_tables" / "contact_counts.csv"
APRIL = YearMonth(2026, 4)
LATER = datetime(2026, 4, 30, 23, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
AGES = {"児": True, "者": False, "不明": None}
SCALARS = {
    "延件数": "total",
    "実人数": "persons",
    "匿名の数": "anonymous",
    "内容なし": "no_content",
    "種別なし": "no_disability",
    "新規": "new",
    "継続": "continuing",
    "児": "children",
    "者": "adults",
    "年齢不明": "age_unknown",
    "補う分": "gap_minutes",
    "補う内容": "gap_contents",
    "補う種別": "gap_disability",
}
MAPPINGS = {
    "方法別": "by_method",
    "内容別": "by_content",
    "障害種別別": "by_disability",
}


@dataclass
class CountCase:
    number: str
    explanation: str
    entries: list[Entry] = field(default_factory=list)
    expected: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.number} {self.explanation}"


def count_cases() -> list[CountCase]:
    return list(_cases())


def _cases() -> Iterator[CountCase]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, lines in groupby(rows, key=lambda row: row["場合"]):
        given = list(lines)
        first = given[0]
        expected: dict[str, object] = {
            name: int(first[column]) for column, name in SCALARS.items()
        }
        for column, name in MAPPINGS.items():
            pairs = (part.split("=") for part in _parts(first[column], "；"))
            expected[name] = {code: int(value) for code, value in pairs}
        yield CountCase(number, first["説明"], [_entry(row) for row in given], expected)


def _entry(row: dict[str, str]) -> Entry:
    return Entry(
        record_key=_key(row["記録"]),
        occurred_on=date.fromisoformat(row["日付"]),
        method=row["方法"],
        subjects=tuple(_subject(text) for text in _parts(row["相手"], "／")),
        anonymous=int(row["匿名"]),
        contents=_parts(row["内容"], "；"),
        minutes=int(row["分"]) if row["分"] else None,
        superseded_at=LATER if row["状態"] == "前の版" else None,
        is_withdrawn=row["状態"] == "取り下げ",
    )


def _subject(text: str) -> SubjectFacts:
    name, kinds, age, novelty = text.split(":")
    return SubjectFacts(
        subject_key=_key(name),
        disability_kinds=_parts(kinds, "＋"),
        is_child=AGES[age],
        is_new=novelty == "新規",
    )


def _key(name: str) -> UUID:
    return UUID(int=ord(name))


def _parts(text: str, separator: str) -> tuple[str, ...]:
    return tuple(text.split(separator)) if text else ()


subjects = st.builds(
    SubjectFacts,
    subject_key=st.integers(1, 6).map(lambda number: UUID(int=number)),
    disability_kinds=st.lists(
        st.sampled_from(["身体", "知的", "精神"]), unique=True, max_size=3
    ).map(tuple),
    is_child=st.sampled_from([True, False, None]),
    is_new=st.booleans(),
)
entries = st.builds(
    Entry,
    record_key=st.uuids(),
    occurred_on=st.dates(date(2026, 3, 25), date(2026, 5, 5)),
    method=st.sampled_from(["訪問", "電話", "来所"]),
    subjects=st.lists(subjects, max_size=3).map(tuple),
    anonymous=st.integers(0, 1),
    contents=st.lists(
        st.sampled_from(["福祉", "不安", "就労"]), unique=True, max_size=3
    ).map(tuple),
    minutes=st.none() | st.integers(0, 300),
    recorded_at=st.integers(0, 20).map(lambda days: LATER - timedelta(days=days)),
    superseded_at=st.none() | st.just(LATER),
    is_withdrawn=st.booleans(),
)
