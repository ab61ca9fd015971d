"""同意、同意のない提供、緊急の閲覧の読取り。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.permissions import Permission
from tsunagi.access.policy import Has
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.models import (
    Consent,
    ConsentRecipient,
    Disclosure,
    EmergencyAccess,
)
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.person.sealed import related_in_sight
from tsunagi.cases.scope import (
    CARRIERS,
    HOLDERS_AND_DUTY,
    IN_MY_MUNICIPALITY,
    sees_case,
    with_class,
)
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.frozen import Frozen

CARRIED_OR_DUTY = IN_MY_MUNICIPALITY & sees_case(
    with_class(FieldClass.SUPPORT) & Has("relation", tuple(sorted(HOLDERS_AND_DUTY)))
)


class SharingPage(Frozen):
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
    return related_in_sight(
        rows_of_case(RelatedPerson, seen)
        .filter(valid_before=None, is_deceased=False)
        .order_by("id"),
        seen.sight,
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


def reviewable(
    rows: Iterable[EmergencyAccess], *, actor: Actor, now: datetime
) -> set[int]:
    """Of these rows those that the actor may review: not reviewed yet, opened by
    somebody else, of a case that the actor carries or has the duty for. One query."""
    waiting = [
        row
        for row in rows
        if row.reviewed_at is None and row.staff_id != actor.staff_id
    ]
    if not waiting or not actor.has(Permission.EMERGENCY_REVIEW):
        return set()
    carried = set(
        Case.objects.visible_to(actor, now=now)
        .filter(
            CARRIED_OR_DUTY.q(Subject(actor, now)),
            pk__in={row.case_id for row in waiting},
        )
        .values_list("pk", flat=True)
    )
    return {row.pk for row in waiting if row.case_id in carried}


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
