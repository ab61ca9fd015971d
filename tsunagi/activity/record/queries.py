"""相談実績の読取り。見てよい事業所の分だけを、一定の回数の問い合わせで数える。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.activity.record import counting, totals
from tsunagi.activity.record.counting import Rows, Selection
from tsunagi.activity.record.models import (
    Activity,
    ActivityContent,
    ActivitySubject,
    MonthClose,
    SubjectDisability,
)
from tsunagi.activity.record.person_counting import Marked, spent_by_persons
from tsunagi.activity.record.purpose_counting import PurposeCount, by_purpose
from tsunagi.activity.record.reach import (
    OfficeAtWork,
    choices_at_work,
    ids_at_work,
)
from tsunagi.activity.record.rules import (
    Cell,
    CorrectionKind,
    CountedRecord,
    FigureChange,
    Figures,
    changes_between,
    corrections_between,
)
from tsunagi.activity.record.title_counting import spent_by_title
from tsunagi.activity.record.total_models import MonthTotal
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen

MAY = Permission.CONTACT_REPORT_VIEW


class ClosedMonth(Frozen):
    """締めた月。figures は締めた時のまま変わらない。"""

    office_id: int
    month: YearMonth
    closed_at: datetime
    closed_by_id: int | None
    figures: Figures


class Correction(Frozen):
    """締めたあとに変わった記録一つ。外れた記録では、いまの版を current_version に持つ。"""

    record_key: UUID
    kind: CorrectionKind
    frozen_version: int | None
    current_version: int
    recorded_at: datetime


class Corrections(Frozen):
    """締めた時の数と、いまの数と、その違い。"""

    closed: ClosedMonth
    current: Figures
    changes: tuple[FigureChange, ...]
    records: tuple[Correction, ...]


def reportable_offices(*, actor: Actor) -> list[OfficeAtWork]:
    """この人が月報を見てよい事業所。かなの順。"""
    return choices_at_work(MAY, actor)


def monthly_figures(
    *,
    actor: Actor,
    month: YearMonth,
    offices: Collection[int],
    as_known_at: datetime | None = None,
) -> Figures:
    """一か月の相談実績。as_known_at を言えば、その時に知られていた数。"""
    return counting.figures_of(_rows(actor, (month,), offices, as_known_at))


def time_spent(
    *, actor: Actor, month: YearMonth, offices: Collection[int], column: str
) -> list[counting.Spent]:
    """一か月の時間を、業務の種類（work_kind）・関わり方（mode）・方法（method）ごとに。"""
    if column not in ("work_kind", "mode", "method"):
        raise ValueError(column)
    return counting.spent_by(_rows(actor, (month,), offices, None), column)


def purposes_of_year(
    *,
    actor: Actor,
    months: Collection[YearMonth],
    offices: Collection[int],
    staff: Collection[int] | None = None,
) -> list[PurposeCount]:
    """関わりのねらいごとの件数と時間、直接の支援、書かれた変化。"""
    return by_purpose(_rows(actor, months, offices, None), staff=staff)


def time_by_mode(
    *, actor: Actor, month: YearMonth, offices: Collection[int], column: str
) -> dict[tuple[str, str], counting.Spent]:
    """一か月の時間を、方法か業務の種類と、関わり方とを掛け合わせて。"""
    if column not in ("work_kind", "method"):
        raise ValueError(column)
    return counting.spent_by_mode(_rows(actor, (month,), offices, None), column)


def time_by_title(
    *, actor: Actor, month: YearMonth, offices: Collection[int]
) -> dict[tuple[str, str], counting.Spent]:
    """一か月の時間を、その日の役割の呼び名と業務の種類とを掛け合わせて。一つの問い合わせ。"""
    return spent_by_title(_rows(actor, (month,), offices, None))


def time_by_persons(
    *,
    actor: Actor,
    month: YearMonth,
    offices: Collection[int],
    worked: QuerySet[Any],
    planned: QuerySet[Any],
) -> dict[Marked, counting.Spent]:
    """一か月の時間を、事業所と関わり方と、相手の人に何があったかで。一つの問い合わせ。

    worked, planned: queries of the keys of persons, from the room that knows them.
    """
    rows = _rows(actor, (month,), offices, None)
    return spent_by_persons(rows, worked=worked, planned=planned)


def methods_by_month(
    *, actor: Actor, months: Collection[YearMonth], offices: Collection[int]
) -> list[counting.MonthOfMethod]:
    """幾つもの月を、方法と掛け合わせた表。実人数は月をまたいで足せないので、入らない。

    Read from the ledger's sums, which change in the transaction of each record; who
    answers for the whole municipality reads those of the city.
    """
    are_all = _require_visible(actor, offices)
    whole = are_all and actor.here in actor.municipalities_with(MAY)
    return totals.methods_by_month(
        MonthTotal.objects.visible_to(actor, now=timezone.now()),
        municipality_id=actor.here,
        months=months,
        offices=None if whole else offices,
    )


def counted_activities(
    *,
    actor: Actor,
    month: YearMonth,
    offices: Collection[int],
    cell: Cell,
    as_known_at: datetime | None = None,
) -> QuerySet[Activity]:
    """一つの数のもとになった記録。新しい順。"""
    return counting.activities_in(_rows(actor, (month,), offices, as_known_at), cell)


def counted_records(
    *,
    actor: Actor,
    month: YearMonth,
    offices: Collection[int],
    cell: Cell,
    as_known_at: datetime | None = None,
) -> list[CountedRecord]:
    """同じ一覧を、記録の鍵と、その数への加わり方で。"""
    return counting.records_in(_rows(actor, (month,), offices, as_known_at), cell)


def month_is_closed(*, actor: Actor, month: YearMonth, office_id: int) -> bool:
    """記録を直す前に尋ねる。締めたあとの直しには、理由が要る。

    Asked by whoever may write a record of the office, so it shows nothing but this.
    """
    return MonthClose._base_manager.filter(
        municipality_id=actor.here, office_id=office_id, month=month.as_int
    ).exists()


def closed_month(
    *, actor: Actor, month: YearMonth, office_id: int
) -> ClosedMonth | None:
    """締めた月の数。締めていなければ None。"""
    row = _close(actor, month, office_id)
    return None if row is None else _closed(row)


def corrections_of(
    *, actor: Actor, month: YearMonth, office_id: int
) -> Corrections | None:
    """締めたあとの訂正。締めていなければ None。"""
    row = _close(actor, month, office_id)
    if row is None:
        return None
    closed = _closed(row)
    rows = _rows(actor, (month,), (office_id,), None)
    current = counting.figures_of(rows)
    return Corrections(
        closed=closed,
        current=current,
        changes=changes_between(closed.figures, current),
        records=_corrected_records(actor, row, rows),
    )


def _corrected_records(
    actor: Actor, row: MonthClose, rows: Rows
) -> tuple[Correction, ...]:
    frozen = {UUID(key): version for key, version in row.records}
    counted = dict(rows.activities.values_list("record_key", "version"))
    kinds = corrections_between(frozen, counted)
    versions = (
        Activity.objects.visible_to(actor, now=timezone.now())
        .filter(record_key__in=kinds, is_current=True)
        .order_by("recorded_at", "record_key")
    )
    return tuple(
        Correction(
            record_key=one.record_key,
            kind=kinds[one.record_key],
            frozen_version=frozen.get(one.record_key),
            current_version=one.version,
            recorded_at=one.recorded_at,
        )
        for one in versions
    )


def _close(actor: Actor, month: YearMonth, office_id: int) -> MonthClose | None:
    _require_visible(actor, (office_id,))
    rows = MonthClose.objects.visible_to(actor, now=timezone.now())
    return rows.filter(office_id=office_id, month=month.as_int).first()


def _closed(row: MonthClose) -> ClosedMonth:
    return ClosedMonth(
        office_id=row.office_id,
        month=YearMonth.from_int(row.month),
        closed_at=row.closed_at,
        closed_by_id=row.closed_by_id,
        figures=Figures(**row.figures),
    )


def _rows(
    actor: Actor,
    months: Collection[YearMonth],
    offices: Collection[int],
    as_known_at: datetime | None,
) -> Rows:
    """Every figure and every list starts here: allowed offices, visible rows."""
    _require_visible(actor, offices)
    now = timezone.now()
    selection = Selection(
        actor.here, frozenset(months), frozenset(offices), as_known_at
    )
    return Rows(
        Activity.objects.visible_to(actor, now=now),
        ActivitySubject.objects.visible_to(actor, now=now),
        ActivityContent.objects.visible_to(actor, now=now),
        SubjectDisability.objects.visible_to(actor, now=now),
    ).within(selection)


def _require_visible(actor: Actor, offices: Collection[int]) -> bool:
    """数を一つでも見せてよくない事業所があれば、ないものとして答える。

    Returns whether these are all offices at work in the municipality.
    """
    wanted = set(offices)
    at_work, allowed = ids_at_work(MAY, actor)
    if not wanted or not wanted <= allowed:
        raise NotVisible
    return wanted == at_work
