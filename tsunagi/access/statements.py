"""Statements made once for each shape of actor: a read that pages ask again and again.

    @made_once
    def looks_due(*, actor, now, today) -> QuerySet[Problem]: ...

`looks_due(actor=…, now=…, today=…)` is then the list of its rows. Django builds a
statement anew for each call, which costs several times what the database needs for a
short list; here its text is made once for everybody who holds the same roles, and the
asker's numbers and the time are put in (shapes.py says how it is known that nothing else
differs). What cannot be kept is built each time, as before.

A function may also take `ids`, the numbers (or all of them the public ids) of the rows it
is asked about: the last step of a search, which has its candidates and asks the scope for
those that may be shown; or the rows of one case. There are never more than 1,024 of them.

For short lists without values of a form: a function that takes more than these four
cannot be made once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import copy
from datetime import UTC, date, datetime
from functools import lru_cache, wraps
from inspect import signature
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from tsunagi.access.actor import Actor
from tsunagi.access.compiled import Asked, without_asking
from tsunagi.access.planned import planned_once
from tsunagi.access.shapes import (
    Asking,
    Values,
    about_rows,
    two_alike,
    values_of,
    with_lists,
)
from tsunagi.common.dates import day_in_japan
from tsunagi.common.frozen import Frozen

MOST_KEPT = 256
MOST_ROWS = 1_024
# For rows that are the same whenever they are asked for.
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
TAKEN = (["actor", "now"], ["actor", "now", "today"])
# By its name: whether the statement of a function is kept for an actor. For the tests.
IS_KEPT: dict[str, Callable[[Actor], bool]] = {}
Row = TypeVar("Row")


class Asks(Protocol[Row]):
    """Who asks, when, and for a list that reckons with days, on which day."""

    def __call__(
        self,
        *,
        actor: Actor,
        now: datetime,
        today: date | None = None,
        ids: Collection[int] | Collection[UUID] = (),
    ) -> list[Row]: ...


class Statement(Frozen):
    """compiler: of the first stand-in; it knows how a line becomes a row.
    converters: which columns are converted, and by what, as Django finds out each time.
    """

    rows: QuerySet[Any, Any]
    compiler: SQLCompiler
    converters: dict[int, tuple[list[Any], Any]]
    sql: str
    values: Values
    is_planned_once: bool

    def read(self, asking: Asking) -> list[Any]:
        """The rows, made by Django itself with a compiler that has compiled already."""
        with planned_once() if self.is_planned_once else connection.cursor() as cursor:
            cursor.execute(self.sql, self.values.of(asking))
            found = cursor.fetchall()
        if not found:
            return []
        if self.compiler.has_extra_select:  # columns that only the order needs
            found = [line[: self.compiler.col_count] for line in found]
        compiler, query = copy(self.compiler), copy(self.rows.query)
        compiler.connection = connection
        compiler.execute_sql = lambda *args, **kwargs: [found]  # type: ignore[method-assign,assignment]
        compiler.get_converters = lambda expressions: self.converters  # type: ignore[method-assign]
        query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        rows = self.rows.all()
        rows._query = query  # type: ignore[attr-defined]
        return list(rows)


def made_once(
    build: Callable[..., QuerySet[Any, Row]], *, one_way: bool = False
) -> Asks[Row]:
    """The function with its statement kept: it gives the list of the rows.

    one_way: it reads by the same index whoever asks, so PostgreSQL plans it once as well
    (`planned.py`); what names its rows does so anyway.
    """
    names = list(signature(build).parameters)
    if [name for name in names if name != "ids"] not in TAKEN:
        raise TypeError(f"{build.__name__} asks for more than actor, now, today, ids")

    def built(asking: Asking) -> QuerySet[Any, Row]:
        return build(**{name: getattr(asking, name) for name in names})

    @lru_cache(maxsize=MOST_KEPT)
    def kept(alike: tuple[Asking, Asking], rows: int, vendor: str) -> Statement | None:
        return _made(built, about_rows(alike, rows), one_way)

    def is_kept(actor: Actor) -> bool:
        rows = _rows_named(1 if "ids" in names else 0)
        return kept(two_alike(actor), rows, connection.vendor) is not None

    IS_KEPT[f"{build.__module__}.{build.__qualname__}"] = is_kept

    @wraps(build)
    def read(
        *,
        actor: Actor,
        now: datetime,
        today: date | None = None,
        ids: Collection[int] | Collection[UUID] = (),
    ) -> list[Row]:
        if "ids" in names and not ids:
            return []
        asking = Asking(actor, now, today or day_in_japan(now), _filled_up(ids))
        count = _rows_named(len(asking.ids))
        statement = kept(two_alike(actor), count, connection.vendor)
        return list(built(asking)) if statement is None else statement.read(asking)

    return read


def _filled_up(ids: Collection[Any]) -> tuple[Any, ...]:
    """The same rows; for SQLite the last one again and again up to a power of two, so
    that a statement is made for ten lengths and not for a thousand."""
    if len(ids) > MOST_ROWS:
        raise ValueError(f"{len(ids)} rows in one statement")
    rows = tuple(ids)
    if not rows or connection.vendor == "postgresql":
        return rows
    return rows + rows[-1:] * ((1 << (len(rows) - 1).bit_length()) - len(rows))


def _rows_named(count: int) -> int:
    """How many rows a statement is made for. PostgreSQL is given one array (`with_lists`),
    so that its statement is the same for any number; but one row by itself, for it takes
    an array for ten, and thinks of another way each time."""
    return min(count, 2) if connection.vendor == "postgresql" else count


def _made(
    built: Callable[[Asking], QuerySet[Any, Any]],
    alike: tuple[Asking, Asking],
    one_way: bool,
) -> Statement | None:
    made = []
    try:
        with without_asking():
            for asking in alike:
                rows = built(asking)
                compiler = rows.query.get_compiler(connection=connection)
                made.append((rows, compiler, *compiler.as_sql()))
    except (Asked, EmptyResultSet):
        return None
    (rows, compiler, sql, first), (_, _, other_sql, second) = made
    values = values_of(first, second, alike) if sql == other_sql else None
    count = len(alike[0].ids)
    if values is not None and count > 1 and connection.vendor == "postgresql":
        sql, values = with_lists(sql, values, count)
    if values is None:
        return None
    columns = [column for column, *_ in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    is_planned_once = one_way or bool(alike[0].ids)
    return Statement(rows, compiler, converters, sql, values, is_planned_once)


M = TypeVar("M", bound=Model)


def number_of(rows: QuerySet[M, Any]) -> QuerySet[Any, int]:
    """How many rows there are, as a list of at most one number: take its `sum`."""
    return numbers_of(rows, number=Count("pk")).values_list("number", flat=True)


def numbers_of(rows: QuerySet[M, Any], **counts: Count) -> QuerySet[Any, Any]:
    """Several counts of the same rows, as at most one line with a name for each. No line
    where Django sees without asking that there can be none."""
    one: Any = rows.order_by().values(one=Value(1)).annotate(**counts)
    found: QuerySet[Any, Any] = one.values_list(*counts, named=True)
    return found
