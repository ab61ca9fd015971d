"""時刻の欄。「10:30」「1030」「１０時半」「午後3時」を、そのまま読む。"""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tsunagi.common.clock import read_time
from tsunagi.ui.described import DescribedField


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
