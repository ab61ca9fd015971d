"""主任の一覧に、採用した役割を結びつける。"""

from __future__ import annotations

from datetime import date
from typing import Any

from tsunagi.access.actor import Actor
from tsunagi.activity.catalogue import queries as catalogues
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff import chief_queries
from tsunagi.organisations.staff.models import ChiefAppointment


class ChiefCard(Frozen):
    """One chief: placement, what this placement is asked to do, how to ask."""

    appointment: ChiefAppointment
    placement: tuple[str, ...]
    duties: tuple[Any, ...]


class ChiefSheet(Frozen):
    cards: tuple[ChiefCard, ...]
    is_adopted: bool
    all_duties: tuple[Any, ...]


def chief_sheet(*, actor: Actor, today: date) -> ChiefSheet:
    """Every chief of the municipality with the duties adopted for their placement."""
    duties = catalogues.adopted_chief_duties(actor=actor)
    cards = []
    for appointment in chief_queries.chiefs_of_municipality(actor=actor, today=today):
        kinds = tuple(p.kind for p in appointment.office.running_kinds)  # type: ignore[attr-defined]
        cards.append(
            ChiefCard(
                appointment=appointment,
                placement=tuple(
                    dict.fromkeys(OfficeKind(kind).short_label for kind in kinds)
                ),
                duties=tuple(duty for duty in duties if _is_asked(duty, kinds)),
            )
        )
    return ChiefSheet(
        cards=tuple(cards),
        is_adopted=any(getattr(duty, "is_adopted", False) for duty in duties),
        all_duties=tuple(duties),
    )


def _is_asked(duty: Any, kinds: tuple[str, ...]) -> bool:
    """A duty without placements is for every chief."""
    placements = getattr(duty, "placements", None) or {}
    asked = {kind for kind, word in placements.items() if word not in ("", "なし")}
    return not asked or not asked.isdisjoint(kinds)
