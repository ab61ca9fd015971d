"""年度の暦の絵: 十二の月に、会議のある日を印で置く。座標だけを決め、色は CSS が決める。"""

from __future__ import annotations

from calendar import SUNDAY, Calendar
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tsunagi.common.dates import YearMonth, months_of_fiscal_year
from tsunagi.common.frozen import Frozen

STEP = 24
TOP = 34
HEAD = ("日", "月", "火", "水", "木", "金", "土")
WIDTH = STEP * 7
HEIGHT = TOP + STEP * 6


class Mark(Frozen):
    """One day with meetings. kind: done | planned | open (its day passed unrecorded)."""

    kind: str
    count: int = 1


class DrawnDay(Frozen):
    x: int
    y: int
    number: int
    is_rest: bool
    is_today: bool
    mark: Mark | None

    @property
    def text_y(self) -> int:
        return self.y + 4

    @property
    def left(self) -> int:
        return self.x - 10

    @property
    def top(self) -> int:
        return self.y - 10


class DrawnMonth(Frozen):
    """One of the twelve. sentence: what the picture says, for whoever hears it."""

    month: YearMonth
    head: Sequence[tuple[int, str]]
    days: Sequence[DrawnDay]
    sentence: str


def year_picture(
    year: int, marks: Mapping[date, Mark], *, today: date,
    is_holiday: Callable[[date], bool],
) -> list[DrawnMonth]:  # fmt: skip
    """四月から三月まで。日曜始まり。"""
    return [
        _month(month, marks, today, is_holiday) for month in months_of_fiscal_year(year)
    ]


def _month(
    month: YearMonth, marks: Mapping[date, Mark], today: date,
    is_holiday: Callable[[date], bool],
) -> DrawnMonth:  # fmt: skip
    weeks = Calendar(SUNDAY).monthdatescalendar(month.year, month.month)
    days = [
        DrawnDay(
            x=STEP // 2 + column * STEP,
            y=TOP + STEP // 2 + row * STEP,
            number=day.day,
            is_rest=column == 0 or is_holiday(day),
            is_today=day == today,
            mark=marks.get(day),
        )
        for row, week in enumerate(weeks)
        for column, day in enumerate(week)
        if day.month == month.month
    ]
    marked = [f"{one.number}日" for one in days if one.mark]
    told = "、".join(marked) if marked else "会議の予定はない"
    return DrawnMonth(
        month, [(STEP // 2 + n * STEP, name) for n, name in enumerate(HEAD)], days,
        f"{month.month}月: {told}",
    )  # fmt: skip
