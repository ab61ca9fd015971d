"""月報に出てくる事業所の範囲。"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.models import Activity
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.models import Office


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


def ids_at_work(permission: Permission, actor: Actor) -> tuple[set[int], set[int]]:
    """All offices at work here, and those of them where the actor may do this."""
    places = list(offices_at_work(actor).values_list("pk", "area__path"))
    allowed = {pk for pk, path in places if _may(pk, path, permission, actor)}
    return {pk for pk, _ in places}, allowed


def _may(office_id: int, path: str, permission: Permission, actor: Actor) -> bool:
    if actor.here in actor.municipalities_with(permission):
        return True
    return actor.can(
        permission,
        municipality_id=actor.here,
        office_id=office_id,
        area_ids=ids_on_path(path),
    )
