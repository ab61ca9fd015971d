"""CPU and wall time of one repeated call, and what the database server adds."""

from __future__ import annotations

import hashlib
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figures:
    """Milliseconds per call. database_ms: CPU of PostgreSQL's own process for us."""

    times: int
    cpu_ms: float
    wall_ms: float
    p95_ms: float
    database_ms: float
    queries: int
    kilobytes: float


def cpu_seconds(pid: int) -> float:
    """User and system time of another process, exact to a hundredth of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def backend_pid() -> int | None:
    """The PostgreSQL process that answers this connection; None on SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements that run inside, as the application sent them."""
    from django.db import connection

    sent: list[str] = []

    def count(execute, sql, params, many, context):
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield sent


def measure_quietest(
    call: Callable[[], bytes], *, seconds: float, least: int, windows: int
) -> Figures:
    """Of several windows the one with the lowest p95: others use this machine too."""
    found = [measure(call, seconds=seconds, least=least) for _ in range(windows)]
    return min(found, key=lambda figures: figures.p95_ms)


def measure(
    call: Callable[[], bytes], *, seconds: float, least: int, warm_up: int = 3
) -> Figures:
    """Repeat for so many seconds, at least so many times; counting runs apart."""
    for _ in range(warm_up):
        page = call()
    with counted_queries() as sent:
        page = call()
    pid = backend_pid()
    database_before = cpu_seconds(pid) if pid else 0.0
    cpu: list[float] = []
    wall: list[float] = []
    end = time.perf_counter() + seconds
    while len(wall) < least or time.perf_counter() < end:
        cpu_before, wall_before = time.process_time(), time.perf_counter()
        call()
        wall.append(time.perf_counter() - wall_before)
        cpu.append(time.process_time() - cpu_before)
    database = cpu_seconds(pid) - database_before if pid else 0.0
    wall.sort()
    return Figures(
        times=len(wall),
        cpu_ms=statistics.median(cpu) * 1_000,
        wall_ms=statistics.median(wall) * 1_000,
        p95_ms=wall[min(len(wall) - 1, int(len(wall) * 0.95))] * 1_000,
        database_ms=database / len(wall) * 1_000,
        queries=len(sent),
        kilobytes=len(page) / 1_024,
    )


def noise_ms() -> float:
    """A fixed piece of work: says how busy the machine is just now."""
    began = time.perf_counter()
    for _ in range(400):
        hashlib.sha256(b"x" * 65_536).digest()
    return (time.perf_counter() - began) * 1_000
