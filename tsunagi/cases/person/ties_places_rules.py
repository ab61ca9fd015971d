"""家族図のだれをどこに置くか。世代を行に、人を半分ずつの列に。純粋な計算だけを置く。

A person takes two half columns, so that parents can stand in the middle above their
children. Rows are at most MOST_IN_ROW long; a longer generation takes several rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import floor

from tsunagi.cases.person.rules import Kinship, Sex
from tsunagi.cases.person.ties_rules import (
    MATERNAL,
    PATERNAL,
    SELF_KEY,
    Bond,
    Member,
    TieKind,
    couples_of,
    generations,
    parents_of,
)
from tsunagi.common.frozen import Frozen

MOST_IN_ROW = 10
SPAN = 2


class Arrangement(Frozen):
    """Rows from the oldest generation down, and the first half column of each."""

    rows: tuple[tuple[int, ...], ...]
    columns: Mapping[int, int]
    parents: Mapping[int, tuple[int, ...]]
    couples: Mapping[tuple[int, int], TieKind | None]

    @property
    def row_of(self) -> dict[int, int]:
        return {key: index for index, row in enumerate(self.rows) for key in row}


def arranged(members: Sequence[Member], bonds: Sequence[Bond]) -> Arrangement:
    """The place of everybody; the same input always gives the same picture."""
    parents = parents_of(members, bonds)
    couples = couples_of(members, bonds, parents)
    generation_of = generations(members, bonds)
    rows: list[tuple[int, ...]] = []
    for generation in sorted(set(generation_of.values())):
        own = [m for m in members if generation_of[m.key] == generation]
        ordered = _beside_partners(_in_order(own, members), couples)
        rows += [
            tuple(ordered[start : start + MOST_IN_ROW])
            for start in range(0, len(ordered), MOST_IN_ROW)
        ]
    return Arrangement(tuple(rows), _columns(rows, parents), parents, couples)


def _in_order(own: Sequence[Member], members: Sequence[Member]) -> list[int]:
    """Father's side left, mother's side right; men of a couple of grandparents left;
    older brothers and sisters first."""
    self_age = next((m.age for m in members if m.key == SELF_KEY), None)

    def place(member: Member) -> int:
        if member.kinship in (Kinship.BROTHER, Kinship.SISTER):
            known = member.age is not None and self_age is not None
            return 1 if known and (member.age or 0) > (self_age or 0) else 4
        fixed = {
            Kinship.FATHER: 1, Kinship.MOTHER: 2, Kinship.SELF: 2, Kinship.SPOUSE: 3,
            Kinship.PARTNER: 3, Kinship.CHILD: 1,
        }  # fmt: skip
        if member.kinship in fixed:
            return fixed[member.kinship]
        return 0 if PATERNAL in member.words else 6 if MATERNAL in member.words else 5

    def is_grandmother(member: Member) -> bool:
        return member.kinship is Kinship.GRANDPARENT and member.sex is Sex.FEMALE

    ordered = sorted(
        own, key=lambda m: (place(m), is_grandmother(m), -(m.age or -1), m.key)
    )
    return [member.key for member in ordered]


def _beside_partners(
    row: Sequence[int], couples: Mapping[tuple[int, int], TieKind | None]
) -> list[int]:
    """Move partners next to each other where nobody else holds them."""
    ordered, settled = list(row), set[int]()
    for one, other in couples:
        if one not in ordered or other not in ordered or {one, other} <= settled:
            continue
        if abs(ordered.index(one) - ordered.index(other)) > 1:
            stays, mover = (one, other) if other not in settled else (other, one)
            ordered.remove(mover)
            ordered.insert(ordered.index(stays) + 1, mover)
        settled |= {one, other}
    return ordered


def _columns(
    rows: Sequence[Sequence[int]], parents: Mapping[int, tuple[int, ...]]
) -> dict[int, int]:
    """From the person's row upwards over the children, then downwards under parents."""
    start = next(index for index, row in enumerate(rows) if SELF_KEY in row)
    columns = {key: n * SPAN for n, key in enumerate(rows[start])}
    for row in reversed(rows[:start]):
        columns |= _placed(row, _above_children(row, parents, columns))
    for row in rows[start + 1 :]:
        wanted = {
            key: _middle(columns[p] for p in parents.get(key, ()) if p in columns)
            for key in row
        }
        columns |= _placed(row, _side_by_side(row, wanted, parents))
    left = min(columns.values())
    return {key: column - left for key, column in columns.items()}


def _above_children(
    row: Sequence[int],
    parents: Mapping[int, tuple[int, ...]],
    columns: Mapping[int, int],
) -> dict[int, float | None]:
    """Each parent over the middle of the children; two parents left and right of it."""
    wanted: dict[int, float | None] = {}
    for key in row:
        children = [c for c, both in parents.items() if key in both and c in columns]
        middle = _middle(columns[child] for child in children)
        mates = {p for c in children for p in parents[c] if p in row} - {key}
        if middle is not None and mates:
            is_left = row.index(key) < min(row.index(mate) for mate in mates)
            middle += -SPAN / 2 if is_left else SPAN / 2
        wanted[key] = middle
    return wanted


def _side_by_side(
    row: Sequence[int],
    wanted: Mapping[int, float | None],
    parents: Mapping[int, tuple[int, ...]],
) -> dict[int, float | None]:
    """Children of the same parents spread evenly around the middle below them."""
    spread: dict[int, float | None] = {}
    for key in row:
        siblings = [other for other in row if parents.get(other) == parents.get(key)]
        middle = wanted[key]
        if middle is not None:
            shift = siblings.index(key) - (len(siblings) - 1) / 2
            middle += shift * SPAN
        spread[key] = middle
    return spread


def _middle(values: Iterable[int]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None


def _placed(row: Sequence[int], wanted: Mapping[int, float | None]) -> dict[int, int]:
    """Whole half columns in the order of the row, near to what is wanted, never closer
    than one person."""
    wishes = _filled([wanted[key] for key in row])
    placed: list[int] = []
    for wish in wishes:
        column = floor(wish + 0.5)
        placed.append(max(column, placed[-1] + SPAN) if placed else column)
    off = sum(wish - column for wish, column in zip(wishes, placed, strict=True))
    shift = floor(off / len(placed) + 0.5)
    return {key: column + shift for key, column in zip(row, placed, strict=True)}


def _filled(wishes: Sequence[float | None]) -> list[float]:
    """Who wants no place stands beside the neighbour."""
    known = [n for n, wish in enumerate(wishes) if wish is not None]
    filled = list(wishes)
    first = known[0] if known else 0
    if not known:
        filled[0] = 0.0
    for n in range(first - 1, -1, -1):
        filled[n] = (filled[n + 1] or 0.0) - SPAN
    for before, here in pairwise(range(len(filled))):
        if filled[here] is None:
            filled[here] = (filled[before] or 0.0) + SPAN
    return [wish or 0.0 for wish in filled]
