"""件数を減らす順: だれから、どの月に。わけを添える。純粋関数だけを置く。

The order is a proposal to talk about with the person and never a decision: newest first,
because the ties are young, and those first whose support nothing makes difficult.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen


class Held(Frozen):
    """One case that is held. is_moving: a handover of it is open; reason: why it is held."""

    key: int
    opened_on: date
    difficulties: int = 0
    is_moving: bool = False
    reason: str = ""
    is_refused: bool = False


class Step(Frozen):
    """rank from 1. month None: not needed to come down to the limit."""

    key: int
    rank: int
    month: YearMonth | None
    why: tuple[str, ...]


def burn_down(
    held: Iterable[Held], *, excess: int, first: YearMonth, last: YearMonth, today: date
) -> list[Step]:
    """引き継ぐ順と月。すでに引継ぎが始まっている人、市の承認のない人、わけのない人、難しくない人、新しい人から。

    `excess` persons are spread evenly over the months from first to last; one whose
    handover is open counts among them.
    """
    ordered = sorted(
        held,
        key=lambda one: (
            not one.is_moving, not one.is_refused, bool(one.reason), one.difficulties,
            -one.opened_on.toordinal(), one.key,
        ),
    )  # fmt: skip
    months = _months(min(excess, len(ordered)), first, last)
    return [
        Step(
            one.key,
            number,
            months[number - 1] if number <= len(months) else None,
            _why(one, today),
        )
        for number, one in enumerate(ordered, start=1)
    ]


def _months(count: int, first: YearMonth, last: YearMonth) -> list[YearMonth]:
    """`count` months, evenly from first to last; all at once where there is no time."""
    room = max(first.months_until(last), 0) + 1
    return [first.plus(number * room // count) for number in range(count)]


def _why(one: Held, today: date) -> tuple[str, ...]:
    months = max(YearMonth.of(one.opened_on).months_until(YearMonth.of(today)), 0)
    age = f"始まって{months}か月" if months < 24 else f"始まって{months // 12}年"
    if not months:
        age = "今月始まった"
    words = ["引継ぎが進んでいる"] if one.is_moving else []
    words += ["市が承認しなかった"] if one.is_refused else []
    words += [
        age,
        f"難しくする事情が{one.difficulties}つ" if one.difficulties
        else "難しくする事情は書かれていない",
    ]  # fmt: skip
    if one.reason:
        words.append("持つわけが書かれている")
    return tuple(words)


def target_line(
    actual: Sequence[int | None], places: int, months: Sequence[YearMonth], *,
    last: YearMonth,
) -> list[int | None]:  # fmt: skip
    """月ごとの目標: 上限をこえた月の件数から、`last` の終わりの上限まで、まっすぐに。

    It begins where the count that is still over the limit first went over it, so that the
    line stays where it is while the months pass. Not over now: there is no target.
    """
    known = [one for one in actual if one is not None]
    if not known or known[-1] <= places:
        return [None] * len(months)
    begin = len(known) - 1
    while begin and known[begin - 1] > places:
        begin -= 1
    start, span = known[begin], max(months[begin].months_until(last), 1)
    return [
        None
        if number < begin
        # Rounded up: nobody is asked to be faster than the line.
        else start - (start - places) * (number - begin) // span
        for number in range(len(months))
    ]


class Interval(Frozen):
    """Half-open: from `start` to the day before `before`; None: still."""

    start: date
    before: date | None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.before is None or day < self.before)


class History(Frozen):
    """When one case was of the office and when it was a plan case, until when open."""

    at_office: tuple[Interval, ...]
    as_plan: tuple[Interval, ...]
    closed_on: date | None

    def counts(self, day: date) -> bool:
        if self.closed_on is not None and self.closed_on <= day:
            return False
        return any(one.holds(day) for one in self.at_office) and any(
            one.holds(day) for one in self.as_plan
        )


def count_on(histories: Iterable[History], day: date) -> int:
    """その日の終わりの件数。"""
    return sum(one.counts(day) for one in histories)


def half_year_of(day: date) -> tuple[date, date]:
    """その日の入る半年（4月から、10月から）の始まりと、次の半年の始まり。"""
    if 4 <= day.month <= 9:
        return date(day.year, 4, 1), date(day.year, 10, 1)
    year = day.year if day.month >= 10 else day.year - 1
    return date(year, 10, 1), date(year + 1, 4, 1)


def half_before(first: date) -> date:
    """The first day of the half year before the one that begins on `first`."""
    return half_year_of(first - timedelta(days=1))[0]
