"""言葉のありそうな記録の番号。見てよいかどうかは、使う側が `visible_to` で確かめる。

Ids only leave this module, newest first. Three ways, by what is cheap:
    reach       what the actor's offices hold, newest first, and the rows of the few
                cases besides, compared piece by piece
    walk        the newest 1,000 rows of the municipality, then 5,000 at a time (never a
                longer walk: a rare word would read the whole table)
    index       GIN or FTS5: all that it names, sorted by day

Words of one letter stand in no index. Within reach they are compared like all others; a
search of the whole municipality for nothing but them walks on, page by page.

The statements are written out: Django builds them anew for each search, which took as
long as the search.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from tsunagi.access.actor import Actor
from tsunagi.access.planned import planned_once
from tsunagi.access.within import within
from tsunagi.cases.scope import working_offices
from tsunagi.cases.search.index_sql import TABLE, days_of_hits, with_all
from tsunagi.cases.search.models import ContactSearch
from tsunagi.cases.search.note_rules import NoteQuery, Place
from tsunagi.cases.search.reach import Start
from tsunagi.cases.search.rules import SHORTEST, pieces

WALK = 5_000
# The first walk: enough for a common word, and a rare one has lost little by it.
FIRST_WALK = 1_000
MOST_HITS = 1_000
# What one office holds is walked as far as it takes.
NO_END = 2**31 - 1
NEWEST_FIRST = "ORDER BY occurred_on DESC, contact_id DESC"
# SQLite's LIKE looks for capitals as well, six times as long; a piece has none.
HOLDS = {
    "postgresql": "{table}.pieces LIKE '%%' || %s || '%%'",
    "sqlite": "instr({table}.pieces, %s) > 0",
}
# A condition with its values.
Where = tuple[str, list[Any]]


def of_reach(
    query: NoteQuery,
    start: Start,
    *,
    actor: Actor,
    before: Place | None,
    limit: int,
) -> list[Place]:
    """The newest hits of what the offices hold and of these few cases besides."""
    where = [("municipality_id = %s", [actor.here]), *_period(query, before)]
    words = _words(query, actor, table="walked")
    found: list[Place] = []
    for office in sorted(start.offices):
        held = [("holder_id = %s", [office]), *where]
        # Along one index, whatever the words are, to its end: that is planned once.
        sql, values = _walk(held, words, far=NO_END, limit=limit)
        with planned_once() as cursor:
            cursor.execute(sql, values)
            found += cursor.fetchall()
    found.sort(reverse=True)
    if start.cases:
        besides = [*where, *_words(query, actor), *_besides(start)]
        if len(found) >= limit:  # nothing older can come on the page
            besides.append(("occurred_on >= %s", [_day(found[limit - 1][0])]))
        found += _sorted_of_cases(besides, limit)
        found.sort(reverse=True)
    return found[:limit]


def _besides(start: Start) -> list[Where]:
    """In these cases, and not found already as held by one's own office."""
    own, offices = within("holder_id", start.offices)
    return [within("case_id", start.cases), (f"NOT ({own})", offices)]


def of_newest(
    query: NoteQuery, *, actor: Actor, before: Place | None, limit: int, far: int
) -> list[Place]:
    """Hits among the next `far` rows of the municipality, whatever else is asked; the
    walk ends as soon as it has enough."""
    where = [("municipality_id = %s", [actor.here]), *_period(query, before)]
    words = _words(query, actor, table="walked")
    return _places(*_walk(where, words, far=far, limit=limit))


def _walk(where: list[Where], words: list[Where], *, far: int, limit: int) -> Where:
    """The first hits among so many rows of an index in order. The words stand outside:
    beside the rest, three of them promise PostgreSQL a single hit, and it reads all there
    is and sorts it."""
    period, values = _joined(where)
    holds, wanted = _joined(words)
    # What comes from a list in order that ends is in order; SQLite, told so again, reads
    # the list to its end and sorts it.
    again = NEWEST_FIRST if connection.vendor == "postgresql" else ""
    return (
        f"SELECT occurred_on, contact_id FROM (SELECT * FROM {TABLE} WHERE {period}"  # noqa: S608
        f" {NEWEST_FIRST} LIMIT %s) walked WHERE {holds} {again} LIMIT %s",
        [*values, far, *wanted, limit],
    )


def end_of_walk(
    query: NoteQuery, *, actor: Actor, before: Place | None, far: int
) -> Place | None:
    """Where a walk that found too little has stopped; None: there is nothing further."""
    period, values = _joined(
        [("municipality_id = %s", [actor.here]), *_period(query, before)]
    )
    found = _places(
        f"SELECT occurred_on, contact_id FROM {TABLE} WHERE {period}"  # noqa: S608
        f" {NEWEST_FIRST} LIMIT 1 OFFSET %s",
        [*values, far - 1],
    )
    return found[0] if found else None


def of_index(
    query: NoteQuery, *, actor: Actor, before: Place | None, limit: int
) -> list[Place]:
    """The newest hits of the municipality, in order. The index finds all of them, and
    they are sorted by day and number; no text is read."""
    where = [
        ("municipality_id = %s", [actor.here]),
        with_all(_pairs(query)),
        *_period(query, before),
        *_words(_only_letters(query), actor),
    ]
    sql, values = _newest(where, days_of_hits())
    return _places(sql, [*values, limit])


def by_index(
    rows: QuerySet[ContactSearch],
    query: NoteQuery,
    *,
    actor: Actor,
    before: Place | None,
) -> QuerySet[ContactSearch]:
    """Of these rows those that the index names, newest first; words of one letter are
    looked for row by row."""
    for sql, values in [
        with_all(_pairs(query)),
        *_period(query, before),
        *_words(_only_letters(query), actor),
    ]:
        rows = rows.filter(RawSQL(sql, values, output_field=BooleanField()))  # noqa: S611
    return rows.order_by("-occurred_on", "-contact_id")


def is_in_index(query: NoteQuery) -> bool:
    """Some word has two letters."""
    return any(len(word) >= SHORTEST for word in query.words)


def _pieces_of(query: NoteQuery) -> list[str]:
    return sorted({piece for word in query.words for piece in pieces(word)})


def _pairs(query: NoteQuery) -> list[str]:
    return [piece for piece in _pieces_of(query) if len(piece) >= SHORTEST]


def _only_letters(query: NoteQuery) -> NoteQuery:
    """The words of one letter: no index knows them."""
    letters = tuple(word for word in query.words if len(word) < SHORTEST)
    return NoteQuery(words=letters, method=query.method, own_office=query.own_office)


def _period(query: NoteQuery, before: Place | None) -> list[Where]:
    """The days that are asked for, and the place where the last page ended."""
    found: list[Where] = []
    if query.since is not None:
        found.append((f"{TABLE}.occurred_on >= %s", [_day(query.since)]))
    if query.until is not None:
        found.append((f"{TABLE}.occurred_on <= %s", [_day(query.until)]))
    if before is not None:
        place = f"({TABLE}.occurred_on, {TABLE}.contact_id)"
        found.append((f"{place} < (%s, %s)", [_day(before[0]), before[1]]))
    return found


def _day(on: date) -> Any:
    """As the database is given a day."""
    return connection.ops.adapt_datefield_value(on)


def _words(query: NoteQuery, actor: Actor, *, table: str = TABLE) -> list[Where]:
    """What a row must hold. Row by row; every piece is two letters between spaces, so
    LIKE is exact. A word of one letter stands in the text exactly when it stands in one
    of the pieces."""
    holds = HOLDS[connection.vendor]
    found: list[Where] = [
        (holds.format(table=table), [piece]) for piece in _pieces_of(query)
    ]
    if query.own_office:
        found.append(within(f"{table}.office_id", working_offices(actor)))
    if query.method:
        method = (
            "EXISTS (SELECT 1 FROM cases_contact noted"  # noqa: S608
            f" WHERE noted.id = {table}.contact_id AND noted.method = %s)"
        )
        found.append((method, [query.method]))
    return found


def _sorted_of_cases(where: list[Where], limit: int) -> list[Place]:
    """By the index of the cases, whatever the word is: planned once."""
    sql, values = _newest(where, TABLE)
    with planned_once() as cursor:
        cursor.execute(sql, [*values, limit])
        return list(cursor.fetchall())


def _newest(where: list[Where], table: str) -> Where:
    """All that is found, and then sorted: asked for the order at once, PostgreSQL walks
    all notes of the city by date."""
    sql, values = _joined(where)
    held = f"SELECT occurred_on, contact_id FROM {table} WHERE {sql}"  # noqa: S608
    newest = f"SELECT * FROM held {NEWEST_FIRST} LIMIT %s"  # noqa: S608
    return f"WITH held AS MATERIALIZED ({held}) {newest}", values


def _joined(where: list[Where]) -> Where:
    sql = " AND ".join(condition for condition, _ in where)
    return sql, [value for _, values in where for value in values]


def _places(sql: str, values: list[Any]) -> list[Place]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
