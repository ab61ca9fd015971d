"""A clock that tests move, for time-outs and intervals."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import NOW


class Clock:
    """What the product takes for now. It stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def forward(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    moving = Clock()
    monkeypatch.setattr(timezone, "now", lambda: moving.now)
    return moving
