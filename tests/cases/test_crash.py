"""サーバーが突然止められても、受け付けた記録と下書きは失われず、半端な記録も残らない。"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.access.own_database import ROOT, own_database, run
from tests.cases.crash_client import Worker
from tests.conftest import LONG

pytestmark = pytest.mark.slow
KILLS = 100 if LONG else 10
PROGRAM = ("-m", "tests.cases.crash_place")
SERVER = (
    "-m", "gunicorn", "config.wsgi", "--worker-class", "gthread", "--workers", "2",
    "--threads", "4", "--preload", "--no-control-socket", "--log-level", "critical",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def server(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The real server process group, up and answering."""
    process = subprocess.Popen(
        [sys.executable, *SERVER, "--bind", f"127.0.0.1:{port}"], cwd=ROOT,
        env=environment, start_new_session=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{port}/login/", timeout=5
                ):
                    break
            except OSError:
                assert process.poll() is None, "the server stopped by itself"
                assert time.monotonic() < deadline, "the server did not begin"
                time.sleep(0.05)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def work_until_cut_off(worker: Worker, process: subprocess.Popen[bytes]) -> None:
    """Record and type on until the server is gone in the middle of something."""
    try:
        while process.poll() is None:
            worker.record()
            worker.type_on()
    except (OSError, http.client.HTTPException):
        # Also an answer that breaks off in its middle: it has acknowledged nothing.
        return


@contextmanager
def watcher(environment: dict[str, str]) -> Iterator[Callable[[], dict[str, Any]]]:
    """A look at the database from a process that outlives every server."""
    with subprocess.Popen(
        [sys.executable, *PROGRAM, "watch"], cwd=ROOT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin and process.stdout
        asked, answered = process.stdin, process.stdout

        def look() -> dict[str, Any]:
            asked.write("look\n")
            asked.flush()
            found: dict[str, Any] = json.loads(answered.readline())
            return found

        yield look
        asked.close()


def assert_sound(found: dict[str, Any], worker: Worker) -> None:
    assert worker.acknowledged <= set(found["records"]), (
        "an acknowledged record is lost"
    )
    assert found["half"] == []
    assert found["orphans"] == 0
    assert found["texts_twice"] == 0, "a retry made a second record"
    # The last autosave may have been stored without its answer arriving.
    assert found["draft"] >= worker.draft or worker.draft in found["draft"]


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    chance = random.Random("server kills")
    with own_database(tmp_path) as environment:
        environment |= {
            "TSUNAGI_MODE": "test", "DJANGO_SETTINGS_MODULE": "config.settings",
        }  # fmt: skip
        place = json.loads(run(environment, *PROGRAM, "make"))
        port = free_port()
        worker = Worker(f"http://localhost:{port}", place)
        with watcher(environment) as look:
            for number in range(KILLS):
                with server(environment, port) as process:
                    if number == 0:
                        worker.sign_in()
                    worker.record()  # however slow the machine: it writes, then is cut off
                    delay = chance.uniform(0.0, 1.6)
                    killer = threading.Timer(
                        delay, os.killpg, (process.pid, signal.SIGKILL)
                    )
                    killer.start()
                    work_until_cut_off(worker, process)
                    killer.join()
                assert_sound(look(), worker)
    assert len(worker.acknowledged) > KILLS, "the kills must hit a server that writes"
    assert worker.draft, "the kills must hit a server that keeps drafts"
