"""文を、決まった幅の行に分ける。行の頭に句読点を置かず、語の途中で英数字を切らない。"""

from __future__ import annotations

from typing import Any

from tsunagi.common.frozen import Frozen
from tsunagi.ui.pdf_fonts import Mark, clusters, marks

NOT_FIRST = frozenset(
    "、。，．・：；？！!?,.:;）)」』】〉》〕］]｝}ーっゃゅょぁぃぅぇぉッャュョァィゥェォ々〜～…ヽヾゝゞ％%℃"
)
NOT_LAST = frozenset("（(「『【〈《〔［[｛{〒¥￥№")
Unit = tuple[str, tuple[Mark, ...], float]
NOTHING: Unit = ("", (), 0.0)


class Line(Frozen):
    """One line: parts of one font each, and its width at the size it was made for."""

    parts: tuple[tuple[str, str], ...] = ()
    width: float = 0.0


EMPTY = Line()


def _units(text: str) -> list[Unit]:
    """What is not cut: a letter, or a word of Latin letters and digits."""
    found: list[Unit] = []
    for cluster in clusters(text):
        drawn = marks(cluster)
        width = sum(mark.width for mark in drawn)
        is_word = cluster.isascii() and cluster.isalnum()
        if is_word and found and found[-1][0][-1:].isascii() and found[-1][0].isalnum():
            before = found[-1]
            found[-1] = (before[0] + cluster, before[1] + drawn, before[2] + width)
        else:
            found.append((cluster, drawn, width))
    return found


def line_of(text: str, size: float) -> Line:
    """The text as one line, however long."""
    return _line(_units(text.replace("\n", " ")), size)


def _line(units: list[Unit], size: float) -> Line:
    parts: list[tuple[str, str]] = []
    for _, drawn, _ in units:
        for font, code, _ in drawn:
            if parts and parts[-1][0] == font:
                parts[-1] = (font, parts[-1][1] + code)
            else:
                parts.append((font, code))
    return Line(tuple(parts), sum(unit[2] for unit in units) * size)


def wrapped(text: str, size: float, width: float) -> tuple[Line, ...]:
    """Lines no wider than `width`; line ends of the text are kept. No letter is lost."""
    if not text:
        return ()
    lines = []
    plain = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    for paragraph in plain.split("\n"):
        lines += _filled(_units(paragraph), size, width / size)
    return tuple(lines)


def _filled(units: list[Unit], size: float, room: float) -> list[Line]:
    lines: list[Line] = []
    held: list[Unit] = []
    used = 0.0
    for unit in (piece for whole in units for piece in _fitting(whole, room)):
        if held and used + unit[2] > room:
            kept = _break(held, unit)
            lines.append(_line(held[:kept], size))
            held = held[kept:]
            used = sum(one[2] for one in held)
        held.append(unit)
        used += unit[2]
    return [*lines, _line(held, size)]


def _fitting(unit: Unit, room: float) -> list[Unit]:
    """A word that is wider than the whole line is cut into its letters."""
    if unit[2] <= room:
        return [unit]
    return [(mark.code, (mark,), mark.width) for mark in unit[1]]


def _break(held: list[Unit], following: Unit) -> int:
    """How many units stay on the line; at least one does."""
    kept = len(held)
    while kept > 1 and (
        (held[kept][0] if kept < len(held) else following[0])[:1] in NOT_FIRST
        or held[kept - 1][0][-1:] in NOT_LAST
    ):
        kept -= 1
    return kept if kept > 1 or len(held) == 1 else len(held)


def draw_line(canvas: Any, line: Line, x: float, y: float, size: float) -> None:
    """One text object for the whole line: its parts follow each other."""
    if not line.parts:
        return
    text = canvas.beginText(x, y)
    for font, part in line.parts:
        text.setFont(font, size)
        text.textOut(part)
    canvas.drawText(text)
