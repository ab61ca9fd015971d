"""同行・面接の気づき: 観点のものさし、書ける人、返事のあとは変わらないこと。純粋関数だけ。

For growing, never for grading: there is no sum and nobody but the two reads it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tsunagi.cases.backup.rules import Kind
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

TABLE = Path(__file__).parent / "data" / "viewpoints.toml"
SCHEMA = 1


class SheetKind(Labelled):
    """どの場面の観点で書くか。"""

    ACCOMPANY = "accompany", "同行・同席"
    INTERVIEW = "interview", "面接"


class Level(Labelled):
    """その場面でどうだったか。点数にはしない。"""

    SEEN = "seen", "できていた"
    GROWING = "growing", "これからの楽しみ"
    ABSENT = "absent", "その場面はなかった"


class Viewpoint(Frozen):
    code: str
    label: str
    hint: str


class Sheet(Frozen):
    """The viewpoints of one kind in one dated version."""

    kind: SheetKind
    valid_from: date
    source: str
    viewpoints: tuple[Viewpoint, ...]


@cache
def sheets() -> tuple[Sheet, ...]:
    """All versions as they are shipped, the oldest first."""
    raw = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if raw.get("schema") != SCHEMA:
        raise ValueError(f"unsupported schema {raw.get('schema')!r}")
    found = [
        Sheet(
            SheetKind(sheet["code"]), version["valid_from"], version["source"],
            tuple(Viewpoint(**one) for one in sheet["viewpoints"]),
        )
        for version in raw["versions"]
        for sheet in version["sheets"]
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.valid_from))


def sheet_on(kind: SheetKind, day: date) -> Sheet:
    """その日に効く版。はじめの版より前の日は、はじめの版。"""
    fitting = [one for one in sheets() if one.kind is kind]
    begun = [one for one in fitting if one.valid_from <= day]
    return begun[-1] if begun else fitting[0]


def may_observe(
    *, kind: Kind, helper: int, me: int | None, observed: int | None
) -> bool:
    """一緒に行った本人だけが、担当者のいる方について書ける。自分のことは書かない。"""
    return (
        kind is Kind.ACCOMPANY
        and me is not None
        and helper == me
        and observed is not None
        and observed != me
    )


def kept_points(
    sheet: Sheet, said: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, str]]:
    """観点ごとの段階と言葉のうち、何か書いてあるもの。知らない観点と段階は落とす。"""
    known = {one.value for one in Level}
    found = {}
    for one in sheet.viewpoints:
        told = said.get(one.code, {})
        level, text = str(told.get("level", "")), str(told.get("text", "")).strip()
        if level in known or text:
            found[one.code] = {"level": level if level in known else "", "text": text}
    return found


def read_points(
    sheet: Sheet, points: Mapping[str, Mapping[str, str]]
) -> list[tuple[Viewpoint, str, str]]:
    """The viewpoints that were used, with the word of the level and what was written."""
    found = []
    for one in sheet.viewpoints:
        told = points.get(one.code)
        if told is not None:
            level = told.get("level", "")
            word = Level(level).label if level else ""
            found.append((one, word, told.get("text", "")))
    return found
