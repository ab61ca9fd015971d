"""会議の種類を読む。値は data/kinds.toml にだけあり、出典と確かさを添えてある。

A kind is where a series begins; once made, a series keeps its own values. Nothing
here knows Django: the file is read once.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tsunagi.common.frozen import Frozen
from tsunagi.meetings.series.rules import Level, MemberKind, Part, Rhythm

TABLE = Path(__file__).parent / "data" / "kinds.toml"
SCHEMA = 1
CONFIDENCE_WORDS = {
    "A": "文書で確かめた",
    "B": "文書にあるが、読み方が分かれる",
    "C": "つなぎの提案",
}


class AgendaLine(Frozen):
    """One line of the template. section: 1 to 6 for ①–⑥, 0 where there are none."""

    section: int
    kind: str
    title: str
    minutes: int
    about: str = ""

    @property
    def mark(self) -> str:
        """①–⑥, nothing where the lines have no number."""
        return chr(ord("①") + self.section - 1) if self.section else ""


class MemberLine(Frozen):
    """One line of the member template: whom a series of this kind begins with."""

    kind: MemberKind
    part: Part
    office_kind: str = ""
    post_kind: str = ""
    post_title: str = ""


class Kind(Frozen):
    """One kind of meeting. usual_days: how often, where `number` is only the limit.

    led_by_chief: a chief leads it unless somebody says why not. ours: what no document
    says and we propose.
    """

    code: str
    name: str
    level: Level
    rhythm: Rhythm
    planned_minutes: int
    purpose: str
    document: str
    lines: str
    confidence: str
    ours: tuple[str, ...]
    number: int = 0
    months: tuple[int, ...] = ()
    usual_days: int = 0
    most_minutes: int | None = None
    speaks_of_persons: bool = False
    led_by_chief: bool = False
    needs_cohost: bool = False
    members: tuple[MemberLine, ...] = ()
    agenda: tuple[AgendaLine, ...] = ()

    @property
    def source(self) -> str:
        return f"{self.document} {self.lines}行" if self.lines else self.document

    @property
    def confidence_word(self) -> str:
        return CONFIDENCE_WORDS[self.confidence]


def _kind(row: dict[str, Any], documents: dict[str, str]) -> Kind:
    members = tuple(
        MemberLine(
            **{**one, "kind": MemberKind(one["kind"]), "part": Part(one["part"])}
        )
        for one in row.pop("members", ())
    )
    agenda = tuple(AgendaLine(**one) for one in row.pop("agenda", ()))
    if row["confidence"] not in CONFIDENCE_WORDS:
        raise ValueError(f"{row['code']}: unknown confidence {row['confidence']!r}")
    return Kind(
        **{
            **row,
            "level": Level(row["level"]),
            "rhythm": Rhythm(row["rhythm"]),
            "months": tuple(row.get("months", ())),
            "ours": tuple(row["ours"]),
            "document": documents[row["document"]],
            "members": members,
            "agenda": agenda,
        }
    )


@cache
def _all() -> dict[str, Kind]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if table.get("schema") != SCHEMA:
        raise ValueError(f"unsupported schema {table.get('schema')!r}")
    kinds = [_kind(row, table["documents"]) for row in table["kinds"]]
    found = {kind.code: kind for kind in kinds}
    if len(found) != len(kinds):
        raise ValueError("a code stands twice")
    return found


KINDS = MappingProxyType(_all())


def kind_of(code: str) -> Kind:
    """The kind of this code; what is not known is a meeting of its own sort."""
    return KINDS.get(code, KINDS["other"])


def agenda_template(code: str) -> tuple[AgendaLine, ...]:
    """議題のひな形。順のとおり。"""
    return kind_of(code).agenda


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.code, kind.name) for kind in KINDS.values()]
