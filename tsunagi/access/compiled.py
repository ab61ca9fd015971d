"""What a policy asks of the rows, as a piece of SQL that is made once for each actor.

Nearly every statement of a page carries such a condition, and Django built it anew each
time: a tree of Q, resolved, compiled. That was half of the time of a page with many short
lists (docs/performance.md). A condition says the same for the same actor, save for the
moment of asking, so the text is kept and the moment is put in.

Whether only the moment differs is not believed but tried: each policy is compiled for two
moments that nobody lives in, and it is kept only if its text is the same and nothing but
those two differs in its values. A policy that reads the database or reckons with the time
otherwise goes the ordinary way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import BooleanField, Exists, Expression, Model, OuterRef, Q
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.utils.timezone import localdate

from tsunagi.access.actor import Actor, Subject
from tsunagi.access.policy import All, Term

# Actors whose conditions one model keeps: those who work at about the same time.
MOST_KEPT = 128
# Just after midnight and just before it in Japan: whoever reckons with the time otherwise
# meets another day in one of the two.
MARKS = (
    datetime(8888, 1, 1, 15, 0, 0, 678_901, tzinfo=UTC),
    datetime(8999, 2, 3, 14, 59, 59, 789_012, tzinfo=UTC),
)
# Django's names for tables inside a subquery. Ours are others, so that a condition may
# stand in a subquery of any depth without one name meaning two tables.
INNER_NAMES = re.compile(r"\b([A-Z]{1,2})(\d+)\b")


@dataclass(frozen=True)
class Text:
    """pieces: the SQL, cut where the name of the table stands. params: a place that holds
    "now" or "today" in `moments` is filled in when it is asked."""

    pieces: tuple[str, ...]
    params: tuple[Any, ...]
    moments: tuple[tuple[int, str], ...]


class Condition(Expression):
    """A condition on the rows of one table, which needs nothing of Django but its name."""

    def __init__(
        self, pieces: tuple[str, ...], params: tuple[Any, ...], alias: str
    ) -> None:
        super().__init__(output_field=BooleanField())
        self.pieces, self.params, self.alias = pieces, params, alias

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Condition:
        return self

    def relabeled_clone(self, change_map: Mapping[str, str]) -> Condition:
        alias = change_map.get(self.alias, self.alias)
        return Condition(self.pieces, self.params, alias)

    def as_sql(
        self, compiler: SQLCompiler, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        name = compiler.quote_name_unless_alias(self.alias)
        return f"({f'{name}.'.join(self.pieces)})", self.params


class Conditions:
    """The conditions of one policy on one model, by actor."""

    def __init__(self, policy: Term, model: type[Model]) -> None:
        self.policy, self.model = policy, model
        self._text = lru_cache(maxsize=MOST_KEPT)(self._made)

    def of(self, subject: Subject) -> Q | Condition:
        text = self._text(subject.actor, connection.vendor)
        if text is None:
            return self.policy.q(subject)
        params = list(text.params)
        for place, kind in text.moments:
            params[place] = _moments(subject.now)[kind]
        return Condition(text.pieces, tuple(params), self.model._meta.db_table)

    def _made(self, actor: Actor, vendor: str) -> Text | None:
        made = [_compiled(self.policy, self.model, Subject(actor, at)) for at in MARKS]
        if made[0] is None or made[1] is None:
            return None
        (sql, first), (other_sql, second) = made[0], made[1]
        if sql != other_sql or len(first) != len(second):
            return None
        moments = []
        for place, values in enumerate(zip(first, second, strict=True)):
            if values[0] == values[1]:
                continue
            kind = _kind(values)
            if kind is None:
                return None
            moments.append((place, kind))
        name = connection.ops.quote_name(self.model._meta.db_table)
        return Text(tuple(sql.split(f"{name}.")), tuple(first), tuple(moments))


class _Asked(Exception):
    """The policy read the database: what it read may be another the next time."""


def _compiled(
    policy: Term, model: type[Model], subject: Subject
) -> tuple[str, list[Any]] | None:
    """The condition and its values; None: it cannot be kept.

    Part by part, so that a part which joins does not keep the database from an index that
    serves another part.
    """
    texts, values = [], list[Any]()
    try:
        with connection.execute_wrapper(_refuse):
            for part in _parts(policy):
                sql, params = _of_part(part, model, subject)
                texts.append(sql)
                values += params
    except (_Asked, EmptyResultSet, FullResultSet):
        return None
    return INNER_NAMES.sub(r"scope_\1\2", " AND ".join(texts)), values


def _parts(policy: Term) -> Iterator[Term]:
    if isinstance(policy, All):
        for part in policy.parts:
            yield from _parts(part)
    else:
        yield policy


def _of_part(
    part: Term, model: type[Model], subject: Subject
) -> tuple[str, Sequence[Any]]:
    condition = Q(part.q(subject))
    query = _asking(model, condition)
    if _tables(query) > 1:
        # It joins: then it is asked of the same row, in a subquery.
        same = model._base_manager.filter(condition, pk=OuterRef("pk"))
        query = _asking(model, Q(Exists(same)))
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.compile(query.where)
    return f"({sql})", params


def _asking(model: type[Model], condition: Q) -> Query:
    query = Query(model)
    query.add_q(condition)
    return query


def _tables(query: Query) -> int:
    """Of those that Django noted down while it read the condition, the ones it needs."""
    return sum(count > 0 for count in query.alias_refcount.values())


def _refuse(*args: Any) -> None:
    raise _Asked


def _moments(now: datetime) -> dict[str, Any]:
    return {
        "now": connection.ops.adapt_datetimefield_value(now),
        "today": connection.ops.adapt_datefield_value(localdate(now)),
    }


def _kind(values: tuple[Any, Any]) -> str | None:
    for kind in ("now", "today"):
        if values == tuple(_moments(mark)[kind] for mark in MARKS):
            return kind
    return None
