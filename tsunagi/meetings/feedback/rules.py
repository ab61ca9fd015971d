"""会議のあとのひとことの決まり: 問い、いつ答えられるか、いつ出すか。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from tsunagi.common.dates import fiscal_year, fiscal_year_label
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.meetings.meeting.rules import State

# Fewer answers than this tell who said what. Nothing is shown before the last day, so
# that nobody can compare the result before and after one more answer.
LEAST_SHOWN = 3
DAYS_OPEN = 7
MOST_QUARTERS = 8


class Question(Labelled):
    """四つの問い。値は答えの列の名前。"""

    LEARNING = "learning", "学びがあった"
    RELIEF = "relief", "安心できた・話しやすかった"
    ACHIEVEMENT = "achievement", "進んだ感じがした"
    EFFICIENCY = "efficiency", "時間が生きていた"


ANSWERS = (
    (4, "とてもそう思う"), (3, "まあそう思う"), (2, "あまり思わない"),
    (1, "思わない"),
)  # fmt: skip
AGREES = 3


def last_day(held_on: date) -> date:
    """答えられる最後の日。"""
    return held_on + timedelta(days=DAYS_OPEN)


def may_be_answered(*, state: str, held_on: date, today: date) -> bool:
    """会議が終わってから、七日のあいだ。"""
    return state in (State.WRAPPING, State.DONE) and today <= last_day(held_on)


def is_over(*, held_on: date, today: date) -> bool:
    return today > last_day(held_on)


Answers = Mapping[Question, int]


class Result(Frozen):
    """How many answered, and how many of a hundred agree with each question."""

    count: int
    shares: tuple[int, ...]


def result_of(rows: Sequence[Answers]) -> Result | None:
    """None: too few to be shown."""
    if len(rows) < LEAST_SHOWN:
        return None
    return Result(
        len(rows),
        tuple(
            round(100 * sum(row[one] >= AGREES for row in rows) / len(rows))
            for one in Question
        ),
    )


class Told(Frozen):
    """The answers of one meeting."""

    held_on: date
    rows: Sequence[Answers]


class Quarter(Frozen):
    """A quarter of a fiscal year; 1 is April to June."""

    year: int
    number: int

    @property
    def label(self) -> str:
        return f"{fiscal_year_label(self.year)} 第{self.number}四半期"


def quarter_of(day: date) -> Quarter:
    return Quarter(fiscal_year(day), (day.month - 4) % 12 // 3 + 1)


class TrendPoint(Frozen):
    quarter: Quarter
    meetings: int
    result: Result


def trend(meetings: Iterable[Told], *, today: date) -> list[TrendPoint]:
    """四半期ごと。答えを出してよい会議だけを足すので、引き算で一回分は分からない。"""
    found: dict[Quarter, list[Told]] = {}
    for one in meetings:
        if is_over(held_on=one.held_on, today=today) and result_of(one.rows):
            found.setdefault(quarter_of(one.held_on), []).append(one)
    points = []
    for quarter in sorted(found, key=lambda q: (q.year, q.number))[-MOST_QUARTERS:]:
        together = result_of([row for one in found[quarter] for row in one.rows])
        if together is not None:
            points.append(TrendPoint(quarter, len(found[quarter]), together))
    return points
