"""下書きの手直しの書込み。項目ごとに、変えたところだけを行に残す。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.activity.catalogue import messages
from tsunagi.activity.catalogue.items import PLACEMENT_VALUES, Catalogue, Item
from tsunagi.activity.catalogue.models import CatalogueAdoption, CatalogueOverride
from tsunagi.activity.catalogue.rules import ChangeKind, next_own_code, own_item
from tsunagi.activity.catalogue.stored import base_of, changes_of, held_draft
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, field


class Wanted(Frozen):
    """How an item shall be. `position` None leaves it where it stands."""

    label: str
    explanation: str
    group: str = ""
    placements: Mapping[str, str] = field(default_factory=dict)
    is_hidden: bool = False
    position: int | None = None
    reason: str = ""


@transaction.atomic
def override_item(
    *, name: str, item_code: str, wanted: Wanted, version: int, by: Actor, now: datetime
) -> CatalogueAdoption:
    """一つの項目を手直しする。元と同じ値に戻したところは、手直しが消える。"""
    row = held_draft(name, version, by)
    base = base_of(row)
    _check(wanted, base)
    given = row.overrides.filter(item_code=item_code)
    added = given.filter(kind=ChangeKind.ADD).first()
    before = _before(base, item_code, added)
    if added is not None:
        added.label, added.explanation = wanted.label, wanted.explanation
        added.group = wanted.group or added.group
        added.save(update_fields=["label", "explanation", "group"])
        before = own_item(changes_of([added])[0])
    given.exclude(kind=ChangeKind.ADD).delete()
    rows = _rows(before, wanted)
    _make(row, item_code, rows, wanted.reason, by, now)
    row.save(update_fields=["version"])
    audit.record(
        "catalogue.override", by=by, target=row, name=name, item=item_code,
        changes=len(rows),
    )  # fmt: skip
    return row


@transaction.atomic
def add_item(
    *, name: str, wanted: Wanted, version: int, by: Actor, now: datetime
) -> str:
    """市町村の項目を加える。コードを返す。"""
    row = held_draft(name, version, by)
    _check(wanted, base_of(row))
    code = next_own_code(row.overrides.values_list("item_code", flat=True))
    item = {
        "kind": ChangeKind.ADD, "label": wanted.label, "group": wanted.group,
        "explanation": wanted.explanation,
    }  # fmt: skip
    places = [
        {"kind": ChangeKind.PLACE, "placement_key": key, "placement_value": value}
        for key, value in wanted.placements.items()
    ]
    _make(row, code, [item, *places], wanted.reason, by, now)
    row.save(update_fields=["version"])
    audit.record("catalogue.add_item", by=by, target=row, name=name, item=code)
    return code


@transaction.atomic
def remove_override(*, name: str, public_id: UUID, version: int, by: Actor) -> None:
    """手直しを一つ取り消す。加えた項目を取り消すと、その配置も消える。"""
    row = held_draft(name, version, by)
    override = row.overrides.filter(public_id=public_id).first()
    if override is None:
        raise NotVisible
    if override.kind == ChangeKind.ADD:
        row.overrides.filter(item_code=override.item_code).delete()
    else:
        override.delete()
    row.save(update_fields=["version"])
    audit.record(
        "catalogue.remove_override", by=by, target=row, name=name,
        item=override.item_code, kind=override.kind,
    )  # fmt: skip


def _check(wanted: Wanted, base: Catalogue) -> None:
    if not wanted.label.strip() or not wanted.explanation.strip():
        raise UserError(messages.LABEL_NEEDED)
    columns = {column.key for column in base.placements}
    values = set(wanted.placements.values())
    if not set(wanted.placements) <= columns or not values <= set(PLACEMENT_VALUES):
        raise UserError(messages.UNKNOWN_PLACEMENT)


def _before(base: Catalogue, code: str, added: CatalogueOverride | None) -> Item:
    if added is not None:
        return own_item(changes_of([added])[0])
    item = next((one for one in base.items if one.code == code), None)
    if item is None:
        raise NotVisible
    return item


def _rows(before: Item, wanted: Wanted) -> list[dict[str, Any]]:
    """One row for each thing that differs from the shipped item."""
    rows: list[dict[str, Any]] = []
    if wanted.is_hidden:
        rows.append({"kind": ChangeKind.HIDE})
    if wanted.label != before.label:
        rows.append({"kind": ChangeKind.RELABEL, "label": wanted.label})
    if wanted.explanation != before.explanation:
        rows.append({"kind": ChangeKind.EXPLAIN, "explanation": wanted.explanation})
    rows += [
        {"kind": ChangeKind.PLACE, "placement_key": key, "placement_value": value}
        for key, value in wanted.placements.items()
        if value != before.placements.get(key)
    ]
    if wanted.position is not None:
        rows.append({"kind": ChangeKind.MOVE, "position": wanted.position})
    return rows


def _make(
    row: CatalogueAdoption,
    item_code: str,
    rows: list[dict[str, Any]],
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    for values in rows:
        CatalogueOverride.objects.create(
            adoption=row, item_code=item_code, reason=reason, made_at=now,
            made_by_id=by.staff_id, **values,
        )  # fmt: skip
