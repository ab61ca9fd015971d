"""一行を主キーで読む、作り置きの一文。毎回のページが読む行だけに使う。

Django builds a query anew for each call, which costs several times what the database
needs for one row by its key. The columns, their conversion and the text of the statement
are made once for each model; what comes out is the model's own instance.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def row_of(model: type[Row], key: Any) -> Row | None:
    """The row with this primary key, as `get` would read it; None when there is none."""
    statement, names, places = _made(model, connection.vendor)
    value = model._meta.pk.get_db_prep_value(key, connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        found = cursor.fetchone()
    if found is None:
        return None
    values = list(found)
    for place, converters, expression in places:
        for convert in converters:
            values[place] = convert(values[place], expression, connection)
    return model.from_db(connection.alias, names, values)


@lru_cache(maxsize=64)
def _made(
    model: type[models.Model], vendor: str
) -> tuple[str, list[str], list[tuple[int, list[Any], Any]]]:
    """The statement, the names of its columns, and which of them need converting."""
    fields = model._meta.concrete_fields
    columns = [field.get_col(model._meta.db_table) for field in fields]
    compiler = model._base_manager.all().query.get_compiler(connection=connection)
    places = [
        (place, converters, expression)
        for place, (converters, expression) in compiler.get_converters(columns).items()
    ]
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in fields)
    key = quoted(str(model._meta.pk.column))
    statement = f"SELECT {names} FROM {quoted(model._meta.db_table)} WHERE {key} = %s"  # noqa: S608
    return statement, [field.attname for field in fields], places
