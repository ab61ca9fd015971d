"""月の計を読み、まとめる。行をいくつに分けてあっても、足せば台帳と同じになる。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from tsunagi.activity.record.counting import MonthOfMethod
from tsunagi.activity.record.rules import ActivityKind
from tsunagi.activity.record.total_models import MonthTotal
from tsunagi.common.dates import YearMonth

# Rows taken into one transaction; the ticker goes on until nothing is left.
AT_ONCE = 5_000
SUMS = ("served", "records", "minutes", "travel_minutes")
KEYS = ("municipality_id", "month", "kind", "method")
Key = tuple[int, int | None, int, str, str]


class _TakenMeanwhile(Exception):
    """Another process has folded some of these rows: its sums stand."""


def methods_by_month(
    totals: QuerySet[MonthTotal],
    *,
    municipality_id: int,
    months: Collection[YearMonth],
    offices: Collection[int] | None,
) -> list[MonthOfMethod]:
    """Months and methods that hold something, in one statement: one moment of the
    ledger. offices None: all of the municipality."""
    where = (
        {"for_city": True} if offices is None else {"office_id__in": sorted(offices)}
    )
    found = totals.filter(
        municipality_id=municipality_id,
        month__in=sorted(month.as_int for month in months),
        kind=ActivityKind.CONTACT.value,
        **where,
    )
    rows = (
        found.order_by()
        .values_list("month", "method")
        .annotate(*(Sum(name) for name in SUMS))
    )
    return [
        MonthOfMethod(YearMonth.from_int(month), method, *sums)
        for month, method, *sums in sorted(rows)
        if any(sums)
    ]


def fold(now: datetime | None = None) -> int:
    """Join the parts of each cell into one row for its office and one for its city.

    Called by the ticker; nothing that is read changes. Returns how many parts went.
    """
    folded = 0
    while part := _fold_some():
        folded += part
    return folded


def _fold_some() -> int:
    parts = MonthTotal.objects.unscoped("sums of sums, for nobody's eyes").filter(
        for_city=True, office__isnull=False
    )
    try:
        with transaction.atomic():
            taken = list(parts.order_by("pk")[:AT_ONCE])
            if taken:
                _join(taken)
    except _TakenMeanwhile:
        return 0
    return len(taken)


def _join(taken: list[MonthTotal]) -> None:
    sums: dict[Key, list[int]] = defaultdict(lambda: [0] * len(SUMS))
    for row in taken:
        for office_id in (row.office_id, None):
            _add(sums, row, office_id)
    already = [row for row in _standing(taken) if _key(row, row.office_id) in sums]
    for row in already:
        _add(sums, row, row.office_id)
    _remove([*taken, *already])
    MonthTotal.objects.unscoped("what was taken, joined").bulk_create(
        MonthTotal(
            municipality_id=municipality_id, office_id=office_id, month=month,
            kind=kind, method=method, for_city=office_id is None,
            **dict(zip(SUMS, values, strict=True)),
        )
        for (municipality_id, office_id, month, kind, method), values in sums.items()
        if any(values)
    )  # fmt: skip


def _standing(taken: list[MonthTotal]) -> QuerySet[MonthTotal]:
    """What has been folded before, of these offices and months and of their city."""
    rows = MonthTotal.objects.unscoped("sums of sums, for nobody's eyes")
    of_office = Q(for_city=False, office_id__in={row.office_id for row in taken})
    return rows.filter(
        Q(office=None) | of_office,
        municipality_id__in={row.municipality_id for row in taken},
        month__in={row.month for row in taken},
    )


def _add(sums: dict[Key, list[int]], row: MonthTotal, office_id: int | None) -> None:
    cell = sums[_key(row, office_id)]
    for place, name in enumerate(SUMS):
        cell[place] += getattr(row, name)


def _key(row: MonthTotal, office_id: int | None) -> Key:
    return (row.municipality_id, office_id, row.month, row.kind, row.method)


def _remove(rows: list[MonthTotal]) -> None:
    """All of them or none: two processes never count one part twice."""
    doomed = MonthTotal.objects.unscoped("joined into new rows")
    ids = [row.pk for row in rows]
    gone = sum(
        doomed.filter(pk__in=ids[start : start + 500]).delete()[0]
        for start in range(0, len(ids), 500)
    )
    if gone != len(ids):
        raise _TakenMeanwhile
