"""送付状と封筒を PDF にする。"""

from __future__ import annotations

from reportlab.lib.units import mm

from tsunagi.cases.papers.letters import Envelope, Letter, Sender
from tsunagi.ui.pdf_lines import draw_line, line_of, wrapped
from tsunagi.ui.pdf_sheet import MARGIN, PORTRAIT, Book

LEFT = 22 * mm
# (width, height) as the printer takes them, written from left to right
ENVELOPES = {
    Envelope.NAGA_3: (235 * mm, 120 * mm),
    Envelope.KAKU_2: (240 * mm, 332 * mm),
}


class _Pen:
    """Writes lines downwards. x: where they begin, width: where they turn."""

    def __init__(self, book: Book, x: float, y: float, width: float) -> None:
        self.canvas, self.x, self.y, self.width = book.canvas, x, y, width

    def write(self, text: str, size: float, *, align: str = "left") -> None:
        for line in wrapped(text, size, self.width) or wrapped(" ", size, self.width):
            self.y -= size * 1.6
            rest = self.width - line.width
            shift = {"left": 0.0, "right": rest, "center": rest / 2}[align]
            draw_line(self.canvas, line, self.x + shift, self.y, size)

    def skip(self, height: float) -> None:
        self.y -= height


def letter_pdf(letter: Letter, *, mark: str) -> bytes:
    """送付状一枚。"""
    book = Book(mark=mark)
    book.canvas.setPageSize(PORTRAIT)
    width, height = PORTRAIT
    pen = _Pen(book, LEFT, height - 20 * mm, width - 2 * LEFT)
    pen.write(letter.on, 10.5, align="right")
    pen.skip(4 * mm)
    pen.write(letter.addressee, 13)
    pen.skip(4 * mm)
    for line in _sender(letter.sender):
        pen.write(line, 10, align="right")
    pen.skip(12 * mm)
    pen.write("書類の送付について", 15, align="center")
    pen.skip(8 * mm)
    pen.write(letter.greeting, 10.5)
    pen.skip(8 * mm)
    pen.write("記", 11, align="center")
    pen.skip(3 * mm)
    for name in letter.papers:
        pen.write(f"・{name}　　１部", 10.5)
    if letter.note:
        pen.skip(6 * mm)
        pen.write(letter.note, 10.5)
    pen.skip(6 * mm)
    pen.write("以上", 10.5, align="right")
    draw_line(book.canvas, line_of(mark, 7), LEFT, MARGIN, 7)
    book.canvas.showPage()
    return book.finished()


def envelope_pdf(letter: Letter, envelope: Envelope) -> bytes:
    """封筒の表。差出人は左下に。印刷した人の名は入れない: 外に出る紙だから。"""
    book = Book(mark="")
    width, height = ENVELOPES[envelope]
    book.canvas.setPageSize((width, height))
    is_large = envelope is Envelope.KAKU_2
    scale = 1.35 if is_large else 1.0
    x = width * (0.2 if is_large else 0.3)
    pen = _Pen(book, x, height - (70 if is_large else 24) * mm, width - x - 15 * mm)
    if letter.postal_code:
        pen.write(f"〒 {_postal(letter.postal_code)}", 13 * scale)
    pen.write(letter.address, 13 * scale)
    pen.skip(6 * mm)
    pen.write(letter.addressee, 19 * scale)
    lines = [one for one in _sender(letter.sender) if one]
    foot = _Pen(book, 14 * mm, 14 * mm + len(lines) * 15 * scale, width / 2)
    for line in lines:
        foot.write(line, 9 * scale)
    book.canvas.showPage()
    return book.finished()


def _postal(code: str) -> str:
    digits = "".join(one for one in code if one.isdigit())
    return f"{digits[:3]}-{digits[3:]}" if len(digits) == 7 else code


def _sender(sender: Sender) -> list[str]:
    return [
        f"〒{_postal(sender.postal_code)}" if sender.postal_code else "",
        sender.address,
        sender.office,
        f"担当　{sender.staff}" if sender.staff else "",
        f"電話　{sender.phone}" if sender.phone else "",
    ]
