"""索引の SQL。二つのデータベースで同じ答えになるように、ここにだけ書く。

Only the constants of this file stand in the statements; what was typed is a parameter.

PostgreSQL  GIN over the array of pieces; asked with @> (contains all)
SQLite      FTS5 over the same column (external content), kept by triggers
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

TABLE = "cases_contactsearch"
FTS = "cases_contactsearch_fts"
GIN = "search_pieces_gin"
DAYS = "search_days_of_hits"

# Written into the index some forty records at a time: a hundred pieces each, one by one,
# were a third of an import. What waits is at most 64 kB, and a search reads it as well.
TOGETHER = "fastupdate = on, gin_pending_list_limit = 64"

# ruff: noqa: S608
_SQLITE = (
    f"CREATE VIRTUAL TABLE {FTS} USING fts5(pieces, content='{TABLE}', "
    "content_rowid='contact_id', detail='none', "
    "tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER {FTS}_insert AFTER INSERT ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}(rowid, pieces) VALUES (new.contact_id, new.pieces); END",
    f"CREATE TRIGGER {FTS}_delete AFTER DELETE ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}({FTS}, rowid, pieces) "
    "VALUES ('delete', old.contact_id, old.pieces); END",
    f"CREATE TRIGGER {FTS}_update AFTER UPDATE OF pieces ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}({FTS}, rowid, pieces) "
    "VALUES ('delete', old.contact_id, old.pieces); "
    f"INSERT INTO {FTS}(rowid, pieces) VALUES (new.contact_id, new.pieces); END",
)


def create_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX {GIN} ON {TABLE} USING gin "
            f"(string_to_array(pieces, ' ')) WITH ({TOGETHER})"
        )
        return
    for statement in _SQLITE:
        schema_editor.execute(statement)


def drop_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {GIN}")
        return
    for verb in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {FTS}_{verb}")
    schema_editor.execute(f"DROP TABLE IF EXISTS {FTS}")


def write_together(apps: Any, schema_editor: Any) -> None:
    """PostgreSQL: for an index that was made to take every record at once."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER INDEX {GIN} SET ({TOGETHER})")


def index_days(apps: Any, schema_editor: Any) -> None:
    """SQLite: the days of many hits without their rows, which stand a page apart each. A
    word of fifty thousand records: 190 → 50 ms. PostgreSQL reads the rows of all hits in
    the order of the disk."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE INDEX {DAYS} ON {TABLE} (contact_id, municipality_id, occurred_on)"
        )


def drop_days(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP INDEX IF EXISTS {DAYS}")


def days_of_hits() -> str:
    """The table, where the days of many hits are asked for."""
    return TABLE if connection.vendor == "postgresql" else f"{TABLE} INDEXED BY {DAYS}"


def refill(schema_editor: Any) -> None:
    """SQLite: build the index anew from the rows that are there."""
    schema_editor.execute(f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')")


def with_all(pieces: Sequence[str]) -> tuple[str, list[Any]]:
    """The condition that a row holds every piece, asked of the index, and its value.

    PostgreSQL is asked about the row itself: about the numbers of another reading of the
    table, it starts helpers for what the index answers in half a millisecond.
    """
    if connection.vendor == "postgresql":
        return f"string_to_array({TABLE}.pieces, ' ') @> %s::text[]", [list(pieces)]
    # A piece is letters and digits only (`rules.folded`), so it cannot end the quote.
    match = " AND ".join(f'"{piece}"' for piece in pieces)
    return (
        f"{TABLE}.contact_id IN (SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s)",
        [match],
    )
