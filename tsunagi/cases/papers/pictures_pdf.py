"""家族図と社会関係図を、画面と同じ幾何から線で描く。"""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from tsunagi.cases.papers.rules import Picture
from tsunagi.cases.person.ties_ecomap_rules import Bubble, EcoMap
from tsunagi.cases.person.ties_genogram_rules import Genogram, Symbol
from tsunagi.cases.person.ties_geometry_rules import Stroke
from tsunagi.ui.pdf_lines import draw_line, line_of
from tsunagi.ui.pdf_sheet import INK, QUIET, Cell, Sheet, label, points_of, polyline

TALLEST = 88 * mm
EMPTY = 45 * mm
LARGEST_SCALE = 0.62
HALF, INNER = 22, 17
LETTER = 14
WHITE = HexColor("#ffffff")
WIDTHS = {"strong": 4.0, "weak": 1.0}
DASHES = {"distant": (3, 4), "weak": (2, 3), "union": (6, 3), "partner": (6, 3)}


def draw_picture(sheet: Sheet, picture: Picture) -> None:
    """The picture in a frame of its own; below it the same in words."""
    drawing = picture.drawing
    scale, height = _fitting(sheet, drawing)
    sheet.need(height + 8 * mm)
    sheet.row([label(picture.title, 1)])
    top = sheet.y
    sheet.canvas.rect(sheet.left, top - height, sheet.width, height)
    if drawing is not None:
        sheet.canvas.saveState()
        _into(sheet, drawing, scale, top)
        if isinstance(drawing, Genogram):
            _draw_genogram(sheet.canvas, drawing)
        else:
            _draw_ecomap(sheet.canvas, drawing)
        sheet.canvas.restoreState()
    sheet.y = top - height
    if picture.sentences:
        sheet.row([Cell("\n".join(picture.sentences), 1, size=7.5)])


def _size(drawing: Genogram | EcoMap) -> tuple[float, float]:
    height = drawing.height if isinstance(drawing, Genogram) else drawing.width
    return drawing.width, height


def _fitting(sheet: Sheet, drawing: Genogram | EcoMap | None) -> tuple[float, float]:
    if drawing is None:
        return 1.0, EMPTY
    width, height = _size(drawing)
    room = sheet.width - 4 * mm
    scale = min(room / width, (TALLEST - 4 * mm) / height, LARGEST_SCALE)
    return scale, height * scale + 4 * mm


def _into(sheet: Sheet, drawing: Genogram | EcoMap, scale: float, top: float) -> None:
    """From now on the canvas counts as the picture does: from the top left, downwards."""
    width, _ = _size(drawing)
    left = sheet.left + (sheet.width - width * scale) / 2
    sheet.canvas.translate(left, top - 2 * mm)
    sheet.canvas.scale(scale, -scale)


def _words(
    canvas: Any, text: str, x: float, y: float, *, centred: bool = False
) -> None:
    """Text stands upright although the picture counts downwards."""
    line = line_of(text, LETTER)
    canvas.saveState()
    canvas.translate(x - (line.width / 2 if centred else 0), y)
    canvas.scale(1, -1)
    canvas.setFillColor(INK)
    draw_line(canvas, line, 0, 0, LETTER)
    canvas.restoreState()


def _stroke(canvas: Any, stroke: Stroke) -> None:
    canvas.setLineWidth(WIDTHS.get(stroke.kind, 1.6))
    canvas.setDash(*DASHES.get(stroke.kind, ()))
    polyline(canvas, points_of(stroke.points))
    canvas.setDash()


def _draw_genogram(canvas: Any, drawing: Genogram) -> None:
    canvas.setStrokeColor(QUIET)
    canvas.setLineWidth(1)
    for points in drawing.households:
        canvas.setDash(4, 3)
        polyline(canvas, points_of(points), close=True)
    canvas.setDash()
    canvas.setStrokeColor(INK)
    for stroke in drawing.strokes:
        _stroke(canvas, stroke)
    for symbol in drawing.symbols:
        _draw_symbol(canvas, symbol)


def _draw_symbol(canvas: Any, symbol: Symbol) -> None:
    canvas.setLineWidth(1.8)
    canvas.setFillColor(WHITE)
    _outline(canvas, symbol, HALF)
    if symbol.is_self:
        _outline(canvas, symbol, INNER)
    if symbol.is_deceased:
        reach = HALF if symbol.shape == "square" else 15
        x, y = symbol.x, symbol.y
        canvas.line(x - reach, y - reach, x + reach, y + reach)
        canvas.line(x + reach, y - reach, x - reach, y + reach)
    if symbol.inside:
        _words(canvas, symbol.inside, symbol.x, symbol.y + 5, centred=True)
    for number, line in enumerate(symbol.lines):
        _words(canvas, line, symbol.x + 28, symbol.y + (14 if number else -3))


def _outline(canvas: Any, symbol: Symbol, half: float) -> None:
    x, y = symbol.x, symbol.y
    if symbol.shape == "square":
        canvas.rect(x - half, y - half, 2 * half, 2 * half, stroke=1, fill=1)
    elif symbol.shape == "circle":
        canvas.circle(x, y, half, stroke=1, fill=1)
    else:
        reach = half + 2
        corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
        polyline(canvas, corners, stroke=1, fill=1)


def _draw_ecomap(canvas: Any, drawing: EcoMap) -> None:
    canvas.setStrokeColor(INK)
    for stroke in drawing.strokes:
        _stroke(canvas, stroke)
    for points in drawing.arrows:
        canvas.setFillColor(INK)
        canvas.setLineWidth(0.5)
        polyline(canvas, points_of(points), fill=1, stroke=1)
    for bubble in (drawing.centre, *drawing.bubbles):
        _draw_bubble(canvas, bubble, is_centre=bubble is drawing.centre)


def _draw_bubble(canvas: Any, bubble: Bubble, *, is_centre: bool) -> None:
    canvas.setFillColor(WHITE)
    canvas.setLineWidth(1.8)
    canvas.circle(bubble.x, bubble.y, bubble.radius, stroke=1, fill=1)
    if is_centre:
        canvas.circle(bubble.x, bubble.y, bubble.inner_radius, stroke=1, fill=1)
    _words(canvas, bubble.heading, bubble.x, bubble.y + bubble.heading_y, centred=True)
    for y, line in bubble.placed_lines:
        _words(canvas, line, bubble.x, bubble.y + y, centred=True)
