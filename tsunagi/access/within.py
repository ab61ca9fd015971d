"""「この値のどれか」を、いくつあっても同じ長さの文で尋ねる。

A placeholder for each of three hundred numbers makes a statement of three hundred
placeholders, which is put together and taken apart letter by letter, and another one for
every count. Here the numbers are one value: an array, or on SQLite a JSON list.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db import connection


def within(
    column: str, values: Collection[int] | Collection[str]
) -> tuple[str, list[Any]]:
    """The condition that the column holds one of the values, and their list as one value;
    for one by itself, which the database expects to find more of in a list, that one.

    column: a name of our own, never something that was typed.
    """
    if len(values) == 1:
        return f"{column} = %s", list(values)
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    one_of = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608
    return one_of, [json.dumps(list(values))]
