"""時刻の欄。「10:30」「1030」「１０時半」「午後3時」を、そのまま読む。"""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tsunagi.ui.described import DescribedField

_CLOCK = re.compile(
    r"(?P<half>午前|午後|am|pm)?(?P<hour>\d{1,2})"
    r"(?:[:.時](?P<minute>\d{1,2}|半)?分?)?"
)
_DIGITS = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})")


def read_time(text: str) -> time | None:
    """A clock time, or None when it cannot be one."""
    plain = unicodedata.normalize("NFKC", text).lower().replace(" ", "")
    match = _DIGITS.fullmatch(plain) or _CLOCK.fullmatch(plain)
    if match is None:
        return None
    parts = match.groupdict()
    hour, half = int(parts["hour"]), parts.get("half")
    minute = 30 if parts["minute"] == "半" else int(parts["minute"] or 0)
    if half in ("午後", "pm") and hour < 12:
        hour += 12
    if half in ("午前", "am") and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


class TimeField(DescribedField, forms.Field):
    """時刻。答えがなければ None。"""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("example", "10:30")
        options.setdefault("width", "short")
        super().__init__(label, **options)

    def own_messages(self, label: str) -> dict[str, str]:
        return {"time": f"{label}を、10:30 のように入力してください。"}

    def clean(self, value: Any) -> time | None:
        text = str(value or "")
        super().clean(text)
        if not text.strip():
            return None
        found = read_time(text)
        if found is None:
            raise ValidationError(self.error_messages["time"], code="time")
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value
