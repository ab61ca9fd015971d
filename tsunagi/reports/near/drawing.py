"""地域の代表点と、専門員のいる事業所の位置を、自分で描く地図の数にする。"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import AreaOutline
from tsunagi.organisations.office.map import (
    HEIGHT,
    WIDTH,
    corners,
    path_of,
    projection,
)
from tsunagi.reports.near.queries import NearTable
from tsunagi.reports.near.rules import Band

# The shape says the band, so that colour is not needed.
SHAPES = {
    Band.UNDER_5: "circle", Band.FROM_5: "diamond", Band.FROM_10: "square",
    Band.FROM_20: "triangle", Band.NONE: "triangle",
}  # fmt: skip
EDGE = 0.2


class AreaMark(Frozen):
    x: float
    y: float
    shape: str
    points: str
    name: str
    words: str

    @property
    def anchor(self) -> str:
        """The words grow away from the near edge, so that none of them is cut off."""
        if self.x < WIDTH * EDGE:
            return "start"
        return "end" if self.x > WIDTH * (1 - EDGE) else "middle"


class OfficeMark(Frozen):
    x: float
    y: float
    name: str


class NearMap(Frozen):
    width: int
    height: int
    areas: tuple[AreaMark, ...] = ()
    offices: tuple[OfficeMark, ...] = ()
    outlines: tuple[tuple[str, str], ...] = ()
    unplaced: int = 0


def draw_near(table: NearTable, outlines: Iterable[AreaOutline]) -> NearMap:
    """North up, distances true in both directions. Areas without a point are counted.

    Offices outside the frame of the areas are drawn where a line's nearest one is.
    """
    outlines = tuple(outlines)
    placed = [
        (line, point) for line in table.lines
        if (point := line.point) is not None
    ]  # fmt: skip
    named = {line.office.pk for line in table.lines if line.office}
    own = {line.area.municipality_id for line in table.lines if line.area}
    offices = [
        office for office in table.offices
        if office.pk in named or office.municipality_id in own
    ]  # fmt: skip
    spots = [(longitude, latitude) for _, (latitude, longitude) in placed]
    spots += [(office.longitude or 0.0, office.latitude or 0.0) for office in offices]
    corners_of_outlines = [
        (point[0], point[1]) for one in outlines for ring in one.rings for point in ring
    ]
    unplaced = sum(line.area is not None for line in table.lines) - len(placed)
    if not placed:
        return NearMap(WIDTH, HEIGHT, unplaced=unplaced)
    place = projection([*spots, *corners_of_outlines])
    marks = []
    for line, (latitude, longitude) in placed:
        x, y = place(longitude, latitude)
        shape = SHAPES.get(line.found.band, "circle")
        count = line.persons.words
        words = f"{count}人" if line.persons.count is not None else count
        marks.append(AreaMark(x, y, shape, corners(shape, x, y), line.name, words))
    return NearMap(
        WIDTH, HEIGHT, tuple(marks),
        tuple(
            OfficeMark(*place(one.longitude or 0.0, one.latitude or 0.0), one.name)
            for one in offices
        ),
        tuple((one.area.name, path_of(one.rings, place)) for one in outlines),
        unplaced,
    )  # fmt: skip
