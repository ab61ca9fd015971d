"""Fields for dates and months: 和暦 or 西暦, any usual way of writing.

What was typed stays in the field; what it was understood as is said below it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from tsunagi.common.dates import YearMonth
from tsunagi.common.readings import Result
from tsunagi.common.wareki import DateReading, Precision, format_wareki, parse_date
from tsunagi.ui.described import DescribedField


class _WrittenDateField(DescribedField):
    """Shared by the three below: text in, one reading out, its warning kept."""

    reads_back = True

    def __init__(self, label: str, **options: Any) -> None:
        attributes = {
            "autocomplete": "off",
            "data-read-back": reverse_lazy("ui:read_date"),
        }
        options.setdefault("widget", forms.TextInput(attrs=attributes))
        options.setdefault("width", "middle")
        super().__init__(label, **options)

    def reading(self, value: Any) -> DateReading | None:
        """None for an empty field; a text that is no date is an error here."""
        self.warning = ""
        text = "" if value is None else str(value)
        if not text.strip():
            return None
        found = parse_date(text)
        if found.result is Result.ERROR:
            raise ValidationError([str(message) for message in found.messages])
        self.warning = "".join(str(message) for message in found.messages)
        return found

    def refuse_rough(self, found: DateReading, wanted: Precision, example: str) -> None:
        if found.precision != wanted:
            unit = {"day": "日", "month": "月", "year": "年"}[wanted]
            text = f"{self.label}は、{unit}まで入力してください（例: {example}）。"
            raise ValidationError(text, code="precision")


class DateField(_WrittenDateField):
    """年月日。年だけ・年月だけの入力は、日を補わずに断る。"""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("example", "令和8年11月22日、R8.11.22、2026-11-22")
        super().__init__(label, **options)

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.datetime):
            raise TypeError("a civil date has no time; convert it first")
        if isinstance(value, dt.date):
            return value
        found = self.reading(value)
        if found is None:
            return None
        self.refuse_rough(found, "day", "令和8年11月22日")
        return found.date

    def prepare_value(self, value: Any) -> Any:
        return format_wareki(value) if isinstance(value, dt.date) else value


class RoughDateField(_WrittenDateField):
    """年だけ・年月だけも受け取る日付。粗さを持ったまま `DateReading` で返す。"""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("example", "平成20年、平成20年6月、H20.6.1")
        super().__init__(label, **options)

    def to_python(self, value: Any) -> DateReading | None:
        return value if isinstance(value, DateReading) else self.reading(value)

    def prepare_value(self, value: Any) -> Any:
        return value.wareki if isinstance(value, DateReading) else value


class MonthField(_WrittenDateField):
    """年月。`YearMonth` で返す。"""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("example", "令和8年11月、R8.11、2026-11")
        super().__init__(label, **options)

    def to_python(self, value: Any) -> YearMonth | None:
        if isinstance(value, YearMonth):
            return value
        found = self.reading(value)
        if found is None or found.date is None:
            return None
        self.refuse_rough(found, "month", "令和8年11月")
        return YearMonth.of(found.date)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, YearMonth):
            return format_wareki(value.first_day, "month")
        return value
