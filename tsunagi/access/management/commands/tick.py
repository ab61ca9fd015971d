from __future__ import annotations

import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from tsunagi.access import audit, ticker
from tsunagi.access.audit import Origin
from tsunagi.access.drafts.actions import purge_expired


class Command(BaseCommand):
    help = "時計の係を動かす（監査の封印、期限切れの片づけ）"
    action_name = "system.tick"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="一度だけ行って終わる")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        audit.set_origin(Origin("job"))
        if once:
            self._work(clear=True)
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        cleared = float("-inf")
        while not stopping.is_set():
            clear = time.monotonic() - cleared > ticker.CLEAR_EVERY
            try:
                self._work(clear=clear)
                cleared = time.monotonic() if clear else cleared
            except (DatabaseError, OSError):
                # A restart of the database or a full disk must not end the ticker; the
                # next round does the work, and `audit verify` shows a backlog meanwhile.
                self.stderr.write(
                    "データベースか封印の控えに書けません。次の回にやり直します。"
                )
            close_old_connections()
            stopping.wait(ticker.SEAL_EVERY)

    def _work(self, *, clear: bool) -> None:
        ticker.seal_now()
        if clear:
            ticker.clear_expired(now=timezone.now())
            purge_expired(now=timezone.now())
            for name in settings.TICKER_CLEARS:
                import_string(name)(now=timezone.now())
