"""約束と進め方の文と、その版。data/*.toml にあり、直すときは新しい版の文を足す。"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from tsunagi.common.frozen import Frozen
from tsunagi.meetings.series.rules import SignedKind

DATA = Path(__file__).parent / "data"


class Text(Frozen):
    """One version of a text that staff read and sign. source: where it comes from."""

    kind: SignedKind
    version: str
    title: str
    lines: tuple[str, ...]
    source: str


@cache
def current_text(kind: SignedKind) -> Text:
    """The newest version of the text; the last in the file."""
    raw = tomllib.loads((DATA / f"{kind.value}.toml").read_text(encoding="utf-8"))
    newest = raw["version"][-1]
    return Text(
        kind=kind, version=newest["name"], title=newest["title"],
        lines=tuple(newest["lines"]), source=newest["source"],
    )  # fmt: skip
