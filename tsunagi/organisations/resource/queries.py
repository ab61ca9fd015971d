"""身近な社会資源の読取り: 町内の集まり、店、居場所、家主など、指定を持たない支え手。"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.common.text import search_key
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.office.models import Office, OfficeKindPeriod
from tsunagi.organisations.office.queries import visible_offices
from tsunagi.organisations.office.rules import OfficeKind

SHOWN = 20


def informal_offices(*, actor: Actor, today: date) -> QuerySet[Office]:
    """Resources without a designation that are there today, in the prefecture around."""
    running = OfficeKindPeriod.objects.filter(
        in_force_on(today), office=OuterRef("pk"), kind=OfficeKind.INFORMAL
    )
    return visible_offices(actor=actor).filter(
        Exists(running), Q(closed_on=None) | Q(closed_on__gt=today)
    )


def informal_resources(
    *, actor: Actor, area: Area, today: date
) -> tuple[list[Office], int]:
    """The first of the area by kana, and how many there are. Two queries."""
    rows = informal_offices(actor=actor, today=today).filter(
        area__path__startswith=area.path
    )
    return list(rows.order_by("search_key", "id")[:SHOWN]), rows.count()


def same_named(*, actor: Actor, name: str, phone: str) -> list[Office]:
    """名前か電話番号が同じものが、もう名簿にあるか。書き方の違いは問わない。"""
    key = search_key(name)
    alike = Q(search_key__endswith=f" {key}") | Q(search_key=key) if key else Q(pk=None)
    if phone:
        alike |= Q(phone=phone)
    rows = Office.objects.filter(alike, municipality_id=actor.here, closed_on=None)
    return list(rows.order_by("search_key", "id")[:5])


def is_informal_only(*, actor: Actor, office: Office, today: date) -> bool:
    """True if nothing but 「地域の社会資源」 is in force: then its finders keep it."""
    kinds = OfficeKindPeriod.objects.filter(in_force_on(today), office=office)
    return set(kinds.values_list("kind", flat=True)) == {OfficeKind.INFORMAL.value}
