"""Filters: how dates, money and counts are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from html import escape
from typing import Any

from django import template
from django.template import defaultfilters
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate

from tsunagi.common.wareki import Precision
from tsunagi.ui import words

register = template.Library()


@register.filter
def wareki(value: date | datetime | None, precision: Precision = "day") -> SafeString:
    return words.written_date(value, precision=precision)


@register.filter
def wareki_short(value: date | datetime | None) -> SafeString:
    return words.written_date(value, style="short")


@register.filter
def wareki_weekday(value: date | datetime | None) -> SafeString:
    return words.written_date(value, weekday=True)


@register.filter(is_safe=True, needs_autoescape=True)
def linebreaksbr(value: Any, autoescape: bool = True) -> SafeString:
    """Django's filter; a timeline asks it for every record, so plain text goes a shorter
    way."""
    if autoescape and type(value) is str and "\r" not in value:
        return mark_safe(escape(value).replace("\n", "<br>"))  # noqa: S308 — escaped here
    text: SafeString = defaultfilters.linebreaksbr(value, autoescape)
    return text


@register.filter
def wareki_time(value: datetime | None) -> SafeString:
    return words.written_instant(value)


@register.filter
def yen(value: int | None) -> str:
    return words.written_yen(value)


@register.filter
def count(value: int | None, unit: str = "") -> str:
    return words.written_count(value, unit)


@register.filter
def limited_count(value: int | None, unit: str = "件") -> str:
    return words.written_limited(value, unit)


@register.filter
def ago_days(value: date | datetime | None, today: date | None = None) -> str:
    return words.days_ago(value, today or localdate())


@register.filter
def written(value: Any) -> Any:
    """A fact for a summary: dates in 和暦, nothing as 「—」, all else unchanged."""
    if value is None or value == "":
        return words.NOTHING
    if isinstance(value, datetime):
        return words.written_instant(value)
    if isinstance(value, date):
        return words.written_date(value)
    if isinstance(value, Mapping):
        raise TypeError("a summary value must be one fact")
    return value
