"""はじめから入っている読み物。ファイルを一度だけ読み、形を確かめる。"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tsunagi.activity.knowledge.rules import Confidence
from tsunagi.common.frozen import Frozen

FOLDER = Path(__file__).parent / "data"


class ShippedArticle(Frozen):
    """One article that comes with Tsunagi. checked_on: when its content was looked at."""

    name: str
    title: str
    summary: str
    body: str
    tags: tuple[str, ...]
    source: str
    confidence: Confidence
    checked_on: str


def _read(path: Path) -> ShippedArticle:
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    return ShippedArticle(
        name=path.stem,
        title=values["title"],
        summary=values["summary"],
        body=values["body"].strip(),
        tags=tuple(values["tags"]),
        source=values["source"],
        confidence=Confidence(values["confidence"]),
        checked_on=values["checked_on"],
    )


@cache
def _all() -> MappingProxyType[str, ShippedArticle]:
    found = [_read(path) for path in sorted(FOLDER.glob("*.toml"))]
    return MappingProxyType({one.name: one for one in found})


SHIPPED = _all()
