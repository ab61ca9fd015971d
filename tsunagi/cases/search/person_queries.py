"""利用者をさがす。見てよい人だけを、かなの順に、一ページずつ。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from tsunagi.access.actor import Actor, Subject
from tsunagi.access.policy import Term
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.models import Person
from tsunagi.cases.person.rules import birth_words, known_age
from tsunagi.cases.scope import IN_MY_MUNICIPALITY, sees_case, with_class
from tsunagi.cases.search.person_candidates import (
    After,
    few_of_city,
    in_cases,
    in_order,
    known_by_identity,
    known_by_number,
    of_city,
)
from tsunagi.cases.search.person_rules import PersonQuery
from tsunagi.cases.search.reach import cases_in_reach

PAGE = 50
# How many ids a walk brings back: a little more than a page, then many more. If that
# is not enough either, the scope is asked inside the walk itself.
WALKS = (PAGE + 10, 500)


COLUMNS = (
    "person_id", "public_id", "person__public_id", "person__name", "person__name_kana",
    "person__birth_on", "person__birth_precision", "mode", "responsible_office__name",
    "responsible_staff__name", "closed_on", "sees_support",
)  # fmt: skip


@dataclass(frozen=True)
class FoundPerson:
    """One line of the result; no address, no telephone number. Who supports and how is
    empty for those who see the identity only."""

    case_id: UUID
    person_id: UUID
    name: str
    name_kana: str
    birth: str
    age: int | None
    mode: str
    office: str
    staff: str
    is_open: bool


def persons_found(
    *,
    actor: Actor,
    query: PersonQuery,
    now: datetime,
    today: date,
    after: UUID | None = None,
) -> tuple[list[FoundPerson], UUID | None]:
    """One page by kana key; the second value continues it. Nothing is counted."""
    if query.is_empty:
        return [], None
    start = _key_of(actor, after, now)
    ids = _ids(actor, query, start, now)
    page = ids[:PAGE]
    rows = _lines(actor, page, now=now, today=today)
    more = rows[-1].person_id if len(ids) > PAGE and rows else None
    return rows, more


def _key_of(actor: Actor, public_id: UUID | None, now: datetime) -> After | None:
    """Where the last page ended. The address carries the person's id, never a name."""
    if public_id is None:
        return None
    people = Person.objects.visible_to(actor, now=now).filter(public_id=public_id)
    return people.values_list("kana_key", "pk").first()


def _ids(
    actor: Actor, query: PersonQuery, after: After | None, now: datetime
) -> list[int]:
    """The first 51 of everything that the text may mean, in the order of the list."""
    identity = known_by_identity(query)
    numbers = known_by_number(query, actor=actor)
    found: list[int] = []
    if identity is not None:
        found = _in_scope(actor, identity, FieldClass.IDENTITY, after, now)
    if not numbers:
        return found
    for field_class, where in numbers:
        few = few_of_city(where, actor.here)
        if few is None:
            found += _in_scope(actor, where, field_class, after, now)
        else:
            found += _seen(_cases_seen(actor, field_class, now), few)
    people = in_order(Person.objects.visible_to(actor, now=now), after)
    ids = people.filter(pk__in=found).values_list("pk", flat=True)
    return list(ids[: PAGE + 1])


def _in_scope(
    actor: Actor,
    where: Q,
    field_class: FieldClass,
    after: After | None,
    now: datetime,
) -> list[int]:
    """From the few cases of an office, or along the names of the municipality."""
    cases = cases_in_reach(actor, field_class, now=now)
    if cases is not None:
        return in_cases(where, cases, after=after, limit=PAGE + 1)
    return _of_city(actor, where, field_class, after, now)


def _of_city(
    actor: Actor,
    where: Q,
    field_class: FieldClass,
    after: After | None,
    now: datetime,
) -> list[int]:
    """Walk the municipality; of what is found, those of whom the class is open."""
    cases = _cases_seen(actor, field_class, now)
    for limit in WALKS:
        walked = of_city(where, actor.here, after=after, limit=limit)
        seen = _seen(cases, walked)
        ids = [pk for pk in walked if pk in seen][: PAGE + 1]
        if len(ids) > PAGE or len(walked) < limit:
            return ids
    people = Person.objects.visible_to(actor, now=now).filter(
        where, pk__in=cases.values("person_id"), merged_into=None
    )
    return list(in_order(people, after).values_list("pk", flat=True)[: PAGE + 1])


def _seen(cases: QuerySet[Case], person_ids: list[int]) -> set[int]:
    if not person_ids:
        return set()
    return set(
        cases.filter(person_id__in=person_ids).values_list("person_id", flat=True)
    )


def _cases_seen(actor: Actor, field_class: FieldClass, now: datetime) -> QuerySet[Case]:
    """Cases of which this class of facts is open to the actor."""
    term = _opens(field_class)
    return Case.objects.visible_to(actor, now=now).filter(term.q(Subject(actor, now)))


def _opens(field_class: FieldClass) -> Term:
    return IN_MY_MUNICIPALITY & sees_case(with_class(field_class))


def _lines(
    actor: Actor, person_ids: list[int], *, now: datetime, today: date
) -> list[FoundPerson]:
    """One line for each person: the open case, or the one that ended last."""
    if not person_ids:
        return []
    support = _opens(FieldClass.SUPPORT).q(Subject(actor, now))
    rows = (
        Case.objects.visible_to(actor, now=now)
        .filter(person_id__in=person_ids)
        .annotate(sees_support=ExpressionWrapper(support, BooleanField()))
        .order_by("person_id", F("closed_on").desc(nulls_first=True), "-pk")
        .values_list(*COLUMNS)
    )
    best: dict[int, FoundPerson] = {}
    for person, *row in rows:
        if person not in best:
            best[person] = _line(row, today)
    return [best[pk] for pk in person_ids if pk in best]


def _line(row: list[Any], today: date) -> FoundPerson:
    (
        case_id, person_id, name, kana, born, precision, mode, office, staff, closed_on,
        sees_support,
    ) = row  # fmt: skip
    return FoundPerson(
        case_id=case_id,
        person_id=person_id,
        name=name,
        name_kana=kana,
        birth=birth_words(born, precision),
        age=known_age(born, precision, today),
        mode=Mode(mode).label if sees_support else "",
        office=office if sees_support else "",
        staff=(staff or "チームで待つ") if sees_support else "",
        is_open=closed_on is None,
    )
