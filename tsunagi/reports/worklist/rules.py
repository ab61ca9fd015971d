"""きょうの画面の規則: 何を、どの順で、どの言葉で出すか。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from tsunagi.common.frozen import Frozen


class Column(StrEnum):
    """The three columns of きょう."""

    DUE = "due"
    WAITING = "waiting"
    NEWS = "news"


class Item(Frozen):
    """One line: what, why it stands here, and the one step that settles it.

    rank: smaller comes first inside its column; late = past its date.
    subject: the person supported whose name stands in the title, for the log.
    """

    column: Column
    title: str
    reason: str
    action: str
    url_name: str
    url_id: str = ""
    query: str = ""
    late: bool = False
    rank: int = 50
    subject: UUID | None = None


class Today(Frozen):
    """The page: three columns, each in order."""

    due: tuple[Item, ...]
    waiting: tuple[Item, ...]
    news: tuple[Item, ...]

    @property
    def subjects(self) -> frozenset[UUID]:
        """The persons supported whose names are on the page."""
        items = (*self.due, *self.waiting, *self.news)
        return frozenset(item.subject for item in items if item.subject)

    @property
    def is_clear(self) -> bool:
        return not self.due and not self.waiting


def arrange(items: Iterable[Item]) -> Today:
    """遅れているものを先に、その中では順位の順に並べる。"""
    ordered = sorted(items, key=lambda item: (not item.late, item.rank, item.title))
    columns = {
        column: tuple(item for item in ordered if item.column is column)
        for column in Column
    }
    return Today(columns[Column.DUE], columns[Column.WAITING], columns[Column.NEWS])


class MonthStep(Frozen):
    """One line of はじめの一か月, ticked from the records."""

    title: str
    sentence: str
    action: str
    url_name: str
    is_done: bool
    is_mine: bool = True  # else someone else in the municipality has to do it


def steps_done(steps: Iterable[MonthStep]) -> tuple[int, int]:
    """(済んだ数, 全部の数)"""
    steps = tuple(steps)
    return sum(step.is_done for step in steps), len(steps)
