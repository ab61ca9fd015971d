"""話題の札を読む。data/topics.toml にあり、出どころは「つなぎの案」。"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from tsunagi.common.frozen import Frozen

TABLE = Path(__file__).parent / "data" / "topics.toml"
SCHEMA = 1


class Topic(Frozen):
    """training: what to think of when it keeps coming up. ended: no longer offered."""

    code: str
    label: str
    training: str
    ended: bool = False


@cache
def topics() -> tuple[Topic, ...]:
    raw = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if raw.get("schema") != SCHEMA:
        raise ValueError(f"unsupported schema {raw.get('schema')!r}")
    return tuple(Topic(**row) for row in raw["topics"])


def topic_of(code: str) -> Topic | None:
    return next((one for one in topics() if one.code == code), None)


def topic_choices(*, also: str = "") -> list[tuple[str, str]]:
    """(code, label) of those in use. also: the code that a row already has."""
    return [
        (one.code, one.label) for one in topics() if not one.ended or one.code == also
    ]
