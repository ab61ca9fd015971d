"""訪ねる間隔の目安を読む。いつからの目安かは、表に書いてある。"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from tsunagi.activity.office_support.rules import Intervals

TABLE = Path(__file__).parent / "data" / "visit_intervals.toml"
SCHEMA = 1


@cache
def _all() -> tuple[Intervals, ...]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if table.get("schema") != SCHEMA:
        raise ValueError(f"unsupported schema {table.get('schema')!r}")
    rows = [Intervals(**row) for row in table["intervals"]]
    return tuple(sorted(rows, key=lambda row: row.valid_from))


def intervals_on(day: date) -> Intervals:
    """The latest that had begun on this day; before the first of all, the first."""
    begun = [row for row in _all() if row.valid_from <= day]
    return begun[-1] if begun else _all()[0]
