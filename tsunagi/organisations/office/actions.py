"""事業所の書込み。順序はいつも、許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.idempotency import once
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.common.codes import CHECKERS
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office import messages
from tsunagi.organisations.office.answering import require_answering
from tsunagi.organisations.office.models import (
    Corporation,
    FreePlaces,
    Office,
    OfficeArea,
    OfficeFeature,
    OfficeKindPeriod,
    OfficeRevision,
)
from tsunagi.organisations.office.rules import OfficeKind

EDITABLE = frozenset(
    {
        "name", "name_kana", "postal_code", "address", "phone", "fax", "url",
        "latitude", "longitude", "hours_weekday", "hours_saturday", "hours_sunday",
        "hours_holiday", "closed_days", "hours_note", "introduction", "how_to_ask",
        "area", "corporation",
    }
)  # fmt: skip


class NewKind(Frozen):
    """One kind that an office takes on. office_number: 10 characters or empty."""

    kind: OfficeKind
    valid_from: date
    office_number: str = ""
    service_code: str = ""
    service_name: str = ""
    open_data_no: str = ""
    capacity: int | None = None


class Heard(Frozen):
    """Who of the office said it, and on which day."""

    name: str
    on: date


def key_of_office(name: str, name_kana: str) -> str:
    """Kana first: lists sort by this key, and the search looks inside it."""
    return f"{search_key(name_kana)} {search_key(name)}".strip()[:500]


def require_at(office: Office, permission: Permission, by: Actor) -> None:
    """Own office, an area it lies in, or the whole municipality."""
    by.require(
        permission,
        municipality_id=office.municipality_id,
        office_id=office.pk,
        area_ids=ids_on_path(office.area.path),
    )


@transaction.atomic
def register_corporation(*, name: str, by: Actor, **values: Any) -> Corporation:
    by.require(Permission.OFFICE_REGISTER, municipality_id=by.here)
    corporation = Corporation.objects.create(
        name=name,
        search_key=f"{search_key(name)} {search_key(values.get('name_kana', ''))}"[
            :500
        ],
        **values,
    )
    audit.record("corporation.register", by=by, target=corporation)
    return corporation


@transaction.atomic
def register_office(
    *,
    area: Area,
    values: Mapping[str, Any],
    kinds: Iterable[NewKind],
    by: Actor,
    now: datetime,
    source: str = "登録",
) -> Office:
    """事業所を登録する。種別は一つ以上。"""
    by.require(
        Permission.OFFICE_REGISTER, municipality_id=area.municipality_id or by.here
    )
    kinds = tuple(kinds)
    if not kinds:
        raise UserError(messages.NO_KIND, field="kinds")
    office = create_office(
        area=area, values=values, kinds=kinds, by=by, now=now, source=source
    )
    audit.record("office.register", by=by, target=office)
    return office


def create_office(
    *,
    area: Area,
    values: Mapping[str, Any],
    kinds: Iterable[NewKind],
    by: Actor,
    now: datetime,
    source: str,
) -> Office:
    """The rows of a new office. The caller asks for the permission and writes the audit."""
    municipality = area.municipality
    if municipality is None:
        raise ValueError("an office lies in a municipality")
    office = Office.objects.create(
        municipality=municipality,
        area=area,
        search_key=key_of_office(values["name"], values.get("name_kana", "")),
        **values,
    )
    for kind in kinds:
        _add_kind(office, kind)
    OfficeRevision.objects.create(
        office=office, version=1, source=source, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    return office


def register_office_once(
    *,
    key: UUID,
    area: Area,
    values: Mapping[str, Any],
    kinds: Iterable[NewKind],
    by: Actor,
    now: datetime,
) -> Office:
    """The same form sent twice registers one office and answers with it both times."""
    kinds = tuple(kinds)

    def make() -> str:
        office = register_office(area=area, values=values, kinds=kinds, by=by, now=now)
        return str(office.public_id)

    body = {"area": area.pk, **values, "kinds": [str(kind) for kind in kinds]}
    public_id, _ = once(key, by=by, action="office.register", body=body, make=make)
    return Office.objects.get(public_id=public_id)


def changed_values(
    office: Office, values: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """What would change: {field: (before, after)}, links by their shown name."""
    changes = {}
    for name, after in values.items():
        if name not in EDITABLE:
            raise ValueError(f"{name} is not edited here")
        before = getattr(office, name)
        if before != after:
            changes[name] = (_shown(before), _shown(after))
    return changes


def _shown(value: Any) -> Any:
    return str(value) if isinstance(value, Area | Corporation) else value


@transaction.atomic
def edit_office(
    *,
    office: Office,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    source: str = "画面",
) -> bool:
    """事業所の情報を直す。変わらなければ何も書かない。変えたかどうかを返す。"""
    require_at(office, Permission.OFFICE_EDIT, by)
    if office.closed_on is not None:
        day = format_wareki(office.closed_on)
        raise UserError(messages.ALREADY_CLOSED.format(day=day))
    changes = save_changes(
        office=office, values=values, version=version, by=by, now=now, source=source
    )
    if changes:
        audit.record("office.edit", by=by, target=office, fields=sorted(changes))
    return bool(changes)


def save_changes(
    *,
    office: Office,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    source: str,
) -> dict[str, tuple[Any, Any]]:
    """Write what changes, with its history; nothing if nothing changes.

    The caller asks for the permission and writes the audit.
    """
    changes = changed_values(office, values)
    if not changes:
        return changes
    name = values.get("name", office.name)
    kana = values.get("name_kana", office.name_kana)
    saved = Office.objects.filter(pk=office.pk, version=version).update(
        **values, search_key=key_of_office(name, kana), version=version + 1
    )
    if not saved:
        raise UserError(CHANGED_MEANWHILE)
    OfficeRevision.objects.create(
        office=office,
        version=version + 1,
        changes=changes,
        source=source,
        recorded_at=now,
        recorded_by_id=by.staff_id,
    )
    return changes


@transaction.atomic
def confirm_office(*, office: Office, by: Actor, today: date) -> None:
    """内容が今も正しいことを確かめた、と記録する。"""
    require_at(office, Permission.OFFICE_CONFIRM, by)
    Office.objects.filter(pk=office.pk).update(
        confirmed_on=today, confirmed_by_id=by.staff_id
    )
    audit.record("office.confirm", by=by, target=office)


@transaction.atomic
def report_free_places(
    *,
    office: Office,
    accepts_new: bool,
    free_places: int | None,
    capacity: int | None,
    note: str,
    by: Actor,
    now: datetime,
    today: date,
    heard: Heard | None = None,
) -> FreePlaces:
    """空きの状況を確かめて記録する。前の数字は残し、新しい行を足す。

    heard: said by the office to whoever answers for its area (代理入力).
    """
    if heard is None:
        require_at(office, Permission.OFFICE_CONFIRM, by)
    else:
        require_answering(office, by=by, today=today)
    # Two at once take turns: only one row is the current one.
    Office.objects.select_for_update().filter(pk=office.pk).first()
    if heard is not None:
        _check_heard(office, heard, today=today)
    FreePlaces.objects.filter(office=office, is_current=True).update(is_current=False)
    row = FreePlaces.objects.create(
        office=office,
        accepts_new=accepts_new,
        free_places=free_places,
        capacity=capacity,
        note=note,
        is_for_other=heard is not None,
        said_by=heard.name.strip() if heard else "",
        confirmed_on=heard.on if heard else today,
        confirmed_by_id=by.staff_id,
        recorded_at=now,
    )
    audit.record("office.free_places", by=by, target=office, for_other=row.is_for_other)
    return row


def _check_heard(office: Office, heard: Heard, *, today: date) -> None:
    """Who and when are known, and nothing newer is pushed aside by an older word."""
    if not heard.name.strip():
        raise UserError(messages.WHO_SAID_SO, field="said_by")
    if heard.on > today:
        raise UserError(messages.HEARD_IN_FUTURE, field="said_on")
    last = FreePlaces.objects.filter(office=office, is_current=True).first()
    if last is not None and last.confirmed_on > heard.on:
        day = format_wareki(last.confirmed_on)
        raise UserError(messages.NEWER_FIGURE.format(day=day), field="said_on")


@transaction.atomic
def open_kind(*, office: Office, new: NewKind, by: Actor) -> OfficeKindPeriod:
    """種別を、その日から加える。"""
    require_at(office, Permission.OFFICE_REGISTER, by)
    period = _add_kind(office, new)
    audit.record("office.kind_open", by=by, target=office, kind=str(new.kind))
    return period


def _add_kind(office: Office, new: NewKind) -> OfficeKindPeriod:
    if new.office_number:
        reading = CHECKERS["office"](new.office_number)
        if reading.result == "error":
            reason = reading.messages[0].why
            raise UserError(
                messages.WRONG_NUMBER.format(reason=reason), field="office_number"
            )
    running = OfficeKindPeriod.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=new.valid_from),
        office=office,
        kind=new.kind,
        service_code=new.service_code,
        open_data_no=new.open_data_no,
    )
    if running.exists():
        raise UserError(messages.KIND_ALREADY_OPEN, field="kind")
    return OfficeKindPeriod.objects.create(
        office=office,
        kind=new.kind,
        service_code=new.service_code,
        service_name=new.service_name,
        office_number=new.office_number,
        open_data_no=new.open_data_no,
        capacity=new.capacity,
        valid_from=new.valid_from,
    )


@transaction.atomic
def end_kind(*, period: OfficeKindPeriod, valid_before: date, by: Actor) -> None:
    """種別を終える。その日より前の記録には、もとの種別が残る。"""
    require_at(period.office, Permission.OFFICE_REGISTER, by)
    if valid_before <= period.valid_from:
        start = format_wareki(period.valid_from)
        raise UserError(
            messages.KIND_ENDS_BEFORE_START.format(start=start), field="last_day"
        )
    OfficeKindPeriod.objects.filter(pk=period.pk, valid_before=None).update(
        valid_before=valid_before
    )
    audit.record("office.kind_end", by=by, target=period.office, kind=period.kind)


@transaction.atomic
def set_responsible_areas(
    *, office: Office, areas: Iterable[Area], by: Actor, today: date
) -> None:
    """担当する地域を決め直す。外した地域は今日で終わる。"""
    require_at(office, Permission.OFFICE_REGISTER, by)
    wanted = {area.pk for area in areas}
    open_rows = OfficeArea.objects.filter(office=office, valid_before=None)
    current = set(open_rows.values_list("area_id", flat=True))
    ended = open_rows.exclude(area_id__in=wanted)
    ended.filter(valid_from=today).delete()
    ended.update(valid_before=today)
    OfficeArea.objects.bulk_create(
        OfficeArea(office=office, area_id=area_id, valid_from=today)
        for area_id in sorted(wanted - current)
    )
    audit.record("office.areas", by=by, target=office, count=len(wanted))


@transaction.atomic
def set_features(
    *, office: Office, features: Iterable[tuple[str, str]], by: Actor
) -> None:
    """対応できることを決め直す。features: (kind, value) pairs."""
    require_at(office, Permission.OFFICE_EDIT, by)
    wanted = set(features)
    current = {(f.kind, f.value): f.pk for f in office.features.all()}
    OfficeFeature.objects.filter(
        pk__in=[pk for pair, pk in current.items() if pair not in wanted]
    ).delete()
    OfficeFeature.objects.bulk_create(
        OfficeFeature(office=office, kind=kind, value=value)
        for kind, value in sorted(wanted - set(current))
    )
    audit.record("office.features", by=by, target=office, count=len(wanted))


@transaction.atomic
def close_office(*, office: Office, closed_on: date, by: Actor) -> None:
    """事業所を廃止にする。職員の配置が残っているうちはできない。"""
    require_at(office, Permission.OFFICE_REGISTER, by)
    remaining = office.posts.filter(
        Q(valid_before=None) | Q(valid_before__gt=closed_on)
    ).count()
    if remaining:
        raise UserError(messages.STAFF_REMAIN.format(count=remaining))
    office.kind_periods.filter(valid_before=None, valid_from__lt=closed_on).update(
        valid_before=closed_on
    )
    Office.objects.filter(pk=office.pk).update(closed_on=closed_on)
    audit.record("office.close", by=by, target=office)
