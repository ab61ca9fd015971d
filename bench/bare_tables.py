"""Tables without their indexes and foreign keys while millions of rows come in.

For the measurement's own empty database only: built once at the end, an index costs a
fraction of what it costs row by row, and the database still checks every row when the
constraint comes back. What comes back is what was there, word for word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_POSTGRESQL_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint
WHERE contype IN ('f', 'u') AND conrelid::regclass::text = ANY(%s)
ORDER BY contype = 'f', oid
"""
_POSTGRESQL_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary AND NOT EXISTS (
    SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
ORDER BY indexrelid
"""
_SQLITE_INDEXES = """
SELECT name, sql FROM sqlite_master
WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (SELECT value FROM json_each(%s))
"""


@contextmanager
def bare(tables: list[str]) -> Iterator[None]:
    """Drop what stands in the way of writing; build it again at the end."""
    again = _strip_postgresql(tables) if _is_postgresql() else _strip_sqlite(tables)
    yield
    for statement in again:
        _run(statement)


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _strip_postgresql(tables: list[str]) -> list[str]:
    again: list[str] = []
    indexes = _rows(_POSTGRESQL_INDEXES, [tables])
    constraints = _rows(_POSTGRESQL_CONSTRAINTS, [tables])
    for table, name, _ in reversed(constraints):
        _run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, statement in indexes:
        _run(f"DROP INDEX {name}")
        again.append(statement)
    for table, name, definition in constraints:
        again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    return again


def _strip_sqlite(tables: list[str]) -> list[str]:
    """SQLite keeps the indexes that stand in the table's own definition."""
    import json

    indexes = _rows(_SQLITE_INDEXES, [json.dumps(tables)])
    for name, _ in indexes:
        _run(f'DROP INDEX "{name}"')
    return [statement for _, statement in indexes]


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
