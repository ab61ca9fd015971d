"""相談実績の数え方。純粋関数だけを置く。

数え方の決まり: 支援方法は一回に一つなので、方法別の計は延件数に等しい。支援内容は幾つでも
選べるので、内容別の計は延件数以上になる（内容が空の記録は別に数える）。障害種別は人を数える。
匿名の人は延件数に入り、実人数に入らない。月は行った日で決まり、入力した日では決まらない。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen, asdict, field
from tsunagi.common.words import Labelled

DAY_MINUTES = 24 * 60


class ActivityKind(Labelled):
    """何の仕事か。相談実績として数えるのは CONTACT だけ。ほかは、時間だけを残す。"""

    CONTACT = "contact", "相談・支援"
    BACKUP = "backup", "助言・同行・後方支援"
    OFFICE_SUPPORT = "office_support", "事業所への支援"
    MEETING = "meeting", "会議"
    TRAINING = "training", "研修の開催"


class SubjectFacts(Frozen):
    """支援した一人について、記録した時のまま残すこと。is_child が None なら年齢不明。"""

    subject_key: UUID
    disability_kinds: tuple[str, ...] = ()
    is_child: bool | None = None
    is_new: bool = False


class NewActivity(Frozen):
    """台帳に書く一つの仕事。codes are those of the catalogue named in the versions.

    staff_id None: an imported sheet did not say who. mode: how the first person is
    supported at that time (委託相談, 計画相談 …), frozen; empty for anonymous calls.
    record_key: given by a caller that has already named its record, else one is drawn.
    """

    office_id: int
    staff_id: int | None
    occurred_on: date
    method: str
    subjects: tuple[SubjectFacts, ...] = ()
    anonymous: int = 0
    contents: tuple[str, ...] = ()
    minutes: int | None = None
    travel_minutes: int | None = None
    started_at_time: time | None = None
    area_id: int | None = None
    work_kind: str = ""
    mode: str = ""
    work_kind_version: str = ""
    category_version: str = ""
    source_ref: str = ""
    purposes: tuple[str, ...] = ()
    is_direct: bool = False
    change: str = ""
    kind: ActivityKind = ActivityKind.CONTACT
    record_key: UUID | None = None

    def __post_init__(self) -> None:
        if not self.method:
            raise ValueError("an activity has one method")
        if self.anonymous not in (0, 1):
            raise ValueError(f"anonymous is 0 or 1: {self.anonymous}")
        serves = bool(self.subjects or self.anonymous)
        if serves != (self.kind is ActivityKind.CONTACT):
            raise ValueError("a contact serves somebody, help for an office nobody")
        keys = [subject.subject_key for subject in self.subjects]
        if len(set(keys)) != len(keys):
            raise ValueError("a person is served once in an activity")


def minutes_are_possible(new: NewActivity) -> bool:
    given = (new.minutes, new.travel_minutes)
    return all(one is None or 0 <= one <= DAY_MINUTES for one in given)


class Entry(Frozen):
    """One version in the ledger, as far as counting looks at it."""

    record_key: UUID
    occurred_on: date
    method: str
    subjects: tuple[SubjectFacts, ...] = ()
    anonymous: int = 0
    contents: tuple[str, ...] = ()
    minutes: int | None = None
    travel_minutes: int | None = None
    version: int = 1
    recorded_at: datetime | None = None
    superseded_at: datetime | None = None
    is_withdrawn: bool = False

    @property
    def persons(self) -> frozenset[UUID]:
        return frozenset(subject.subject_key for subject in self.subjects)

    @property
    def served_count(self) -> int:
        """延件数への加わり方。同じ人は一回に一度だけ数える。"""
        return len(self.persons) + self.anonymous


def counts_in(
    entry: Entry, month: YearMonth, *, as_known_at: datetime | None = None
) -> bool:
    """その月に数える版か。前の版、取り下げた記録、ほかの月のものは数えない。"""
    if entry.is_withdrawn or YearMonth.of(entry.occurred_on) != month:
        return False
    if as_known_at is None:
        return entry.superseded_at is None
    return (
        entry.recorded_at is not None
        and entry.recorded_at <= as_known_at
        and (entry.superseded_at is None or as_known_at < entry.superseded_at)
    )


class Dimension(StrEnum):
    """One kind of figure. METHOD, CONTENT and DISABILITY come with a code."""

    TOTAL = "total"
    PERSONS = "persons"
    ANONYMOUS = "anonymous"
    METHOD = "method"
    CONTENT = "content"
    NO_CONTENT = "no_content"
    DISABILITY = "disability"
    NO_DISABILITY = "no_disability"
    NEW = "new"
    CONTINUING = "continuing"
    CHILDREN = "children"
    ADULTS = "adults"
    AGE_UNKNOWN = "age_unknown"
    GAP_MINUTES = "gap_minutes"
    GAP_CONTENTS = "gap_contents"
    GAP_DISABILITY = "gap_disability"


BY_CODE = (Dimension.METHOD, Dimension.CONTENT, Dimension.DISABILITY)
COUNTS_PERSONS = frozenset(
    {
        Dimension.PERSONS, Dimension.DISABILITY, Dimension.NO_DISABILITY,
        Dimension.NEW, Dimension.CONTINUING, Dimension.CHILDREN, Dimension.ADULTS,
        Dimension.AGE_UNKNOWN,
    }
)  # fmt: skip
COUNTS_RECORDS = frozenset(
    {Dimension.GAP_MINUTES, Dimension.GAP_CONTENTS, Dimension.GAP_DISABILITY}
)


class Cell(Frozen):
    """One figure of the report, as an address: every figure can be opened."""

    dimension: Dimension
    code: str = ""

    def __post_init__(self) -> None:
        if (self.dimension in BY_CODE) != bool(self.code):
            raise ValueError(f"{self.dimension} with code {self.code!r}")


class Figures(Frozen):
    """一か月の数。by_* のキーはカタログのコード。

    total: 延件数. persons: 実人数 (new + continuing, and children + adults +
    age_unknown). by_disability and no_disability count persons. gap_*: records.
    """

    contacts: int = 0
    minutes: int = 0
    travel_minutes: int = 0
    total: int = 0
    persons: int = 0
    anonymous: int = 0
    by_method: Mapping[str, int] = field(default_factory=dict)
    by_content: Mapping[str, int] = field(default_factory=dict)
    no_content: int = 0
    by_disability: Mapping[str, int] = field(default_factory=dict)
    no_disability: int = 0
    new: int = 0
    continuing: int = 0
    children: int = 0
    adults: int = 0
    age_unknown: int = 0
    gap_minutes: int = 0
    gap_contents: int = 0
    gap_disability: int = 0

    @property
    def content_total(self) -> int:
        return sum(self.by_content.values())

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every figure that has an address, those by code in the order of the code."""
        plain = [Cell(one) for one in Dimension if one not in BY_CODE]
        coded = [
            Cell(one, code) for one in BY_CODE for code in sorted(self._by_code(one))
        ]
        return (*plain, *coded)

    def value(self, cell: Cell) -> int:
        if cell.dimension in BY_CODE:
            return self._by_code(cell.dimension).get(cell.code, 0)
        return int(getattr(self, cell.dimension.value))

    def _by_code(self, dimension: Dimension) -> Mapping[str, int]:
        counts: Mapping[str, int] = getattr(self, f"by_{dimension.value}")
        return counts

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def count(entries: Iterable[Entry]) -> Figures:
    """数える版だけを受け取って、一か月の数にする。"""
    counted = list(entries)
    methods, contents = Counter[str](), Counter[str]()
    for entry in counted:
        methods[entry.method] += entry.served_count
        for code in set(entry.contents):
            contents[code] += entry.served_count
    return Figures(
        contacts=len(counted),
        minutes=sum(entry.minutes or 0 for entry in counted),
        travel_minutes=sum(entry.travel_minutes or 0 for entry in counted),
        total=sum(entry.served_count for entry in counted),
        anonymous=sum(entry.anonymous for entry in counted),
        by_method=dict(methods),
        by_content=dict(contents),
        no_content=sum(e.served_count for e in counted if not e.contents),
        gap_minutes=sum(e.minutes is None for e in counted),
        gap_contents=sum(not e.contents for e in counted),
        gap_disability=sum(_lacks_disability(e) for e in counted),
        **_person_counts(s for entry in counted for s in entry.subjects),
    )


def _lacks_disability(entry: Entry) -> bool:
    return any(not subject.disability_kinds for subject in entry.subjects)


def _person_counts(subjects: Iterable[SubjectFacts]) -> dict[str, Any]:
    """人を数える。その月に一度でも新規なら新規、一度でも児童なら児童とする。"""
    kinds: dict[UUID, set[str]] = {}
    new, children, adults = set[UUID](), set[UUID](), set[UUID]()
    for subject in subjects:
        key = subject.subject_key
        kinds.setdefault(key, set()).update(subject.disability_kinds)
        if subject.is_new:
            new.add(key)
        if subject.is_child is not None:
            (children if subject.is_child else adults).add(key)
    by_kind = Counter(code for codes in kinds.values() for code in codes)
    return {
        "persons": len(kinds),
        "by_disability": dict(by_kind),
        "no_disability": sum(not codes for codes in kinds.values()),
        "new": len(new),
        "continuing": len(kinds) - len(new),
        "children": len(children),
        "adults": len(adults - children),
        "age_unknown": len(kinds) - len(children | adults),
    }


class CountedRecord(Frozen):
    """A record behind a figure, with what it adds to it.

    served, anonymous: what the record counts; persons: those of its persons whom the
    figure counts.
    """

    record_key: UUID
    occurred_on: date
    served: int
    anonymous: int
    persons: frozenset[UUID] = frozenset()


def amount(cell: Cell, records: Sequence[CountedRecord]) -> int:
    """一覧から数え直した値。いつも、開いた数と同じになる。"""
    if cell.dimension in COUNTS_PERSONS:
        return len(frozenset[UUID]().union(*(one.persons for one in records)))
    if cell.dimension in COUNTS_RECORDS:
        return len(records)
    if cell.dimension is Dimension.ANONYMOUS:
        return sum(one.anonymous for one in records)
    return sum(one.served for one in records)


class FigureChange(Frozen):
    cell: Cell
    frozen: int
    current: int


def changes_between(frozen: Figures, current: Figures) -> tuple[FigureChange, ...]:
    """締めた時の数と、いまの数との違い。変わっていない数は並べない。"""
    cells = dict.fromkeys((*frozen.cells, *current.cells))
    pairs = (FigureChange(c, frozen.value(c), current.value(c)) for c in cells)
    return tuple(pair for pair in pairs if pair.frozen != pair.current)


class CorrectionKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return _CORRECTION_LABELS[self]


_CORRECTION_LABELS = {
    CorrectionKind.ADDED: "あとから加わった",
    CorrectionKind.CHANGED: "直した",
    CorrectionKind.REMOVED: "この月から外れた",
}


def corrections_between(
    frozen: Mapping[UUID, int], current: Mapping[UUID, int]
) -> dict[UUID, CorrectionKind]:
    """締めた時の版と、いま数える版との違い。記録の鍵 → 訂正の種類。"""
    found = {
        key: CorrectionKind.ADDED if key not in frozen else CorrectionKind.CHANGED
        for key, version in current.items()
        if frozen.get(key) != version
    }
    found |= {key: CorrectionKind.REMOVED for key in frozen if key not in current}
    return found
