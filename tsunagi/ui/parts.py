"""The small values that views hand to components. No domain words, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Chip:
    """A filter that is on; its URL is the list without it."""

    label: str
    url: str


@dataclass(frozen=True)
class SummaryRow:
    """One fact. `value` None or empty draws 「—」; the action is optional."""

    label: str
    value: object
    action_label: str = ""
    action_url: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    at: date | datetime
    title: str
    text: str = ""
    who: str = ""
    url: str = ""
    kind: str = "empty"


@dataclass(frozen=True)
class Step:
    """state: done | current | waiting"""

    label: str
    state: str = "waiting"
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Stat:
    """A figure with its unit; None is 「—」, 0 is 0."""

    label: str
    value: int | str | None
    unit: str = ""
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Paging:
    """Keyset paging: only before and after, and a word for how many there are."""

    previous_url: str = ""
    next_url: str = ""
    count: int | None = None
    shown: int | None = None


@dataclass(frozen=True)
class Column:
    """sort: the word of `?sort=`; kind: "" | "number" | "action"."""

    label: str
    sort: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell that is more than a text: a link, or grey words behind the value."""

    value: object
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Band:
    """Who or what the page is about, so that one never writes into a wrong record."""

    name: str
    kana: str = ""
    facts: Sequence[str] = ()
    flags: Sequence[tuple[str, str]] = field(default_factory=tuple)
    """Pairs of word and status kind, e.g. ("見守り中", "warning")."""
