"""関わりのねらいを SQL で数える。ほかの数と同じ条件（counting.Rows）から始まる。"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from tsunagi.activity.record.counting import Rows
from tsunagi.activity.record.purposes import SEEN_CHANGES, SupportPurpose
from tsunagi.common.frozen import Frozen


class PurposeCount(Frozen):
    """One purpose: what was spent on it, how much of it directly, what changed.

    direct_minutes: travel included. answered: a change or none was written.
    """

    code: str
    records: int
    minutes: int
    direct_records: int
    direct_minutes: int
    answered: int
    changed: int


def by_purpose(rows: Rows, *, staff: Collection[int] | None) -> list[PurposeCount]:
    """The records of every purpose, "" for those without one. One query.

    A record with two purposes counts under both. staff None: everybody.
    """
    activities = rows.activities.order_by()
    if staff is not None:
        activities = activities.filter(staff_id__in=staff)
    spent = Coalesce(F("minutes"), 0) + Coalesce(F("travel_minutes"), 0)
    sums: dict[str, Any] = {}
    for number, code in enumerate(("", *SupportPurpose)):
        where = Q(purposes=[]) if not code else Q(purposes__icontains=f'"{code}"')
        direct = where & Q(is_direct=True)
        sums |= {
            f"records_{number}": Count("pk", filter=where),
            f"minutes_{number}": Sum(spent, filter=where, default=0),
            f"direct_{number}": Count("pk", filter=direct),
            f"direct_minutes_{number}": Sum(spent, filter=direct, default=0),
            f"answered_{number}": Count("pk", filter=where & ~Q(change="")),
            f"changed_{number}": Count("pk", filter=where & Q(change__in=SEEN_CHANGES)),
        }
    found = activities.aggregate(**sums)
    return [
        PurposeCount(
            str(code),
            *(
                found[f"{name}_{number}"]
                for name in (
                    "records", "minutes", "direct", "direct_minutes", "answered",
                    "changed",
                )
            ),
        )
        for number, code in enumerate(("", *SupportPurpose))
    ]  # fmt: skip
