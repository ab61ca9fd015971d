"""社会関係図（エコマップ）の幾何。本人と家族を中央に、まわりを一つか二つの輪に。

強いつながりは太い線、弱いつながりは点線、ストレスのあるつながりはぎざぎざの線。
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, cos, pi, sin

from tsunagi.cases.person.ties_genogram_rules import shortened
from tsunagi.cases.person.ties_geometry_rules import (
    ZIGZAG_LINE,
    Point,
    Stroke,
    arrow,
    straight,
    strokes_of,
)
from tsunagi.cases.person.ties_rules import SELF_KEY, Direction, EcoType, Strength
from tsunagi.common.frozen import Frozen

CENTRE_RADIUS = 78
BUBBLE_RADIUS = 48
FIRST_RING, SECOND_RING = 250, 400
MOST_ON_ONE_RING = 12
MOST_BUBBLES = 2 * MOST_ON_ONE_RING
MARGIN = 12
LETTERS_IN_LINE, LINES_IN_BUBBLE = 6, 2
LINES_IN_CENTRE = 4
LINE_HEIGHT = 18


class EcoEntry(Frozen):
    """One thing around the person. Its key is not SELF_KEY."""

    key: int
    label: str
    type: EcoType
    strength: Strength
    direction: Direction


class Bubble(Frozen):
    key: int
    x: float
    y: float
    radius: float
    heading: str
    lines: tuple[str, ...]

    @property
    def inner_radius(self) -> float:
        """The second outline of the person in the centre."""
        return self.radius - 6

    @property
    def heading_y(self) -> int:
        return 5 - LINE_HEIGHT * len(self.lines) // 2

    @property
    def placed_lines(self) -> list[tuple[int, str]]:
        """Each line with its height, from below the heading on."""
        return [
            (self.heading_y + LINE_HEIGHT * (n + 1), line)
            for n, line in enumerate(self.lines)
        ]


class EcoMap(Frozen):
    width: float
    centre: Bubble
    bubbles: tuple[Bubble, ...]
    strokes: tuple[Stroke, ...]
    arrows: tuple[str, ...]
    left_out: int

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(stroke.kind for stroke in self.strokes)


def ecomap(entries: Sequence[EcoEntry], household: Sequence[str]) -> EcoMap:
    """The whole picture. household: the words for those who live together."""
    types = list(EcoType)
    ordered = sorted(entries, key=lambda entry: (types.index(entry.type), entry.key))
    drawn = ordered[:MOST_BUBBLES]
    spots, half = _spots(len(drawn))
    middle = (half, half)
    bubbles = tuple(
        Bubble(
            entry.key, spot[0], spot[1], BUBBLE_RADIUS, entry.type.label,
            wrapped(entry.label, LINES_IN_BUBBLE),
        )
        for entry, spot in zip(drawn, spots, strict=True)
    )  # fmt: skip
    centre_lines = [shortened(word, LETTERS_IN_LINE) for word in household]
    if len(centre_lines) > LINES_IN_CENTRE:
        rest = len(centre_lines) - LINES_IN_CENTRE + 1
        centre_lines = [*centre_lines[: LINES_IN_CENTRE - 1], f"ほか{rest}人"]
    return EcoMap(
        width=half * 2,
        centre=Bubble(SELF_KEY, half, half, CENTRE_RADIUS, "本人", tuple(centre_lines)),
        bubbles=bubbles,
        strokes=tuple(
            stroke
            for entry, spot in zip(drawn, spots, strict=True)
            for stroke in _line(entry, middle, spot)
        ),
        arrows=tuple(
            head
            for entry, spot in zip(drawn, spots, strict=True)
            for head in _arrows(entry.direction, middle, spot)
        ),
        left_out=len(ordered) - len(drawn),
    )


def _spots(count: int) -> tuple[list[Point], float]:
    """Where the things stand, and half the width. A second ring fills the gaps."""
    inner = count if count <= MOST_ON_ONE_RING else ceil(count / 2)
    outermost = FIRST_RING if count == inner else SECOND_RING
    half = float(outermost + BUBBLE_RADIUS + MARGIN)
    step = 2 * pi / max(inner, 1)
    spots = []
    for n in range(count):
        radius = FIRST_RING if n < inner else SECOND_RING
        turn = -pi / 2 + step * (n if n < inner else n - inner + 0.5)
        spots.append((half + radius * cos(turn), half + radius * sin(turn)))
    return spots, half


def _between(middle: Point, spot: Point) -> tuple[Point, Point]:
    """The edge of the centre and the edge of the thing, on the line between them."""
    dx, dy = spot[0] - middle[0], spot[1] - middle[1]
    length = (dx**2 + dy**2) ** 0.5
    near, far = (CENTRE_RADIUS + 2) / length, 1 - (BUBBLE_RADIUS + 2) / length
    return (
        (middle[0] + dx * near, middle[1] + dy * near),
        (middle[0] + dx * far, middle[1] + dy * far),
    )


def _line(entry: EcoEntry, middle: Point, spot: Point) -> list[Stroke]:
    start, end = _between(middle, spot)
    return strokes_of(
        straight(start, end),
        kind=entry.strength.value,
        form=ZIGZAG_LINE if entry.strength is Strength.STRESSED else "",
        ends=(SELF_KEY, entry.key),
    )


def _arrows(direction: Direction, middle: Point, spot: Point) -> list[str]:
    start, end = _between(middle, spot)
    heads = []
    if direction in (Direction.OUTWARD, Direction.MUTUAL):
        heads.append(arrow(end, start))
    if direction in (Direction.INWARD, Direction.MUTUAL):
        heads.append(arrow(start, end))
    return heads


def wrapped(text: str, lines: int) -> tuple[str, ...]:
    """The text in lines that fit; what is too long ends with 「…」."""
    room = LETTERS_IN_LINE * lines
    fitting = shortened(text, room)
    return tuple(
        fitting[start : start + LETTERS_IN_LINE]
        for start in range(0, len(fitting), LETTERS_IN_LINE)
    )
