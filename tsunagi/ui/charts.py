"""Bars and lines as plain geometry; templates turn it into SVG. Pure.

Each chart has a title, a sentence that says what it shows, and its table. A series is
told apart by its place in the legend, its shape and its number, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from tsunagi.common.frozen import Frozen

WIDTH = 480
# A label's letters on a phone, in the units of the drawing (pictures.css).
PHONE_KANJI, PHONE_DIGIT, PHONE_GAP, FIRST_KANJI = 16, 9, 3, 0x2E80
# Nine letters as they stand on a phone.
LABEL_WIDTH = 174
RIGHT_MARGIN = 72
BAR_HEIGHT = 22
ROW_HEIGHT = 36
LINE_HEIGHT = 240
LINE_LEFT = 48
LINE_BOTTOM = 32
LINE_TOP = 16
MOST_SERIES = 6
MOST_LABEL = 9
NICE_STEPS = (1, 2, 4, 6, 8)
SHAPES = ("circle", "square", "triangle", "diamond", "circle", "square")
DASHES = ("", "8 4", "2 4", "12 4 2 4", "4 2", "1 3")


class Series(Frozen):
    """Values in the order of the labels. None is a gap: unknown, not zero."""

    name: str
    values: Sequence[int | None]


class Bar(Frozen):
    x: float
    y: float
    width: float
    height: float
    series: int
    text: str
    text_x: float
    text_y: float
    anchor: str


class Label(Frozen):
    text: str
    full_text: str
    x: float
    y: float


class Tick(Frozen):
    text: str
    position: float


class Mark(Frozen):
    """A point of a line, drawn as the shape of its series."""

    points: str
    x: float
    y: float
    text: str


class Line(Frozen):
    series: int
    dash: str
    runs: Sequence[str]
    marks: Sequence[Mark]


class LegendItem(Frozen):
    name: str
    series: int
    dash: str
    points: str


class Chart(Frozen):
    """What the chart tags draw, and the table behind it."""

    title: str
    sentence: str
    unit: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | int | None]]
    width: int
    height: int
    axis: float
    bars: Sequence[Bar] = ()
    lines: Sequence[Line] = ()
    labels: Sequence[Label] = ()
    ticks: Sequence[Tick] = ()
    legend: Sequence[LegendItem] = ()


def nice_top(highest: int) -> int:
    """The next round number (1, 2, 4, 6, 8 × 10ⁿ) at or above; at least 1."""
    power = 1
    while True:
        for step in NICE_STEPS:
            if step * power >= highest:
                return step * power
        power *= 10


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_LABEL else f"{text[: MOST_LABEL - 1]}…"


def _table(
    labels: Sequence[str], series: Sequence[Series]
) -> list[list[str | int | None]]:
    return [
        [label, *(one.values[index] for one in series)]
        for index, label in enumerate(labels)
    ]


def _check(labels: Sequence[str], series: Sequence[Series]) -> None:
    if not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"1 to {MOST_SERIES} series can be told apart")
    for one in series:
        if len(one.values) != len(labels):
            raise ValueError(f"{one.name}: one value for each label is needed")
        if any(value is not None and value < 0 for value in one.values):
            raise ValueError(f"{one.name}: a count cannot be negative")


def stacked_bars(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    sentence: str,
    unit: str = "件",
    first_column: str = "項目",
) -> Chart:
    """横の積み上げ棒。項目が1系列なら、ふつうの棒になる。"""
    _check(labels, series)
    totals = [
        sum(one.values[index] or 0 for one in series) for index in range(len(labels))
    ]
    top = nice_top(max([*totals, 1]))
    scale = (WIDTH - LABEL_WIDTH - RIGHT_MARGIN) / top
    bars: list[Bar] = []
    names: list[Label] = []
    for index, label in enumerate(labels):
        y = index * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT) / 2
        middle = y + BAR_HEIGHT / 2 + 5
        names.append(Label(_shortened(label), label, LABEL_WIDTH - 10, middle))
        values = [one.values[index] for one in series]
        bars.extend(_row_of_bars(values, y, middle, scale, unit))
    return Chart(
        title=title,
        sentence=sentence,
        unit=unit,
        head=[first_column, *(one.name for one in series)],
        rows=_table(labels, series),
        width=WIDTH,
        height=len(labels) * ROW_HEIGHT,
        axis=LABEL_WIDTH,
        bars=bars,
        labels=names,
        legend=_legend(series) if len(series) > 1 else (),
    )


def bars(
    title: str,
    labels: Sequence[str],
    values: Sequence[int | None],
    *,
    sentence: str,
    unit: str = "件",
    value_name: str = "数",
    first_column: str = "項目",
) -> Chart:
    """横の棒。値は棒の右に書く。わからない値は「—」。"""
    return stacked_bars(
        title,
        labels,
        [Series(value_name, values)],
        sentence=sentence,
        unit=unit,
        first_column=first_column,
    )


def _row_of_bars(
    values: Sequence[int | None], y: float, middle: float, scale: float, unit: str
) -> list[Bar]:
    row: list[Bar] = []
    x = float(LABEL_WIDTH)
    for number, value in enumerate(values, start=1):
        width = round((value or 0) * scale, 1)
        inside = len(values) > 1
        if not inside:
            text = "—" if value is None else f"{value:,}{unit}"
            row.append(
                Bar(
                    x,
                    y,
                    width,
                    BAR_HEIGHT,
                    number,
                    text,
                    x + width + 6,
                    middle,
                    "start",
                )
            )
        elif value:
            room = len(f"{value:,}") * 9 + 8
            text = f"{value:,}" if width >= room else ""
            row.append(
                Bar(
                    x,
                    y,
                    width,
                    BAR_HEIGHT,
                    number,
                    text,
                    x + width / 2,
                    middle,
                    "middle",
                )
            )
        x += width
    return row


def lines(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    sentence: str,
    unit: str = "件",
    first_column: str = "月",
) -> Chart:
    """折れ線。わからない月は線を切り、0とは描き分ける。"""
    _check(labels, series)
    known = [value for one in series for value in one.values if value is not None]
    top = nice_top(max([*known, 1]))
    floor = LINE_HEIGHT - LINE_BOTTOM
    step = (WIDTH - LINE_LEFT - 24) / max(len(labels) - 1, 1)
    every = _labels_apart(labels, step)

    def x_of(index: int) -> float:
        return round(LINE_LEFT + index * step, 1)

    def y_of(value: int) -> float:
        return round(floor - value / top * (floor - LINE_TOP), 1)

    ticks = [Tick(f"{value:,}", y_of(value)) for value in sorted({0, top // 2, top})]
    names = [
        Label(label, label, x_of(index), LINE_HEIGHT - 10)
        for index, label in enumerate(labels)
        if index % every == 0
    ]
    drawn = []
    for number, one in enumerate(series, start=1):
        points = [
            None if value is None else (x_of(index), y_of(value), f"{value:,}{unit}")
            for index, value in enumerate(one.values)
        ]
        drawn.append(
            Line(
                series=number,
                dash=DASHES[number - 1],
                runs=_runs(points),
                marks=[
                    Mark(shape_points(SHAPES[number - 1], x, y), x, y, text)
                    for x, y, text in filter(None, points)
                ],
            )
        )
    return Chart(
        title=title,
        sentence=sentence,
        unit=unit,
        head=[first_column, *(one.name for one in series)],
        rows=_table(labels, series),
        width=WIDTH,
        height=LINE_HEIGHT,
        axis=LINE_LEFT,
        lines=drawn,
        labels=names,
        ticks=ticks,
        legend=_legend(series, with_lines=True),
    )


def _labels_apart(labels: Sequence[str], step: float) -> int:
    """Every how many-th label is written, so that none runs into the next on a phone,
    where letters are drawn larger."""
    widest = max(
        sum(
            PHONE_KANJI if ord(letter) >= FIRST_KANJI else PHONE_DIGIT for letter in one
        )
        for one in labels
    )
    return max(1, ceil((widest + PHONE_GAP) / step))


def _runs(points: Sequence[tuple[float, float, str] | None]) -> list[str]:
    """Unbroken stretches; a gap (None) ends one."""
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point[0]},{point[1]}")
    return [" ".join(run) for run in runs if len(run) > 1]


def shape_points(shape: str, x: float, y: float, size: float = 4.5) -> str:
    """A polygon; a circle is an octagon, which at this size looks round."""
    corners = {
        "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "triangle": ((0, -1.3), (1.2, 0.9), (-1.2, 0.9)),
        "diamond": ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
        "circle": (
            (-0.5, -1.1),
            (0.5, -1.1),
            (1.1, -0.5),
            (1.1, 0.5),
            (0.5, 1.1),
            (-0.5, 1.1),
            (-1.1, 0.5),
            (-1.1, -0.5),
        ),
    }[shape]
    return " ".join(
        f"{round(x + dx * size, 1)},{round(y + dy * size, 1)}" for dx, dy in corners
    )


def _legend(series: Sequence[Series], *, with_lines: bool = False) -> list[LegendItem]:
    return [
        LegendItem(
            name=one.name,
            series=number,
            dash=DASHES[number - 1] if with_lines else "",
            points=shape_points(SHAPES[number - 1], 14, 8) if with_lines else "",
        )
        for number, one in enumerate(series, start=1)
    ]
