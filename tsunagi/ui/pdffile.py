"""PDF を書く、ただ一つの場所。見出し、項目の表、文章を、A4 に流す。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tsunagi.common.frozen import Frozen

PDF_TYPE = "application/pdf"


class Block(Frozen):
    """A heading with its rows (label, value) or its entries (line, text below it)."""

    heading: str
    rows: Sequence[tuple[str, str]] = ()
    entries: Iterable[tuple[str, str]] = ()


def write_pdf(title: str, blocks: Iterable[Block], *, mark: str) -> bytes:
    """mark: who took it out and when, at the foot of every page beside its number.

    The file's own title is the word 「記録」: a file manager shows it to anybody.
    """
    # The libraries take half a second to load; a server starts without them.
    from tsunagi.ui.pdf_drawing import drawn

    return drawn(title, blocks, mark=mark)
