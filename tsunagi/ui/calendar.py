"""A month as weeks of days, with what happens on each. Pure."""

from __future__ import annotations

from calendar import SUNDAY, Calendar
from collections.abc import Mapping, Sequence
from datetime import date

from tsunagi.common.dates import weekday_name
from tsunagi.common.frozen import Frozen

HEAD = ("日", "月", "火", "水", "木", "金", "土")
SATURDAY = 5


class Entry(Frozen):
    """One thing of a day. status_word and status_kind are optional."""

    on: date
    text: str
    url: str = ""
    status_word: str = ""
    status_kind: str = "neutral"


class Day(Frozen):
    on: date
    in_month: bool
    is_today: bool
    holiday: str
    entries: Sequence[Entry]

    @property
    def weekday(self) -> str:
        return weekday_name(self.on)

    @property
    def is_rest(self) -> bool:
        return bool(self.holiday) or self.on.weekday() > SATURDAY


class Month(Frozen):
    """What `{% month_calendar %}` draws. The previous and next URLs are optional."""

    first_day: date
    weeks: Sequence[Sequence[Day]]
    head: Sequence[str]
    sentence: str
    previous_url: str = ""
    next_url: str = ""


def month_calendar(
    first_day: date,
    entries: Sequence[Entry],
    *,
    today: date,
    holidays: Mapping[date, str],
    sentence: str = "",
    previous_url: str = "",
    next_url: str = "",
) -> Month:
    """日曜始まりの月の表。前後の月の日は、枠だけで中身は出さない。"""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.on, []).append(entry)

    def drawn(day: date) -> Day:
        inside = day.month == first_day.month
        return Day(
            on=day,
            in_month=inside,
            is_today=day == today,
            holiday=holidays.get(day, "") if inside else "",
            entries=tuple(by_day.get(day, ())) if inside else (),
        )

    weeks = Calendar(SUNDAY).monthdatescalendar(first_day.year, first_day.month)
    return Month(
        first_day=first_day,
        weeks=[[drawn(day) for day in week] for week in weeks],
        head=HEAD,
        sentence=sentence,
        previous_url=previous_url,
        next_url=next_url,
    )
