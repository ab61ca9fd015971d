"""地域を受け持つ人が、事業所の代わりに空きを入れてよいか。

Offices without an account tell their figures by telephone or on paper. The officer of the
municipality, the ward's officer and the core centre of the area write them down for them;
nobody else does, and nobody does so for the own office, which speaks for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tsunagi.access.actor import AccessDenied, Actor, SystemActor
from tsunagi.access.permissions import Permission
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office.models import Office, OfficeArea, OfficeKindPeriod
from tsunagi.organisations.office.rules import OfficeKind

MAY = Permission.OFFICE_CONFIRM


def areas_of_core(own: frozenset[int], today: date) -> set[int]:
    """The areas that a core centre among these offices answers for, and where it lies."""
    if not own:
        return set()
    cores = OfficeKindPeriod.objects.filter(
        in_force_on(today), office_id__in=own, kind=OfficeKind.CORE_CENTRE
    )
    ids = set(cores.values_list("office__area_id", flat=True))
    answered = OfficeArea.objects.filter(
        in_force_on(today), office_id__in=cores.values("office_id")
    )
    return ids | set(answered.values_list("area_id", flat=True)) if ids else set()


def answered_ids(
    *, actor: Actor, offices: Iterable[Office], today: date
) -> frozenset[int]:
    """Of these offices (with their area), those whose figures the actor may write down."""
    others = [one for one in offices if one.pk not in actor.office_ids]
    if isinstance(actor, SystemActor):
        return frozenset(one.pk for one in others)
    wide = actor.municipalities_with(MAY)
    charge = set(actor.areas_with(MAY))
    charge |= areas_of_core(actor.offices_with(MAY), today)
    return frozenset(
        one.pk
        for one in others
        if one.closed_on is None
        and (
            one.municipality_id in wide
            or not charge.isdisjoint(ids_on_path(one.area.path))
        )
    )


def require_answering(office: Office, *, by: Actor, today: date) -> None:
    if office.pk not in answered_ids(actor=by, offices=[office], today=today):
        raise AccessDenied(MAY)
