"""The region, built once in each process and laid out again for every further test.

The first test builds it through the real actions. What they wrote is read back, table by
table, and written for the next tests as it stands: the same rows, without the work.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from tests.factories.region import Region, build_region

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class _Kept:
    """region: pickled, so that no test changes the objects of another."""

    now: datetime
    region: bytes
    rows: dict[str, tuple[list[str], Rows]]


_kept: _Kept | None = None


def kept_region(*, now: datetime) -> Region:
    global _kept
    if _kept is None or _kept.now != now:
        before = {table: set(_read(table)[1]) for table in _tables()}
        region = build_region(now=now)
        written = {}
        for table, there in before.items():
            columns, rows = _read(table)
            new = [row for row in rows if row not in there]
            if new:
                written[table] = (columns, new)
        _kept = _Kept(now, pickle.dumps(region), written)
        return region
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in _kept.rows.items():
            cursor.executemany(_insert(table, columns), rows)
    region = pickle.loads(_kept.region)  # noqa: S301 — our own bytes
    assert isinstance(region, Region)
    return region


def _tables() -> list[str]:
    """In the order of the models, so that a row stands before what points to it."""
    models = apps.get_models(include_auto_created=True)
    return [model._meta.db_table for model in models if model._meta.managed]


def _read(table: str) -> tuple[list[str], Rows]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        rows = [
            tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
            for row in cursor.fetchall()
        ]
        return [column[0] for column in cursor.description], rows


def _insert(table: str, columns: list[str]) -> str:
    names = ", ".join(map(connection.ops.quote_name, columns))
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})"  # noqa: S608
