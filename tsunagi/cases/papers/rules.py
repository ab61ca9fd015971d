"""国の様式例の八枚: 名前、見出し、一枚の紙の中身の形。純粋な値だけを置く。

One `Paper` is the single source of the PDF, the Excel sheet and a municipality's own
template. What a field is called (`Field.name`, `Column.name`) is what a cell map names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tsunagi.cases.person.ties_ecomap_rules import EcoMap
from tsunagi.cases.person.ties_genogram_rules import Genogram
from tsunagi.cases.plan.week_rules import (
    DAY,
    FIRST_HOUR,
    Entry,
    Weekday,
    entries_of,
    span_words,
)
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

PLAN_TITLE = "サービス等利用計画・障害児支援利用計画"
DRAFT_TITLE = "サービス等利用計画案・障害児支援利用計画案"


class PaperKind(Labelled):
    """八枚の紙。この順に綴じる。"""

    PERSON = "person", "申請者の現状（基本情報）"
    PRESENT_WEEK = "present_week", "申請者の現状（基本情報）【現在の生活】"
    DRAFT = "draft", DRAFT_TITLE
    DRAFT_WEEK = "draft_week", f"{DRAFT_TITLE}【週間計画表】"
    PLAN = "plan", PLAN_TITLE
    PLAN_WEEK = "plan_week", f"{PLAN_TITLE}【週間計画表】"
    REPORT = (
        "report",
        "モニタリング報告書（継続サービス利用支援・継続障害児支援利用援助）",
    )
    REPORT_WEEK = (
        "report_week",
        "継続サービス利用支援・継続障害児支援利用援助【現在の週間生活】",
    )

    @property
    def number(self) -> str:
        """様式の番号。"""
        return _NUMBERS[self]

    @property
    def sheet_name(self) -> str:
        """国の様式例の Excel で使い慣れたシートの名前。"""
        return _SHEET_NAMES[self]

    @property
    def is_week(self) -> bool:
        return self in (
            PaperKind.PRESENT_WEEK, PaperKind.DRAFT_WEEK, PaperKind.PLAN_WEEK,
            PaperKind.REPORT_WEEK,
        )  # fmt: skip

    @property
    def is_landscape(self) -> bool:
        return self is not PaperKind.PERSON


_NUMBERS = {
    PaperKind.PERSON: "別紙１",
    PaperKind.PRESENT_WEEK: "別紙２",
    PaperKind.DRAFT: "様式１－１",
    PaperKind.DRAFT_WEEK: "様式１－２",
    PaperKind.PLAN: "様式２－１",
    PaperKind.PLAN_WEEK: "様式２－２",
    PaperKind.REPORT: "様式３－１",
    PaperKind.REPORT_WEEK: "様式３－２",
}
_SHEET_NAMES = {
    PaperKind.PERSON: "別紙１",
    PaperKind.PRESENT_WEEK: "別紙２",
    PaperKind.DRAFT: "1_1計画案",
    PaperKind.DRAFT_WEEK: "１_2計画案週",
    PaperKind.PLAN: "2_1計画",
    PaperKind.PLAN_WEEK: "2_2計画週",
    PaperKind.REPORT: "3_1モニタ",
    PaperKind.REPORT_WEEK: "3_2モニタ週",
}


class Field(Frozen):
    """One box with its label. name: what a cell map calls it."""

    name: str
    label: str
    value: str = ""


class Facts(Frozen):
    """Boxes side by side, row by row. title "": none above."""

    rows: tuple[tuple[Field, ...], ...]
    title: str = ""


class Text(Frozen):
    """One wide box that may be as long as it likes. least: lines a blank form leaves."""

    name: str
    label: str
    value: str = ""
    least: int = 2


class Column(Frozen):
    """width: share of the row."""

    name: str
    label: str
    width: float = 1.0


class Grid(Frozen):
    """A table. A cell is a text, or several that stand level with those beside them.

    empty, tall: how many empty rows a blank form has, and how high (millimetres).
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | tuple[str, ...], ...], ...] = ()
    title: str = ""
    empty: int = 5
    tall: int = 15


class Week(Frozen):
    """The timetable, with the column beside it."""

    entries: tuple[Entry, ...] = ()
    activities: str = ""


class Picture(Frozen):
    """Genogram or eco-map as lines. None: an empty frame.

    sentences: what stands below it; words: the same picture told, where lines cannot be
    drawn (Excel).
    """

    title: str
    drawing: Genogram | EcoMap | None = None
    sentences: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


Part = Facts | Text | Grid | Week | Picture


class Paper(Frozen):
    """One paper, drawn from top to bottom."""

    kind: PaperKind
    parts: tuple[Part, ...]
    is_blank: bool = False

    @property
    def title(self) -> str:
        return self.kind.label

    def fields(self) -> Iterator[Field]:
        """Every single box, whatever part it stands in."""
        for part in self.parts:
            if isinstance(part, Facts):
                for row in part.rows:
                    yield from row
            elif isinstance(part, Text):
                yield Field(part.name, part.label, part.value)
            elif isinstance(part, Week):
                yield Field("main_activities", "主な日常生活上の活動", part.activities)

    def grids(self) -> Iterator[Grid]:
        yield from (part for part in self.parts if isinstance(part, Grid))

    def week(self) -> Week | None:
        return next((part for part in self.parts if isinstance(part, Week)), None)


def cell_text(cell: str | Sequence[str]) -> str:
    """A cell as one text, for Excel."""
    return cell if isinstance(cell, str) else "\n".join(one for one in cell if one)


def numbered(texts: Sequence[str]) -> tuple[str, ...]:
    """「①…」。一つだけなら、番号を付けない。"""
    if len(texts) <= 1:
        return tuple(texts)
    return tuple(f"{chr(0x2460 + n)}{text}" for n, text in enumerate(texts))


def words_of(entry: Entry, *, is_continued: bool = False) -> str:
    """「（祝）生活介護（事業所）」。前の日からの続きには、そう書く。"""
    holiday = "（祝）" if entry.day is Weekday.HOLIDAY else ""
    going_on = "（続き）" if is_continued else ""
    provider = f"（{entry.provider}）" if entry.provider else ""
    return f"{holiday}{going_on}{entry.label}{provider}"


def bands_of(entries: Sequence[Entry]) -> dict[tuple[int, int], str]:
    """(列 0-6, 二時間の段 0-11) → そこで始まる予定を、時刻とともに。祝日は日の列に。"""
    found: dict[tuple[int, int], list[str]] = {}
    for entry in entries_of(one.as_json() for one in entries):
        is_holiday = entry.day is Weekday.HOLIDAY
        column = 6 if is_holiday else int(entry.day.value) - 1
        band = (entry.start - FIRST_HOUR * 60) % DAY // 120
        text = f"{span_words(entry)} {words_of(entry)}"
        found.setdefault((column, band), []).append(text)
    return {place: "\n".join(texts) for place, texts in found.items()}
