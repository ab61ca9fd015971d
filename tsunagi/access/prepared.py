"""一行を主キーで読む・書く、作り置きの一文。毎回のページが読み書きする行だけに使う。

Django builds a query anew for each call, which costs several times what the database
needs for one row by its key. The columns, their conversion and the text of the statement
are made once for each model; what comes out is the model's own instance.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

from tsunagi.access.planned import planned_once
from tsunagi.common.frozen import Frozen

Row = TypeVar("Row", bound=models.Model)


def row_of(model: type[Row], key: Any) -> Row | None:
    """The row with this primary key, as `get` would read it; None when there is none."""
    return row_where(model, **{model._meta.pk.name: key})


def row_where(model: type[Row], **same: Any) -> Row | None:
    """The row whose columns say the same; for columns that are unique together."""
    made = _made(model, tuple(same), connection.vendor)
    asked = [
        field.get_db_prep_value(value, connection)
        for field, value in zip(made.wheres, same.values(), strict=True)
    ]
    with planned_once() as cursor:
        cursor.execute(made.statement, asked)
        found = cursor.fetchone()
    if found is None:
        return None
    values = list(found)
    for place, converters, expression in made.places:
        for convert in converters:
            values[place] = convert(values[place], expression, connection)
    return model.from_db(connection.alias, made.names, values)


def save_columns(row: models.Model, *names: str) -> bool:
    """Write these columns of a row that is there, as save(update_fields=names) does, with
    no signal; False when it is not there any more."""
    statement, fields = _updating(type(row), names, connection.vendor)
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in fields
    ]
    with planned_once() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.rowcount > 0)


@lru_cache(maxsize=64)
def _updating(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[str, list[models.Field[Any, Any]]]:
    """The statement, and the fields whose values it takes; the last is the key."""
    quoted = connection.ops.quote_name
    of_name = {field.name: field for field in model._meta.concrete_fields}
    fields = [of_name[name] for name in names]
    sets = ", ".join(f"{quoted(str(field.column))} = %s" for field in fields)
    key = model._meta.pk
    where = f"WHERE {quoted(str(key.column))} = %s"
    statement = f"UPDATE {quoted(model._meta.db_table)} SET {sets} {where}"  # noqa: S608
    return statement, [*fields, key]


class _Reading(Frozen):
    """wheres: the fields that are compared. places: which columns need converting."""

    statement: str
    wheres: tuple[models.Field[Any, Any], ...]
    names: list[str]
    places: list[tuple[int, list[Any], Any]]


@lru_cache(maxsize=64)
def _made(
    model: type[models.Model], compared: tuple[str, ...], vendor: str
) -> _Reading:
    fields = model._meta.concrete_fields
    columns = [field.get_col(model._meta.db_table) for field in fields]
    compiler = model._base_manager.all().query.get_compiler(connection=connection)
    places = [
        (place, converters, expression)
        for place, (converters, expression) in compiler.get_converters(columns).items()
    ]
    quoted = connection.ops.quote_name
    of_name = {field.name: field for field in fields}
    wheres = tuple(of_name[name] for name in compared)
    names = ", ".join(quoted(str(field.column)) for field in fields)
    where = " AND ".join(f"{quoted(str(field.column))} = %s" for field in wheres)
    statement = f"SELECT {names} FROM {quoted(model._meta.db_table)} WHERE {where}"  # noqa: S608
    return _Reading(statement, wheres, [field.attname for field in fields], places)
