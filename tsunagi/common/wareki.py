"""和暦（明治から令和）と西暦の日付を、読み、書く。

`parse_date` never raises and never rolls a date over: 4月31日 is refused, not 5月1日.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from typing import Literal

from tsunagi.common import wareki_messages as messages
from tsunagi.common.errors import Message
from tsunagi.common.frozen import Frozen
from tsunagi.common.numerals import KANJI_NUMERALS, read_number
from tsunagi.common.readings import Result

Precision = Literal["day", "month", "year"]
Style = Literal["long", "short"]

MAX_INPUT = 40
LAST_YEAR = 2200
# The day after 明治5年12月2日 was 明治6年1月1日: from here on the calendar is ours.
NEW_CALENDAR_FROM = dt.date(1873, 1, 1)


class Era(Frozen):
    name: str
    letter: str
    first_day: dt.date
    last_day: dt.date | None

    @property
    def initial(self) -> str:
        """「令」のように、元号の一文字目だけを書く略し方。"""
        return self.name[0]

    def meets(self, first: dt.date, last: dt.date) -> bool:
        """Whether any day from `first` to `last` lies in this era."""
        return last >= self.first_day and (
            self.last_day is None or first <= self.last_day
        )


ERAS = (
    Era("明治", "M", dt.date(1868, 10, 23), dt.date(1912, 7, 29)),
    Era("大正", "T", dt.date(1912, 7, 30), dt.date(1926, 12, 24)),
    Era("昭和", "S", dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
    Era("平成", "H", dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    Era("令和", "R", dt.date(2019, 5, 1), None),
)

_ERA_BY_WORD = {
    word: era for era in ERAS for word in (era.name, era.initial, era.letter)
}
_ERA_PREFIX = re.compile("|".join(sorted(_ERA_BY_WORD, key=len, reverse=True)))

_KANJI = f"[{KANJI_NUMERALS}]"
_YEAR = rf"(?P<year>元|[0-9]{{1,4}}|{_KANJI}{{1,8}})"
_MONTH = rf"(?P<month>[0-9]{{1,2}}|{_KANJI}{{1,3}})"
_DAY = rf"(?P<day>[0-9]{{1,2}}|{_KANJI}{{1,3}})"
_FORMS = (
    re.compile(rf"{_YEAR}年(?:{_MONTH}月(?:{_DAY}日)?)?"),
    re.compile(rf"{_YEAR}(?P<mark>[-./・]){_MONTH}(?:(?P=mark){_DAY})?"),
    re.compile(_YEAR),
)
_WESTERN_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_ERA_DIGITS = re.compile(r"(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_YEARLESS = re.compile(rf"{_MONTH}月(?:{_DAY}日)?")

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


class DateReading(Frozen):
    """日付の読取り結果。年だけ・年月だけの入力は、その粗さのまま持つ。

    `date` is the first day of what was written: always read it with `precision`.
    `normalized`, and the date in the JSON form, carry no month or day that nobody
    wrote ('1989', '2024-04').
    """

    input: str
    normalized: str | None
    result: Result
    messages: tuple[Message, ...]
    date: dt.date | None
    precision: Precision | None
    wareki: str | None

    def as_json(self) -> dict[str, object]:
        return {
            "input": self.input,
            "normalized": self.normalized,
            "result": self.result.value,
            "messages": [message.as_json() for message in self.messages],
            "date": self.normalized,
            "precision": self.precision,
            "wareki": self.wareki,
        }


class _Written(Frozen):
    """What stands on the paper, before anyone asks whether such a day exists."""

    era: Era | None
    era_year: int
    year: int
    month: int | None
    day: int | None

    @property
    def precision(self) -> Precision:
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        month = self.month or 12
        return dt.date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def iso(self) -> str:
        length = {"year": 4, "month": 7, "day": 10}[self.precision]
        return self.first_day.isoformat()[:length]


class _ReadingError(Exception):
    """Carries the message from the place that noticed to `parse_date`."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.code)
        self.message = message


def era_on(day: dt.date) -> Era | None:
    """その日の元号。明治より前は None。"""
    return next((era for era in reversed(ERAS) if day >= era.first_day), None)


def era_year(era: Era, day: dt.date) -> str:
    """「元」または年の数字。"""
    number = day.year - era.first_day.year + 1
    return "元" if number == 1 else str(number)


def format_wareki(
    day: dt.date, precision: Precision = "day", style: Style = "long"
) -> str:
    """「令和6年4月1日」、短い形では「R6.4.1」。最初の年は「元」と書く。

    A day before 明治 has no era here and is written in 西暦, so that a screen never
    fails on an odd value.
    """
    era = era_on(day)
    if era is None:
        return _join_parts("", str(day.year), day, precision, style)
    name = era.name if style == "long" else era.letter
    return _join_parts(name, era_year(era, day), day, precision, style)


def _join_parts(
    name: str, year: str, day: dt.date, precision: Precision, style: Style
) -> str:
    count = {"year": 1, "month": 2, "day": 3}[precision]
    parts = (year, str(day.month), str(day.day))[:count]
    if style == "short":
        return name + ".".join(parts)
    return name + "".join(
        part + unit for part, unit in zip(parts, "年月日", strict=False)
    )


def parse_date(text: str) -> DateReading:
    """和暦でも西暦でも、人が書いた日付を読む。読めないときも例外にしない。"""
    try:
        written = _read(text)
        _refuse_out_of_reach(text, written)
    except _ReadingError as refused:
        return DateReading(
            text, None, Result.ERROR, (refused.message,), None, None, None
        )
    warnings = _warnings(text, written)
    return DateReading(
        input=text,
        normalized=written.iso,
        result=Result.WARNING if warnings else Result.OK,
        messages=warnings,
        date=written.first_day,
        precision=written.precision,
        wareki=_wareki_of(written),
    )


def _fold(text: str) -> str:
    """One way of writing: ㋿→令和, full width → half width, spaces gone, upper case."""
    folded = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return "".join(folded.split()).translate(_DASHES).upper()


def _read(text: str) -> _Written:
    if len(text) > MAX_INPUT:
        raise _ReadingError(messages.TOO_LONG.format(length=len(text), limit=MAX_INPUT))
    folded = _fold(text)
    if not folded:
        raise _ReadingError(messages.EMPTY)
    era, rest = _split_era(folded)
    match = _match(rest, _ERA_DIGITS if era else _WESTERN_DIGITS)
    if match is None:
        yearless = era is None and _YEARLESS.fullmatch(rest)
        reason = messages.ERA_MISSING if yearless else messages.UNREADABLE
        raise _ReadingError(reason.format(given=text))
    groups = match.groupdict()
    number, year = _read_year(text, era, groups["year"])
    month = _read_part(text, groups.get("month"))
    day = _read_part(text, groups.get("day"))
    _refuse_impossible(text, year, month, day)
    return _Written(era, number, year, month, day)


def _split_era(folded: str) -> tuple[Era | None, str]:
    match = _ERA_PREFIX.match(folded)
    if match is None:
        return None, folded.removeprefix("西暦")
    # H.31.4.30 is a common way to write the letter.
    return _ERA_BY_WORD[match[0]], folded[match.end() :].removeprefix(".")


def _match(rest: str, digits_only: re.Pattern[str]) -> re.Match[str] | None:
    matches = (form.fullmatch(rest) for form in (digits_only, *_FORMS))
    return next((match for match in matches if match is not None), None)


def _read_year(text: str, era: Era | None, written: str) -> tuple[int, int]:
    """The number as written, and the 西暦 year it means."""
    number = 1 if written == "元" else read_number(written)
    if number is None:
        raise _ReadingError(messages.UNREADABLE.format(given=text))
    if era is None:
        if number < 1000 or written == "元":
            raise _ReadingError(messages.ERA_MISSING.format(given=text))
        year = number
    elif number == 0:
        raise _ReadingError(messages.NO_YEAR_ZERO.format(given=text))
    else:
        year = era.first_day.year + number - 1
    if year > LAST_YEAR:
        raise _ReadingError(
            messages.TOO_FAR.format(given=text, year=year, limit=LAST_YEAR)
        )
    return number, year


def _read_part(text: str, written: str | None) -> int | None:
    if written is None:
        return None
    number = read_number(written)
    if number is None:
        raise _ReadingError(messages.UNREADABLE.format(given=text))
    return number


def _refuse_impossible(
    text: str, year: int, month: int | None, day: int | None
) -> None:
    if month is None:
        return
    if not 1 <= month <= 12:
        raise _ReadingError(messages.NO_SUCH_MONTH.format(given=text, month=month))
    last = monthrange(year, month)[1]
    if day is not None and not 1 <= day <= last:
        raise _ReadingError(
            messages.NO_SUCH_DAY.format(
                given=text,
                month=format_wareki(dt.date(year, month, 1), "month"),
                last=last,
            )
        )


def _refuse_out_of_reach(text: str, written: _Written) -> None:
    if written.last_day < ERAS[0].first_day:
        raise _ReadingError(messages.BEFORE_MEIJI.format(given=text))


def _warnings(text: str, written: _Written) -> tuple[Message, ...]:
    warnings = []
    era = written.era
    first, last = written.first_day, written.last_day
    if era is not None and not era.meets(first, last):
        late = era.last_day is not None and first > era.last_day
        bound = era.last_day if late and era.last_day else era.first_day
        message = messages.AFTER_ERA if late else messages.BEFORE_ERA
        warnings.append(
            message.format(
                given=text,
                correct=_wareki_of(written),
                era=era.name,
                bound=format_wareki(bound),
            )
        )
    if first < NEW_CALENDAR_FROM:
        warnings.append(messages.OLD_CALENDAR.format(given=text))
    return tuple(warnings)


def _wareki_of(written: _Written) -> str:
    """The era as written where it fits; else every era that the period touches.

    2019年 has no single answer, so both are shown: 平成31年・令和元年.
    """
    first, last = written.first_day, written.last_day
    fitting = [era for era in ERAS if era.meets(first, last)]
    if written.era in fitting:
        fitting = [era for era in fitting if era == written.era]
    return "・".join(
        _join_parts(era.name, era_year(era, first), first, written.precision, "long")
        for era in fitting
    )
