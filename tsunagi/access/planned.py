"""文の計画を、接続ごとに一度だけ立てる。どの値でも同じ道で読む文だけに。

PostgreSQL thinks about the way to the rows each time anew, for one row by its key as long
as it then takes to read it. A statement through `planned_once` is thought about once for
each connection; its values are sent apart from its text.

Only for statements that go the same way whatever their values are: rows by their keys,
the rows of one case, new rows, a walk along one index that the statement itself names
(`name_pieces.py`). A search that may take an index or leave it must not come here: the way
to a rare word is not that to a common one (8 ms became 536).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

# Cursors that wait to be lent again: making one, and learning anew how its values are
# read, takes longer than a row by its key.
_FREE: WeakKeyDictionary[BaseDatabaseWrapper, _Free] = WeakKeyDictionary()


@contextmanager
def planned_once() -> Iterator[CursorWrapper]:
    """A cursor for one or more such statements, whose answer is fetched before the block
    ends; on SQLite, which plans in a moment, the ordinary one."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql":
        with database.cursor() as cursor:
            yield cursor
        return
    # What Django does before a cursor and around a statement stays: the check of the
    # connection, errors, counts, transactions.
    database.close_if_health_check_failed()
    database.ensure_connection()
    free = _FREE.get(database)
    if free is None or free.of is not database.connection:
        free = _FREE[database] = _Free(database.connection, [])
    lent = free.cursors.pop() if free.cursors else _kind()(free.of)
    try:
        # Django's stubs do not know the method.
        yield database._prepare_cursor(lent)  # type: ignore[attr-defined]
    finally:
        free.cursors.append(lent)


class _Free(NamedTuple):
    """The cursors that nobody uses, and the connection they belong to; another one, after
    the server was away, begins with none."""

    of: Any
    cursors: list[Any]


@cache
def _kind() -> type[Any]:
    """Made when PostgreSQL is used; psycopg is not needed beside SQLite."""
    from psycopg import RawCursor

    class PlannedOnce(RawCursor[Any]):
        def execute(self, query: str, params: Any = None) -> Any:  # type: ignore[override]
            if params is None:
                return super().execute(query.encode(), prepare=True)
            numbered, names = _numbered(query)
            values = [params[name] for name in names] if names else params
            return super().execute(numbered, values, prepare=True)

        def _convert_query(self, query: Any, params: Any = None) -> Any:
            """Kept where Django looks for what was asked, when it counts statements."""
            self._query = super()._convert_query(query, params)
            return self._query

    return PlannedOnce


_MARKS = re.compile(r"%(?:(%)|s|\((\w+)\)s)")


@lru_cache(maxsize=512)
def _numbered(text: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with its marks as PostgreSQL numbers them, and their names, if they
    have any. psycopg reads a long statement anew each time."""
    names: list[str] = []
    places = count(1)

    def number(mark: re.Match[str]) -> str:
        percent, name = mark.groups()
        if percent:
            return percent
        if name is None:
            return f"${next(places)}"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _MARKS.sub(number, text).encode(), tuple(names)
