"""サーバーと、時計の係を一緒に動かし、一緒に止める。

Two children: the web server (gunicorn, two workers with threads) and the ticker
(sealing of the audit log, clearing of what has expired). One stops: both stop.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from django.conf import settings

STOP_SECONDS = 10


def web_command(port: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "config.wsgi",
        "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4",
        "--preload", "--no-control-socket", "--log-level", "warning",
        "--graceful-timeout", "5", "--timeout", "60",
    ]  # fmt: skip


def ticker_command() -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "tick"]


def run(*, port: int) -> None:
    """Start both and wait. Returns when a signal came; raises if a child died."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    children = [
        subprocess.Popen(  # noqa: S603 — our own fixed commands
            command, cwd=settings.BASE_DIR, env=environment, start_new_session=True
        )
        for command in (web_command(port), ticker_command())
    ]
    stopping = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        died = [child for child in children if child.poll() is not None]
        _stop_all(children)
    if died and not stopping:
        raise SystemExit(
            f"サーバーが止まりました。ポート {port} がほかで使われていないか確かめてください"
            "（--port で変えられます）。"
        )
    print("\n止めました。データは残っています。")


def _stop_all(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
