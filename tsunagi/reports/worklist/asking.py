"""きょうを尋ねる人と、その時。"""

from __future__ import annotations

from datetime import date, datetime

from tsunagi.access.actor import Actor
from tsunagi.common.frozen import Frozen


class Asked(Frozen):
    """Who asks, and when."""

    actor: Actor
    now: datetime
    today: date
