"""座標から地図の絵（SVG の数）を作る。外の地図やタイルは使わない。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import cos, radians

from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import AreaOutline
from tsunagi.organisations.office.queries import OfficeRow

Place = Callable[[float, float], tuple[float, float]]
WIDTH, HEIGHT, MARGIN = 800, 560, 30
SHAPES = {3: "square", 2: "diamond", 1: "circle"}


class Dot(Frozen):
    """One office on the map; the shape says the layer, so colour is not needed."""

    x: float
    y: float
    shape: str
    points: str
    row: OfficeRow


class Drawing(Frozen):
    width: int
    height: int
    dots: tuple[Dot, ...]
    outlines: tuple[tuple[str, str], ...]


def draw_map(rows: Sequence[OfficeRow], outlines: Iterable[AreaOutline]) -> Drawing:
    """Fit everything into the frame, north up, distances true in both directions."""
    outlines = tuple(outlines)
    points: list[Sequence[float]] = [_point(row) for row in rows]
    points += [point for o in outlines for ring in o.rings for point in ring]
    if not points:
        return Drawing(WIDTH, HEIGHT, (), ())
    place = projection(points)
    dots = []
    for row in rows:
        x, y = place(*_point(row))
        shape = SHAPES.get(max(row.layers, default=0), "triangle")
        dots.append(Dot(x, y, shape, corners(shape, x, y), row))
    return Drawing(
        WIDTH,
        HEIGHT,
        tuple(dots),
        tuple(
            (outline.area.name, path_of(outline.rings, place)) for outline in outlines
        ),
    )


def _point(row: OfficeRow) -> tuple[float, float]:
    """(longitude, latitude); the query asked for rows that have them."""
    return row.office.longitude or 0.0, row.office.latitude or 0.0


def projection(points: Sequence[Sequence[float]]) -> Place:
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = cos(radians((south + north) / 2))
    wide = max((east - west) * shrink, 0.002)
    high = max(north - south, 0.002)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left = (WIDTH - wide * scale) / 2
    top = (HEIGHT - high * scale) / 2

    def place(longitude: float, latitude: float) -> tuple[float, float]:
        x = left + (longitude - west) * shrink * scale
        y = top + (north - latitude) * scale
        return round(x, 1), round(y, 1)

    return place


def path_of(rings: Iterable[Iterable[Sequence[float]]], place: Place) -> str:
    parts = []
    for ring in rings:
        corners = [place(x, y) for x, y in ring]
        parts.append("M" + "L".join(f"{x} {y}" for x, y in corners) + "Z")
    return "".join(parts)


def corners(shape: str, x: float, y: float) -> str:
    """The corners of the mark around its middle, for <polygon points>."""
    offsets = {
        "square": ((-7, -7), (7, -7), (7, 7), (-7, 7)),
        "diamond": ((0, -9), (9, 0), (0, 9), (-9, 0)),
        "triangle": ((0, -7), (7, 6), (-7, 6)),
    }.get(shape, ())
    return " ".join(f"{round(x + dx, 1)},{round(y + dy, 1)}" for dx, dy in offsets)
