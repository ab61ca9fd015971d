"""What differs between two askings of the same thing, and how it is put in.

A statement says the same for everybody of one shape: who holds the same roles in the same
pattern of offices. Only the numbers differ, and the moment. So its text is made once for
two actors who do not exist and who resemble the real one in all but that, at two moments
that nobody lives in. What differs between the two is then known to be somebody's number
or a time; anything else that differs means that the text must not be kept.

The numbers of the two stand in the same order as the real ones, so that whatever is
compared or sorted comes out the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.timezone import localdate

from tsunagi.access.actor import Actor
from tsunagi.common.frozen import Frozen, replace

MOST_ACTORS = 1_024


class Asking(Frozen):
    """Who asks, at which instant and on which day; and about which rows, by number."""

    actor: Actor
    now: datetime
    today: date
    ids: tuple[int | UUID, ...] = ()


# Just after midnight and just before it in Japan: whoever reckons with the time otherwise
# meets another day in one of the two. The days told apart are others altogether.
MARKS = (
    (datetime(8888, 1, 1, 15, 0, 0, 678_901, tzinfo=UTC), date(7777, 7, 7)),
    (datetime(8999, 2, 3, 14, 59, 59, 789_012, tzinfo=UTC), date(7888, 9, 10)),
)
# Of any table's width, and alike to the last eight binary places: a set of numbers of the
# one comes in the same order as that of the other.
FIRST_NUMBERS = (1_900_000_000, 2_000_000_000)
FIRST_IDS = (1_800_000_000, 2_100_000_000)
# Of one actor: offices, areas, municipalities. Far fewer in fact; and of rows.
MOST_NUMBERS = 10_000
TIMES = ("now", "day of now", "today")


def two_alike(actor: Actor) -> tuple[Asking, Asking]:
    """The two stand-ins for everybody of this shape; equal for two actors of one shape."""
    first, second = _alike(actor)
    return Asking(first, *MARKS[0]), Asking(second, *MARKS[1])


def about_rows(alike: tuple[Asking, Asking], count: int) -> tuple[Asking, Asking]:
    """The two, each asking about so many rows that nobody has. A public id, too, is made
    of a number."""
    first, second = (
        replace(asking, ids=tuple(range(base, base + count)))
        for asking, base in zip(alike, FIRST_IDS, strict=True)
    )
    return first, second


@lru_cache(maxsize=MOST_ACTORS)
def _alike(actor: Actor) -> tuple[Actor, Actor]:
    slots = {pair: slot for slot, pair in enumerate(_numbers(actor))}
    first, second = (_stand_in(actor, slots, base) for base in FIRST_NUMBERS)
    return first, second


@lru_cache(maxsize=MOST_ACTORS)
def _numbers(actor: Actor) -> tuple[tuple[str, Any], ...]:
    """Everything by which the actor is told from another, kind by kind, in order."""
    found = set(_named(actor))
    return tuple(sorted(pair for pair in found if pair[1] is not None))


def _named(actor: Actor) -> Iterator[tuple[str, Any]]:
    yield "staff", actor.staff_id
    yield "public", actor.public_id
    yield "municipality", actor.municipality_id
    yield "office", actor.office_id
    for municipality in actor.other_municipality_ids:
        yield "municipality", municipality
    for grant in actor.grants:
        yield "municipality", grant.municipality_id
        yield "office", grant.office_id
        yield "area", grant.area_id


def _stand_in(actor: Actor, slots: dict[tuple[str, Any], int], base: int) -> Actor:
    def number(kind: str, value: Any) -> Any:
        if value is None:
            return None
        made = base + slots[kind, value]
        return UUID(int=made) if kind == "public" else made

    return replace(
        actor,
        staff_id=number("staff", actor.staff_id),
        public_id=number("public", actor.public_id),
        municipality_id=number("municipality", actor.municipality_id),
        office_id=number("office", actor.office_id),
        other_municipality_ids=tuple(
            number("municipality", one) for one in actor.other_municipality_ids
        ),
        grants=frozenset(
            replace(
                grant,
                municipality_id=number("municipality", grant.municipality_id),
                office_id=number("office", grant.office_id),
                area_id=number("area", grant.area_id),
            )
            for grant in actor.grants
        ),
        # Words, too, are not the same for two people of one shape.
        name=f"{base}", office_name=f"{base}", municipality_name=f"{base}",
    )  # fmt: skip


# --- the values of a statement ------------------------------------------------------------
class Place(Frozen):
    """One value that is put in: a number of the actor, one of the rows asked about or all
    of them as a list, or a time so much later."""

    at: int
    slot: int = -1
    row: int = -1
    all_rows: bool = False
    time: str = ""
    later: timedelta = timedelta()


class Values(Frozen):
    """The values of a statement, with the places where the asker's own are put in."""

    first: tuple[Any, ...]
    places: tuple[Place, ...]

    def of(self, asking: Asking) -> tuple[Any, ...]:
        numbers, filled = _numbers(asking.actor), list(self.first)
        for place in self.places:
            if place.time:
                filled[place.at] = _time(asking, place.time, place.later)
            elif place.all_rows:
                filled[place.at] = list(asking.ids)
            else:
                is_row = place.row >= 0
                own = asking.ids[place.row] if is_row else numbers[place.slot][1]
                filled[place.at] = _written(own, like=self.first[place.at])
        return tuple(filled)


def values_of(
    first: Sequence[Any], second: Sequence[Any], alike: tuple[Asking, Asking]
) -> Values | None:
    """What the values of one statement, made for the two, are made of. None: they differ
    in something that is neither a number of the asker nor a time."""
    if len(first) != len(second):
        return None
    places = []
    for at, pair in enumerate(zip(first, second, strict=True)):
        if _is_same(*pair):
            continue
        place = _number(at, pair) or _later(at, pair, alike)
        if place is None:
            return None
        places.append(place)
    return Values(tuple(first), tuple(places))


def with_lists(sql: str, values: Values, count: int) -> tuple[str, Values | None]:
    """The statement with each list of the rows asked about as one array, of any length.
    None: it names a row anywhere else.

    For PostgreSQL, where sixty placeholders are put together and taken apart one by one.
    """
    listed = f"IN ({', '.join(['%s'] * count)})"
    rows = {place.at: place.row for place in values.places if place.row >= 0}
    others = [place for place in values.places if place.row < 0]
    places: list[Place] = []
    dropped: set[int] = set()
    text, at = "", 0
    *before, last = sql.split(listed)
    for part in before:
        at += part.replace("%%", "").count("%s")
        here = range(at, at + count)
        is_rows = [rows.get(one) for one in here] == list(range(count))
        if is_rows:
            places.append(Place(at, all_rows=True))
            dropped |= set(here[1:])
        text += part + ("= ANY(%s)" if is_rows else listed)
        at += count
    if len(places) * count != len(rows):
        return sql, None
    kept = [at for at in range(len(values.first)) if at not in dropped]
    now_at = {old: new for new, old in enumerate(kept)}
    moved = (replace(one, at=now_at[one.at]) for one in (*others, *places))
    return text + last, Values(tuple(values.first[at] for at in kept), tuple(moved))


def _is_same(one: Any, other: Any) -> bool:
    """PostgreSQL is given JSON in a wrapping, which says nothing of being equal."""
    if type(one) is type(other) and hasattr(one, "obj"):
        return bool(one.obj == other.obj)
    return bool(one == other)


def _number(at: int, pair: tuple[Any, Any]) -> Place | None:
    """The slot of the actor, or the row, that both values stand for."""
    slot = _counted_from(FIRST_NUMBERS, pair)
    if slot is not None:
        return Place(at, slot=slot)
    row = _counted_from(FIRST_IDS, pair)
    return None if row is None else Place(at, row=row)


def _counted_from(bases: tuple[int, int], pair: tuple[Any, Any]) -> int | None:
    found = {_as_number(value) - base for value, base in zip(pair, bases, strict=True)}
    number = found.pop()
    return number if not found and 0 <= number < MOST_NUMBERS else None


def _as_number(value: Any) -> int:
    if isinstance(value, UUID):
        return value.int
    if isinstance(value, str) and len(value) == 32 and value.isalnum():
        try:
            return int(value, 16)
        except ValueError:
            return 0
    return value if isinstance(value, int) else 0


def _written(own: Any, *, like: Any) -> Any:
    """As the database's own backend wrote the stand-in's: a UUID may be a text, a number
    may know its width."""
    if isinstance(own, UUID):
        return own.hex if isinstance(like, str) else own
    return type(like)(own)


def _later(
    at: int, pair: tuple[Any, Any], alike: tuple[Asking, Asking]
) -> Place | None:
    """A time that is equally much later than that of both askings."""
    for time in TIMES:
        later = {
            _between(_time(asking, time, timedelta()), value)
            for asking, value in zip(alike, pair, strict=True)
        }
        one = later.pop()
        if one is not None and not later:
            return Place(at, time=time, later=one)
    return None


def _time(asking: Asking, time: str, later: timedelta) -> Any:
    if time == "now":
        return connection.ops.adapt_datetimefield_value(asking.now + later)
    day = localdate(asking.now) if time == "day of now" else asking.today
    return connection.ops.adapt_datefield_value(day + later)


def _between(mark: Any, value: Any) -> timedelta | None:
    known, read = _read(mark), _read(value)
    if known is None or read is None or type(known) is not type(read):
        return None
    return read - known


def _read(value: Any) -> date | datetime | None:
    """A day or an instant, as one of the two databases is given it."""
    if isinstance(value, date):
        return value
    try:
        is_day = len(value) == len("2026-11-29")
        return (date if is_day else datetime).fromisoformat(value)
    except (TypeError, ValueError):
        return None
