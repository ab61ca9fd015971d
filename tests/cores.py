"""Each process of tests keeps to a core of its own, with its database beside it.

A test and its database take turns: one works while the other waits. On one core the turn
passes at once; on a virtual machine, waking the other core each time costs more than many a
statement (0.10 ms for `SELECT 1` instead of 0.03). What a test starts, a server or a
browser, works on the core of its test: the other core has tests of its own to do.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.signals import connection_created

HERE = ("127.0.0.1", "localhost", "")


def keep_to_one(worker: int, workers: int) -> None:
    """Nothing, where there are more cores than processes of tests, or only one process,
    or where the machine does not let us choose."""
    if workers < 2 or not hasattr(os, "sched_setaffinity"):
        return
    cores = sorted(os.sched_getaffinity(0))
    if workers < len(cores):
        return
    with suppress(OSError):
        os.sched_setaffinity(0, {cores[worker % len(cores)]})
        connection_created.connect(_bring_here)


def _bring_here(connection: Any, **_: Any) -> None:
    """The process that PostgreSQL keeps for this connection comes to the same core.

    Where it runs elsewhere, or is not ours to move, it stays: only the time differs.
    """
    if (
        connection.vendor != "postgresql"
        or connection.settings_dict["HOST"] not in HERE
    ):
        return
    process = connection.connection.info.backend_pid
    with suppress(OSError):
        if Path(f"/proc/{process}/comm").read_text().startswith("postgres"):
            os.sched_setaffinity(process, os.sched_getaffinity(0))
