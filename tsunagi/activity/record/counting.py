"""台帳を SQL で数える。どの数も、どの一覧も、同じ一つの条件から始まる。"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from tsunagi.activity.record.models import (
    Activity,
    ActivityContent,
    ActivitySubject,
    SubjectDisability,
)
from tsunagi.activity.record.rules import (
    COUNTS_PERSONS,
    ActivityKind,
    Cell,
    CountedRecord,
    Dimension,
    Entry,
    Figures,
    SubjectFacts,
)
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen

# SQLite has a limit on the values of one statement.
IDS_AT_ONCE = 500


class Selection(Frozen):
    """What is counted: one municipality, these months and offices, known when."""

    municipality_id: int
    months: frozenset[YearMonth]
    office_ids: frozenset[int]
    as_known_at: datetime | None = None

    def condition(self, prefix: str = "") -> Q:
        known = {"is_current": True} if self.as_known_at is None else {}
        wanted = {
            "municipality_id": self.municipality_id,
            "occurred_month__in": sorted(month.as_int for month in self.months),
            "office_id__in": sorted(self.office_ids),
            "kind": ActivityKind.CONTACT.value,
            "is_withdrawn": False,
            **known,
        }
        condition = Q(**{f"{prefix}{name}": value for name, value in wanted.items()})
        if self.as_known_at is not None:
            condition &= Q(**{f"{prefix}recorded_at__lte": self.as_known_at})
            condition &= Q(**{f"{prefix}superseded_at": None}) | Q(
                **{f"{prefix}superseded_at__gt": self.as_known_at}
            )
        return condition


class Rows(Frozen):
    """The four tables under one selection."""

    activities: QuerySet[Activity]
    subjects: QuerySet[ActivitySubject]
    contents: QuerySet[ActivityContent]
    disabilities: QuerySet[SubjectDisability]

    def within(self, selection: Selection) -> Rows:
        return Rows(
            self.activities.filter(selection.condition()),
            self.subjects.filter(selection.condition("activity__")),
            self.contents.filter(selection.condition("activity__")),
            self.disabilities.filter(selection.condition("subject__activity__")),
        )


class Spent(Frozen):
    """Records and minutes of one code; minutes that were not written count nothing."""

    code: str
    records: int
    minutes: int
    travel_minutes: int

    @property
    def total_minutes(self) -> int:
        return self.minutes + self.travel_minutes


def spent_by(rows: Rows, column: str) -> list[Spent]:
    """Minutes by one column of the ledger (`work_kind`, `mode`, `method`)."""
    found = (
        rows.activities.order_by()
        .values_list(column)
        .annotate(
            Count("pk"),
            Sum("minutes", default=0),
            Sum("travel_minutes", default=0),
        )
    )
    return [Spent(*row) for row in sorted(found, key=lambda row: str(row[0]))]


def spent_by_mode(rows: Rows, column: str) -> dict[tuple[str, str], Spent]:
    """(code of the column, mode) → records and minutes."""
    found = (
        rows.activities.order_by()
        .values_list(column, "mode")
        .annotate(
            Count("pk"),
            Sum("minutes", default=0),
            Sum("travel_minutes", default=0),
        )
    )
    return {(code, mode): Spent(code, *sums) for code, mode, *sums in found}


class MonthOfMethod(Frozen):
    """One cell of the year's cross table: a month and a method.

    served: 延件数. records: pieces of work. minutes: written ones, travel apart.
    """

    month: YearMonth
    method: str
    served: int
    records: int
    minutes: int
    travel_minutes: int


def by_month_and_method(rows: Rows) -> list[MonthOfMethod]:
    """Months and methods that hold something, in one statement."""
    found = (
        rows.activities.order_by()
        .values("occurred_month", "method")
        .annotate(
            served=Sum("served_count"),
            pieces=Count("*"),
            spent=Sum("minutes", default=0),
            travelled=Sum("travel_minutes", default=0),
        )
        .values_list(
            "occurred_month", "method", "served", "pieces", "spent", "travelled"
        )
    )
    return [
        MonthOfMethod(YearMonth.from_int(month), method, *sums)
        for month, method, *sums in sorted(found)
    ]


def figures_of(rows: Rows) -> Figures:
    """The same numbers as rules.count, in six queries whatever the size."""
    by_method = list(
        rows.activities.values("method").annotate(
            served=Sum("served_count"),
            nameless=Sum("anonymous"),
            contacts=Count("pk"),
            spent=Sum("minutes", default=0),
            travelled=Sum("travel_minutes", default=0),
            untimed=Count("pk", filter=Q(minutes=None)),
        )
    )
    by_content = rows.contents.values_list("code").annotate(
        Sum("activity__served_count")
    )
    return Figures(
        contacts=sum(row["contacts"] for row in by_method),
        minutes=sum(row["spent"] for row in by_method),
        travel_minutes=sum(row["travelled"] for row in by_method),
        total=sum(row["served"] for row in by_method),
        anonymous=sum(row["nameless"] for row in by_method),
        by_method={row["method"]: row["served"] for row in by_method},
        by_content=dict(by_content),
        gap_minutes=sum(row["untimed"] for row in by_method),
        **_gaps(rows),
        **_persons(rows),
    )


def _gaps(rows: Rows) -> dict[str, Any]:
    found: dict[str, Any] = rows.activities.annotate(
        lacks_content=_lacks_content(), lacks_disability=_lacks_disability()
    ).aggregate(
        no_content=Sum("served_count", filter=Q(lacks_content=True), default=0),
        gap_contents=Count("pk", filter=Q(lacks_content=True)),
        gap_disability=Count("pk", filter=Q(lacks_disability=True)),
    )
    return found


def _lacks_content() -> Any:
    return ~Exists(ActivityContent._base_manager.filter(activity=OuterRef("pk")))


def _lacks_disability() -> Any:
    """One of the persons served has no kind of disability recorded."""
    return Exists(
        ActivitySubject._base_manager.filter(activity=OuterRef("pk"), disabilities=None)
    )


def _flag(**condition: Any) -> Max:
    """1 when one of the person's rows says so; engines disagree on MAX of booleans."""
    return Max(
        Case(
            When(**condition, then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    )


def _persons(rows: Rows) -> dict[str, Any]:
    per_person = rows.subjects.values("subject_key").annotate(
        ever_new=_flag(is_new=True),
        ever_child=_flag(is_child=True),
        ever_adult=_flag(is_child=False),
    )
    found = per_person.aggregate(
        persons=Count("subject_key"),
        new=Sum("ever_new", default=0),
        children=Sum("ever_child", default=0),
        adults=Count("subject_key", filter=Q(ever_child=0, ever_adult=1)),
    )
    person = "subject__subject_key"
    by_kind = rows.disabilities.values_list("code").annotate(
        Count(person, distinct=True)
    )
    known = rows.disabilities.aggregate(known=Count(person, distinct=True))["known"]
    persons = found["persons"]
    return {
        **found,
        "by_disability": dict(by_kind),
        "no_disability": persons - known,
        "continuing": persons - found["new"],
        "age_unknown": persons - found["children"] - found["adults"],
    }


def activities_in(rows: Rows, cell: Cell) -> QuerySet[Activity]:
    """The records behind one figure, newest first."""
    found = rows.activities
    match cell.dimension:
        case Dimension.ANONYMOUS:
            found = found.filter(anonymous__gt=0)
        case Dimension.METHOD:
            found = found.filter(method=cell.code)
        case Dimension.CONTENT:
            found = found.filter(contents__code=cell.code)
        case Dimension.NO_CONTENT | Dimension.GAP_CONTENTS:
            found = found.filter(_lacks_content())
        case Dimension.GAP_MINUTES:
            found = found.filter(minutes=None)
        case Dimension.GAP_DISABILITY:
            found = found.filter(_lacks_disability())
        case dimension if dimension in COUNTS_PERSONS:
            persons = subjects_in(rows, cell)
            found = found.filter(pk__in=persons.values("activity_id"))
    return found.order_by("-occurred_on", "record_key")


def subjects_in(rows: Rows, cell: Cell) -> QuerySet[ActivitySubject]:
    """The rows of those persons whom a figure of persons counts."""
    subjects = rows.subjects
    is_child, is_adult = Q(is_child=True), Q(is_child=False)
    match cell.dimension:
        case Dimension.DISABILITY:
            return subjects.filter(disabilities__code=cell.code)
        case Dimension.NO_DISABILITY:
            known = rows.disabilities.values("subject__subject_key")
            return subjects.exclude(subject_key__in=known)
        case Dimension.NEW:
            return subjects.filter(is_new=True)
        case Dimension.CONTINUING:
            return _without_persons(subjects, Q(is_new=True))
        case Dimension.CHILDREN:
            return subjects.filter(is_child)
        case Dimension.ADULTS:
            return _without_persons(subjects, is_child).filter(is_adult)
        case Dimension.AGE_UNKNOWN:
            return _without_persons(subjects, is_child | is_adult)
    return subjects


def _without_persons(
    subjects: QuerySet[ActivitySubject], condition: Q
) -> QuerySet[ActivitySubject]:
    """Rows of persons for whom no row of this selection fulfils the condition."""
    keys = subjects.filter(condition).values("subject_key")
    return subjects.exclude(subject_key__in=keys)


def records_in(rows: Rows, cell: Cell) -> list[CountedRecord]:
    persons: dict[int, set[UUID]] = {}
    if cell.dimension in COUNTS_PERSONS:
        pairs = subjects_in(rows, cell).values_list("activity_id", "subject_key")
        for activity_id, key in pairs:
            persons.setdefault(activity_id, set()).add(key)
    found = activities_in(rows, cell).only(
        "record_key", "occurred_on", "served_count", "anonymous"
    )
    return [
        CountedRecord(
            record_key=row.record_key,
            occurred_on=row.occurred_on,
            served=row.served_count,
            anonymous=row.anonymous,
            persons=frozenset(persons.get(row.pk, ())),
        )
        for row in found
    ]


def entries_of(rows: Rows) -> list[Entry]:
    """Whole versions, for the pure rules.

    The versions are read once and the rest by their ids: versions never change, so
    what is counted belongs together even while others go on recording.
    """
    entries: list[Entry] = []
    activities = list(rows.activities.order_by("pk"))
    for start in range(0, len(activities), IDS_AT_ONCE):
        entries += _entries(activities[start : start + IDS_AT_ONCE])
    return entries


def _entries(activities: Collection[Activity]) -> Iterable[Entry]:
    ids = [row.pk for row in activities]
    contents = _codes_by_owner(
        ActivityContent._base_manager.filter(activity__in=ids), "activity_id"
    )
    subjects = _subjects_by_activity(ids)
    for row in activities:
        yield Entry(
            record_key=row.record_key,
            occurred_on=row.occurred_on,
            method=row.method,
            subjects=tuple(subjects.get(row.pk, ())),
            anonymous=row.anonymous,
            contents=tuple(contents.get(row.pk, ())),
            minutes=row.minutes,
            travel_minutes=row.travel_minutes,
            version=row.version,
            recorded_at=row.recorded_at,
            superseded_at=row.superseded_at,
            is_withdrawn=row.is_withdrawn,
        )


def _subjects_by_activity(ids: Collection[int]) -> dict[int, list[SubjectFacts]]:
    kinds = _codes_by_owner(
        SubjectDisability._base_manager.filter(subject__activity__in=ids), "subject_id"
    )
    found: dict[int, list[SubjectFacts]] = {}
    rows = ActivitySubject._base_manager.filter(activity__in=ids).order_by("pk")
    for row in rows:
        facts = SubjectFacts(
            subject_key=row.subject_key,
            disability_kinds=tuple(kinds.get(row.pk, ())),
            is_child=row.is_child,
            is_new=row.is_new,
        )
        found.setdefault(row.activity_id, []).append(facts)
    return found


def _codes_by_owner(rows: QuerySet[Any], owner: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for owner_id, code in rows.order_by("pk").values_list(owner, "code"):
        found.setdefault(owner_id, []).append(code)
    return found
