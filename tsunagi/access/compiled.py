"""What a policy asks of the rows, as a piece of SQL that is made once for each shape of
actor.

Nearly every statement of a page carries such a condition, and Django built it anew each
time: a tree of Q, resolved, compiled. That was half of the time of a page with many short
lists (docs/performance.md). A condition says the same for everybody who holds the same
roles, save for their numbers and the moment of asking, so the text is kept and those are
put in.

Whether only those differ is not believed but tried, see shapes.py. A policy that reads
the database or reckons with the time in a way of its own goes the ordinary way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import BooleanField, Exists, Expression, Model, OuterRef, Q
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.utils.timezone import localdate

from tsunagi.access.actor import Subject
from tsunagi.access.policy import All, Term
from tsunagi.access.shapes import Asking, Values, two_alike, values_of
from tsunagi.common.frozen import Frozen

# Shapes of actors whose conditions one model keeps.
MOST_KEPT = 256
# Django's names for tables inside a subquery. Ours are others, so that a condition may
# stand in a subquery of any depth without one name meaning two tables.
INNER_NAMES = re.compile(r"\b([A-Z]{1,2})(\d+)\b")


class Text(Frozen):
    """pieces: the SQL, cut where the name of the table stands."""

    pieces: tuple[str, ...]
    values: Values


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
        text = self._text(two_alike(subject.actor), connection.vendor)
        if text is None:
            return self.policy.q(subject)
        asking = Asking(subject.actor, subject.now, localdate(subject.now))
        params = text.values.of(asking)
        return Condition(text.pieces, params, self.model._meta.db_table)

    def _made(self, alike: tuple[Asking, Asking], vendor: str) -> Text | None:
        made = [
            _compiled(self.policy, self.model, Subject(one.actor, one.now))
            for one in alike
        ]
        if made[0] is None or made[1] is None:
            return None
        (sql, first), (other_sql, second) = made[0], made[1]
        values = values_of(first, second, alike) if sql == other_sql else None
        if values is None:
            return None
        name = connection.ops.quote_name(self.model._meta.db_table)
        return Text(tuple(sql.split(f"{name}.")), values)


class Asked(Exception):
    """What was to be kept read the database: it may read another thing the next time."""


def without_asking() -> AbstractContextManager[None]:
    """Whoever asks the database inside is stopped with `Asked`."""
    return connection.execute_wrapper(_refuse)


def _compiled(
    policy: Term, model: type[Model], subject: Subject
) -> tuple[str, list[Any]] | None:
    """The condition and its values; None: it cannot be kept.

    Part by part, so that a part which joins does not keep the database from an index that
    serves another part.
    """
    texts, values = [], list[Any]()
    try:
        with without_asking():
            for part in _parts(policy):
                sql, params = _of_part(part, model, subject)
                texts.append(sql)
                values += params
    except (Asked, EmptyResultSet, FullResultSet):
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
    raise Asked
