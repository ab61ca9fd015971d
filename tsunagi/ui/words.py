"""How dates, money and counts are written on the screen."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime

from tsunagi.common.dates import weekday_name
from tsunagi.common.wareki import DateReading, Precision, Style, format_wareki
from tsunagi.ui.parts import MOST_COUNTED

NOTHING = "—"


def civil_date(value: date | datetime) -> date:
    """The day on a Japanese calendar; an instant is converted first."""
    if isinstance(value, datetime):
        return (localtime(value) if is_aware(value) else value).date()
    return value


def written_date(
    value: date | datetime | None,
    *,
    precision: Precision = "day",
    style: Style = "long",
    weekday: bool = False,
) -> SafeString:
    """和暦で書き、西暦は重ねると読める。日付がないときは「—」。"""
    if not isinstance(value, date):
        return format_html("{}", NOTHING)
    return _written_day(civil_date(value), precision, style, weekday)


@lru_cache(maxsize=4_096)
def _written_day(
    day: date, precision: Precision, style: Style, weekday: bool
) -> SafeString:
    text = format_wareki(day, precision=precision, style=style)
    if weekday:
        text = f"{text}（{weekday_name(day)}）"
    machine = {"year": f"{day:%Y}", "month": f"{day:%Y-%m}"}.get(precision, f"{day}")
    western = {"year": f"{day.year}年", "month": f"{day.year}年{day.month}月"}.get(
        precision, f"{day.year}年{day.month}月{day.day}日"
    )
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', machine, western, text
    )


def written_instant(value: datetime | None) -> SafeString:
    """和暦の日付と、時・分。"""
    if not isinstance(value, datetime):
        return format_html("{}", NOTHING)
    local = localtime(value) if is_aware(value) else value
    day = format_wareki(local.date(), precision="day", style="long")
    return format_html(
        '<time datetime="{}" title="{}">{} {}時{}分</time>',
        local.isoformat(timespec="minutes"),
        f"{local.year}年{local.month}月{local.day}日",
        day,
        local.hour,
        f"{local.minute:02}",
    )


def written_count(value: int | str | None, unit: str = "") -> str:
    """「0」と「わからない」は違う。None は「—」と書き、単位も付けない。"""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, int):
        return f"{value:,}{unit}"
    return f"{value}{unit}"


def written_limited(value: int | None, unit: str = "件") -> str:
    """数えるのは千件まで。それを超えたら「1,000件以上」。"""
    if value is not None and value >= MOST_COUNTED:
        return f"{MOST_COUNTED:,}{unit}以上"
    return written_count(value, unit)


def written_yen(value: int | None) -> str:
    return NOTHING if value is None else f"{value:,}円"


def days_ago(value: date | datetime | None, today: date) -> str:
    """今日・昨日・n日前、先の日は、あした・n日後。"""
    if not isinstance(value, date):
        return NOTHING
    return days_before((today - civil_date(value)).days)


def days_before(days: int) -> str:
    """So many days before today; below 0, after it."""
    near = {0: "今日", 1: "昨日", -1: "あした"}
    if days in near:
        return near[days]
    return f"{days:,}日前" if days > 0 else f"{-days:,}日後"


def day_read_back(found: DateReading) -> str:
    """「令和8年11月22日（日）、2026年」のように、読み取った日付を言い返す。"""
    notes = "".join(str(message) for message in found.messages)
    if found.date is None or found.wareki is None:
        return notes
    text = found.wareki
    if found.precision == "day":
        text = f"{text}（{weekday_name(found.date)}）"
    return f"{text}、西暦{found.date.year}年と読みました。{notes}"
