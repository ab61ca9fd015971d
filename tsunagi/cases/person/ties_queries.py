"""家族図と社会関係図の読取り。ケースを見たあとに、その答え（SeenCase）で読む。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.person.ties_models import EcoItem, Tie
from tsunagi.cases.seen import SeenCase, rows_of_case


def _lasting(today: date) -> Q:
    return Q(valid_before=None) | Q(valid_before__gt=today)


def _require_support(seen: SeenCase) -> None:
    """An empty picture would say that there is nobody; this says nothing."""
    if not seen.sight.sees_support:
        raise NotVisible


def ties_of(
    *, actor: Actor, seen: SeenCase, today: date, past: bool = False
) -> list[Tie]:
    """The ties of the case; those that have ended only if asked."""
    _require_support(seen)
    rows = rows_of_case(Tie, seen).select_related("first", "second").order_by("id")
    return list(rows if past else rows.filter(_lasting(today)))


def tie_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Tie:
    rows = rows_of_case(Tie, seen).select_related("first", "second")
    tie = rows.filter(public_id=public_id).first()
    if tie is None:
        raise NotVisible
    return tie


def eco_items_of(
    *, actor: Actor, seen: SeenCase, today: date, past: bool = False
) -> list[EcoItem]:
    """What surrounds the person; what has ended only if asked."""
    _require_support(seen)
    rows = rows_of_case(EcoItem, seen).select_related("office").order_by("id")
    return list(rows if past else rows.filter(_lasting(today)))


def eco_item_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> EcoItem:
    rows = rows_of_case(EcoItem, seen).select_related("office")
    item = rows.filter(public_id=public_id).first()
    if item is None:
        raise NotVisible
    return item
