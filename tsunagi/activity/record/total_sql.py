"""台帳が変わるたびに、その取引の中で月の計に足す引き金。両方のエンジンで同じ行になる。

Every change of the ledger, whoever makes it and by whichever statement, adds its
difference: plus what a row counts now, minus what it counted before. PostgreSQL adds one
row per statement and cell, SQLite one per ledger row; the sums are the same.
"""

from __future__ import annotations

from typing import Any

LEDGER = "activity_activity"
TOTALS = "activity_monthtotal"
KEYS = "municipality_id, office_id, occurred_month, kind, method"
_COLUMNS = (
    "municipality_id, office_id, month, kind, method, for_city, "
    "served, records, minutes, travel_minutes"
)
# A change of these columns changes no sum.
_VALUES = (
    "municipality_id", "office_id", "occurred_month", "kind", "method", "served_count",
    "minutes", "travel_minutes", "is_current", "is_withdrawn",
)  # fmt: skip

# ruff: noqa: S608 — only the constants of this file stand in the statements


def create_triggers(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        statements = [
            *_postgresql("INSERT"),
            *_postgresql("UPDATE"),
            *_postgresql("DELETE"),
        ]
    else:
        statements = [_sqlite("INSERT"), _sqlite("UPDATE"), _sqlite("DELETE")]
    for statement in statements:
        schema_editor.execute(statement, params=None)


def drop_triggers(apps: Any, schema_editor: Any) -> None:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for verb in ("insert", "update", "delete"):
        name = f"{TOTALS}_{verb}"
        on = f" ON {LEDGER}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        if is_postgresql:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def fill(apps: Any, schema_editor: Any) -> None:
    """The sums of everything that is in the ledger: of each office, of the city."""
    for office, for_city in (("office_id", "FALSE"), ("NULL", "TRUE")):
        keys = f"municipality_id, {office}, occurred_month, kind, method"
        groups = KEYS.replace("office_id, ", "") if office == "NULL" else KEYS
        schema_editor.execute(
            f"INSERT INTO {TOTALS} ({_COLUMNS}) SELECT {keys}, {for_city}, "
            f"{_sums(LEDGER)} FROM {LEDGER} "
            f"WHERE is_current AND NOT is_withdrawn GROUP BY {groups}"
        )


def _sums(rows: str, sign: str = "1") -> str:
    return (
        f"SUM({sign} * {rows}.served_count), SUM({sign} * 1), "
        f"SUM({sign} * COALESCE({rows}.minutes, 0)), "
        f"SUM({sign} * COALESCE({rows}.travel_minutes, 0))"
    )


def _postgresql(verb: str) -> list[str]:
    """One trigger for each statement: a batch of thousands adds a few rows."""
    name = f"{TOTALS}_{verb.lower()}"
    parts = [
        f"SELECT {sign} AS sign, * FROM {rows} WHERE is_current AND NOT is_withdrawn"
        for sign, rows, verbs in (
            (1, "new_rows", ("INSERT", "UPDATE")),
            (-1, "old_rows", ("UPDATE", "DELETE")),
        )
        if verb in verbs
    ]
    tables = [
        f"{which} TABLE AS {which.lower()}_rows"
        for which, verbs in (("OLD", "UPDATE DELETE"), ("NEW", "INSERT UPDATE"))
        if verb in verbs
    ]
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO {TOTALS} ({_COLUMNS}) SELECT {KEYS}, TRUE, {_sums('c', 'sign')} "
        f"FROM ({' UNION ALL '.join(parts)}) c GROUP BY {KEYS} "
        "HAVING SUM(sign) <> 0 OR SUM(sign * served_count) <> 0 "
        "OR SUM(sign * COALESCE(minutes, 0)) <> 0 "
        "OR SUM(sign * COALESCE(travel_minutes, 0)) <> 0; "
        "RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {verb} ON {LEDGER} "
        f"REFERENCING {' '.join(tables)} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def _sqlite(verb: str) -> str:
    adds = [
        f"INSERT INTO {TOTALS} ({_COLUMNS}) SELECT "
        + ", ".join(f"{row}.{key}" for key in KEYS.split(", "))
        + f", TRUE, {sign} * {row}.served_count, {sign}, "
        f"{sign} * COALESCE({row}.minutes, 0), "
        f"{sign} * COALESCE({row}.travel_minutes, 0) "
        f"WHERE {row}.is_current AND NOT {row}.is_withdrawn; "
        for sign, row, verbs in (
            (1, "new", ("INSERT", "UPDATE")),
            (-1, "old", ("UPDATE", "DELETE")),
        )
        if verb in verbs
    ]
    when = ""
    if verb == "UPDATE":
        differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in _VALUES)
        when = f"WHEN {differs} "
    return (
        f"CREATE TRIGGER {TOTALS}_{verb.lower()} AFTER {verb} ON {LEDGER} {when}"
        f"BEGIN {''.join(adds)}END"
    )
