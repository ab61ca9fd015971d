"""時刻を読む。「10:30」「1030」「１０時半」「午後3時」を、そのまま受け入れる。"""

from __future__ import annotations

import re
import unicodedata
from datetime import time

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
