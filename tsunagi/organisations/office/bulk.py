"""たくさんの事業所を、一度に登録・更新する。取り込みだけが使う。

The same order as single actions — permission, rule, save, audit — in a constant number
of statements per thousand rows. All or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.office.actions import NewKind, key_of_office
from tsunagi.organisations.office.models import (
    Corporation,
    Office,
    OfficeKindPeriod,
    OfficeRevision,
)

CHUNK = 1_000


@dataclass
class OfficeToAdd:
    """An office that is not there yet, with its kinds. `corporation` may be unsaved."""

    area: Area
    corporation: Corporation
    values: dict[str, Any]
    kinds: list[NewKind] = field(default_factory=list)


@dataclass
class OfficeToChange:
    """A known office: values that differ, and kinds that are new for it."""

    office: Office
    values: dict[str, Any]
    changes: dict[str, tuple[Any, Any]]
    kinds: list[NewKind] = field(default_factory=list)
    capacities: dict[int, int | None] = field(default_factory=dict)


@transaction.atomic
def write_offices(
    *,
    municipality_id: int,
    corporations: Sequence[Corporation],
    to_add: Sequence[OfficeToAdd],
    to_change: Sequence[OfficeToChange],
    source: str,
    by: Actor,
    now: datetime,
) -> None:
    """Save everything of one confirmed batch, with one audit event naming the counts."""
    by.require(Permission.OFFICE_IMPORT, municipality_id=municipality_id)
    for corporation in corporations:
        corporation.search_key = key_of_office(corporation.name, corporation.name_kana)
    Corporation.objects.bulk_create(corporations, batch_size=CHUNK)
    added = Office.objects.bulk_create(
        [
            Office(
                municipality_id=municipality_id,
                area=new.area,
                corporation=new.corporation,
                search_key=key_of_office(
                    new.values["name"], new.values.get("name_kana", "")
                ),
                **new.values,
            )
            for new in to_add
        ],
        batch_size=CHUNK,
    )
    revisions = [_revision(office, 1, {}, source, by, now) for office in added]
    periods = [
        _period(office, kind)
        for office, new in zip(added, to_add, strict=True)
        for kind in new.kinds
    ]
    for change in to_change:
        office = change.office
        if change.values:
            for name, value in change.values.items():
                setattr(office, name, value)
            office.search_key = key_of_office(office.name, office.name_kana)
            office.version += 1
            revisions.append(
                _revision(office, office.version, change.changes, source, by, now)
            )
        periods += [_period(office, kind) for kind in change.kinds]
    _save_changes(to_change)
    OfficeKindPeriod.objects.bulk_create(periods, batch_size=CHUNK)
    OfficeRevision.objects.bulk_create(revisions, batch_size=CHUNK)
    audit.record("office.import", by=by, added=len(added), changed=len(to_change))


def _save_changes(to_change: Sequence[OfficeToChange]) -> None:
    changed = [change.office for change in to_change if change.values]
    names = {name for change in to_change for name in change.values}
    if changed:
        Office.objects.bulk_update(
            changed, sorted({*names, "search_key", "version"}), batch_size=CHUNK
        )
    for change in to_change:
        for period_id, capacity in change.capacities.items():
            OfficeKindPeriod.objects.filter(pk=period_id).update(capacity=capacity)


def _period(office: Office, kind: NewKind) -> OfficeKindPeriod:
    return OfficeKindPeriod(
        office=office,
        kind=kind.kind,
        service_code=kind.service_code,
        service_name=kind.service_name,
        office_number=kind.office_number,
        open_data_no=kind.open_data_no,
        capacity=kind.capacity,
        valid_from=kind.valid_from,
    )


def _revision(
    office: Office,
    version: int,
    changes: dict[str, tuple[Any, Any]],
    source: str,
    by: Actor,
    now: datetime,
) -> OfficeRevision:
    return OfficeRevision(
        office=office,
        version=version,
        changes=changes,
        source=source,
        recorded_at=now,
        recorded_by_id=by.staff_id,
    )
