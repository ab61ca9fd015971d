"""言葉のありそうな記録の番号。見てよいかどうかは、使う側が `visible_to` で確かめる。

Ids only leave this module, newest first. Three ways, by what is cheap:
    few cases   the rows of these cases, compared piece by piece
    walk        the newest 2,000 rows of the municipality, then 5,000 at a time (never a
                longer walk: a rare word would read the whole table)
    index       GIN or FTS5, only when it answers with few rows

Words of one letter stand in no index. In few cases they are compared like all others; a
search of the whole municipality for nothing but them walks on, page by page.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from heapq import nlargest

from django.db import connection
from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.cases.scope import working_offices
from tsunagi.cases.search.index_sql import ids_with_all
from tsunagi.cases.search.models import ContactSearch
from tsunagi.cases.search.note_rules import NoteQuery, Place
from tsunagi.cases.search.rules import SHORTEST, pieces

WALK = 5_000
# The first walk: enough for a common word, and a rare one has lost little by it.
FIRST_WALK = 2_000
NEAR = timedelta(days=365)
MOST_HITS = 1_000
# Day and number of so many hits are cheaply sorted; only those that are shown are read.
MOST_INDEXED = 20_000
REASON = "candidates only: what is shown passes visible_to"


def pieces_of(query: NoteQuery) -> list[str]:
    return sorted({piece for word in query.words for piece in pieces(word)})


def filtered(
    rows: QuerySet[ContactSearch],
    query: NoteQuery,
    *,
    actor: Actor,
    before: Place | None,
) -> QuerySet[ContactSearch]:
    """The filters of the page and the place where the last page ended."""
    if query.since is not None:
        rows = rows.filter(occurred_on__gte=query.since)
    if query.until is not None:
        rows = rows.filter(occurred_on__lte=query.until)
    if query.own_office:
        rows = rows.filter(office_id__in=working_offices(actor))
    if query.method:
        rows = rows.filter(contact__method=query.method)
    if before is not None:
        on, pk = before
        rows = rows.filter(Q(occurred_on__lt=on) | Q(pk__lt=pk), occurred_on__lte=on)
    return rows.order_by("-occurred_on", "-contact_id")


def holding_pieces(
    rows: QuerySet[ContactSearch], query: NoteQuery
) -> QuerySet[ContactSearch]:
    """Row by row; every piece is two letters between spaces, so LIKE is exact. A word of
    one letter stands in the text exactly when it stands in one of the pieces."""
    for piece in pieces_of(query):
        rows = rows.filter(pieces__contains=piece)
    return rows


def by_index(
    rows: QuerySet[ContactSearch], query: NoteQuery
) -> QuerySet[ContactSearch]:
    """By the pieces of two letters; words of one letter are looked for row by row."""
    pairs = [piece for piece in pieces_of(query) if len(piece) >= SHORTEST]
    rows = holding_pieces(rows, only_letters(query))
    return rows.filter(pk__in=ids_with_all(connection.vendor, pairs))


def only_letters(query: NoteQuery) -> NoteQuery:
    """The words of one letter: no index knows them."""
    return NoteQuery(words=tuple(w for w in query.words if len(w) < SHORTEST))


def of_cases(
    query: NoteQuery,
    case_ids: Collection[int],
    *,
    actor: Actor,
    before: Place | None,
    limit: int,
    today: date,
) -> list[Place]:
    """In these few cases, and in the anonymous records of the actor's own office.

    The last months first: a common word fills the page from them, and the index by case
    and day reads no further.
    """
    own = Q(case=None, office_id__in=working_offices(actor))
    rows = ContactSearch.objects.unscoped(REASON).filter(
        Q(case_id__in=case_ids) | own, municipality_id=actor.here
    )
    rows = holding_pieces(filtered(rows, query, actor=actor, before=before), query)
    # Sorted here: asked for the order, PostgreSQL walks all notes of the city by date.
    rows = rows.order_by()
    since = (before[0] if before else today) - NEAR
    places = rows.filter(occurred_on__gte=since).values_list("occurred_on", "pk")
    near = nlargest(limit, places)
    if len(near) == limit or (query.since is not None and query.since >= since):
        return near
    older = rows.filter(occurred_on__lt=since).values_list("occurred_on", "pk")
    return near + nlargest(limit - len(near), older)


def of_newest(
    query: NoteQuery, *, actor: Actor, before: Place | None, limit: int, far: int
) -> tuple[list[Place], Place | None]:
    """Hits among the next rows of the municipality, and where to walk on.

    It stops as soon as it has enough, and never reads further than the day of the row
    number `far`. The second value is None when there is nothing left to walk.
    """
    rows = ContactSearch.objects.unscoped(REASON).filter(municipality_id=actor.here)
    walked = filtered(rows, _without_words(query), actor=actor, before=before)
    last = list(walked.values_list("occurred_on", flat=True)[far - 1 : far])
    rows = filtered(rows, query, actor=actor, before=before)
    if last:
        rows = rows.filter(occurred_on__gte=last[0])
    rows = holding_pieces(rows, query)
    places: list[Place] = list(rows.values_list("occurred_on", "pk")[:limit])
    if len(places) == limit:
        return places, places[-1]
    # Every row of that day has been read: go on with the day before it.
    return places, (last[0], 0) if last else None


def _without_words(query: NoteQuery) -> NoteQuery:
    """The period alone: how far so many rows reach, whatever else is asked."""
    return NoteQuery(since=query.since, until=query.until)


def of_index(
    query: NoteQuery, *, actor: Actor, before: Place | None
) -> list[Place] | None:
    """Every hit of the municipality, if they are few; None: more than 20,000."""
    rows = ContactSearch.objects.unscoped(REASON).filter(municipality_id=actor.here)
    rows = by_index(filtered(rows, query, actor=actor, before=before), query)
    # Without the order the index may stop at the limit instead of sorting all hits.
    most = MOST_INDEXED
    places = list(rows.order_by().values_list("occurred_on", "pk")[: most + 1])
    return places if len(places) <= most else None
