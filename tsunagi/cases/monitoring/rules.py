"""モニタリングの月の決まりと言葉。純粋関数だけを置く。

根拠: 相談支援関係Q&A（平成24年3月）— 終期月には必ず行い、最後の月から遡って数える。
月途中の決定で「毎月3か月」をどの月から始めるかは市町村が決めるので、計算せずに受け取る。
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tsunagi.common.dates import YearMonth, attains_age_on
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

LONGEST_MONTHS = 120


class MonthState(Labelled):
    """一つの月の、いま。"""

    PLANNED = "planned", "予定"
    DONE = "done", "実施"
    NOT_DONE = "not_done", "未実施"
    CHANGED = "changed", "期間の変更で外れた"


def monitoring_months(
    start: YearMonth, end: YearMonth, *, every: int, monthly_first: int = 0
) -> tuple[YearMonth, ...]:
    """モニタリングを行う月。終期月から `every` か月ごとに遡り、始まりの月より前は数えない。

    monthly_first: the first so many months are monthly beside that (新規の三か月など);
    they begin with `start`. Each month stands once, in order.
    """
    if every < 1 or monthly_first < 0:
        raise ValueError(f"every {every}, monthly_first {monthly_first}")
    length = start.months_until(end)
    if length < 0 or length > LONGEST_MONTHS:
        raise ValueError(f"{start} to {end} is no period of support")
    found = {end.plus(-back) for back in range(0, length + 1, every)}
    found |= {start.plus(ahead) for ahead in range(min(monthly_first, length + 1))}
    return tuple(sorted(found))


class Term(Frozen):
    """One decision on the interval: from which month on, until the end of the period."""

    start: YearMonth
    end: YearMonth
    every: int
    monthly_first: int = 0

    @property
    def months(self) -> tuple[YearMonth, ...]:
        return monitoring_months(
            self.start, self.end, every=self.every, monthly_first=self.monthly_first
        )


def months_of_terms(terms: Iterable[Term]) -> tuple[YearMonth, ...]:
    """決め直しのあとの月。新しい決定の始まりの月から先は、新しい決定だけで数える。

    terms in the order in which they were decided.
    """
    found: tuple[YearMonth, ...] = ()
    for term in terms:
        found = tuple(month for month in found if month < term.start) + term.months
    return found


def state_on(state: MonthState, month: YearMonth, *, today: date) -> tuple[str, str]:
    """画面の言葉と種類。予定のまま過ぎた月は「遅れ」。"""
    if state is MonthState.PLANNED and month < YearMonth.of(today):
        return "遅れ", "danger"
    if state is MonthState.PLANNED and month == YearMonth.of(today):
        return "今月", "warning"
    kinds = {MonthState.DONE: "done", MonthState.NOT_DONE: "warning"}
    return state.label, kinds.get(state, "neutral")


class Turning(Labelled):
    """制度の変わり目。"""

    ADULT = "adult", "18歳"
    CARE_INSURANCE = "care_insurance", "65歳"


TURNING_AGES = {Turning.ADULT: 18, Turning.CARE_INSURANCE: 65}
MONTHS_BEFORE_TURNING = 3


def turning_ahead(birth_on: date | None, *, today: date) -> tuple[Turning, date] | None:
    """三か月のうちに、法律上18歳か65歳に達するか。その日（誕生日の前日）とともに返す。"""
    if birth_on is None or birth_on > today:
        return None
    for turning, age in TURNING_AGES.items():
        day = attains_age_on(birth_on, age)
        if today < day and YearMonth.of(today).months_until(YearMonth.of(day)) <= (
            MONTHS_BEFORE_TURNING
        ):
            return turning, day
    return None
