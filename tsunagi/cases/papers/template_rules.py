"""市町村の様式のセルの対応: どの欄を書けるか、番地の読み方、書く値。純粋関数だけを置く。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tsunagi.cases.papers.forms_data import blank_paper
from tsunagi.cases.papers.rules import Paper, PaperKind, bands_of, cell_text
from tsunagi.common.frozen import Frozen

ADDRESS = re.compile(
    r"'?(?P<sheet>[^'!]{1,31})'?!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d{1,5})"
)
DAYS = ("月", "火", "水", "木", "金", "土", "日・祝")
BANDS = 12
Cells = Mapping[str, str]


class Place(Frozen):
    """One box of the paper that may be written into a cell. goes_down: one per row.

    heading: what stands at it on a form, where that is not its label.
    """

    key: str
    label: str
    goes_down: bool = False
    heading: str = ""


class Spot(Frozen):
    sheet: str
    column: str
    row: int

    def below(self, rows: int) -> Spot:
        return Spot(self.sheet, self.column, self.row + rows)

    @property
    def cell(self) -> str:
        return f"{self.column}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


def places_of(kind: PaperKind) -> tuple[Place, ...]:
    """この書面の、セルに書ける欄のすべて。"""
    paper = blank_paper(kind)
    found = [Place(field.name, field.label) for field in paper.fields()]
    found += [
        Place(f"{grid.name}.{column.name}", _one_line(column.label), goes_down=True)
        for grid in paper.grids()
        for column in grid.columns
    ]
    if paper.week() is not None:
        found += [
            Place(f"week.{number}", f"週間　{day}（6:00の段）", True, heading=day)
            for number, day in enumerate(DAYS, start=1)
        ]
    return tuple(found)


def _one_line(label: str) -> str:
    return label.replace("\n", "")


def spot_of(address: str) -> Spot | None:
    """「1_1計画案!C5」。Excel から写した 'シート'!$C$5 も読む。"""
    match = ADDRESS.fullmatch(address.strip())
    if match is None or int(match["row"]) == 0:
        return None
    return Spot(match["sheet"], match["column"], int(match["row"]))


class BadCell(Frozen):
    place: Place
    address: str
    other: Place | None = None


def first_bad(kind: PaperKind, cells: Cells, sheets: Sequence[str]) -> BadCell | None:
    """番地として読めない、シートがない、または二つの欄が同じセルに入るもの。"""
    taken: dict[Spot, Place] = {}
    for place in places_of(kind):
        address = cells.get(place.key, "")
        if not address:
            continue
        spot = spot_of(address)
        if spot is None or spot.sheet not in sheets:
            return BadCell(place, address)
        if spot in taken:
            return BadCell(place, address, other=taken[spot])
        taken[spot] = place
    return None


class Filled(Frozen):
    """Every cell to be written, and what found no row of its own.

    over: (title, heads, rows) of tables that are longer than the form.
    """

    cells: dict[Spot, str]
    over: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]], ...] = ()


def filled(paper: Paper, cells: Cells, *, step: int, most: int) -> Filled:
    """一枚の紙を、対応の表のとおりに。表の行が様式より多ければ、残りは「続き」に回す。"""
    values: dict[Spot, str] = {}
    for field in paper.fields():
        spot = spot_of(cells.get(field.name, ""))
        if spot is not None:
            values[spot] = field.value
    over = []
    for grid in paper.grids():
        rows = [tuple(cell_text(cell) for cell in row) for row in grid.rows]
        spots = [
            spot_of(cells.get(f"{grid.name}.{column.name}", ""))
            for column in grid.columns
        ]
        if not any(spots):
            continue
        for number, row in enumerate(rows[:most]):
            for spot, text in zip(spots, row, strict=True):
                if spot is not None:
                    values[spot.below(number * step)] = text
        if len(rows) > most:
            heads = tuple(_one_line(column.label) for column in grid.columns)
            over.append((grid.title or paper.title, heads, tuple(rows[most:])))
    values |= _week_values(paper, cells, step)
    return Filled(values, tuple(over))


def _week_values(paper: Paper, cells: Cells, step: int) -> dict[Spot, str]:
    week = paper.week()
    if week is None:
        return {}
    texts = bands_of(week.entries)
    values = {}
    for day in range(len(DAYS)):
        spot = spot_of(cells.get(f"week.{day + 1}", ""))
        if spot is not None:
            for band in range(BANDS):
                values[spot.below(band * step)] = texts.get((day, band), "")
    return values
