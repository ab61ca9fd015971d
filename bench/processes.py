"""The server as a process: cold start, memory, and how long bin/demo takes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from bench.measure import cpu_seconds

ROOT = Path(__file__).resolve().parent.parent
LONGEST_S = 120
LOADED_REQUESTS = 300


@dataclass(frozen=True)
class StartFigures:
    """One server process with four threads, as a small installation runs it."""

    first_answer_s: float
    first_answer_cpu_s: float
    idle_mb: float
    loaded_mb: float


@dataclass(frozen=True)
class DemoFigures:
    fresh_s: float
    second_start_s: float


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.perf_counter() + LONGEST_S
    while time.perf_counter() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
                answer.read()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
    raise RuntimeError("the server does not answer")


def _with_children(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _with_children(int(child))
    return found


def _megabytes(pids: list[int]) -> float:
    """Proportional share: pages that two processes share count once."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return round(total / 1_024, 1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def measure_start() -> StartFigures:
    """From the command to the first whole login page; then memory."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}/login/"
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", "1", "--threads", "4", "--preload",
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait_for(address, process)
        first = time.perf_counter() - began
        pids = _with_children(process.pid)
        spent = sum(cpu_seconds(pid) for pid in pids)
        time.sleep(1)
        idle = _megabytes(pids)
        for _ in range(LOADED_REQUESTS):
            _wait_for(address, process)
        return StartFigures(round(first, 2), round(spent, 2), idle, _megabytes(pids))
    finally:
        _stop(process)


def measure_demo() -> DemoFigures:
    """bin/demo --fresh until its first page, then the second start on the same data."""
    with tempfile.TemporaryDirectory(prefix="tsunagi-bench-demo.") as place:
        return DemoFigures(
            fresh_s=_demo_seconds(place, "--fresh"), second_start_s=_demo_seconds(place)
        )


def _demo_seconds(place: str, *options: str) -> float:
    port = _free_port()
    environment = {**os.environ, "TSUNAGI_WORK_DIR": place}
    environment.pop("TSUNAGI_DATABASE", None)
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(ROOT / "bin" / "demo"), "--port", str(port), *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/login/", process)
        return round(time.perf_counter() - began, 2)
    finally:
        _stop(process)
