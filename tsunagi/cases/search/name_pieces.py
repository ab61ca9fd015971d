"""名前の二文字と頭の一文字: 市町村全体をさがすとき、当てはまる名前のない行を飛ばす。

A city's names are walked in their order until a page is full. For ヤマ that was a third of
all names before the first 山本; now the walk goes from one first letter to the next under
which some name holds the piece. Of these triples there are as many as letters allow, and
not more with more people; one that no name holds any longer costs a little and hides
nothing, so they are only ever added.

The order and the ranges are those of code points (ADR 0008).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from tsunagi.access.many_rows import insert_rows, new_row
from tsunagi.access.planned import planned_once
from tsunagi.access.within import within
from tsunagi.cases.person.models import Person
from tsunagi.cases.search.models import NamePiece

SHORTEST = 2
# Behind every letter that a name may begin with, and before every one.
LAST, FIRST = "\U0010ffff", "\u0001"
After = tuple[str, int]
Triple = tuple[int, str, str]


def pieces_of(key: str) -> set[str]:
    """Every two letters of a search key."""
    return {key[at : at + SHORTEST] for at in range(len(key) - 1)}


def index_names(people: Iterable[Person]) -> None:
    """Called by whatever writes a name, in the same transaction."""
    write_pieces(
        {
            (person.municipality_id, piece, person.kana_key[:1])
            for person in people
            for piece in pieces_of(person.kana_key) | pieces_of(person.name_key)
        }
    )


@transaction.atomic
def index_everybody() -> None:
    """For rows that were laid into the tables by another way than the actions."""
    columns = "municipality_id", "kana_key", "name_key"
    rows = Person.objects.unscoped("two letters of every name").values_list(*columns)
    write_pieces(
        {
            (city, piece, kana[:1])
            for city, kana, name in rows.iterator()
            for piece in pieces_of(kana) | pieces_of(name)
        }
    )


def write_pieces(triples: set[Triple]) -> None:
    """Add those that are not there. Two who add the same at the same moment both do: then
    it is there twice, and nobody has waited for the other."""
    if not triples:
        return
    city_is, cities = within("municipality_id", {city for city, _, _ in triples})
    piece_is, pieces = within("piece", {piece for _, piece, _ in triples})
    with planned_once() as cursor:
        cursor.execute(
            "SELECT municipality_id, piece, start"  # noqa: S608 — our own names
            f" FROM {NamePiece._meta.db_table} WHERE {city_is} AND {piece_is}",
            cities + pieces,
        )
        missing = triples.difference(cursor.fetchall())
    insert_rows(
        new_row(NamePiece, municipality_id=city, piece=piece, start=start)
        for city, piece, start in sorted(missing)
    )


def starts_of(key: str, *, municipality_id: int) -> list[str]:
    """The first letters under which every piece of the key is found, in their order."""
    wanted = pieces_of(key)
    piece_is, pieces = within("piece", wanted)
    with planned_once() as cursor:
        cursor.execute(
            f"SELECT start FROM {NamePiece._meta.db_table}"  # noqa: S608 — our own names
            f" WHERE municipality_id = %s AND {piece_is}"
            " GROUP BY start HAVING COUNT(DISTINCT piece) = %s",
            [municipality_id, *pieces, len(wanted)],
        )
        return sorted(start for (start,) in cursor.fetchall())


def walk(
    key: str,
    starts: Sequence[str],
    *,
    municipality_id: int,
    after: After | None,
    limit: int,
) -> list[int] | None:
    """The first persons whose name holds the key, in the order of the list.

    None: the database has gone through the letters in another order than it was given,
    which neither of the two does; then nothing may be told from the first rows.
    """
    before = after[0][:1] if after else ""
    ranges = [_range(start) for start in starts if start >= before]
    sql, values = _walk_of(key, ranges, municipality_id, after, limit)
    with planned_once() as cursor:
        cursor.execute(sql, values)
        found = [(kana, pk) for kana, pk in cursor.fetchall()]
    return [pk for _, pk in found] if found == sorted(found) else None


def _range(start: str) -> tuple[str, str]:
    return (start, start + LAST) if start else ("", FIRST)


def _walk_of(
    key: str,
    ranges: list[tuple[str, str]],
    municipality_id: int,
    after: After | None,
    limit: int,
) -> tuple[str, list[Any]]:
    """One range after the other, each along the index of names, until there are enough."""
    where = "p.municipality_id = %s AND p.merged_into_id IS NULL"
    values: list[Any] = [municipality_id]
    if after is not None:
        where += " AND (p.kana_key, p.id) > (%s, %s)"
        values += after
    table = Person._meta.db_table
    if connection.vendor == "postgresql":
        where += " AND (strpos(p.kana_key, %s) > 0 OR strpos(p.name_key, %s) > 0)"
        lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
        return (
            "SELECT found.kana_key, found.id"  # noqa: S608 — our own names
            " FROM unnest(%s::text[], %s::text[]) AS part(low, high)"
            f" CROSS JOIN LATERAL (SELECT p.kana_key, p.id FROM {table} p WHERE {where}"
            " AND p.kana_key >= part.low AND p.kana_key < part.high"
            " ORDER BY p.kana_key, p.id LIMIT %s) found LIMIT %s",
            [lows, highs, *values, key, key, limit, limit],
        )
    where += " AND (instr(p.kana_key, %s) > 0 OR instr(p.name_key, %s) > 0)"
    return (
        "SELECT p.kana_key, p.id"  # noqa: S608 — our own names
        " FROM json_each(%s) part"
        f" CROSS JOIN {table} p INDEXED BY person_by_kana WHERE {where}"
        " AND p.kana_key >= json_extract(part.value, '$[0]')"
        " AND p.kana_key < json_extract(part.value, '$[1]') LIMIT %s",
        [json.dumps(ranges), *values, key, key, limit],
    )
