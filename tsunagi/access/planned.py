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

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def planned_once() -> Iterator[CursorWrapper]:
    """A cursor for one or more such statements; on SQLite, which plans in a moment, the
    ordinary one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What Django does around a statement stays: errors, counts, transactions.
            cursor.cursor = _kind()(connection.connection)
        yield cursor


@cache
def _kind() -> type[Any]:
    """Made when PostgreSQL is used; psycopg is not needed beside SQLite."""
    from django.db.backends.postgresql.base import ServerBindingCursor

    class PlannedOnce(ServerBindingCursor):
        def execute(self, query: Any, params: Any = None) -> Any:
            # Django's stubs do not know that this is a cursor of psycopg.
            return super().execute(query, params, prepare=True)  # type: ignore[misc]

        def _convert_query(self, query: Any, params: Any = None) -> Any:
            """Kept where Django looks for what was asked, when it counts statements."""
            self._query = super()._convert_query(query, params)  # type: ignore[misc]
            return self._query

    return PlannedOnce
