"""The small values that views hand to components. No domain words, no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tsunagi.common.frozen import Frozen, field

MOST_COUNTED = 1_000


class Tab(Frozen):
    label: str
    url: str
    current: bool = False
    count: int | None = None


class Chip(Frozen):
    """A filter that is on; its URL is the list without it."""

    label: str
    url: str


class SummaryRow(Frozen):
    """One fact. `value` None or empty draws 「—」; the action is optional."""

    label: str
    value: object
    action_label: str = ""
    action_url: str = ""


class TimelineEntry(Frozen):
    """parts: the text in pieces (piece, is it a word that was looked for)."""

    at: date | datetime
    title: str
    text: str = ""
    who: str = ""
    url: str = ""
    kind: str = "empty"
    parts: Sequence[tuple[str, bool]] = ()


class Step(Frozen):
    """state: done | current | waiting"""

    label: str
    state: str = "waiting"
    note: str = ""
    url: str = ""


class Stat(Frozen):
    """A figure with its unit; None is 「—」, 0 is 0."""

    label: str
    value: int | str | None
    unit: str = ""
    note: str = ""
    url: str = ""


class Paging(Frozen):
    """Keyset paging: only before and after, and a word for how many there are."""

    previous_url: str = ""
    next_url: str = ""
    count: int | None = None
    shown: int | None = None


class Column(Frozen):
    """sort: the word of `?sort=`; kind: "" | "number" | "action"."""

    label: str
    sort: str = ""
    kind: str = ""


class Cell(Frozen):
    """A cell that is more than a text: a link, or grey words behind the value."""

    value: object
    url: str = ""
    note: str = ""


class Band(Frozen):
    """Who or what the page is about, so that one never writes into a wrong record."""

    name: str
    kana: str = ""
    facts: Sequence[str] = ()
    flags: Sequence[tuple[str, str]] = field(default_factory=tuple)
    """Pairs of word and status kind, e.g. ("見守り中", "warning")."""
