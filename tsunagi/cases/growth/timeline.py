"""育ちの記録の一本の時の流れ: 種類と年度で絞り、番号で次へ進む。読むだけ。

Six kinds of rows from three rooms, each through its own scope; merged in order of their
day. As many queries for one line as for a thousand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate

from tsunagi.access.actor import Actor
from tsunagi.activity.growth import queries as growth
from tsunagi.cases.observation.models import Observation
from tsunagi.cases.reflection.models import Reflection
from tsunagi.common.dates import TOKYO, fiscal_year_bounds
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.organisations.staff.models import Qualification, Staff

PAGE = 25


class LineKind(Labelled):
    """何の行か。同じ日の中では、この順。"""

    ASSESSMENT = "assessment", "できることのふり返り"
    AIM = "aim", "もくひょう"
    REFLECTION = "reflection", "支援のふり返り"
    OBSERVATION = "observation", "面接・同行の気づき"
    TRAINING = "training", "出た研修"
    QUALIFICATION = "qualification", "法定研修"


ORDER = {kind: number for number, kind in enumerate(LineKind)}


class Whose(Frozen):
    """Whose record is read, and by whom.

    as_author: the author as an actor, None when they no longer work here: what they show
    of their own qualifications is read with their own sight.
    """

    author: Staff
    actor: Actor
    as_author: Actor | None

    @property
    def is_own(self) -> bool:
        return self.actor.staff_id == self.author.pk


class Wanted(Frozen):
    kind: LineKind | None = None
    year: int | None = None


class Line(Frozen):
    """One row of the record; `row` is of the table that its kind says."""

    kind: LineKind
    on: date
    row: Any

    @property
    def mark(self) -> str:
        """What `?after=` carries."""
        return f"{self.kind.value}.{self.row.public_id}"

    @property
    def place(self) -> tuple[int, int, int]:
        """Newest day first; within a day the order of the kinds, then the newest row."""
        return (-self.on.toordinal(), ORDER[self.kind], -self.row.pk)


# A table's rows for one author, and which field is the day.
Rows = tuple[QuerySet[Any], str]


def _assessments(whose: Whose, now: datetime) -> Rows:
    return growth.assessments(
        actor=whose.actor, now=now, author_id=whose.author.pk
    ), "assessed_on"  # fmt: skip


def _aims(whose: Whose, now: datetime) -> Rows:
    return growth.aims(actor=whose.actor, now=now, author_id=whose.author.pk), "set_on"


def _reflections(whose: Whose, now: datetime) -> Rows:
    """Of another person: only those that they show to the reader one by one."""
    rows = Reflection.objects.visible_to(whose.actor, now=now).filter(
        author_id=whose.author.pk, is_current=True
    )
    return rows.annotate(day=TruncDate("recorded_at", tzinfo=TOKYO)), "day"


def _observations(whose: Whose, now: datetime) -> Rows:
    """Of another person: only what the reader has observed themself."""
    rows = Observation.objects.visible_to(whose.actor, now=now).filter(
        observed_id=whose.author.pk, is_current=True
    )
    return rows.select_related("observer"), "observed_on"


def _taken(whose: Whose, now: datetime) -> Rows:
    return growth.taken(
        actor=whose.actor, now=now, author_id=whose.author.pk
    ), "taken_on"  # fmt: skip


def qualifications(whose: Whose, now: datetime) -> QuerySet[Qualification]:
    """修了した法定研修。見せている人には、本人の目で読んだもの。"""
    if whose.as_author is None:
        return Qualification.objects.visible_to(whose.actor, now=now).none()
    return Qualification.objects.visible_to(whose.as_author, now=now).filter(
        staff_id=whose.author.pk, is_withdrawn=False
    )


SOURCES: dict[LineKind, Callable[[Whose, datetime], Rows]] = {
    LineKind.ASSESSMENT: _assessments,
    LineKind.AIM: _aims,
    LineKind.REFLECTION: _reflections,
    LineKind.OBSERVATION: _observations,
    LineKind.TRAINING: _taken,
    LineKind.QUALIFICATION: lambda whose, now: (
        qualifications(whose, now),
        "completed_on",
    ),
}


def read_mark(text: str) -> tuple[LineKind, UUID] | None:
    """None for anything that we did not write: then the record begins at the top."""
    word, _, number = text.partition(".")
    try:
        return LineKind(word), UUID(number)
    except ValueError:
        return None


def growth_lines(
    whose: Whose,
    *,
    wanted: Wanted,
    now: datetime,
    after: tuple[LineKind, UUID] | None = None,
    limit: int = PAGE,
) -> tuple[list[Line], str]:
    """新しいものから。二つめの値は、続きの印（なければ空）。"""
    last = _last_line(whose, after, now)
    found: list[Line] = []
    for kind, source in SOURCES.items():
        if wanted.kind not in (None, kind):
            continue
        rows, day = source(whose, now)
        if wanted.year is not None:
            first, before = fiscal_year_bounds(wanted.year)
            rows = rows.filter(**{f"{day}__range": (first, before - timedelta(days=1))})
        if last is not None:
            rows = rows.filter(_behind(last, kind, day))
        found += [
            Line(kind, getattr(row, day), row)
            for row in rows.order_by(f"-{day}", "-pk")[: limit + 1]
        ]
    found.sort(key=lambda line: line.place)
    shown = found[:limit]
    return shown, shown[-1].mark if len(found) > limit else ""


def _last_line(
    whose: Whose, after: tuple[LineKind, UUID] | None, now: datetime
) -> Line | None:
    if after is None:
        return None
    kind, public_id = after
    rows, day = SOURCES[kind](whose, now)
    row = rows.filter(public_id=public_id).first()
    return None if row is None else Line(kind, getattr(row, day), row)


def _behind(last: Line, kind: LineKind, day: str) -> Q:
    """The rows of this kind that come after the last line shown."""
    earlier = Q(**{f"{day}__lt": last.on})
    if ORDER[kind] > ORDER[last.kind]:
        return earlier | Q(**{day: last.on})
    if kind is last.kind:
        return earlier | Q(**{day: last.on, "pk__lt": last.row.pk})
    return earlier
