"""モニタリングの間隔の提案: 標準の表と、短くするのが望ましい事情から。わけを自分で述べる。

標準の間隔は勘案事項の一つで、決めるのは市町村（報酬Q&A 令和3年 VOL.2 問38）。表そのものは
確かめきれていないので、日付と確かさのあるデータとして持ち、画面でもそう言う。
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tsunagi.common.frozen import Frozen

DATA_FILE = Path(__file__).parent / "data" / "standard_intervals.toml"


class Standard(Frozen):
    """One line of the table. months: the interval; confidence A (official) to C."""

    code: str
    label: str
    months: int
    services: tuple[str, ...]
    confidence: str


class Situation(Frozen):
    """事情。shorter: 「短くするのが望ましい」 or 「特に留意」 of 問38; else for the standard."""

    code: str
    label: str
    confidence: str
    makes_monthly: bool
    monthly_first: int


class Table(Frozen):
    valid_from: date
    source: str
    standards: tuple[Standard, ...]
    situations: tuple[Situation, ...]


class Proposal(Frozen):
    """months: proposed; monthly_first: so many months monthly before that.

    reasons: sentences that may go into the plan; is_verified False: a line of the table
    that it rests on was not verified against the ordinance.
    """

    months: int
    monthly_first: int
    reasons: tuple[str, ...]
    is_verified: bool
    standard: int


@cache
def tables() -> tuple[Table, ...]:
    raw = tomllib.loads(DATA_FILE.read_text(encoding="utf-8"))
    return tuple(_table(one) for one in raw["tables"])


def _table(raw: dict[str, Any]) -> Table:
    return Table(
        valid_from=raw["valid_from"],
        source=raw["source"],
        standards=tuple(
            Standard(
                one["code"], one["label"], one["months"], tuple(one["services"]),
                one["confidence"],
            )
            for one in raw["standards"]
        ),
        situations=tuple(
            Situation(
                one["code"], one["label"], one["confidence"],
                one.get("makes_monthly", False), one.get("monthly_first", 0),
            )
            for one in raw["situations"]
        ),
    )  # fmt: skip


def table_on(day: date) -> Table:
    """その日に当てはまる表。"""
    return max(
        (table for table in tables() if table.valid_from <= day),
        key=lambda table: table.valid_from,
    )


def propose(
    *, services: Collection[str], situations: Collection[str], on: date
) -> Proposal | None:
    """いちばん短い標準から始め、事情に応じて短くする。表にないサービスだけなら None。

    services: names as on the plan; situations: codes of the table.
    """
    table = table_on(on)
    met = [one for one in table.standards if set(one.services) & set(services)]
    if not met:
        return None
    shortest = min(met, key=lambda one: one.months)
    months, first = shortest.months, 0
    reasons = [f"{shortest.label}の標準は{_words(shortest.months)}です。"]
    used = [shortest.confidence]
    chosen = [one for one in table.situations if one.code in situations]
    for one in chosen:
        used.append(one.confidence)
        if one.makes_monthly:
            months = 1
            reasons.append(f"{one.label}ので、毎月がめやすです。")
        elif one.monthly_first:
            first = max(first, one.monthly_first)
            reasons.append(
                f"{one.label}ので、はじめの{one.monthly_first}か月は毎月です。"
            )
        else:
            reasons.append(f"{one.label}ので、標準より短くするのが望ましいとされます。")
    softer = [one for one in chosen if not (one.makes_monthly or one.monthly_first)]
    if softer and months > 1:
        months = 3 if months > 3 else 1
    return Proposal(
        months=months, monthly_first=0 if months == 1 else first,
        reasons=tuple(reasons), is_verified="C" not in used,
        standard=shortest.months,
    )  # fmt: skip


def _words(months: int) -> str:
    return "毎月" if months == 1 else f"{months}か月ごと"
