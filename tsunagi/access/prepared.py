"""一行を主キーで読む・書く、作り置きの一文。毎回のページが読み書きする行だけに使う。

Django builds a query anew for each call, which costs several times what the database
needs for one row by its key. The columns, their conversion and the text of the statement
are made once for each model; what comes out is the model's own instance.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

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
    columns: RowColumns[Row] = made.columns
    return columns.row(found)


def columns_of(model: type[Row]) -> RowColumns[Row]:
    """For a statement by hand that reads whole rows of a model beside something else."""
    return _columns(model, connection.vendor)


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


class RowColumns(Frozen, Generic[Row]):
    """The columns of a model in order. places: which of them need converting."""

    model: type[Row]
    names: list[str]
    columns: list[str]
    places: list[tuple[int, list[Any], Any]]

    def listed(self, table: str) -> str:
        """For behind a SELECT, of a table called so."""
        return ", ".join(f"{table}.{column}" for column in self.columns)

    def row(self, found: Sequence[Any]) -> Row:
        """The instance that these values are, as `get` would have read it."""
        values = list(found)
        for place, converters, expression in self.places:
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return self.model.from_db(connection.alias, self.names, values)


@lru_cache(maxsize=64)
def _columns(model: type[Row], vendor: str) -> RowColumns[Row]:
    fields = model._meta.concrete_fields
    columns = [field.get_col(model._meta.db_table) for field in fields]
    compiler = model._base_manager.all().query.get_compiler(connection=connection)
    places = [
        (place, converters, expression)
        for place, (converters, expression) in compiler.get_converters(columns).items()
    ]
    quoted = connection.ops.quote_name
    return RowColumns(
        model,
        [field.attname for field in fields],
        [quoted(str(field.column)) for field in fields],
        places,
    )


class _Reading(Frozen):
    """wheres: the fields that are compared."""

    statement: str
    wheres: tuple[models.Field[Any, Any], ...]
    columns: RowColumns[Any]


@lru_cache(maxsize=64)
def _made(
    model: type[models.Model], compared: tuple[str, ...], vendor: str
) -> _Reading:
    read = _columns(model, vendor)
    quoted = connection.ops.quote_name
    of_name = {field.name: field for field in model._meta.concrete_fields}
    wheres = tuple(of_name[name] for name in compared)
    table = quoted(model._meta.db_table)
    where = " AND ".join(f"{quoted(str(field.column))} = %s" for field in wheres)
    statement = f"SELECT {read.listed(table)} FROM {table} WHERE {where}"  # noqa: S608
    return _Reading(statement, wheres, read)
