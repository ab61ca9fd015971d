"""同意、同意のない提供、緊急の閲覧の読取り。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.consent.models import (
    Consent,
    ConsentRecipient,
    Disclosure,
    EmergencyAccess,
)
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.scope import CARRIERS
from tsunagi.cases.seen import SeenCase, rows_of_case


@dataclass(frozen=True)
class SharingPage:
    """Everything about what left the case, and by which right."""

    consents: list[Consent]
    disclosures: list[Disclosure]
    emergencies: list[EmergencyAccess]


def sharing_of(*, actor: Actor, seen: SeenCase) -> SharingPage:
    """Newest first, ended ones included: this is also the record of 第三者提供.

    `actor` was asked for with the case; the sight is its answer. Four queries.
    """
    if seen.sight.relations.isdisjoint(CARRIERS):
        raise NotVisible
    return SharingPage(
        consents=list(
            rows_of_case(Consent, seen)
            .select_related("explained_by", "recorded_by", "withdrawn_by", "given_by")
            .prefetch_related(
                Prefetch(
                    "recipients",
                    queryset=ConsentRecipient.objects.select_related("office"),
                )
            )
            .order_by("-given_on", "-id")
        ),
        disclosures=list(
            rows_of_case(Disclosure, seen)
            .select_related("office", "decided_by")
            .order_by("-decided_at", "-id")
        ),
        emergencies=list(
            rows_of_case(EmergencyAccess, seen)
            .select_related("staff", "reviewed_by")
            .order_by("-opened_at", "-id")
        ),
    )


def consent_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Consent:
    row = rows_of_case(Consent, seen).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def disclosure_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Disclosure:
    row = rows_of_case(Disclosure, seen).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def people_who_may_agree(*, actor: Actor, seen: SeenCase) -> list[RelatedPerson]:
    return list(
        rows_of_case(RelatedPerson, seen)
        .filter(valid_before=None, is_deceased=False)
        .order_by("id")
    )


def visible_emergencies(*, actor: Actor, now: datetime) -> QuerySet[EmergencyAccess]:
    return (
        EmergencyAccess.objects.visible_to(actor, now=now)
        .select_related("staff", "case__person", "case__responsible_office")
        .order_by("-opened_at", "-id")
    )


def emergencies(
    *, actor: Actor, now: datetime, open_only: bool
) -> list[EmergencyAccess]:
    """The newest 100 that concern the actor's own cases, or that the actor opened."""
    rows = visible_emergencies(actor=actor, now=now)
    if open_only:
        rows = rows.filter(reviewed_at=None)
    return list(rows[:100])


def emergency_by_public_id(
    *, actor: Actor, public_id: UUID, now: datetime
) -> EmergencyAccess:
    row = visible_emergencies(actor=actor, now=now).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def emergencies_to_review(*, actor: Actor, now: datetime, today: date) -> int:
    """How many wait for somebody else's review; the opener cannot review."""
    return (
        visible_emergencies(actor=actor, now=now)
        .filter(reviewed_at=None)
        .exclude(staff_id=actor.staff_id or 0)
        .count()
    )
