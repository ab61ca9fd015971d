"""年月・年度・年齢・祝日・期間の端。和暦は `tsunagi.common.wareki` にある。

Nothing here reads the clock: the day is always an argument.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import era_on, era_year

TOKYO = ZoneInfo("Asia/Tokyo")

FISCAL_YEAR_FIRST_MONTH = 4
WEEKDAY_NAMES = ("月", "火", "水", "木", "金", "土", "日")

_YEAR_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def day_in_japan(at: datetime) -> date:
    """The civil day of an instant, as Django's `localdate` tells it by a longer way."""
    return at.astimezone(TOKYO).date()


class YearMonth(Frozen, order=True):
    """年月。サービス提供月や請求月のように、日を持たない月。"""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (MINYEAR <= self.year <= MAXYEAR and 1 <= self.month <= 12):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> YearMonth:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> YearMonth:
        """Read 'YYYY-MM' and nothing else. What people type goes to `parse_date`."""
        match = _YEAR_MONTH.fullmatch(text)
        if match is None:
            raise ValueError(f"YYYY-MM expected: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def from_int(cls, number: int) -> YearMonth:
        """Read the stored form, YYYYMM as an integer."""
        year, month = divmod(number, 100)
        return cls(year, month)

    @property
    def as_int(self) -> int:
        return self.year * 100 + self.month

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        if self.month == 12:
            return date(self.year, 12, 31)
        return date(self.year, self.month + 1, 1) - timedelta(days=1)

    def plus(self, months: int) -> YearMonth:
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return YearMonth(year, month + 1)

    def months_until(self, other: YearMonth) -> int:
        """How many months later `other` is; negative when it is earlier."""
        return (other.year - self.year) * 12 + other.month - self.month

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def fiscal_year(day: date) -> int:
    """年度。4月1日に始まり、翌年の3月31日に終わる。"""
    return day.year if day.month >= FISCAL_YEAR_FIRST_MONTH else day.year - 1


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """年度の始めの日と、次の年度の始めの日（この日は含まない）。"""
    first = date(year, FISCAL_YEAR_FIRST_MONTH, 1)
    return first, first.replace(year=year + 1)


def months_of_fiscal_year(year: int) -> tuple[YearMonth, ...]:
    """年度の十二か月。四月から並ぶ。"""
    april = YearMonth(year, FISCAL_YEAR_FIRST_MONTH)
    return tuple(april.plus(number) for number in range(12))


def fiscal_year_label(year: int) -> str:
    """「令和8年度」。改元のあった年度は、その年の終わりの元号で呼ぶ。

    2019 is therefore 令和元年度, as the ministries agreed to write it, and 1989 is
    平成元年度.
    """
    year_end = date(year, 12, 31)
    era = era_on(year_end)
    if era is None:
        raise ValueError(f"no era in {year}")
    return f"{era.name}{era_year(era, year_end)}年度"


def _anniversary(birth: date, years: int) -> date:
    """The birthday, or 1 March for a birthday on 29 February in a common year."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def attains_age_on(birth: date, years: int) -> date:
    """法律上その年齢に達する日。誕生日の前日である。

    「年齢計算ニ関スル法律」は出生の日から数え始め、民法第143条の期間は応当日の前日の
    終わりに満了する。4月1日生まれの人が18歳や65歳に達するのは、3月31日になる。
    2月29日生まれの人は、うるう年でもそうでない年でも2月28日に達する。
    """
    if years < 1:
        raise ValueError(f"years must be 1 or more: {years}")
    return _anniversary(birth, years) - timedelta(days=1)


def age_on(birth: date, day: date) -> int:
    """その日の満年齢。ふだんの数え方で、誕生日に1つ増える。

    年齢の要件を法律どおりに見るときは、`attains_age_on` を使う。
    """
    if day < birth:
        raise ValueError(f"{day} is before the birth on {birth}")
    years = day.year - birth.year
    return years if day >= _anniversary(birth, years) else years - 1


def holiday_name(day: date) -> str | None:
    """「国民の祝日」と休日の名前。祝日でない日は None。"""
    import jpholiday  # slow to import, and most programs never ask

    name: str | None = jpholiday.is_holiday_name(day)
    return name


def is_holiday(day: date) -> bool:
    """「国民の祝日」か休日（振替休日・国民の休日）であるか。土曜・日曜は見ない。"""
    return holiday_name(day) is not None


def weekday_name(day: date) -> str:
    """曜日の一文字。「月」から「日」まで。"""
    return WEEKDAY_NAMES[day.weekday()]


def last_day_of(valid_before: date | None) -> date | None:
    """保存している終わり（含まない）から、画面に出す最後の日（含む）へ。"""
    return None if valid_before is None else valid_before - timedelta(days=1)


def before_of(last_day: date | None) -> date | None:
    """入力された最後の日（含む）から、保存する終わり（含まない）へ。"""
    return None if last_day is None else last_day + timedelta(days=1)


def start_of_day(day: date) -> datetime:
    """その日の始まり。日付は、日本の午前0時に始まり、終わる。"""
    return datetime.combine(day, time.min, tzinfo=TOKYO)
