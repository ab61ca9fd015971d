"""カタログの採用の書込み。順序はいつも、許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.activity.catalogue import loader, messages
from tsunagi.activity.catalogue.items import Catalogue
from tsunagi.activity.catalogue.models import CatalogueAdoption, CatalogueOverride
from tsunagi.activity.catalogue.reading import item_as_json
from tsunagi.activity.catalogue.rules import apply_changes, still_apply
from tsunagi.activity.catalogue.stored import (
    Status,
    base_of,
    changes_of,
    held_draft,
    own_rows,
)
from tsunagi.common.errors import UserError
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.models import Municipality


@transaction.atomic
def adopt(
    *, name: str, base_version: str, effective_from: date, by: Actor, now: datetime,
    note: str = "",
) -> CatalogueAdoption:  # fmt: skip
    """配布した版を、そのまま採用して公開する。"""
    catalogue = _adoptable(name, base_version, by)
    municipality = _held_municipality(by)
    if own_rows(by).filter(name=name, status=Status.DRAFT).exists():
        raise UserError(messages.DRAFT_OPEN)
    last = _last_published(name, by)
    if last and last.base_version == base_version and not last.changes_count:
        raise UserError(messages.ALREADY_ADOPTED.format(version=base_version))
    _check_start(effective_from, last)
    row = CatalogueAdoption.objects.create(
        municipality=municipality,
        name=name,
        title=catalogue.title,
        base_version=base_version,
        number=_next_number(name, by),
        status=Status.PUBLISHED,
        items=[item_as_json(item) for item in catalogue.items],
        note=note,
        effective_from=effective_from,
        adopted_at=now,
        adopted_by_id=by.staff_id,
        published_at=now,
        published_by_id=by.staff_id,
    )
    audit.record(
        "catalogue.adopt", by=by, target=row, name=name, base_version=base_version,
        number=row.number,
    )  # fmt: skip
    return row


@transaction.atomic
def start_draft(
    *, name: str, base_version: str, by: Actor, now: datetime
) -> CatalogueAdoption:
    """手直しのための下書きを作る。前の版の手直しは、使えるものを引き継ぐ。"""
    catalogue = _adoptable(name, base_version, by)
    municipality = _held_municipality(by)
    if own_rows(by).filter(name=name, status=Status.DRAFT).exists():
        raise UserError(messages.DRAFT_OPEN)
    last = _last_published(name, by)
    row = CatalogueAdoption.objects.create(
        municipality=municipality,
        name=name,
        title=catalogue.title,
        base_version=base_version,
        number=_next_number(name, by),
        status=Status.DRAFT,
        adopted_at=now,
        adopted_by_id=by.staff_id,
    )
    carried = _carry_over(last, row, catalogue) if last else 0
    audit.record(
        "catalogue.draft", by=by, target=row, name=name, base_version=base_version,
        number=row.number, carried=carried,
    )  # fmt: skip
    return row


def _carry_over(
    last: CatalogueAdoption, row: CatalogueAdoption, catalogue: Catalogue
) -> int:
    rows = list(last.overrides.order_by("id"))
    kept = set(still_apply(catalogue.items, changes_of(rows)))
    copies = [
        CatalogueOverride(
            adoption=row, kind=o.kind, item_code=o.item_code, label=o.label,
            group=o.group, explanation=o.explanation, placement_key=o.placement_key,
            placement_value=o.placement_value, position=o.position, reason=o.reason,
            made_at=o.made_at, made_by_id=o.made_by_id,
        )
        for o, change in zip(rows, changes_of(rows), strict=True)
        if change in kept
    ]  # fmt: skip
    CatalogueOverride.objects.bulk_create(copies)
    return len(copies)


@transaction.atomic
def publish(
    *, name: str, effective_from: date, version: int, by: Actor, now: datetime,
    note: str = "",
) -> CatalogueAdoption:  # fmt: skip
    """下書きを公開する。公開した版は、あとから変わらない。"""
    row = held_draft(name, version, by)
    _check_start(effective_from, _last_published(name, by))
    changes = changes_of(row.overrides.order_by("id"))
    items = apply_changes(base_of(row).items, changes)
    if not items:
        raise UserError(messages.NOTHING_LEFT)
    row.items = [item_as_json(item) for item in items]
    row.changes_count = len(changes)
    row.status = Status.PUBLISHED
    row.note = note
    row.effective_from = effective_from
    row.published_at = now
    row.published_by_id = by.staff_id
    row.save()
    audit.record(
        "catalogue.publish", by=by, target=row, name=name, number=row.number,
        changes=len(changes),
    )  # fmt: skip
    return row


@transaction.atomic
def discard_draft(*, name: str, version: int, by: Actor) -> None:
    """下書きを取りやめる。公開した版はそのまま残る。"""
    row = held_draft(name, version, by)
    audit.record(
        "catalogue.discard", by=by, target=row, name=name, number=row.number,
        changes=row.overrides.count(),
    )  # fmt: skip
    row.delete()


def _adoptable(name: str, base_version: str, by: Actor) -> Catalogue:
    by.require(Permission.CATALOGUE_ADOPT, municipality_id=by.here)
    catalogue = loader.version_of(name, base_version)
    if catalogue is None:
        raise NotVisible
    if catalogue.is_reference:
        raise UserError(messages.ONLY_FOR_READING.format(title=catalogue.title))
    return catalogue


def _held_municipality(by: Actor) -> Municipality:
    """One at a time per municipality, so that numbers stay dense."""
    rows = Municipality.objects.select_for_update()
    found = rows.filter(pk=by.here).first()
    if found is None:
        raise NotVisible
    return found


def _last_published(name: str, by: Actor) -> CatalogueAdoption | None:
    return (
        own_rows(by)
        .filter(name=name, status=Status.PUBLISHED)
        .order_by("-number")
        .first()
    )


def _check_start(effective_from: date, last: CatalogueAdoption | None) -> None:
    """新しい版が、前の版より先に始まることはない。"""
    if last and last.effective_from and effective_from < last.effective_from:
        day = format_wareki(last.effective_from)
        raise UserError(
            messages.STARTS_BEFORE_LAST.format(day=day), field="effective_from"
        )


def _next_number(name: str, by: Actor) -> int:
    return (
        int(own_rows(by).filter(name=name).aggregate(Max("number"))["number__max"] or 0)
        + 1
    )
