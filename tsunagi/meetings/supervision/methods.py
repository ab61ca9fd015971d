"""進め方を読む。data/*.toml に版ごとにあり、前の版も残る。"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tsunagi.meetings.supervision.rules import Confidence, Method, Step, StepRule

DATA = Path(__file__).parent / "data"
SCHEMA = 1
# The order in which they are offered.
ORDER = ("strengths", "local", "sfr")


@cache
def _all() -> tuple[Method, ...]:
    return tuple(method for code in ORDER for method in _read(code))


def _read(code: str) -> list[Method]:
    raw = tomllib.loads((DATA / f"{code}.toml").read_text(encoding="utf-8"))
    if raw.get("schema") != SCHEMA or raw["code"] != code:
        raise ValueError(f"{code}.toml: unsupported schema or other code")
    found = [_method(code, one) for one in raw["version"]]
    return sorted(found, key=lambda one: one.valid_from)


def _method(code: str, raw: dict[str, Any]) -> Method:
    return Method(
        code=code, version=raw["name"], valid_from=raw["valid_from"],
        title=raw["title"], shape=raw["shape"], fits=raw["fits"],
        source=raw["source"], confidence=Confidence(raw["confidence"]),
        roles=tuple(raw["roles"]),
        steps=tuple(
            Step(
                code=one["code"], title=one["title"], minutes=one["minutes"],
                rule=StepRule(one["rule"]), text=one["text"],
                confidence=Confidence(one["confidence"]),
            )
            for one in raw["steps"]
        ),
    )  # fmt: skip


def methods_on(day: date) -> list[Method]:
    """Of each method the newest version in force; before its first, the first."""
    found = []
    for code in ORDER:
        versions = [one for one in _all() if one.code == code]
        begun = [one for one in versions if one.valid_from <= day]
        found.append(begun[-1] if begun else versions[0])
    return found


def method_of(code: str, version: str) -> Method:
    """The version with which a session was begun, whatever came later."""
    return next(one for one in _all() if (one.code, one.version) == (code, version))
