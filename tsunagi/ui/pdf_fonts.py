"""画面と同じ文字（Noto Sans JP）を、PDF に埋め込めるようにする。

The web fonts lie in the tree as 124 pieces by range. A PDF needs a few of them, each
as a plain font of one weight; a piece is made ready once per process, on first use.
"""

from __future__ import annotations

import io
import threading
import unicodedata
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont

FOLDER = Path(__file__).parent / "static" / "ui" / "fonts" / "files"
REGULAR = 400
FACE_NAMES = (1, 4, 6)
# What no piece holds (a picture mark, a rare letter) is printed as the 下駄 of printers.
MISSING = "〓"
_lock = threading.Lock()


@cache
def _pieces() -> dict[int, str]:
    """code point → piece; an earlier piece wins."""
    found: dict[int, str] = {}
    for path in sorted(FOLDER.glob("noto-sans-jp-*.woff2"), reverse=True):
        with TTFont(path, lazy=True) as font:
            found |= dict.fromkeys(font.getBestCmap(), path.stem)
    return found


@cache
def _ready(piece: str) -> str:
    """Register the piece and return the name under which text asks for it."""
    with TTFont(FOLDER / f"{piece}.woff2") as font:
        plain = instantiateVariableFont(font, {"wght": REGULAR}, inplace=True)
        plain.flavor = None
        # The PDF tells its fonts apart by this name, and all pieces come with one.
        for record in plain["name"].names:
            if record.nameID in FACE_NAMES:
                record.string = piece
        target = io.BytesIO()
        plain.save(target)
    target.seek(0)
    pdfmetrics.registerFont(EmbeddedFont(piece, target))
    return piece


def base_font() -> str:
    """The piece of Latin letters and digits, for what is drawn without runs."""
    with _lock:
        return _ready(_pieces()[ord("A")])


def runs(text: str) -> list[tuple[str, str]]:
    """The text as (font, part): neighbours of one piece stay together."""
    found: list[tuple[str, str]] = []
    pieces = _pieces()
    with _lock:
        for mark in text:
            for shown in _printable(mark, pieces):
                font = _ready(pieces[ord(shown)])
                if found and found[-1][0] == font:
                    found[-1] = (font, found[-1][1] + shown)
                else:
                    found.append((font, shown))
    return found


def _printable(mark: str, pieces: dict[int, str]) -> str:
    """The mark itself, else what it stands for (Ⅲ is III), else the 下駄."""
    plain = unicodedata.normalize("NFKC", mark)
    for shown in (mark, plain):
        if shown and all(ord(one) in pieces for one in shown):
            return shown
    return " " if mark.isspace() else MISSING


def marked_up(text: str) -> str:
    """The text as markup of reportlab's paragraphs; line ends are kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "<br/>".join(
        "".join(
            f'<font name="{font}">{escape(part)}</font>' for font, part in runs(line)
        )
        for line in lines
    )
