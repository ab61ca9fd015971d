"""The region, built once in each process and kept under all tests that stand on it.

The first test builds it through the real actions, and what they wrote is read back table by
table. From then on these rows lie in a transaction that stays open around the tests: each
test is rolled back to the region alone, and nobody builds it again. `settle` takes the rows
away before a test that commits or that begins from an empty database.
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
_around: transaction.Atomic | None = None


def settle(*, region: bool) -> None:
    """Before a test opens its own transaction: the region under it, or an empty ground.

    Nothing happens before the first region is built, and nothing while the ground is
    already as the next test wants it.
    """
    global _around
    if _around is not None and not connection.in_atomic_block:
        _around = None  # a test closed the connection, and the rows went with it
    if _around is not None and not region:
        connection.set_rollback(True)
        _around.__exit__(None, None, None)
        _around = None
    if region and _kept is not None and _around is None:
        _around = transaction.atomic()
        _around.__enter__()
        _lay_out(_kept)


def kept_region(*, now: datetime) -> Region:
    """The region whose rows are in the database when this returns."""
    global _kept
    if _kept is None or _kept.now != now:
        region, _kept = _build(now)
        return region
    if _around is None:
        _lay_out(_kept)  # a test that commits, or the ground was not settled for it
    region = pickle.loads(_kept.region)  # noqa: S301 — our own bytes
    assert isinstance(region, Region)
    return region


def _build(now: datetime) -> tuple[Region, _Kept]:
    before = {table: set(_read(table)[1]) for table in _tables()}
    region = build_region(now=now)
    written = {}
    for table, there in before.items():
        columns, rows = _read(table)
        new = [row for row in rows if row not in there]
        if new:
            written[table] = (columns, new)
    return region, _Kept(now, pickle.dumps(region), written)


def _lay_out(kept: _Kept) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in kept.rows.items():
            cursor.executemany(_insert(table, columns), rows)


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
