"""多くの行を一度に書く: 取り込み、架空の地域、測定の世界のため。

Django's bulk_create compiles every value of every row into long statements; for a
hundred thousand rows that costs several times what the database needs. Here the values
go down as they are: one prepared statement on SQLite, one COPY on PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from math import ceil
from operator import itemgetter
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

from tsunagi.access.planned import planned_once
from tsunagi.common.frozen import Frozen

Row = TypeVar("Row", bound=models.Model)
# Below this, reserving keys and COPY cost more than they save.
FEW = 100
# Of families in one statement: its text is another one for each number of rows.
MOST_TOGETHER = 12
MOST_STATEMENTS = 3
# Fields whose values both engines take unchanged.
AS_THEY_ARE = (models.ForeignKey, models.IntegerField, models.BooleanField)
_NOTHING = object()


def new_row(model: type[Row], **values: Any) -> Row:
    """A row that is not saved yet, as `model(**values)` makes it, at a sixth of the cost.

    Django asks each field for its default one by one and tells everybody that an object
    has been made. Here what the defaults are is asked once for each model. A related
    object is given by its name or by its number, as there.
    """
    fresh = _fresh(model)
    row = model.__new__(model)
    columns = row.__dict__
    columns["_state"] = ModelState()
    columns.update(fresh.constants)
    for name, make in fresh.makers:
        if name not in values:
            columns[name] = make()
    columns.update(values)
    for name in fresh.related.keys() & values.keys():
        other = row._state.fields_cache[name] = columns.pop(name)
        column, key = fresh.related[name]
        columns[column] = None if other is None else getattr(other, key)
    if len(columns) != fresh.width:
        raise TypeError(f"{model.__name__} has no such column: {sorted(values)}")
    return row


def read_row(model: type[Row], *, using: str, **columns: Any) -> Row:
    """A row of which only these columns were read, as `only()` makes it: the others are
    read when somebody asks for them."""
    row = model.__new__(model)
    row.__dict__.update(columns, _state=ModelState())
    row._state.adding, row._state.db = False, using
    return row


class _Fresh(Frozen):
    """What a row of one model holds before anything is said of it."""

    width: int  # how much a whole row holds
    # Name of a related object → column of its number, and how the object calls it.
    related: dict[str, tuple[str, str]]
    constants: dict[str, Any]
    makers: tuple[tuple[str, Callable[[], Any]], ...]


@cache
def _fresh(model: type[models.Model]) -> _Fresh:
    if model.__init__ is not models.Model.__init__:
        raise TypeError(f"{model.__name__} is made in a way of its own")
    constants, makers = {}, []
    for field in model._meta.concrete_fields:
        if field.has_default() and callable(field.default):
            makers.append((field.attname, field.default))
        else:
            constants[field.attname] = field.get_default()
    related = {
        field.name: (field.attname, field.remote_field.model._meta.pk.attname)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    }
    width = len(constants) + len(makers) + len(["_state"])
    return _Fresh(width, related, constants, tuple(makers))


def insert_rows(rows: Iterable[Row]) -> list[Row]:
    """Insert new rows of one model and set their keys.

    Like bulk_create it asks no permission, calls no save() and sends no signal; the
    database checks every constraint. Inside a transaction only (RuntimeError), and on
    SQLite best without a savepoint around it (`atomic(savepoint=False)`): with one open,
    the full-text index writes each row's old pages aside, three times the work.
    """
    new = list(rows)
    if not new:
        return new
    model = type(new[0])
    if len(new) < FEW:
        return _insert_few(new)
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("many rows belong into one transaction")
    if isinstance(model._meta.pk, models.AutoField):
        keys, name = _reserve_keys(model, len(new), connection), model._meta.pk.attname
        for row, key in zip(new, keys, strict=True):
            row.__dict__[name] = key
    _write(model, new, connection)
    for row in new:
        row._state.adding = False
        row._state.db = connection.alias
    return new


def insert_row(row: Row, also: str = "", values: Sequence[Any] = ()) -> Row:
    """One new row, as save(force_insert=True) writes it: see `insert_rows`.

    also: what else is inserted because of it, in the same statement: an INSERT … SELECT
    that reads the new key from `new_row (id)`, and its values. PostgreSQL only: SQLite
    knows no statement inside another, and has no way to go between two.
    """
    return _insert_few([row], also, values)[0]


def insert_families(tables: Iterable[Iterable[models.Model]]) -> None:
    """New rows of several tables, each naming rows of the tables before it.

    A row names the other by the object (`subject=row`), whose key is not known yet. Like
    `insert_rows`, table by table; but on PostgreSQL a few rows are one statement, and some
    more are two or three, with the keys handed on from part to part. For the database
    they are the same INSERTs, with every check and trigger.
    """
    given = [rows for table in tables if (rows := list(table))]
    together = [row for rows in given for row in rows]
    statements = ceil(len(together) / MOST_TOGETHER)
    is_postgresql = transaction.get_connection().vendor == "postgresql"
    if is_postgresql and statements < min(len(given), MOST_STATEMENTS + 1):
        for start in range(0, len(together), MOST_TOGETHER):
            part = together[start : start + MOST_TOGETHER]
            _take_keys(part)
            _insert_in_one(part)
        return
    for rows in given:
        _take_keys(rows)
        insert_rows(rows)


def _insert_in_one(rows: Sequence[models.Model]) -> None:
    database = transaction.get_connection()
    part_of = {id(row): f"row_{place}" for place, row in enumerate(rows)}
    parts: list[str] = []
    values: list[Any] = []
    for row in rows:
        made = _made(type(row), database.vendor)
        (own,) = made.prepared([row], database)
        before = {at: part_of[id(other)] for at, other in _without_key(row)}
        columns = []
        for field, value in zip(made.fields, own, strict=True):
            if field.attname in before:
                columns.append(f"{before[field.attname]}.key")
            else:
                columns.append("%s")
                values.append(value)
        source = f" FROM {', '.join(dict.fromkeys(before.values()))}" if before else ""
        insert = f"{made.insert} SELECT {', '.join(columns)}{source}{made.returning}"
        parts.append(f"{part_of[id(row)]}{' (key)' * made.makes_key} AS ({insert})")
    keyed = [row for row in rows if _made(type(row), database.vendor).makes_key]
    asked = ", ".join(f"(SELECT key FROM {part_of[id(row)]})" for row in keyed)  # noqa: S608
    with planned_once() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT {asked}", values)
        for row, key in zip(keyed, cursor.fetchone() or (), strict=True):
            row.pk = key
    _take_keys(rows)
    for row in rows:
        row._state.adding = False
        row._state.db = database.alias


def _without_key(row: models.Model) -> list[tuple[str, models.Model]]:
    """The columns that wait for the key of the row that they name."""
    columns, named = row.__dict__, row._state.fields_cache
    related = _fresh(type(row)).related
    return [
        (related[name][0], other)
        for name, other in named.items()
        if name in related and columns[related[name][0]] is None and other is not None
    ]


def _take_keys(rows: Sequence[models.Model]) -> None:
    for row in rows:
        if row._state.fields_cache:
            for column, other in _without_key(row):
                row.__dict__[column] = other.pk


def _insert_few(
    rows: list[Row], also: str = "", other_values: Sequence[Any] = ()
) -> list[Row]:
    """One statement for all; its text is put together from parts made once."""
    connection = transaction.get_connection()
    model = type(rows[0])
    made = _made(model, connection.vendor)
    values = [value for row in made.prepared(rows, connection) for value in row]
    marks = ", ".join([made.marks] * len(rows))
    insert = f"{made.insert} VALUES {marks}{made.returning}"
    if also:
        insert = (
            f"WITH new_row (id) AS ({insert}), other_rows AS ({also})"  # noqa: S608
            " SELECT id FROM new_row"
        )
    with planned_once() if len(rows) == 1 else connection.cursor() as cursor:
        cursor.execute(insert, [*values, *other_values])
        if made.returning:
            # Both engines answer in the order of VALUES, as bulk_create relies on.
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias
    return rows


class _Made(Frozen):
    """What the statements of one model are put together from."""

    insert: str
    marks: str
    makes_key: bool
    returning: str
    fields: tuple[models.Field[Any, Any], ...]

    def prepared(
        self, rows: Sequence[models.Model], connection: BaseDatabaseWrapper
    ) -> Iterator[list[Any]]:
        return _prepared(rows, self.fields, connection)


@lru_cache(maxsize=128)
def _made(model: type[models.Model], vendor: str) -> _Made:
    quoted = transaction.get_connection().ops.quote_name
    key = model._meta.pk
    makes_key = isinstance(key, models.AutoField)
    fields = tuple(
        field for field in model._meta.concrete_fields if field != key or not makes_key
    )
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    return _Made(
        insert=f"INSERT INTO {quoted(model._meta.db_table)} ({columns})",
        marks=f"({', '.join(['%s'] * len(fields))})",
        makes_key=makes_key,
        returning=f" RETURNING {quoted(str(key.column))}" if makes_key else "",
        fields=fields,
    )


def _reserve_keys(
    model: type[models.Model], count: int, connection: BaseDatabaseWrapper
) -> Iterable[int]:
    """Keys nobody else gets: SQLite has one writer, PostgreSQL a sequence."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return range(last + 1, last + 1 + count)
        cursor.execute(
            # OFFSET 0: the sequence is looked up once, not for every key.
            "SELECT nextval(own.sequence) FROM"
            " (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence OFFSET 0) own,"
            " generate_series(1, %s)",
            [connection.ops.quote_name(table), model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _write(
    model: type[models.Model],
    rows: Sequence[models.Model],
    connection: BaseDatabaseWrapper,
) -> None:
    quoted = connection.ops.quote_name
    fields = model._meta.concrete_fields
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    target = f"{quoted(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(
                f"INSERT INTO {target} VALUES ({marks})",  # noqa: S608 — our own names
                _prepared(rows, fields, connection),  # type: ignore[arg-type] # lazily
            )
            return
        copying = cursor.copy(f"COPY {target} FROM STDIN")
        with connection.wrap_database_errors, copying as copy:
            for values in _prepared(rows, fields, connection):
                copy.write_row(values)


def _prepared(
    rows: Sequence[models.Model],
    fields: Sequence[models.Field[Any, Any]],
    connection: BaseDatabaseWrapper,
) -> Iterator[list[Any]]:
    """The columns' values, made ready as save() would."""
    how = _how(tuple(fields), connection.vendor)
    prepared = [*how.plain]
    for place, field in how.of_database:
        prepare: Callable[[Any], Any] = partial(
            field.get_db_prep_save, connection=connection
        )
        is_json = type(field) is models.JSONField and len(rows) > 1
        prepared.append((place, _WrittenOnce(prepare) if is_json else prepare))
    # Most columns say the same in row after row: the very same object is made ready once.
    before: list[Any] = [_NOTHING] * len(fields)
    ready: list[Any] = [None] * len(fields)
    for row in rows:
        for field in how.stamped:
            field.pre_save(row, add=True)
        values = list(how.read(row.__dict__))
        for place, prepare in prepared:
            value = values[place]
            if value is not before[place]:
                ready[place] = prepare(value)
                before[place] = value
            values[place] = ready[place]
        yield values


class _How(Frozen):
    """How the columns of a model are made ready. stamped: those that set themselves;
    of_database: those of which each database wants something else."""

    stamped: tuple[models.Field[Any, Any], ...]
    read: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    plain: tuple[tuple[int, Callable[[Any], Any]], ...]
    of_database: tuple[tuple[int, models.Field[Any, Any]], ...]


@lru_cache(maxsize=256)
def _how(fields: tuple[models.Field[Any, Any], ...], vendor: str) -> _How:
    changed = [
        (place, field)
        for place, field in enumerate(fields)
        if not isinstance(field, AS_THEY_ARE)
    ]
    return _How(
        tuple(field for field in fields if _stamps_itself(field)),
        # From the row itself: asked for by its name, a number of another row takes a call.
        itemgetter(*(field.attname for field in fields)),
        tuple((at, one.get_prep_value) for at, one in changed if _is_plain(one)),
        tuple((at, one) for at, one in changed if not _is_plain(one)),
    )


def _is_plain(field: models.Field[Any, Any]) -> bool:
    """save() would do no more than make the value one of the field's kind."""
    kind = type(field)
    of_all = models.Field.get_db_prep_save, models.Field.get_db_prep_value
    return (kind.get_db_prep_save, kind.get_db_prep_value) == of_all


class _WrittenOnce:
    """A JSON column holds the same few codes in row after row: each list of texts is
    spelled once, by PostgreSQL's driver otherwise for every row."""

    def __init__(self, prepare: Callable[[Any], Any]) -> None:
        self.prepare = prepare
        self.known: dict[tuple[str, ...], Any] = {}

    def __call__(self, value: Any) -> Any:
        if type(value) is not list or not all(type(one) is str for one in value):
            return self.prepare(value)
        key = tuple(value)
        if key not in self.known:
            ready = self.prepare(value)
            # psycopg would spell its wrapping anew each time it meets it.
            self.known[key] = ready if isinstance(ready, str) else json.dumps(value)
        return self.known[key]


def _stamps_itself(field: models.Field[Any, Any]) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
