"""利用者の読取り。ケースを見たあとに、その答え（SeenCase）で読む。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.models import (
    Certificate,
    PersonRevision,
    PersonSection,
    RelatedPerson,
    VisitConsideration,
)
from tsunagi.cases.person.rules import Section
from tsunagi.cases.person.sealed import (
    Whereabouts,
    related_in_sight,
    whereabouts_of,
)
from tsunagi.cases.person.shield_models import Shield, ShieldViewer
from tsunagi.cases.seen import SeenCase, rows_of_case, rows_of_person
from tsunagi.common.frozen import Frozen

REVISIONS_SHOWN = 30


class PersonPage(Frozen):
    """Everything about the person, reduced to the sight."""

    whereabouts: Whereabouts | None
    sections: dict[str, PersonSection]
    certificates: list[Certificate]
    considerations: list[VisitConsideration]
    shield: Shield | None
    viewers: list[str]
    revisions: list[PersonRevision]


def person_page(*, actor: Actor, seen: SeenCase) -> PersonPage:
    """`actor` was asked for with the case. Six or seven queries."""
    if not seen.sight.sees_support:
        raise NotVisible
    shield = rows_of_person(Shield, seen).filter(ended_at=None).first()
    return PersonPage(
        whereabouts=whereabouts_of(seen.case.person)
        if seen.sight.sees_whereabouts
        else None,
        sections={
            row.section: row
            for row in rows_of_person(PersonSection, seen).select_related("updated_by")
        },
        certificates=list(
            rows_of_person(Certificate, seen, needs=FieldClass.NUMBERS).order_by(
                "kind", "-id"
            )
        ),
        considerations=list(
            rows_of_case(VisitConsideration, seen)
            .select_related("recorded_by")
            .order_by("-observed_on", "-id")
        ),
        shield=shield,
        viewers=list(
            ShieldViewer.objects.filter(shield=shield)
            .order_by("id")
            .values_list("staff__name", flat=True)
        )
        if shield
        else [],
        revisions=list(
            rows_of_person(PersonRevision, seen)
            .select_related("recorded_by")
            .order_by("-version")[:REVISIONS_SHOWN]
        ),
    )


def section_of(
    *, actor: Actor, seen: SeenCase, section: Section
) -> PersonSection | None:
    if not seen.sight.sees_support:
        raise NotVisible
    return rows_of_person(PersonSection, seen).filter(section=section).first()


def texts_of_section(
    *, actor: Actor, seen: SeenCase, section: Section
) -> list[PersonRevision]:
    """The steps in which this text changed, newest first (at most 200)."""
    return list(
        rows_of_person(PersonRevision, seen)
        .filter(changes__has_key=section.value)
        .select_related("recorded_by")
        .order_by("-version")[:200]
    )


def certificate_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Certificate:
    rows = rows_of_person(Certificate, seen, needs=FieldClass.NUMBERS)
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def consideration_of(
    *, actor: Actor, seen: SeenCase, public_id: UUID
) -> VisitConsideration:
    rows = rows_of_case(VisitConsideration, seen)
    row = rows.filter(public_id=public_id, ended_at=None).first()
    if row is None:
        raise NotVisible
    return row


def shield_of(*, actor: Actor, seen: SeenCase) -> Shield:
    row = rows_of_person(Shield, seen).filter(ended_at=None).first()
    if row is None:
        raise NotVisible
    return row


def related_people(
    *, actor: Actor, seen: SeenCase, today: date, past: bool = False
) -> list[RelatedPerson]:
    """Relatives and others of the case; those whose part has ended only if asked."""
    rows = rows_of_case(RelatedPerson, seen)
    if not past:
        rows = rows.filter(Q(valid_before=None) | Q(valid_before__gt=today))
    return related_in_sight(rows.order_by("id"), seen.sight)


def related_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> RelatedPerson:
    rows = rows_of_case(RelatedPerson, seen).filter(public_id=public_id)
    found = related_in_sight(rows, seen.sight)
    if not found:
        raise NotVisible
    return found[0]
