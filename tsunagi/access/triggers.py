"""Database triggers that refuse UPDATE, DELETE and TRUNCATE on append-only tables.

Part of migrations and of the test runner's emptying of tables; nothing else may call
`permit_changes`.
"""

from __future__ import annotations

from typing import Any

TABLES = ("access_auditevent", "access_auditsubject", "access_auditseal")
REFUSAL = "append-only"


def forbid_changes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION access_refuse_change() RETURNS trigger AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}: %', TG_TABLE_NAME; END; $$ "
            "LANGUAGE plpgsql",
            params=None,  # the % of RAISE is not a placeholder
        )
    for table in TABLES:
        for statement in _create(schema_editor.connection.vendor, table):
            schema_editor.execute(statement)


def permit_changes(apps: Any, schema_editor: Any) -> None:
    for table in TABLES:
        for statement in _drop(schema_editor.connection.vendor, table):
            schema_editor.execute(statement)


def _create(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION access_refuse_change()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION access_refuse_change()",
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {table}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _drop(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        ]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")
    ]
