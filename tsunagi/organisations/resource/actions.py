"""身近な社会資源を名簿に加え、直し、なくなったことを記す。現場のだれでもできる。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.office.actions import NewKind, create_office, save_changes
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.resource import messages
from tsunagi.organisations.resource.queries import is_informal_only, same_named

FIELDS = frozenset(
    {"name", "name_kana", "phone", "address", "introduction", "how_to_ask"}
)


def register_resource(
    *,
    key: UUID,
    area: Area,
    values: Mapping[str, Any],
    is_another: bool,
    by: Actor,
    now: datetime,
    today: date,
) -> Office:
    """名簿に加える。同じ名前か電話のものがあれば、別のものだと確かめるまで加えない。

    The same form sent twice registers once and answers with the same office.
    """
    if not by.has(Permission.RESOURCE_KEEP) or area.municipality_id != by.here:
        raise AccessDenied(Permission.RESOURCE_KEEP)

    def make() -> str:
        alike = same_named(actor=by, name=values["name"], phone=values["phone"])
        if alike and not is_another:
            names = "、".join(office.name for office in alike)
            raise UserError(messages.ALREADY_LISTED.format(names=names), field="name")
        office = create_office(
            area=area,
            values={name: values[name] for name in FIELDS},
            kinds=[NewKind(OfficeKind.INFORMAL, today)],
            by=by,
            now=now,
            source="社会資源の登録",
        )
        audit.record("resource.add", by=by, target=office)
        return str(office.public_id)

    body = {name: values[name] for name in sorted(FIELDS)} | {"area": area.pk}
    public_id, _ = once(key, by=by, action="resource.add", body=body, make=make)
    return Office.objects.get(public_id=public_id)


def may_keep(office: Office, *, by: Actor, today: date) -> bool:
    """Whoever works in the municipality keeps what has no office of its own people."""
    return (
        by.has(Permission.RESOURCE_KEEP)
        and office.municipality_id == by.municipality_id
        and office.closed_on is None
        and is_informal_only(actor=by, office=office, today=today)
    )


def _require(office: Office, *, by: Actor, today: date) -> None:
    if not may_keep(office, by=by, today=today):
        raise AccessDenied(Permission.RESOURCE_KEEP)


@transaction.atomic
def edit_resource(
    *,
    office: Office,
    area: Area,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """直す。前の値は履歴に残る。直した人が、内容を確かめた人になる。"""
    _require(office, by=by, today=today)
    if area.municipality_id != office.municipality_id:
        raise AccessDenied(Permission.RESOURCE_KEEP)
    wanted = {name: values[name] for name in FIELDS} | {"area": area}
    changes = save_changes(
        office=office, values=wanted, version=version, by=by, now=now,
        source="社会資源の画面",
    )  # fmt: skip
    Office.objects.filter(pk=office.pk).update(
        confirmed_on=today, confirmed_by_id=by.staff_id
    )
    audit.record("resource.edit", by=by, target=office, fields=sorted(changes))


@transaction.atomic
def close_resource(*, office: Office, on: date, by: Actor, today: date) -> None:
    """なくなったことを記す。使った記録には、名前が残る。"""
    _require(office, by=by, today=today)
    if on > today:
        raise UserError(messages.IN_FUTURE, field="on")
    office.kind_periods.filter(valid_before=None, valid_from__lt=on).update(
        valid_before=on
    )
    Office.objects.filter(pk=office.pk).update(closed_on=on)
    audit.record("resource.close", by=by, target=office)
