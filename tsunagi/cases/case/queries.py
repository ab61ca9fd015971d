"""ケースの読取り。見てよいケースだけを、見てよい区分だけ返す。"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Prefetch, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.planned import planned_once
from tsunagi.cases.case.access_models import CaseAccess, Exclusion
from tsunagi.cases.case.models import (
    Case,
    CaseMode,
    CaseResponsibility,
    CollaboratingOffice,
    Difficulty,
)
from tsunagi.cases.consent.models import Consent, ConsentRecipient
from tsunagi.cases.coordination.models import Coordination
from tsunagi.cases.coordination.queries import open_of_case
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.models import (
    Certificate,
    PersonSection,
    RelatedPerson,
    VisitConsideration,
)
from tsunagi.cases.person.sealed import (
    Whereabouts,
    related_in_sight,
    whereabouts_of,
)
from tsunagi.cases.scope import CARRIERS
from tsunagi.cases.seen import (
    WITH_CASE,
    OfCaseOnce,
    OfPersonOnce,
    SeenCase,
    looked_up,
    rows_of_case,
)
from tsunagi.common.frozen import Frozen, field
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Post, Staff

Row = TypeVar("Row", bound=models.Model)


def visible_cases(*, actor: Actor, now: datetime) -> QuerySet[Case]:
    return Case.objects.visible_to(actor, now=now).select_related(*WITH_CASE)


def case_by_public_id(
    *, actor: Actor, public_id: UUID, now: datetime, is_shown: bool = True
) -> SeenCase:
    """The case and the sight of it; what is not visible does not exist."""
    seen = looked_up(actor=actor, public_id=public_id, now=now, is_shown=is_shown)
    if seen is None:
        raise NotVisible
    return seen


class CaseSheet(Frozen):
    """What stands on the case page beside the timeline, already reduced to the sight.

    whereabouts None: hidden by class or shield.
    """

    whereabouts: Whereabouts | None
    sections: list[PersonSection] = field(default_factory=list)
    considerations: list[VisitConsideration] = field(default_factory=list)
    difficulties: list[Difficulty] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    collaborators: list[CollaboratingOffice] = field(default_factory=list)
    key_people: list[RelatedPerson] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)
    coordinations: list[Coordination] = field(default_factory=list)


class _Kept(NamedTuple):
    """Of which kinds this case has any row at all."""

    sections: bool
    considerations: bool
    difficulties: bool
    consents: bool
    collaborators: bool
    related: bool
    certificates: bool
    coordinations: bool


# ruff: noqa: S608 — only names of our own tables stand in the statement
# Most cases have rows of two or three kinds: the others are not asked for one by one.
_KEPT = "SELECT " + ", ".join(
    f"EXISTS (SELECT 1 FROM {model._meta.db_table} WHERE {column} = %s)"
    for model, column in (
        (PersonSection, "person_id"), (VisitConsideration, "case_id"),
        (Difficulty, "case_id"), (Consent, "case_id"), (CollaboratingOffice, "case_id"),
        (RelatedPerson, "case_id"), (Certificate, "person_id"),
        (Coordination, "case_id"),
    )
)  # fmt: skip


def _kept(case: Case) -> _Kept:
    person, pk = case.person_id, case.pk
    with planned_once() as cursor:
        cursor.execute(_KEPT, [person, pk, pk, pk, pk, pk, person, pk])
        return _Kept(*map(bool, cursor.fetchone()))


HOLDS = Q(valid_before=None)
_sections = OfPersonOnce(
    PersonSection, lambda rows: rows.exclude(text="").order_by("id")
)
_considerations = OfCaseOnce(
    VisitConsideration,
    lambda rows: rows.filter(ended_at=None).order_by("-observed_on", "-id"),
)
_difficulties = OfCaseOnce(
    Difficulty,
    lambda rows: rows.filter(resolved_on=None).order_by("group", "id"),
)
_collaborators = OfCaseOnce(
    CollaboratingOffice,
    lambda rows, today: (
        rows.filter(HOLDS | Q(valid_before__gt=today))
        .select_related("office")
        .order_by("valid_from", "id")
    ),
)
_certificates = OfPersonOnce(
    Certificate,
    lambda rows, today: rows.filter(HOLDS | Q(valid_before__gt=today)).order_by(
        "kind", "id"
    ),
    needs=FieldClass.NUMBERS,
)


def case_sheet(*, actor: Actor, seen: SeenCase, today: date) -> CaseSheet:
    """One query per kind of row that the case has; what the sight does not open is not
    even asked for.

    `actor` has been asked for with the case; the sight is its answer.
    """
    case, sight = seen.case, seen.sight
    whereabouts = whereabouts_of(case.person) if sight.sees_whereabouts else None
    if not sight.sees_support:
        return CaseSheet(whereabouts)
    kept = _kept(case)
    return CaseSheet(
        whereabouts=whereabouts,
        sections=_sections(seen) if kept.sections else [],
        considerations=_considerations(seen) if kept.considerations else [],
        difficulties=_difficulties(seen) if kept.difficulties else [],
        consents=consents_in_force(actor=actor, seen=seen, today=today)
        if kept.consents
        else [],
        collaborators=_collaborators(seen, today=today) if kept.collaborators else [],
        key_people=related_in_sight(
            rows_of_case(RelatedPerson, seen)
            .filter(Q(valid_before=None) | Q(valid_before__gt=today))
            .order_by("id"),
            sight,
        )
        if kept.related
        else [],
        certificates=_certificates(seen, today=today) if kept.certificates else [],
        coordinations=open_of_case(actor=actor, seen=seen)
        if kept.coordinations
        else [],
    )


def consents_in_force(*, actor: Actor, seen: SeenCase, today: date) -> list[Consent]:
    """The consents that hold today, with their recipients. Two queries.

    `actor` has been asked for with the case; the sight is its answer.
    """
    return list(
        rows_of_case(Consent, seen)
        .filter(
            Q(valid_before=None) | Q(valid_before__gt=today),
            withdrawn_at=None,
            valid_from__lte=today,
        )
        .prefetch_related(
            Prefetch(
                "recipients",
                queryset=ConsentRecipient.objects.select_related("office"),
            )
        )
        .order_by("-given_on", "-id")
    )


class Team(Frozen):
    """Who carries the case, now and before, and who may or must not see it."""

    responsibilities: list[CaseResponsibility]
    modes: list[CaseMode]
    collaborators: list[CollaboratingOffice]
    reasons: list[CaseAccess]
    exclusions: list[Exclusion]


def team_of(*, actor: Actor, seen: SeenCase, now: datetime) -> Team:
    """The whole history of responsibility, and the reasons in force now."""
    if seen.sight.relations.isdisjoint(CARRIERS):
        raise NotVisible
    return Team(
        responsibilities=list(
            rows_of_case(CaseResponsibility, seen)
            .select_related("office", "staff", "recorded_by")
            .order_by("-valid_from", "-id")
        ),
        modes=list(
            rows_of_case(CaseMode, seen)
            .select_related("recorded_by")
            .order_by("-valid_from", "-id")
        ),
        collaborators=list(
            rows_of_case(CollaboratingOffice, seen)
            .select_related("office")
            .order_by("-valid_from", "-id")
        ),
        reasons=list(
            rows_of_case(CaseAccess, seen)
            .filter(Q(valid_before=None) | Q(valid_before__gt=now), valid_from__lte=now)
            .select_related("office", "staff")
            .order_by("relation", "id")
        ),
        exclusions=list(
            rows_of_case(Exclusion, seen)
            .filter(Q(valid_before=None) | Q(valid_before__gt=now))
            .select_related("office", "staff")
            .order_by("id")
        ),
    )


def staff_of_office(*, actor: Actor, office_id: int, today: date) -> list[Staff]:
    """People with a post at this office today; the directory shows them to everybody."""
    posts = Post.objects.filter(in_force_on(today), office_id=office_id)
    return list(
        Staff.objects.filter(pk__in=posts.values("staff_id"), is_active=True).order_by(
            "search_key", "id"
        )
    )


def offices_to_share_with(*, actor: Actor) -> list[Office]:
    """The offices of the municipality that can be named as partner or recipient."""
    return list(
        Office.objects.filter(municipality_id=actor.here, closed_on=None).order_by(
            "search_key", "id"
        )
    )
