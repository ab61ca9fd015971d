"""図の線の形: 曲がり、ぎざぎざ、二重線、矢印、囲み。純粋な計算だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, hypot

from tsunagi.common.frozen import Frozen

Point = tuple[float, float]
STEPS = 24
ZIGZAG = 5.0
HALF_GAP = 3.0
ARROW_LENGTH, ARROW_HALF_WIDTH = 13.0, 6.5
DOUBLE, ZIGZAG_LINE = "double", "zigzag"


class Stroke(Frozen):
    """A line as drawn. kind: the CSS class; ends: the keys of what it joins."""

    kind: str
    points: str
    ends: tuple[int, ...]


def spelled(points: Iterable[Point]) -> str:
    """The points as an SVG attribute."""
    return " ".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in points)


def _unit(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy) or 1.0
    return dx / length, dy / length


def bent(start: Point, end: Point, *, bulge: float, gap: float) -> list[Point]:
    """A curve between two symbols that leaves `gap` free around both centres.

    bulge: how far the middle stands off the straight line, to the left of its way.
    """
    ux, uy = _unit(start, end)
    control = (
        (start[0] + end[0]) / 2 + uy * bulge * 2,
        (start[1] + end[1]) / 2 - ux * bulge * 2,
    )
    out, back = _unit(start, control), _unit(end, control)
    first = (start[0] + out[0] * gap, start[1] + out[1] * gap)
    last = (end[0] + back[0] * gap, end[1] + back[1] * gap)
    return [_on_curve(first, control, last, step / STEPS) for step in range(STEPS + 1)]


def _on_curve(first: Point, control: Point, last: Point, t: float) -> Point:
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
    return (
        a * first[0] + b * control[0] + c * last[0],
        a * first[1] + b * control[1] + c * last[1],
    )


def shifted(points: Sequence[Point], by: float) -> list[Point]:
    """The same line, moved sideways."""
    moved = []
    for index, (x, y) in enumerate(points):
        before, after = (
            points[max(index - 1, 0)],
            points[min(index + 1, len(points) - 1)],
        )
        ux, uy = _unit(before, after)
        moved.append((x + uy * by, y - ux * by))
    return moved


def zigzag(points: Sequence[Point]) -> list[Point]:
    """The same line as a zigzag; both ends stay where they were."""
    left, right = shifted(points, ZIGZAG), shifted(points, -ZIGZAG)
    inner = [(left if n % 2 else right)[n] for n in range(1, len(points) - 1)]
    return [points[0], *inner, points[-1]]


def straight(start: Point, end: Point, *, every: float = 12.0) -> list[Point]:
    """A straight line in short steps, so that it can become a zigzag."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    count = max(2, ceil(length / every))
    return [
        (
            start[0] + (end[0] - start[0]) * n / count,
            start[1] + (end[1] - start[1]) * n / count,
        )
        for n in range(count + 1)
    ]


def strokes_of(
    points: Sequence[Point], *, kind: str, form: str, ends: tuple[int, ...]
) -> list[Stroke]:
    """One line, or two for a double line."""
    if form == DOUBLE:
        return [
            Stroke(kind, spelled(shifted(points, by)), ends)
            for by in (HALF_GAP, -HALF_GAP)
        ]
    drawn = zigzag(points) if form == ZIGZAG_LINE else points
    return [Stroke(kind, spelled(drawn), ends)]


def arrow(tip: Point, origin: Point) -> str:
    """An arrow head whose tip lies at `tip`, seen from `origin`."""
    ux, uy = _unit(origin, tip)
    base = (tip[0] - ux * ARROW_LENGTH, tip[1] - uy * ARROW_LENGTH)
    side = (uy * ARROW_HALF_WIDTH, -ux * ARROW_HALF_WIDTH)
    return spelled(
        [
            tip,
            (base[0] + side[0], base[1] + side[1]),
            (base[0] - side[0], base[1] - side[1]),
        ]
    )


Cell = tuple[int, int]


def outlines(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The borders of an area of (row, column) cells, each as a loop of its corners.

    A corner is (line between rows, line between columns).
    """
    area = set(cells)
    way: dict[Cell, list[Cell]] = {}
    for row, column in sorted(area):
        edges = (
            ((row - 1, column), (row, column), (row, column + 1)),
            ((row, column + 1), (row, column + 1), (row + 1, column + 1)),
            ((row + 1, column), (row + 1, column + 1), (row + 1, column)),
            ((row, column - 1), (row + 1, column), (row, column)),
        )
        for neighbour, start, end in edges:
            if neighbour not in area:
                way.setdefault(start, []).append(end)
    loops = []
    while way:
        start = min(way)
        loop = [start]
        while (here := _step(way, loop[-1])) != start:
            loop.append(here)
        loops.append(_corners(loop))
    return loops


def _step(way: dict[Cell, list[Cell]], here: Cell) -> Cell:
    """Take the next edge out of the stock."""
    following = way[here].pop()
    if not way[here]:
        del way[here]
    return following


def _corners(loop: Sequence[Cell]) -> list[Cell]:
    """Without the points in the middle of a straight side."""
    return [
        here
        for index, here in enumerate(loop)
        if not _in_line(loop[index - 1], here, loop[(index + 1) % len(loop)])
    ]


def _in_line(before: Cell, here: Cell, after: Cell) -> bool:
    return before[0] == here[0] == after[0] or before[1] == here[1] == after[1]
