"""A clock that tests move, for time-outs and intervals; a session of somebody's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from tests.conftest import NOW
from tsunagi.access.sessions import SessionStore


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


@pytest.fixture
def session(db: None) -> SessionBase:
    """Somebody's, saved: it has a key."""
    made = SessionStore()
    made.create()
    return made
