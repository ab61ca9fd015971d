"""家族図の幾何。人の記号、組と親子の線、気持ちの線、同居の囲み。純粋な計算だけを置く。

男は四角、女は丸、分からない・答えないはひし形。本人は二重の縁、亡くなった人は×。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tsunagi.cases.person.rules import Kinship, Sex
from tsunagi.cases.person.ties_geometry_rules import (
    DOUBLE,
    ZIGZAG_LINE,
    Point,
    Stroke,
    bent,
    outlines,
    spelled,
    strokes_of,
)
from tsunagi.cases.person.ties_places_rules import SPAN, Arrangement, arranged
from tsunagi.cases.person.ties_rules import (
    SELF_KEY,
    Bond,
    Member,
    TieKind,
    drawn_members,
    members_of_picture,
)
from tsunagi.common.frozen import Frozen

HALF = 22
HALF_COLUMN = 70
MARGIN = 12
ROOM_ABOVE, ROOM_BELOW = 30, 24
LANE = 10
SYMBOL_IN_CELL = 34
LONGEST_LABEL = 5
LANDSCAPE_FROM = 1.2
CURVE_GAP = 29.0
MALE = frozenset({Kinship.FATHER, Kinship.BROTHER})
FEMALE = frozenset({Kinship.MOTHER, Kinship.SISTER})
FORMS = {TieKind.CLOSE: DOUBLE, TieKind.CONFLICT: ZIGZAG_LINE}


class Symbol(Frozen):
    key: int
    shape: str
    x: float
    y: float
    is_self: bool
    is_deceased: bool
    inside: str
    lines: tuple[str, ...]


class Genogram(Frozen):
    width: float
    height: float
    symbols: tuple[Symbol, ...]
    strokes: tuple[Stroke, ...]
    households: tuple[str, ...]
    left_out: int

    @property
    def is_wide(self) -> bool:
        """Printed on a landscape page."""
        return self.width > self.height * LANDSCAPE_FROM

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of lines that occur; the legend explains these."""
        return frozenset(stroke.kind for stroke in self.strokes)


class _Floor(Frozen):
    """The heights of one row: its upper edge, its symbols, its lower edge."""

    top: float
    middle: float
    bottom: float


def genogram(members: Sequence[Member], bonds: Sequence[Bond]) -> Genogram:
    """The whole picture. `members` holds the person (SELF_KEY) and the related."""
    belonging = members_of_picture(members, bonds)
    drawn = drawn_members(members, bonds)
    plan = arranged(drawn, bonds)
    floors = _floors(plan)
    spots = {
        key: (
            MARGIN + plan.columns[key] * HALF_COLUMN + SYMBOL_IN_CELL,
            floors[row].middle,
        )
        for key, row in plan.row_of.items()
    }
    widest = max(plan.columns.values()) + SPAN
    return Genogram(
        width=widest * HALF_COLUMN + 2 * MARGIN,
        height=floors[-1].bottom + MARGIN,
        symbols=tuple(_symbol(member, spots[member.key]) for member in drawn),
        strokes=(
            *_couple_strokes(plan, spots),
            *_family_strokes(plan, spots, floors),
            *_feeling_strokes(bonds, plan, spots),
        ),
        households=_households(drawn, plan, floors),
        left_out=len(belonging) - len(drawn),
    )


def shape_of(member: Member) -> str:
    if member.sex is Sex.MALE or (member.sex is Sex.UNKNOWN and member.kinship in MALE):
        return "square"
    if member.sex is Sex.FEMALE or (
        member.sex is Sex.UNKNOWN and member.kinship in FEMALE
    ):
        return "circle"
    return "diamond"


def _symbol(member: Member, spot: Point) -> Symbol:
    known = member.age is not None and not member.is_deceased
    words = (member.title, member.name) if member.name else (member.title,)
    return Symbol(
        key=member.key,
        shape=shape_of(member),
        x=spot[0],
        y=spot[1],
        is_self=member.key == SELF_KEY,
        is_deceased=member.is_deceased,
        inside=str(member.age) if known else "",
        lines=tuple(shortened(word) for word in words),
    )


def shortened(text: str, most: int = LONGEST_LABEL) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


# --- rows ---------------------------------------------------------------------------
def _couple_lanes(plan: Arrangement) -> dict[tuple[int, int], int]:
    """Below each row, every couple has a height of its own."""
    used: Counter[int] = Counter()
    lanes = {}
    for pair in plan.couples:
        row = plan.row_of[pair[0]]
        if plan.row_of[pair[1]] == row:
            lanes[pair] = used[row]
            used[row] += 1
    return lanes


def _families(plan: Arrangement) -> dict[tuple[int, ...], list[int]]:
    """Parents → children that hang from one line: one parent, or a couple of a row."""
    rows = plan.row_of
    families: dict[tuple[int, ...], list[int]] = {}
    for child, parents in sorted(plan.parents.items()):
        same_row = len({rows[parent] for parent in parents}) == 1
        if len(parents) <= 2 and same_row and rows[parents[0]] < rows[child]:
            families.setdefault(parents, []).append(child)
    return families


def _bus_lanes(plan: Arrangement) -> dict[tuple[tuple[int, ...], int], int]:
    """Above each row, every family with children in it has a height of its own."""
    used: Counter[int] = Counter()
    lanes = {}
    for parents, children in _families(plan).items():
        for row in sorted({plan.row_of[child] for child in children}):
            lanes[parents, row] = used[row]
            used[row] += 1
    return lanes


def _floors(plan: Arrangement) -> list[_Floor]:
    above = Counter(row for _, row in _bus_lanes(plan))
    below = Counter(plan.row_of[pair[0]] for pair in _couple_lanes(plan))
    floors: list[_Floor] = []
    top = float(MARGIN)
    for row in range(len(plan.rows)):
        middle = top + ROOM_ABOVE + above[row] * LANE + HALF
        bottom = middle + HALF + ROOM_BELOW + below[row] * LANE
        floors.append(_Floor(top, middle, bottom))
        top = bottom
    return floors


# --- lines --------------------------------------------------------------------------
def _couple_strokes(plan: Arrangement, spots: Mapping[int, Point]) -> list[Stroke]:
    """A bracket below both symbols; a separation cuts it once, a divorce twice."""
    strokes = []
    lanes = _couple_lanes(plan)
    for pair, kind in plan.couples.items():
        line = _bracket(pair, lanes[pair], spots) if pair in lanes else _across(
            spots[pair[0]], spots[pair[1]]
        )  # fmt: skip
        strokes.append(Stroke(kind.value if kind else "union", spelled(line), pair))
        cuts = {TieKind.SEPARATION: (0,), TieKind.DIVORCE: (-4, 4)}
        middle = _middle_of(line)
        strokes += [
            Stroke(
                "cut",
                spelled(
                    [
                        (middle[0] + by - 4, middle[1] + 8),
                        (middle[0] + by + 4, middle[1] - 8),
                    ]
                ),
                pair,
            )
            for by in (cuts.get(kind, ()) if kind else ())
        ]
    return strokes


def _bracket(
    pair: tuple[int, int], lane: int, spots: Mapping[int, Point]
) -> list[Point]:
    (left, y), (right, _) = sorted(spots[key] for key in pair)
    low = y + HALF + LANE * (lane + 1)
    return [(left, y + HALF), (left, low), (right, low), (right, y + HALF)]


def _across(start: Point, end: Point) -> list[Point]:
    return bent(start, end, bulge=20, gap=CURVE_GAP)


def _middle_of(line: Sequence[Point]) -> Point:
    """Off the exact middle, where the children's line begins."""
    if len(line) == 4:
        return (line[1][0] * 2 + line[2][0]) / 3, line[1][1]
    return line[len(line) // 2]


def _family_strokes(
    plan: Arrangement, spots: Mapping[int, Point], floors: Sequence[_Floor]
) -> list[Stroke]:
    """From the parents down to a line above the children, and from it to each child."""
    strokes: list[Stroke] = []
    couple_lanes, rows = _couple_lanes(plan), plan.row_of
    hanging: set[tuple[int, int]] = set()
    for (parents, row), lane in _bus_lanes(plan).items():
        children = [c for c in _families(plan)[parents] if rows[c] == row]
        hanging |= {(parent, child) for parent in parents for child in children}
        start = _start_of_children(parents, couple_lanes, spots)
        bus = floors[row].top + LANE * (lane + 1)
        xs = [spots[child][0] for child in children] + [start[0]]
        ends = (*parents, *children)
        strokes.append(Stroke("parent_child", spelled([start, (start[0], bus)]), ends))
        strokes.append(
            Stroke("parent_child", spelled([(min(xs), bus), (max(xs), bus)]), ends)
        )
        strokes += [
            Stroke(
                "parent_child",
                spelled([(spots[c][0], bus), (spots[c][0], spots[c][1] - HALF)]),
                (*parents, c),
            )
            for c in children
        ]
    for child, parents in plan.parents.items():
        strokes += [
            Stroke(
                "parent_child", spelled(_across(spots[parent], spots[child])),
                (parent, child),
            )
            for parent in parents
            if (parent, child) not in hanging
        ]  # fmt: skip
    return strokes


def _start_of_children(
    parents: tuple[int, ...],
    lanes: Mapping[tuple[int, int], int],
    spots: Mapping[int, Point],
) -> Point:
    x, y = spots[parents[0]]
    if len(parents) == 1:
        return x, y + HALF
    line = _bracket((parents[0], parents[1]), lanes[parents[0], parents[1]], spots)
    return (line[1][0] + line[2][0]) / 2, line[1][1]


def _feeling_strokes(
    bonds: Sequence[Bond], plan: Arrangement, spots: Mapping[int, Point]
) -> list[Stroke]:
    """仲がよい・対立・疎遠と、親から分からないきょうだい。二本目からは離して引く。"""
    strokes: list[Stroke] = []
    between: Counter[frozenset[int]] = Counter()
    for bond in bonds:
        ends = (bond.first, bond.second)
        if not _is_drawn_as_curve(bond, plan) or not set(ends) <= spots.keys():
            continue
        pair = frozenset(ends)
        between[pair] += 1
        strokes += strokes_of(
            _curve(*sorted(spots[key] for key in ends), nth=between[pair]),
            kind=bond.kind.value,
            form=FORMS.get(bond.kind, ""),
            ends=ends,
        )
    return strokes


def _is_drawn_as_curve(bond: Bond, plan: Arrangement) -> bool:
    if bond.first == bond.second:
        return False
    if bond.kind is TieKind.SIBLING:
        parents = plan.parents.get(bond.first)
        return parents is None or parents != plan.parents.get(bond.second)
    return bond.kind in (TieKind.CLOSE, TieKind.CONFLICT, TieKind.DISTANT)


def _curve(start: Point, end: Point, *, nth: int) -> list[Point]:
    """Over the heads in a row, above the labels; beside the straight lines else."""
    if start[1] != end[1]:
        return bent(start, end, bulge=22.0 * nth, gap=CURVE_GAP)
    over = HALF + 4
    return bent(
        (start[0] + 8, start[1] - over),
        (end[0] - 8, end[1] - over),
        bulge=min(8.0 + (end[0] - start[0]) / 20, 22.0) + 8 * (nth - 1),
        gap=0,
    )


# --- household ----------------------------------------------------------------------
def _households(
    drawn: Sequence[Member], plan: Arrangement, floors: Sequence[_Floor]
) -> tuple[str, ...]:
    """破線の囲み: 本人と同居の人。あいだに別の人がいれば、囲みは分かれる。"""
    inside = {member.key for member in drawn if member.lives_together} | {SELF_KEY}
    if len(inside) == 1:
        return ()
    cells = set()
    for index, row in enumerate(plan.rows):
        for n, key in enumerate(row):
            if key not in inside:
                continue
            first = plan.columns[key]
            joins = n + 1 < len(row) and row[n + 1] in inside
            after = plan.columns[row[n + 1]] if joins else first + SPAN
            cells |= {(index, column) for column in range(first, after)}
    lines = [floors[0].top, *(one.bottom for one in floors)]
    return tuple(
        spelled((MARGIN + column * HALF_COLUMN, lines[row]) for row, column in loop)
        for loop in outlines(cells)
    )
