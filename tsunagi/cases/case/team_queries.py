"""担当と関わり方の画面で、選ぶ行を一つ取り出す。"""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.case.access_models import Exclusion
from tsunagi.cases.case.models import CollaboratingOffice, Difficulty
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff


def collaborator_of(
    *, actor: Actor, seen: SeenCase, public_id: UUID
) -> CollaboratingOffice:
    rows = rows_of_case(CollaboratingOffice, seen).select_related("office")
    row = rows.filter(public_id=public_id, valid_before=None).first()
    if row is None:
        raise NotVisible
    return row


def exclusion_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Exclusion:
    row = (
        rows_of_case(Exclusion, seen)
        .filter(public_id=public_id, valid_before=None)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def difficulty_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Difficulty:
    row = rows_of_case(Difficulty, seen).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def difficulties_of(*, actor: Actor, seen: SeenCase) -> list[Difficulty]:
    """All of them, those that still weigh first."""
    return list(
        rows_of_case(Difficulty, seen)
        .select_related("recorded_by")
        .order_by(F("resolved_on").asc(nulls_first=True), "group", "id")
    )


def staff_of_municipality(*, actor: Actor) -> list[Staff]:
    """Everybody with an office in the municipality, as the directory shows them."""
    offices = Office.objects.filter(municipality_id=actor.here)
    return list(
        Staff.objects.filter(posts__office__in=offices, is_active=True)
        .distinct()
        .order_by("search_key", "id")
    )
