"""カタログの値: 版、項目、出典、配置。データベースも画面も知らない。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from tsunagi.common.frozen import Frozen, field

NO_MAPPING: Mapping[str, Any] = MappingProxyType({})


class CatalogueKind(StrEnum):
    """What a catalogue lists. The first page groups by it, in this order."""

    CHIEF_DUTIES = "chief_duties"
    SERVICES = "services"
    SUPPORT = "support"
    CONTACT = "contact"
    MEETINGS = "meetings"
    COUNCIL = "council"
    COMPETENCIES = "competencies"
    MUNICIPAL_DUTIES = "municipal_duties"
    HISTORY = "history"
    FIGURES = "figures"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    CatalogueKind.CHIEF_DUTIES: "主任の役割",
    CatalogueKind.SERVICES: "相談支援の業務の分け方",
    CatalogueKind.SUPPORT: "相談支援の種類",
    CatalogueKind.CONTACT: "相談の記録の区分",
    CatalogueKind.MEETINGS: "会議",
    CatalogueKind.COUNCIL: "協議会",
    CatalogueKind.COMPETENCIES: "力量と姿勢",
    CatalogueKind.MUNICIPAL_DUTIES: "自治体の役割",
    CatalogueKind.HISTORY: "成り立ち",
    CatalogueKind.FIGURES: "公表された数",
}


class AdoptionAdvice(StrEnum):
    """Whether a municipality is asked to adopt it, may, or only reads it."""

    RECOMMENDED = "recommended"
    POSSIBLE = "possible"
    REFERENCE = "reference"


class Confidence(StrEnum):
    """How sure the wording is. OWN: the municipality wrote the item itself."""

    A = "A"
    B = "B"
    C = "C"
    OWN = "own"


CONFIDENCE_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Confidence.A: ("A もとの資料で確認", "done"),
        Confidence.B: ("B 別の資料で確認", "info"),
        Confidence.C: ("C 未確認", "warning"),
        Confidence.OWN: ("この市町村で加えた項目", "neutral"),
    }
)
PLACEMENT_CONFIDENCE_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "certain": ("確か", "done"),
        "likely": ("ほぼ確か（推定）", "waiting"),
        "uncertain": ("不確か（要確認）", "warning"),
        Confidence.OWN: ("この市町村で決めた配置", "neutral"),
    }
)
PLACEMENT_VALUES = ("主", "協力", "なし")


class Example(Frozen):
    text: str
    lines: str


class Wording(Frozen):
    """One of two texts of the source that differ; both stay readable."""

    where: str
    text: str


class Item(Frozen):
    """One line of a catalogue.

    label is in the source's own terms; explanation and examples are written anew.
    lines: line numbers of the written-out document. placements: key of the placement
    → 主, 協力 or なし, with a confidence of their own.
    """

    code: str
    label: str
    group: str
    explanation: str
    lines: str
    confidence: str
    document: str
    subgroup: str = ""
    confidence_note: str = ""
    examples: tuple[Example, ...] = ()
    wordings: tuple[Wording, ...] = ()
    placements: Mapping[str, str] = field(default_factory=lambda: NO_MAPPING)
    placement_confidence: str = ""
    placement_note: str = ""
    is_local_term: bool = False
    national_functions: tuple[str, ...] = ()
    national_functions_note: str = ""
    replaces: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    cadence: str = ""
    min_per_year: int | None = None
    max_gap_days: int | None = None
    max_minutes: int | None = None
    fixed_months: tuple[int, ...] = ()
    bearer: str = ""
    owner: str = ""
    funding: str = ""
    facts: Mapping[str, str] = field(default_factory=lambda: NO_MAPPING)
    counts: Mapping[str, int] = field(default_factory=lambda: NO_MAPPING)

    @property
    def confidence_word(self) -> tuple[str, str]:
        return CONFIDENCE_WORDS[self.confidence]

    @property
    def placement_confidence_word(self) -> tuple[str, str]:
        return PLACEMENT_CONFIDENCE_WORDS[self.placement_confidence]


class PlacementColumn(Frozen):
    key: str
    label: str


class Defect(Frozen):
    """資料の傷みや食い違い。どう読んだかを利用者に見せる。"""

    id: str
    sentence: str


class LocalTerm(Frozen):
    """A word that belongs to one area, with the national word beside it."""

    word: str
    area: str
    meaning: str
    national_word: str


class Catalogue(Frozen):
    """One shipped version of one catalogue: a whole file."""

    name: str
    title: str
    kind: CatalogueKind
    issuer: str
    area: str
    status: str
    version: str
    effective_from: date
    is_local_term: bool
    adoption: AdoptionAdvice
    note: str
    document: str
    section: str
    items: tuple[Item, ...]
    effective_until: date | None = None
    viewpoints: tuple[Item, ...] = ()
    placements: tuple[PlacementColumn, ...] = ()
    defects: tuple[Defect, ...] = ()
    local_terms: tuple[LocalTerm, ...] = ()
    totals: Mapping[str, int] = field(default_factory=lambda: NO_MAPPING)

    @property
    def is_national(self) -> bool:
        return self.area == "全国"

    @property
    def is_reference(self) -> bool:
        return self.adoption is AdoptionAdvice.REFERENCE
