"""月報を、読む形（文、図、表、Excel）にする。"""

from __future__ import annotations

from collections.abc import Mapping

from tsunagi.activity.record.categories import ChoiceList
from tsunagi.activity.record.rules import Cell, Dimension, Figures
from tsunagi.common.excelfile import Sheet, write_excel
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.contacts.queries import MonthlyReport
from tsunagi.ui import charts

PLAIN = (
    (Dimension.TOTAL, "延件数", "件"),
    (Dimension.PERSONS, "実人数", "人"),
    (Dimension.NEW, "うち新規", "人"),
    (Dimension.CONTINUING, "うち継続", "人"),
    (Dimension.CHILDREN, "うち18歳未満", "人"),
    (Dimension.ADULTS, "うち18歳以上", "人"),
    (Dimension.AGE_UNKNOWN, "うち年齢が分からない", "人"),
    (Dimension.ANONYMOUS, "匿名（延件数の内数）", "件"),
)
GAPS = (
    (Dimension.GAP_MINUTES, "時間が空の記録"),
    (Dimension.GAP_CONTENTS, "支援内容が空の記録"),
    (Dimension.GAP_DISABILITY, "障害種別が空の人の記録"),
)


class Line(Frozen):
    """One figure with its words and the address of the list behind it."""

    label: str
    value: int
    unit: str
    cell: str
    frozen: int | None = None

    @property
    def has_changed(self) -> bool:
        return self.frozen is not None and self.frozen != self.value


def spelled(cell: Cell) -> str:
    return f"{cell.dimension.value}.{cell.code}" if cell.code else cell.dimension.value


def read_cell(text: str) -> Cell | None:
    """The cell that an address names; None when there is no such figure."""
    name, _, code = text.partition(".")
    try:
        return Cell(Dimension(name), code)
    except ValueError:
        return None


def _line(
    figures: Figures, frozen: Figures | None, cell: Cell, label: str, unit: str
) -> Line:
    return Line(
        label,
        figures.value(cell),
        unit,
        spelled(cell),
        frozen.value(cell) if frozen else None,
    )


def plain_lines(found: MonthlyReport) -> list[Line]:
    frozen = found.closed.figures if found.closed else None
    return [
        _line(found.figures, frozen, Cell(dimension), label, unit)
        for dimension, label, unit in PLAIN
    ]


def gap_lines(found: MonthlyReport) -> list[Line]:
    return [
        _line(found.figures, None, Cell(dimension), label, "件")
        for dimension, label in GAPS
    ]


def coded_lines(
    found: MonthlyReport, dimension: Dimension, words: ChoiceList, unit: str
) -> list[Line]:
    """Every category in the order of the catalogue, then codes of older versions."""
    frozen = found.closed.figures if found.closed else None
    counts: Mapping[str, int] = getattr(found.figures, f"by_{dimension.value}")
    codes = [
        *words.codes,
        *(code for code in sorted(counts) if code not in words.codes),
    ]
    return [
        _line(found.figures, frozen, Cell(dimension, code), words.label_of(code), unit)
        for code in codes
    ]


def groups(found: MonthlyReport) -> list[tuple[str, list[Line]]]:
    words = found.categories
    contents = coded_lines(found, Dimension.CONTENT, words.contents, "件")
    kinds = coded_lines(found, Dimension.DISABILITY, words.disability_kinds, "人")
    empty = Cell(Dimension.NO_CONTENT)
    unknown = Cell(Dimension.NO_DISABILITY)
    frozen = found.closed.figures if found.closed else None
    return [
        ("支援方法", coded_lines(found, Dimension.METHOD, words.methods, "件")),
        ("支援内容", [*contents, _line(found.figures, frozen, empty, "（空）", "件")]),
        ("障害種別", [*kinds, _line(found.figures, frozen, unknown, "（空）", "人")]),
    ]


def finding(found: MonthlyReport) -> str:
    figures = found.figures
    month = format_wareki(found.month.first_day, "month")
    text = (
        f"{month}、{found.scope.title}の相談・支援は延べ{figures.total:,}件、"
        f"実人数{figures.persons:,}人でした。"
    )
    if figures.anonymous:
        text += f"匿名の相談が{figures.anonymous:,}件あります。"
    return text


def method_chart(found: MonthlyReport) -> charts.Chart:
    lines = groups(found)[0][1]
    top = max(lines, key=lambda line: line.value, default=None)
    sentence = f"いちばん多いのは「{top.label}」の{top.value:,}件です。" if top else ""
    return charts.bars(
        "方法ごとの件数", [line.label for line in lines],
        [line.value for line in lines], sentence=sentence,
    )  # fmt: skip


def content_chart(found: MonthlyReport) -> charts.Chart:
    lines = groups(found)[1][1]
    top = max(lines, key=lambda line: line.value, default=None)
    sentence = f"いちばん多いのは「{top.label}」の{top.value:,}件です。" if top else ""
    return charts.bars(
        "支援内容ごとの件数（重なりあり）", [line.label for line in lines],
        [line.value for line in lines], sentence=sentence,
    )  # fmt: skip


def excel(found: MonthlyReport, *, watermark: str) -> bytes:
    """One sheet: every figure, the frozen one beside it where the month is closed."""
    rows: list[tuple[object, ...]] = [
        ("全体", line.label, line.value, line.unit, line.frozen)
        for line in plain_lines(found)
    ]
    for title, lines in groups(found):
        rows += [(title, ln.label, ln.value, ln.unit, ln.frozen) for ln in lines]
    rows += [("補うもの", ln.label, ln.value, ln.unit, None) for ln in gap_lines(found)]
    month = format_wareki(found.month.first_day, "month")
    sheet = Sheet(
        f"{found.month}",
        ("区分", "項目", "件数・人数", "単位", "締めたときの数"),
        rows,
        notes=(f"相談実績 {month}　{found.scope.title}", finding(found), watermark),
    )
    return write_excel([sheet])
