"""月報に出てくる事業所の範囲。"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.access.statements import NO_TIME, made_once
from tsunagi.activity.record.models import Activity
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.models import Office


class OfficeAtWork(NamedTuple):
    """An office as a choice of a report. path: of its area. A city has three hundred, so
    these are no rows of the table."""

    pk: int
    public_id: UUID
    name: str
    search_key: str
    path: str


def offices_at_work(actor: Actor) -> QuerySet[Office]:
    """この市町村の事業所、この市町村の仕事を記録した事業所、自分の事業所。

    A joint core centre keeps its entry in one municipality and works for several.
    """
    recorded_here = Activity._base_manager.filter(
        municipality_id=actor.here, office=OuterRef("pk")
    )
    return Office.objects.filter(
        Q(municipality_id=actor.here)
        | Q(pk__in=actor.office_ids)
        | Exists(recorded_here)
    ).select_related("area")


def may_at(office: Office, permission: Permission, actor: Actor) -> bool:
    """Own office, an area it lies in, or the municipality the work was done for."""
    return _may(office.pk, office.area.path, permission, actor)


def choices_at_work(permission: Permission, actor: Actor) -> list[OfficeAtWork]:
    """Those offices at work here where the actor may do this, by kana."""
    found = _all_at_work(actor)
    if actor.here in actor.municipalities_with(permission):
        return found
    return [one for one in found if _may(one.pk, one.path, permission, actor)]


def ids_at_work(permission: Permission, actor: Actor) -> tuple[set[int], set[int]]:
    """All offices at work here, and those of them where the actor may do this."""
    found = _all_at_work(actor)
    allowed = {one.pk for one in found if _may(one.pk, one.path, permission, actor)}
    return {one.pk for one in found}, allowed


def _all_at_work(actor: Actor) -> list[OfficeAtWork]:
    return [OfficeAtWork(*row) for row in _lines(actor=actor, now=NO_TIME)]


@made_once
def _lines(*, actor: Actor, now: datetime) -> QuerySet[Office, tuple[Any, ...]]:
    return (
        offices_at_work(actor)
        .order_by("search_key", "id")
        .values_list("pk", "public_id", "name", "search_key", "area__path")
    )


def _may(office_id: int, path: str, permission: Permission, actor: Actor) -> bool:
    if actor.here in actor.municipalities_with(permission):
        return True
    return actor.can(
        permission,
        municipality_id=actor.here,
        office_id=office_id,
        area_ids=ids_on_path(path),
    )
