"""業務の種類の候補。表は data/work_kind_suggestions.toml にあり、つなぎの提案である。"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path

from tsunagi.common.frozen import Frozen

TABLE = Path(__file__).parent / "data" / "work_kind_suggestions.toml"
SCHEMA = 1


class SuggestionTableError(ValueError):
    """The table of suggestions cannot be read; nothing is suggested from half of it."""


class Suggestion(Frozen):
    work_kind: str
    contents: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()

    def fits(self, *, contents: Collection[str], method: str) -> bool:
        if self.contents and not set(self.contents) & set(contents):
            return False
        return not self.methods or method in self.methods


@cache
def suggestions() -> tuple[Suggestion, ...]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if table.get("schema") != SCHEMA:
        raise SuggestionTableError(f"unsupported schema {table.get('schema')!r}")
    return tuple(
        Suggestion(
            work_kind=row["work_kind"],
            contents=tuple(row.get("contents", ())),
            methods=tuple(row.get("methods", ())),
        )
        for row in table["suggestions"]
    )


def suggest_work_kind(
    *, contents: Collection[str], method: str, available: Collection[str]
) -> str | None:
    """記録の内容と方法に合う業務の種類。available は、いま選べるコード。"""
    return next(
        (
            one.work_kind
            for one in suggestions()
            if one.work_kind in available and one.fits(contents=contents, method=method)
        ),
        None,
    )
