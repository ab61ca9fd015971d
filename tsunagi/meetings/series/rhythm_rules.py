"""会議の間隔: 年度の日の提案と、間隔が守られない日・月。純粋関数だけを置く。

Holidays come in as a function, today as an argument. A gap that lies ahead is told
while a meeting can still be put into it; one that has passed is told as a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from tsunagi.common.dates import (
    WEEKDAY_NAMES,
    YearMonth,
    fiscal_year_bounds,
    months_of_fiscal_year,
)
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.meetings.series.rules import Rhythm

IsHoliday = Callable[[date], bool]
DAY = timedelta(days=1)
WEEK = 7
SATURDAY = 5
LAST_WEEK = 5
# Where no week of the month is fixed: the second keeps clear of new year and May.
WEEK_OF_NO_CHOICE = 2
QUARTER = 3
QUARTERS = 4
# 「毎月」の会議がその月にまだないことを、この日からは強く知らせる（TSU-85）。
LATE_IN_MONTH = 20


class Rule(Frozen):
    """How often a series meets. number: days for DAYS, times for YEARLY.

    usual_days: how far apart the proposed days are, where `number` is the limit.
    weekday: 0 is Monday; week: the n-th such day, 5 the last, 0 any.
    """

    rhythm: Rhythm
    number: int = 0
    months: tuple[int, ...] = ()
    usual_days: int = 0
    weekday: int | None = None
    week: int = 0
    valid_from: date = date.min
    valid_before: date | None = None

    def runs_on(self, day: date) -> bool:
        ended = self.valid_before is not None and day >= self.valid_before
        return self.valid_from <= day and not ended

    def runs_all(self, month: YearMonth) -> bool:
        return self.runs_on(month.first_day) and self.runs_on(month.last_day)


class Proposal(Frozen):
    """One proposed day. usual_on: where it would have been, had that day been open."""

    on: date
    usual_on: date

    @property
    def is_moved(self) -> bool:
        return self.on != self.usual_on


# --- 日の提案 -----------------------------------------------------------------------------
def is_new_year(day: date) -> bool:
    """12月29日から1月3日まで。役所の休みで、祝日の表にはない。"""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def proposed_days(
    rule: Rule, *, year: int, is_holiday: IsHoliday, last: date | None = None
) -> list[Proposal]:
    """年度のうちに開く日の提案。last: 年度の前に、最後に開いた日。

    A usual day on a holiday moves to the next working day, or, where that lies in
    another month, to the last working day before it.
    """
    first, before = fiscal_year_bounds(year)
    if rule.rhythm is Rhythm.DAYS:
        found = _by_days(rule, first=first, before=before, shut=is_holiday, last=last)
    else:
        usual = [_day_in(rule, month) for month in _months(rule, year)]
        found = [Proposal(_moved_inside(day, rule, is_holiday), day) for day in usual]
    return [one for one in found if rule.runs_on(one.on) and first <= one.on < before]


def _months(rule: Rule, year: int) -> list[YearMonth]:
    months = months_of_fiscal_year(year)
    if rule.rhythm is Rhythm.MONTHLY:
        return list(months)
    if rule.rhythm is Rhythm.MONTHS:
        return [month for month in months if month.month in rule.months]
    if rule.rhythm is Rhythm.YEARLY:
        times = min(rule.number, 12)
        # The middle of each of so many equal parts: four a year is 5, 8, 11 and 2.
        return [months[(2 * n + 1) * 12 // (2 * times)] for n in range(times)]
    return []


def _day_in(rule: Rule, month: YearMonth) -> date:
    week = rule.week or WEEK_OF_NO_CHOICE
    if rule.weekday is None:
        return min(month.first_day + (week - 1) * WEEK * DAY, month.last_day)
    ahead = (rule.weekday - month.first_day.weekday()) % WEEK
    day = month.first_day + (ahead + (week - 1) * WEEK) * DAY
    return day if day <= month.last_day else day - WEEK * DAY


def _is_shut(day: date, rule: Rule, is_holiday: IsHoliday) -> bool:
    """Nobody is put on a weekend but who meets on that weekday."""
    is_weekend = day.weekday() >= SATURDAY and day.weekday() != rule.weekday
    return is_holiday(day) or is_new_year(day) or is_weekend


def _moved(
    usual: date, rule: Rule, is_holiday: IsHoliday, step: timedelta = DAY
) -> date:
    day = usual
    while _is_shut(day, rule, is_holiday):
        day += step
    return day


def _moved_inside(usual: date, rule: Rule, is_holiday: IsHoliday) -> date:
    later = _moved(usual, rule, is_holiday)
    if later.month == usual.month:
        return later
    earlier = _moved(usual, rule, is_holiday, -DAY)
    return earlier if earlier.month == usual.month else later


def _by_days(
    rule: Rule, *, first: date, before: date, shut: IsHoliday, last: date | None
) -> list[Proposal]:
    step = max(1, rule.usual_days or rule.number)
    if rule.weekday is not None and step > WEEK:
        step -= step % WEEK  # so that the weekday stays
    start = max(first, rule.valid_from)
    day = start if last is None else max(start, last + step * DAY)
    if rule.weekday is not None:
        day += ((rule.weekday - day.weekday()) % WEEK) * DAY
    found: list[Proposal] = []
    while day < before:
        since = found[-1].on if found else last
        moved = _moved(day, rule, shut)
        if since is not None and 0 < rule.number < (moved - since).days:
            # Too late after the one before: the last working day before the holidays.
            moved = max(_moved(day, rule, shut, -DAY), since)
        is_near_next = (day + step * DAY - moved).days * 2 < step
        may_fall_away = (
            since is not None
            and rule.number > 0
            and (_moved(day + step * DAY, rule, shut) - since).days <= rule.number
        )
        if not (is_near_next and may_fall_away) and (since is None or moved > since):
            found.append(Proposal(moved, day))
        day += step * DAY
    return found


# --- 守られない間隔 -----------------------------------------------------------------------
class BreachKind(Labelled):
    """何が守られないか。"""

    GAP = "gap", "間があきすぎる"
    MONTH = "month", "開かない月がある"
    LATE = "late", "今月はまだ"
    QUARTER = "quarter", "開かない四半期がある"
    YEAR = "year", "年の回数が足りない"
    LONG = "long", "長すぎる"
    UNRECORDED = "unrecorded", "記録がまだ"


class Breach(Frozen):
    """One breach of the rhythm. is_past: it has happened; else it can be prevented."""

    kind: BreachKind
    is_past: bool
    sentence: str
    on: date


class Day(Frozen):
    """One meeting that was not cancelled. is_recorded: it was really opened."""

    on: date
    minutes: int = 0
    is_recorded: bool = False


def breaches(
    rule: Rule, days: Iterable[Day], *, year: int, today: date,
    most_minutes: int | None = None,
) -> list[Breach]:  # fmt: skip
    """年度の中で守られない（守られなくなる）間隔。起きる日の順。

    days: all meetings of the year and the last one before it. A meeting whose day has
    passed without a record counts as held, and is told itself.
    """
    first, before = fiscal_year_bounds(year)
    known = sorted(days, key=lambda one: one.on)
    inside = [one for one in known if first <= one.on < before]
    met = [one.on for one in known if one.on < before]
    found = [*_long(inside, most_minutes, today), *_unrecorded(inside, today)]
    if rule.rhythm is Rhythm.DAYS and rule.number:
        found += _gaps(rule, met, first=first, before=before, today=today)
    if rule.rhythm in (Rhythm.MONTHLY, Rhythm.MONTHS):
        found += _missing_months(rule, met, year=year, today=today)
    if rule.rhythm is Rhythm.YEARLY and rule.number:
        found += _quarters_and_year(rule, met, year=year, today=today)
    return sorted(found, key=lambda one: (one.on, one.kind))


def _long(days: Sequence[Day], most: int | None, today: date) -> list[Breach]:
    return [
        Breach(
            BreachKind.LONG, one.on < today,
            f"{_md(one.on)}の会議は{one.minutes}分の予定です（{most}分まで）。", one.on,
        )
        for one in days
        if most is not None and one.minutes > most
    ]  # fmt: skip


def _unrecorded(days: Sequence[Day], today: date) -> list[Breach]:
    open_days = [one.on for one in days if one.on < today and not one.is_recorded]
    if not open_days:
        return []
    listed = "、".join(_md(day) for day in open_days[:3])
    more = f"など{len(open_days)}回" if len(open_days) > 3 else ""
    sentence = f"{listed}{more}の会議が、開いたか、取りやめたかの記録がありません。"
    return [Breach(BreachKind.UNRECORDED, True, sentence, open_days[0])]


def _gaps(
    rule: Rule, met: Sequence[date], *, first: date, before: date, today: date
) -> list[Breach]:
    start = max(first, rule.valid_from)
    earlier = [day for day in met if day < start]
    line = [*(earlier[-1:] or [start]), *(day for day in met if day >= start)]
    found = []
    for one, other in pairwise(line):
        between = (other - one).days
        limit = one + rule.number * DAY
        if between > rule.number and rule.runs_on(limit):
            found.append(_gap(rule, one, other, limit < today))
    limit = line[-1] + rule.number * DAY
    if limit < before and rule.runs_on(limit):
        found.append(_open_end(rule, line[-1], max(limit, start), limit < today))
    return found


def _gap(rule: Rule, one: date, other: date, is_past: bool) -> Breach:
    days = (other - one).days
    word = "あきました" if is_past else "あきます"
    return Breach(
        BreachKind.GAP, is_past,
        f"{_md(one)}から{_md(other)}まで、{days}日{word}（{rule.number}日まで）。", other,
    )  # fmt: skip


def _open_end(rule: Rule, last: date, limit: date, is_past: bool) -> Breach:
    if is_past:
        sentence = f"{_md(last)}のあと、{rule.number}日をこえて開いていません。"
    else:
        sentence = f"{_md(last)}の次が決まっていません。{_md(limit)}までに開きます。"
    return Breach(BreachKind.GAP, is_past, sentence, limit)


def _missing_months(
    rule: Rule, met: Sequence[date], *, year: int, today: date
) -> list[Breach]:
    held = {YearMonth.of(day) for day in met}
    wanted = [month for month in _months(rule, year) if rule.runs_all(month)]
    missing = [month for month in wanted if month not in held]
    past = [month for month in missing if month.last_day < today]
    now = [month for month in missing if month == YearMonth.of(today)]
    ahead = [month for month in missing if month > YearMonth.of(today)]
    found = [
        Breach(BreachKind.MONTH, True, f"{month.month}月に開いていません。",
               month.last_day)
        for month in past
    ]  # fmt: skip
    if now and today.day >= LATE_IN_MONTH:
        sentence = f"今月（{today.month}月）は、まだ開かず、予定もありません。"
        found.append(Breach(BreachKind.LATE, False, sentence, today))
    else:
        ahead = [*now, *ahead]
    if ahead:
        listed = "、".join(f"{month.month}月" for month in ahead)
        found.append(
            Breach(BreachKind.MONTH, False, f"{listed}の予定がありません。",
                   ahead[0].last_day)
        )  # fmt: skip
    return found


def _quarters_and_year(
    rule: Rule, met: Sequence[date], *, year: int, today: date
) -> list[Breach]:
    months = months_of_fiscal_year(year)
    held = [day for day in met if day >= months[0].first_day]
    found: list[Breach] = []
    if rule.number >= QUARTERS:
        for start in range(0, 12, QUARTER):
            first, last = months[start], months[start + QUARTER - 1]
            has_one = any(first.first_day <= day <= last.last_day for day in held)
            if has_one or not (rule.runs_all(first) and rule.runs_all(last)):
                continue
            is_past = last.last_day < today
            span = f"{first.month}月から{last.month}月まで"
            word = "一度も開いていません" if is_past else "予定がありません"
            found.append(
                Breach(BreachKind.QUARTER, is_past, f"{span}、{word}。", last.last_day)
            )
    year_end = months[-1].last_day
    if len(held) < rule.number and rule.runs_all(months[0]) and rule.runs_on(year_end):
        is_past = year_end < today
        word = "でした" if is_past else "です"
        sentence = f"この年度は予定も入れて{len(held)}回{word}（{rule.number}回以上）。"
        found.append(Breach(BreachKind.YEAR, is_past, sentence, year_end))
    return found


# --- 言葉 ---------------------------------------------------------------------------------
def rhythm_words(rule: Rule) -> str:
    """「毎月　第2水曜日」「14日をこえてあけない（ふつう7日ごと）　水曜日」。"""
    words = {
        Rhythm.DAYS: f"{rule.number}日をこえてあけない",
        Rhythm.MONTHLY: "毎月",
        Rhythm.YEARLY: f"年に{rule.number}回以上",
        Rhythm.MONTHS: "・".join(f"{month}月" for month in rule.months),
        Rhythm.AS_NEEDED: "必要なとき",
    }[rule.rhythm]
    if rule.rhythm is Rhythm.DAYS and rule.usual_days:
        words += f"（ふつう{rule.usual_days}日ごと）"
    if rule.weekday is None or rule.rhythm is Rhythm.AS_NEEDED:
        return words
    weekday = f"{WEEKDAY_NAMES[rule.weekday]}曜日"
    if not rule.week or rule.rhythm is Rhythm.DAYS:
        return f"{words}　{weekday}"
    week = "最後の" if rule.week == LAST_WEEK else f"第{rule.week}"
    return f"{words}　{week}{weekday}"


def _md(day: date) -> str:
    return f"{day.month}月{day.day}日"
