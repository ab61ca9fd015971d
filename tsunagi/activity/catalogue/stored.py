"""採用の行と、規則が使う値とのあいだ。読み書きの両方が使う。"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.activity.catalogue import loader
from tsunagi.activity.catalogue.items import Catalogue, Item
from tsunagi.activity.catalogue.models import CatalogueAdoption, CatalogueOverride
from tsunagi.activity.catalogue.reading import item_from_json
from tsunagi.activity.catalogue.rules import Change, ChangeKind
from tsunagi.common.errors import UserError

Status = CatalogueAdoption.Status


def own_rows(by: Actor) -> QuerySet[CatalogueAdoption]:
    """Adoptions of the municipality the actor works in, and of no other."""
    return CatalogueAdoption.objects.filter(municipality_id=by.here)


def draft_of(name: str, by: Actor) -> CatalogueAdoption:
    row = own_rows(by).filter(name=name, status=Status.DRAFT).first()
    if row is None:
        raise NotVisible
    return row


def held_draft(name: str, version: int, by: Actor) -> CatalogueAdoption:
    """下書きを、ほかの人が先に直していないことを確かめてから渡す。"""
    by.require(Permission.CATALOGUE_ADOPT, municipality_id=by.here)
    rows = own_rows(by).select_for_update().filter(name=name, status=Status.DRAFT)
    row = rows.first()
    if row is None:
        raise NotVisible
    if row.version != version:
        raise UserError(CHANGED_MEANWHILE)
    row.version += 1
    return row


def base_of(row: CatalogueAdoption) -> Catalogue:
    """The shipped version below a draft."""
    base = loader.version_of(row.name, row.base_version)
    if base is None:
        raise NotVisible
    return base


def changes_of(overrides: Iterable[CatalogueOverride]) -> list[Change]:
    return [
        Change(
            kind=ChangeKind(row.kind),
            item_code=row.item_code,
            label=row.label,
            group=row.group,
            explanation=row.explanation,
            placement_key=row.placement_key,
            placement_value=row.placement_value,
            position=row.position,
        )
        for row in overrides
    ]


def published_items(row: CatalogueAdoption) -> tuple[Item, ...]:
    return tuple(item_from_json(one) for one in row.items)
