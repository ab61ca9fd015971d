"""PDF の紙面: 文字の大きさ、余白、表、頁の下の印。`pdffile` からだけ使う。"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from tsunagi.ui import pdf_fonts
from tsunagi.ui.pdffile import Block

INK, QUIET, RULE = HexColor("#1a1a1c"), HexColor("#595959"), HexColor("#b3b3b3")
MARGIN, FOOT = 18 * mm, 10 * mm


def drawn(title: str, blocks: Iterable[Block], *, mark: str) -> bytes:
    """The bytes of the file; see `pdffile.write_pdf`."""
    target = io.BytesIO()
    document = SimpleDocTemplate(
        target, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=MARGIN + FOOT, title="記録", author="つなぎ", lang="ja",
    )  # fmt: skip
    styles = _styles()
    story: list[Any] = [_text(title, styles["title"]), _text(mark, styles["quiet"])]
    for block in blocks:
        story += _drawn(block, styles)

    def foot(canvas: Canvas, _: Any) -> None:
        _draw_foot(canvas, mark)

    with pdf_fonts.writing:
        document.build(story, onFirstPage=foot, onLaterPages=foot)
    return target.getvalue()


def _styles() -> dict[str, ParagraphStyle]:
    body = ParagraphStyle(
        "body", fontName=pdf_fonts.base_font(), fontSize=10, leading=16,
        wordWrap="CJK", textColor=INK,
    )  # fmt: skip
    return {
        "body": body,
        "title": ParagraphStyle("title", body, fontSize=16, leading=24, spaceAfter=4),
        "heading": ParagraphStyle(
            "heading", body, fontSize=12.5, leading=20, spaceBefore=12, spaceAfter=3
        ),
        "line": ParagraphStyle(
            "line", body, fontSize=8.5, leading=13, textColor=QUIET, keepWithNext=1
        ),
        "quiet": ParagraphStyle("quiet", body, fontSize=8.5, leading=13, textColor=QUIET),
        "entry": ParagraphStyle("entry", body, spaceAfter=8, leftIndent=4 * mm),
    }  # fmt: skip


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(pdf_fonts.marked_up(text), style)


def _drawn(block: Block, styles: dict[str, ParagraphStyle]) -> list[Any]:
    parts: list[Any] = []
    if block.rows:
        cells = [
            [_text(label, styles["quiet"]), _text(value or "—", styles["body"])]
            for label, value in block.rows
        ]
        width = A4[0] - 2 * MARGIN
        rule = ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE)
        top = ("VALIGN", (0, 0), (-1, -1), "TOP")
        table = Table(
            cells, colWidths=[42 * mm, width - 42 * mm], style=[rule, top],
            splitInRow=1,
        )  # fmt: skip
        parts.append(table)
    for line, text in block.entries:
        if line:
            parts.append(_text(line, styles["line"]))
        parts.append(_text(text, styles["entry"]) if text else Spacer(1, 6))
    heading = _text(block.heading, styles["heading"])
    # A heading never stands alone at the end of a page.
    first = parts[:1] if block.entries and not block.rows else []
    return [KeepTogether([heading, *first]), *parts[len(first) :]]


def _draw_foot(canvas: Canvas, mark: str) -> None:
    canvas.saveState()
    canvas.setFillColor(QUIET)
    x = MARGIN
    for font, part in pdf_fonts.runs(mark):
        canvas.setFont(font, 8)
        canvas.drawString(x, MARGIN, part)
        x += canvas.stringWidth(part, font, 8)
    canvas.setFont(pdf_fonts.base_font(), 8)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN, str(canvas.getPageNumber()))
    canvas.restoreState()
