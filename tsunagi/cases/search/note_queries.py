"""相談記録の本文をさがす。読んでよい記録だけを、決まった数だけ調べる。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor
from tsunagi.access.statements import MOST_ROWS, made_once
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.search import note_candidates
from tsunagi.cases.search.models import ContactSearch
from tsunagi.cases.search.note_rules import NoteQuery, Place
from tsunagi.cases.search.reach import notes_in_reach
from tsunagi.cases.search.rules import excerpt, occurrences, positions
from tsunagi.common.frozen import Frozen

PAGE = 50
MOST_HITS = note_candidates.MOST_HITS
# Candidates beyond the page, for those that fall out at the last check; four times as
# many whenever they were too few.
SPARE = 4
WALKS = 4
# So many of those that the index names are looked at one after the other.
MOST_INDEXED = 5_000
# Fewer hits in a walk of 5,000 rows than this: the index is the shorter way.
COMMON = 20
Fetch = Callable[[Place | None, int], list[Place]]


class Found(NamedTuple):
    """Hits, and where the walk stopped although there may be more."""

    hits: list[Hit]
    walk_on: Place | None = None


class Hit(NamedTuple):
    """A record that holds the words: what a line shows, and how often they stand."""

    occurred_on: date
    pk: int
    record_id: UUID
    method: str
    texts: tuple[str, str, str]
    staff: str
    office: str
    person: str
    person_id: UUID | None
    occurrences: int


# Columns instead of whole records: a search by number of words reads a thousand.
COLUMNS = (
    "occurred_on", "pk", "record_id", "method", "text", "judgement", "next_action",
    "staff__name", "office__name", "case__person__name", "case__person__public_id",
)  # fmt: skip


class FoundNote(Frozen):
    """One line. parts: (text, is it one of the words); person empty: anonymous."""

    hit: Hit
    parts: list[tuple[str, bool]]


class FoundNotes(Frozen):
    """One page. next_place or next_offset continues it; count only when it is known.

    count: never more than 1,000, and only of records the actor may read.
    """

    rows: list[FoundNote]
    next_place: Place | None = None
    next_offset: int | None = None
    count: int | None = None


def notes_found(
    *,
    actor: Actor,
    query: NoteQuery,
    now: datetime,
    before: Place | None = None,
    offset: int = 0,
) -> FoundNotes:
    """新しい順か、言葉の多い順に一ページ。多い順は、新しい1,000件の中で並べる。"""
    if not query.words:
        return FoundNotes([])
    if query.best_first:
        return _best(actor, query, now, offset)
    hits, walk_on = _hits(actor, query, now, before, PAGE + 1)
    page = hits[:PAGE]
    if len(hits) > PAGE:
        last = page[-1]
        walk_on = (last.occurred_on, last.pk)
    if walk_on is not None:
        return FoundNotes(_drawn(page, query), walk_on)
    return FoundNotes(_drawn(page, query), count=len(page) if before is None else None)


def _best(actor: Actor, query: NoteQuery, now: datetime, offset: int) -> FoundNotes:
    hits, _ = _hits(actor, query, now, None, MOST_HITS)
    # Stable: records with as many words stay newest first.
    hits.sort(key=lambda hit: -hit.occurrences)
    page = hits[offset : offset + PAGE]
    more = offset + PAGE if len(hits) > offset + PAGE else None
    return FoundNotes(_drawn(page, query), next_offset=more, count=len(hits))


def _drawn(page: Sequence[Hit], query: NoteQuery) -> list[FoundNote]:
    return [FoundNote(hit, _excerpt_of(hit, query.words)) for hit in page]


def _excerpt_of(hit: Hit, words: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Of the first of the three texts in which a word stands."""
    for text in filter(None, hit.texts):
        if spans := positions(text, words):
            return excerpt(text, spans)
    raise ValueError("a hit without a word")


def _hits(
    actor: Actor, query: NoteQuery, now: datetime, before: Place | None, need: int
) -> Found:
    """The first `need` records, newest first, that really hold the words."""
    start = notes_in_reach(actor, now=now)
    if start is None:
        return _wide(actor, query, now, before, need)

    def fetch(at: Place | None, limit: int) -> list[Place]:
        return note_candidates.of_reach(
            query, start, actor=actor, before=at, limit=limit
        )

    return Found(_collected(actor, query, now, fetch, before, need))


def _collected(
    actor: Actor,
    query: NoteQuery,
    now: datetime,
    fetch: Fetch,
    before: Place | None,
    need: int,
) -> list[Hit]:
    """Fetch on until there are enough, or nothing is left."""
    hits: list[Hit] = []
    spare = SPARE
    while len(hits) < need:
        limit = min(need - len(hits) + spare, MOST_HITS + SPARE)
        spare *= 4
        places = fetch(before, limit)
        hits += _read(actor, query, now, places)
        if len(places) < limit:
            break
        before = places[-1]
    return hits[:need]


def _wide(
    actor: Actor, query: NoteQuery, now: datetime, before: Place | None, need: int
) -> Found:
    """A common word is near; every other one is asked of the index.

    Nothing but words of one letter: the walk alone, as far as one page may cost; the
    next page walks on, so that nothing is missed.
    """
    has_index = note_candidates.is_in_index(query)
    hits: list[Hit] = []
    at = before
    for walk in range(WALKS):
        limit = min((need - len(hits) + SPARE) * 4**walk, MOST_HITS + SPARE)
        far = note_candidates.WALK
        if walk == 0:
            far = min(far, note_candidates.FIRST_WALK)
        places = note_candidates.of_newest(
            query, actor=actor, before=at, limit=limit, far=far
        )
        is_thin = len(places) * note_candidates.WALK < COMMON * far
        if has_index and is_thin:
            break
        hits += _read(actor, query, now, places)
        if len(hits) >= need:
            return Found(hits[:need])
        at = _walked_to(actor, query, at, places, limit, far)
        if at is None:
            return Found(hits)
    if not has_index:
        return Found(hits, at)
    return Found(_of_index(actor, query, now, before, need))


def _of_index(
    actor: Actor, query: NoteQuery, now: datetime, before: Place | None, need: int
) -> list[Hit]:
    """The newest that the index names; where the actor may read hardly any of them, the
    scope is asked together with the index."""
    places = note_candidates.of_index(
        query, actor=actor, before=before, limit=MOST_INDEXED
    )
    hits: list[Hit] = []
    start, count = 0, need + SPARE
    while start < len(places) and len(hits) < need:
        hits += _read(actor, query, now, places[start : start + count])
        start, count = start + count, min(2 * count, MOST_ROWS)
    if len(hits) >= need or len(places) < MOST_INDEXED:
        return hits[:need]
    fetch = partial(_by_index, actor, query, now)
    more = _collected(actor, query, now, fetch, places[-1], need - len(hits))
    return hits + more


def _walked_to(
    actor: Actor,
    query: NoteQuery,
    before: Place | None,
    places: Sequence[Place],
    limit: int,
    far: int,
) -> Place | None:
    """Where the next walk begins: behind the last hit, or behind all that was read."""
    if len(places) == limit:
        return places[-1]
    return note_candidates.end_of_walk(query, actor=actor, before=before, far=far)


def _by_index(
    actor: Actor, query: NoteQuery, now: datetime, at: Place | None, limit: int
) -> list[Place]:
    """Many hits, of which the actor sees some: the scope is asked inside the query."""
    rows = note_candidates.by_index(
        ContactSearch.objects.visible_to(actor, now=now),
        query,
        actor=actor,
        before=at,
    )
    return list(rows.values_list("occurred_on", "pk")[:limit])


def _read(
    actor: Actor, query: NoteQuery, now: datetime, places: Sequence[Place]
) -> list[Hit]:
    """Of the candidates those that the actor may read and that hold the words."""
    rows = _readable(actor=actor, now=now, ids=[pk for _, pk in places])
    hits = (_hit(row, query.words) for row in rows)
    return [hit for hit in hits if hit.occurrences]


@made_once
def _readable(
    *, actor: Actor, now: datetime, ids: Collection[int]
) -> QuerySet[Contact, tuple[Any, ...]]:
    return (
        Contact.objects.visible_to(actor, now=now)
        .filter(pk__in=ids, is_current=True, is_withdrawn=False)
        .order_by("-occurred_on", "-pk")
        .values_list(*COLUMNS)
    )


def _hit(row: tuple[Any, ...], words: tuple[str, ...]) -> Hit:
    on, pk, record_id, method, *texts, staff, office, person, person_id = row
    return Hit(
        occurred_on=on,
        pk=pk,
        record_id=record_id,
        method=method,
        texts=(texts[0], texts[1], texts[2]),
        staff=staff,
        office=office,
        person=person or "",
        person_id=person_id,
        occurrences=occurrences(texts, words),
    )
