"""報酬の決まりの版を読む。数えるかどうかの決定は、この版ごとに分けて残す。"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from tsunagi.common.frozen import Frozen

TABLE = Path(__file__).parent / "data" / "fee_rule_versions.toml"
SCHEMA = 1


class FeeRuleVersion(Frozen):
    code: str
    label: str
    valid_from: date
    source: str
    confidence: str


@cache
def fee_rule_versions() -> tuple[FeeRuleVersion, ...]:
    """古い版から。"""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if table.get("schema") != SCHEMA:
        raise ValueError(f"unsupported schema {table.get('schema')!r}")
    rows = [FeeRuleVersion(**row) for row in table["versions"]]
    return tuple(sorted(rows, key=lambda row: row.valid_from))


def version_on(day: date) -> FeeRuleVersion:
    """The latest that had begun on this day; before the first of all, the first."""
    begun = [row for row in fee_rule_versions() if row.valid_from <= day]
    return begun[-1] if begun else fee_rule_versions()[0]


def version_label(code: str) -> str:
    return next((row.label for row in fee_rule_versions() if row.code == code), code)
