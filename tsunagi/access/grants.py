"""役割の付与を開き、閉じる。もとになった記録を書く操作の中からだけ呼ぶ。"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tsunagi.access.actor import Actor
from tsunagi.access.models import GrantRow
from tsunagi.access.permissions import Role


def open_grant(
    *,
    staff_id: int,
    role: Role,
    municipality_id: int,
    valid_from: date,
    source_ref: str,
    by: Actor,
    valid_before: date | None = None,
    office_id: int | None = None,
    area_id: int | None = None,
) -> GrantRow:
    """One row in the transaction of its cause; the caller has asked the permission."""
    return GrantRow.objects.create(
        staff_id=staff_id,
        role=role,
        municipality_id=municipality_id,
        office_id=office_id,
        area_id=area_id,
        valid_from=valid_from,
        valid_before=valid_before,
        source_ref=source_ref,
        created_by_id=by.staff_id,
    )


def end_grants(*, source_ref: str, valid_before: date) -> int:
    """End what this cause had opened; a grant that began later never comes to be.

    Returns how many rows ended. A dated fact is ended, never edited otherwise.
    """
    rows = GrantRow.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=valid_before), source_ref=source_ref
    )
    never_began = rows.filter(valid_from__gt=valid_before)
    ended = 0
    for row in never_began:
        ended += GrantRow.objects.filter(pk=row.pk).update(valid_before=row.valid_from)
    return ended + rows.filter(valid_from__lte=valid_before).update(
        valid_before=valid_before
    )
