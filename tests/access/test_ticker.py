"""時計の係: 封印し、期限の切れたものだけを片づける。"""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from tests.access.one_event import write_event
from tests.conftest import NOW
from tsunagi.access import ticker
from tsunagi.access.models import (
    AuditEvent,
    AuditSeal,
    CacheEntry,
    IdempotencyKey,
    LoginThrottle,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def old_and_new() -> None:
    """Of every kind one row just past its time and one just before."""
    for name, past in (("old", SECOND), ("new", -SECOND)):
        Session.objects.create(
            session_key=name, session_data="x", expire_date=NOW - past
        )
        CacheEntry.objects.create(cache_key=name, value="x", expires=NOW - past)
        LoginThrottle.objects.create(
            key=name, failures=1, last_failed_at=NOW - timedelta(days=1) - past
        )
        key = IdempotencyKey.objects.create(
            staff_id=1, key=uuid4(), action=name, body_hash="x", result_ref="1"
        )
        IdempotencyKey.objects.filter(pk=key.pk).update(
            created_at=NOW - timedelta(hours=24) - past
        )


def test_only_what_is_past_its_time_is_cleared() -> None:
    old_and_new()
    write_event()
    assert ticker.clear_expired(now=NOW) == 4
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert list(CacheEntry.objects.values_list("cache_key", flat=True)) == ["new"]
    assert list(LoginThrottle.objects.values_list("key", flat=True)) == ["new"]
    assert list(IdempotencyKey.objects.values_list("action", flat=True)) == ["new"]
    assert AuditEvent.objects.count() == 1, "the log is never cleared"


def test_one_round_of_the_command_seals_and_clears(
    tmp_path: Path, settings: Any
) -> None:
    settings.AUDIT_HEAD_FILE = str(tmp_path / "head")
    write_event()
    Session.objects.create(
        session_key="old", session_data="x", expire_date=timezone.now() - SECOND
    )
    call_command("tick", "--once", stdout=StringIO())
    assert AuditSeal.objects.count() == 1
    assert Path(settings.AUDIT_HEAD_FILE).read_text() == (
        f"1 {AuditSeal.objects.get().hash}\n"
    )
    assert not Session.objects.exists()


def test_a_full_disk_does_not_end_the_ticker(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so and tries again; here the third round ends the test."""
    import threading

    settings.AUDIT_HEAD_FILE = str(tmp_path / "no-such-folder" / "head")
    rounds: list[float] = []

    class Stopping(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            rounds.append(timeout or 0)
            if len(rounds) == 3:
                self.set()
            return self.is_set()

    monkeypatch.setattr("threading.Event", Stopping)
    monkeypatch.setattr("signal.signal", lambda *arguments: None)
    monkeypatch.setattr(
        "tsunagi.access.management.commands.tick.close_old_connections", lambda: None
    )
    write_event()
    errors = StringIO()
    call_command("tick", stderr=errors, stdout=StringIO())
    assert rounds == [ticker.SEAL_EVERY] * 3
    assert "次の回にやり直します" in errors.getvalue()
    assert AuditSeal.objects.count() == 1, "the seal itself was kept"
