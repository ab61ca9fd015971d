"""A database of its own, on the engine of the run, for programs that are killed or race.

On SQLite a file, because the test database lives in memory; on PostgreSQL another
database of the same server.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def own_database(folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which a program finds the fresh, migrated database."""
    environment = {
        **os.environ,
        "TSUNAGI_MODE": "test",
        "TSUNAGI_WORK_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    if connection.vendor == "postgresql":
        name = f"tsunagi_{uuid4().hex[:12]}"
        _on_server(f"CREATE DATABASE {name}")
        environment["TSUNAGI_DATABASE"] = _postgresql_address(name)
    else:
        name = ""
        environment["TSUNAGI_DATABASE"] = f"sqlite://{folder}/own.sqlite3"
    try:
        run(environment, "manage.py", "migrate", "--verbosity", "0")
        yield environment
    finally:
        if name:
            _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def run(environment: dict[str, str], *arguments: str) -> str:
    """Run one of our programs to its end; its output, or an error with its words."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _postgresql_address(name: str) -> str:
    database = settings.DATABASES["default"]
    return (
        f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}/{name}"
    )


def _on_server(statement: str) -> None:
    """Outside any transaction, from a connection of its own."""
    import psycopg

    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"], port=database["PORT"], user=database["USER"],
        dbname="postgres", autocommit=True,
    ) as server:  # fmt: skip
        server.execute(statement)
