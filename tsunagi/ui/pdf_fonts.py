"""画面と同じ文字（Noto Sans JP）を、PDF に埋め込めるようにする。

The web fonts lie in the tree as 124 pieces by range. A PDF needs a few of them, each
as a plain font of one weight; a piece is made ready once per process, on first use.

A letter with a variation selector (葛󠄀) is drawn as the variant that the font holds and
read back as both marks; what no piece holds is drawn as 〓 and read back as it is.
"""

from __future__ import annotations

import io
import threading
import unicodedata
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont

FOLDER = Path(__file__).parent / "static" / "ui" / "fonts" / "files"
REGULAR = 400
FACE_NAMES = (1, 4, 6)
# What no piece holds (a picture mark, a rare letter) is printed as the 下駄 of printers.
MISSING = "〓"
# Private code points of one font for what is drawn and read back differently.
PRIVATE = 0xF0000
# The library keeps what it draws in the fonts: one document at a time is written.
writing = threading.RLock()
_lock = threading.RLock()


class Mark(NamedTuple):
    """One mark as drawn: its font, the code that the font knows, its width at size 1."""

    font: str
    code: str
    width: float


class _PieceFont(EmbeddedFont):  # type: ignore[misc]
    """A piece whose text is read back as it was typed."""

    def __init__(self, name: str, file: Any, variants: dict[tuple[str, str], int]):
        super().__init__(name, file)
        self.variants = variants
        self.typed: dict[int, str] = {}
        self._next = count(PRIVATE)

    def private(self, glyph: int, width: float, typed: str) -> str:
        """A code of our own for a glyph that means more than one code point."""
        code = next(self._next)
        self.face.charToGlyph[code] = glyph
        self.face.charWidths[code] = width
        self.typed[code] = typed
        return chr(code)

    def addObjects(self, doc: Any) -> None:  # noqa: N802 — the library's name
        """Write the font, then its table of what each code reads as: the library's own
        table knows neither private codes nor letters beyond four digits."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            base = b"".join((SUBSETN(number), b"+", self.face.name))
            name = base.decode("ascii")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = self._reading(
                name, subset
            )

    def _reading(self, name: str, subset: list[int]) -> str:
        pairs = [
            f"<{place:02X}> <{self.typed.get(code, chr(code)).encode('utf-16-be').hex().upper()}>"
            for place, code in enumerate(subset)
        ]
        blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        mapped = [
            line
            for block in blocks
            for line in (f"{len(block)} beginbfchar", *block, "endbfchar")
        ]
        return "\n".join(
            [
                "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
                "/CIDSystemInfo", f"<< /Registry ({name})", f"/Ordering ({name})",
                "/Supplement 0", ">> def", f"/CMapName /{name} def",
                "/CMapType 2 def", "1 begincodespacerange", "<00> <FF>",
                "endcodespacerange", *mapped, "endcmap",
                "CMapName currentdict /CMap defineresource pop", "end", "end",
            ]
        )  # fmt: skip


@cache
def _pieces() -> dict[int, str]:
    """code point → piece; an earlier piece wins."""
    found: dict[int, str] = {}
    for path in sorted(FOLDER.glob("noto-sans-jp-*.woff2"), reverse=True):
        with TTFont(path, lazy=True) as font:
            found |= dict.fromkeys(font.getBestCmap(), path.stem)
    return found


@cache
def _ready(piece: str) -> _PieceFont:
    """Register the piece under its name, by which text asks for it."""
    with TTFont(FOLDER / f"{piece}.woff2") as font:
        plain = instantiateVariableFont(font, {"wght": REGULAR}, inplace=True)
        plain.flavor = None
        # The PDF tells its fonts apart by this name, and all pieces come with one.
        for record in plain["name"].names:
            if record.nameID in FACE_NAMES:
                record.string = piece
        variants = _variants(plain)
        target = io.BytesIO()
        plain.save(target)
    target.seek(0)
    ready = _PieceFont(piece, target, variants)
    pdfmetrics.registerFont(ready)
    return ready


def _variants(font: TTFont) -> dict[tuple[str, str], int]:
    """(letter, selector) → glyph, where the font draws it in a way of its own."""
    return {
        (chr(base), chr(selector)): font.getGlyphID(glyph)
        for table in font["cmap"].tables
        if table.format == 14
        for selector, pairs in table.uvsDict.items()
        for base, glyph in pairs
        if glyph is not None
    }


def base_font() -> str:
    """The piece of Latin letters and digits, for what is drawn without runs."""
    with _lock:
        return str(_ready(_pieces()[ord("A")]).fontName)


def is_selector(mark: str) -> bool:
    """異体字セレクタ: 前の字の形を選ぶ、目に見えない印。"""
    return "\ufe00" <= mark <= "\ufe0f" or "\U000e0100" <= mark <= "\U000e01ef"


def clusters(text: str) -> list[str]:
    """The letters of the text, each with the selectors that follow it."""
    found: list[str] = []
    for mark in text:
        if found and is_selector(mark):
            found[-1] += mark
        else:
            found.append(mark)
    return found


@cache
def marks(cluster: str) -> tuple[Mark, ...]:
    """How one letter is drawn; mostly one mark, three for Ⅲ."""
    with _lock:
        pieces = _pieces()
        if len(cluster) > 1:
            return (_variant(cluster, pieces),)
        for shown in (cluster, unicodedata.normalize("NFKC", cluster)):
            if shown and all(ord(one) in pieces for one in shown):
                return tuple(_mark(one, pieces) for one in shown)
        if cluster.isspace():
            return (_mark(" ", pieces),)
        return (_instead(cluster, pieces),)


def _mark(letter: str, pieces: dict[int, str]) -> Mark:
    font = _ready(pieces[ord(letter)])
    return Mark(font.fontName, letter, font.face.charWidths[ord(letter)] / 1000)


def _variant(cluster: str, pieces: dict[int, str]) -> Mark:
    letter, selector = cluster[0], cluster[1]
    if ord(letter) not in pieces:
        return _instead(cluster, pieces)
    font = _ready(pieces[ord(letter)])
    width = font.face.charWidths[ord(letter)]
    plain = font.face.charToGlyph[ord(letter)]
    glyph = font.variants.get((letter, selector), plain)
    return Mark(font.fontName, font.private(glyph, width, cluster), width / 1000)


def _instead(cluster: str, pieces: dict[int, str]) -> Mark:
    font = _ready(pieces[ord(MISSING)])
    width = font.face.charWidths[ord(MISSING)]
    glyph = font.face.charToGlyph[ord(MISSING)]
    return Mark(font.fontName, font.private(glyph, width, cluster), width / 1000)


def is_drawn(cluster: str) -> bool:
    """Is there a shape for this letter, or only the 下駄?"""
    pieces = _pieces()
    plain = unicodedata.normalize("NFKC", cluster[0])
    return cluster.isspace() or any(
        shown and all(ord(one) in pieces for one in shown)
        for shown in (cluster[0], plain)
    )


def runs(text: str) -> list[tuple[str, str]]:
    """The text as (font, part): neighbours of one piece stay together."""
    found: list[tuple[str, str]] = []
    for cluster in clusters(text):
        for font, code, _ in marks(cluster):
            if found and found[-1][0] == font:
                found[-1] = (font, found[-1][1] + code)
            else:
                found.append((font, code))
    return found


def marked_up(text: str) -> str:
    """The text as markup of reportlab's paragraphs; line ends are kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "<br/>".join(
        "".join(
            f'<font name="{font}">{escape(part)}</font>' for font, part in runs(line)
        )
        for line in lines
    )
