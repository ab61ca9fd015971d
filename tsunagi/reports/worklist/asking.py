"""きょうを尋ねる人と、その時。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tsunagi.access.actor import Actor


@dataclass(frozen=True)
class Asked:
    """Who asks, and when."""

    actor: Actor
    now: datetime
    today: date
