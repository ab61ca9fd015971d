"""地域の書込み。順序はいつも、許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.common.codes import CHECKERS
from tsunagi.common.errors import UserError
from tsunagi.common.text import search_key
from tsunagi.organisations.area import messages
from tsunagi.organisations.area.geojson import Outline
from tsunagi.organisations.area.models import (
    Area,
    AreaOutline,
    JointAreaMember,
    Municipality,
)
from tsunagi.organisations.area.rules import AreaKind, may_stand_below


def key_of_area(name: str, name_kana: str) -> str:
    return f"{search_key(name_kana)} {search_key(name)}".strip()


@transaction.atomic
def register_area(
    *,
    kind: AreaKind,
    name: str,
    parent: Area | None,
    valid_from: date,
    by: Actor,
    name_kana: str = "",
    code: str = "",
    municipality: Municipality | None = None,
) -> Area:
    """地域を木に加える。"""
    by.require(
        Permission.AREA_EDIT, municipality_id=municipality.pk if municipality else 0
    )
    parent_kind = AreaKind(parent.kind) if parent else None
    if not may_stand_below(kind, parent_kind):
        raise UserError(
            messages.WRONG_PLACE.format(
                kind=kind.label, parent=parent_kind.label if parent_kind else "なし"
            ),
            field="parent",
        )
    _check_code(code)
    area = Area.objects.create(
        kind=kind,
        name=name,
        name_kana=name_kana,
        search_key=key_of_area(name, name_kana),
        code=code,
        parent=parent,
        municipality=municipality,
        valid_from=valid_from,
    )
    area.path = f"{parent.path if parent else '/'}{area.pk}/"
    area.save(update_fields=["path"])
    audit.record("area.register", by=by, target=area, kind=str(kind))
    return area


def _check_code(code: str) -> None:
    if not code:
        return
    reading = CHECKERS["municipality"](code)
    if reading.result != "ok":
        reason = reading.messages[0].why if reading.messages else ""
        raise UserError(messages.WRONG_CODE.format(reason=reason), field="code")


@transaction.atomic
def register_municipality(
    *, name: str, code: str, parent: Area, valid_from: date, by: Actor,
    name_kana: str = "", disability_spelling: str = "障害",
) -> Municipality:  # fmt: skip
    """市町村を、記録の持ち主として登録する。運用者の命令からだけ呼ぶ。"""
    area = register_area(
        kind=AreaKind.MUNICIPALITY,
        name=name,
        name_kana=name_kana,
        code=code,
        parent=parent,
        valid_from=valid_from,
        by=by,
    )
    municipality = Municipality.objects.create(
        area=area, name=name, code=code, disability_spelling=disability_spelling
    )
    area.municipality = municipality
    area.save(update_fields=["municipality"])
    audit.record("municipality.register", by=by, target=municipality)
    return municipality


@transaction.atomic
def join_areas(
    *, joint_area: Area, members: list[Area], valid_from: date, by: Actor
) -> None:
    """共同設置の地域に、市町村を加える。"""
    by.require(Permission.AREA_EDIT, municipality_id=joint_area.municipality_id or 0)
    JointAreaMember.objects.bulk_create(
        JointAreaMember(joint_area=joint_area, member=member, valid_from=valid_from)
        for member in members
    )
    audit.record("area.join", by=by, target=joint_area, members=len(members))


@transaction.atomic
def edit_area(
    *, area: Area, name: str, name_kana: str, version: int, by: Actor
) -> None:
    """地域の名称を直す。"""
    by.require(Permission.AREA_EDIT, municipality_id=area.municipality_id or 0)
    changed = Area.objects.filter(pk=area.pk, version=version).update(
        name=name,
        name_kana=name_kana,
        search_key=key_of_area(name, name_kana),
        version=version + 1,
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    audit.record("area.edit", by=by, target=area)


@transaction.atomic
def set_area_point(
    *,
    area: Area,
    latitude: float | None,
    longitude: float | None,
    version: int,
    by: Actor,
) -> None:
    """距離を測るもとになる代表点を決める。両方が空なら、代表点を外す。"""
    by.require(Permission.AREA_EDIT, municipality_id=area.municipality_id or 0)
    if (latitude is None) != (longitude is None):
        raise UserError(messages.HALF_A_POINT, field="longitude")
    changed = Area.objects.filter(pk=area.pk, version=version).update(
        latitude=latitude, longitude=longitude, version=version + 1
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    area.latitude, area.longitude, area.version = latitude, longitude, version + 1
    audit.record("area.point", by=by, target=area, has_point=latitude is not None)


@transaction.atomic
def import_outlines(
    *, outlines: list[Outline], credit: str, by: Actor, now: datetime
) -> int:
    """GeoJSON から読んだ輪郭を、名前またはコードの合う地域に結びつける。件数を返す。"""
    municipality_id = by.here
    by.require(Permission.AREA_EDIT, municipality_id=municipality_id)
    saved = 0
    for outline in outlines:
        area = Area.objects.filter(
            pk=outline.area_id, municipality_id=municipality_id
        ).first()
        if area is None:
            raise NotVisible
        values: dict[str, Any] = {
            "rings": outline.rings,
            "credit": credit,
            "imported_at": now,
            "imported_by_id": by.staff_id,
        }
        AreaOutline.objects.update_or_create(area=area, defaults=values)
        saved += 1
    audit.record("area.outlines", by=by, saved=saved)
    return saved
