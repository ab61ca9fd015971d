"""利用者をさがす。見てよい人だけを、かなの順に、一ページずつ。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from tsunagi.access.actor import Actor, Subject
from tsunagi.access.policy import Term
from tsunagi.access.statements import made_once
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.models import Person
from tsunagi.cases.person.rules import birth_words, known_age
from tsunagi.cases.scope import IN_MY_MUNICIPALITY, sees_case, with_class
from tsunagi.cases.search.person_candidates import (
    After,
    CityWalk,
    few_of_city,
    in_cases,
    in_order,
    known_by_identity,
    known_by_number,
)
from tsunagi.cases.search.person_rules import PersonQuery
from tsunagi.cases.search.reach import cases_in_reach
from tsunagi.common.frozen import Frozen

PAGE = 50
# How many ids a walk brings back: a little more than a page, then many more. If that
# is not enough either, the scope is asked inside the walk itself.
WALKS = (PAGE + 10, 500)


COLUMNS = (
    "person_id", "public_id", "person__public_id", "person__name", "person__name_kana",
    "person__birth_on", "person__birth_precision", "mode", "responsible_office__name",
    "responsible_staff__name", "closed_on", "sees_identity", "sees_support",
)  # fmt: skip


class FoundPerson(Frozen):
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
    cases = _CasesOfPersons(actor, now)
    ids = _ids(cases, query, start)
    page = ids[:PAGE]
    rows = _lines(cases, page, today=today)
    more = rows[-1].person_id if len(ids) > PAGE and rows else None
    return rows, more


def _key_of(actor: Actor, public_id: UUID | None, now: datetime) -> After | None:
    """Where the last page ended. The address carries the person's id, never a name."""
    if public_id is None:
        return None
    people = Person.objects.visible_to(actor, now=now).filter(public_id=public_id)
    return people.values_list("kana_key", "pk").first()


class _CasesOfPersons:
    """What the actor sees of the cases of some persons: asked once for each person, for
    the question who may be shown and for what their lines say."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self._known: dict[int, list[Any]] = {}

    def of(self, person_ids: Collection[int]) -> dict[int, list[Any]]:
        """For each person the open case first, then the one that ended last."""
        new = [pk for pk in person_ids if pk not in self._known]
        self._known |= {pk: [] for pk in new}
        for row in _cases_of(actor=self.actor, now=self.now, ids=new):
            self._known[row.person_id].append(row)
        return {pk: self._known[pk] for pk in person_ids}

    def seen(self, person_ids: list[int], field_class: FieldClass) -> set[int]:
        """Of whom this class of facts is open to the actor."""
        if field_class is FieldClass.IDENTITY:
            found = self.of(person_ids)
            return {pk for pk in found if any(row.sees_identity for row in found[pk])}
        cases = _cases_seen(self.actor, field_class, self.now)
        rows = cases.filter(person_id__in=person_ids)
        return set(rows.values_list("person_id", flat=True)) if person_ids else set()


@made_once
def _cases_of(
    *, actor: Actor, now: datetime, ids: Collection[int]
) -> QuerySet[Case, Any]:
    subject = Subject(actor, now)
    return (
        Case.objects.visible_to(actor, now=now)
        .filter(person_id__in=ids)
        .annotate(
            sees_identity=_is(_opens(FieldClass.IDENTITY), subject),
            sees_support=_is(_opens(FieldClass.SUPPORT), subject),
        )
        .order_by("person_id", F("closed_on").desc(nulls_first=True), "-pk")
        .values_list(*COLUMNS, named=True)
    )


def _is(term: Term, subject: Subject) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(term.q(subject), BooleanField())


def _ids(cases: _CasesOfPersons, query: PersonQuery, after: After | None) -> list[int]:
    """The first 51 of everything that the text may mean, in the order of the list."""
    actor, now = cases.actor, cases.now
    identity = known_by_identity(query)
    numbers = known_by_number(query, actor=actor)
    found: list[int] = []
    if identity is not None:
        found = _in_scope(
            cases, identity, FieldClass.IDENTITY, after, key=query.name_key
        )
    if not numbers:
        return found
    for field_class, where in numbers:
        few = few_of_city(where, actor.here)
        if few is None:
            found += _in_scope(cases, where, field_class, after)
        else:
            found += cases.seen(few, field_class)
    people = in_order(Person.objects.visible_to(actor, now=now), after)
    ids = people.filter(pk__in=found).values_list("pk", flat=True)
    return list(ids[: PAGE + 1])


def _in_scope(
    cases: _CasesOfPersons,
    where: Q,
    field_class: FieldClass,
    after: After | None,
    *,
    key: str = "",
) -> list[int]:
    """From the few cases of an office, or along the names of the municipality.

    key: what a name must hold, where that is what `where` says.
    """
    few = cases_in_reach(cases.actor, field_class, now=cases.now)
    if few is not None:
        return in_cases(where, few, after=after, limit=PAGE + 1)
    return _of_city(cases, where, field_class, after, key)


def _of_city(
    cases: _CasesOfPersons,
    where: Q,
    field_class: FieldClass,
    after: After | None,
    key: str,
) -> list[int]:
    """Walk the municipality; of what is found, those of whom the class is open."""
    actor, now = cases.actor, cases.now
    walk = CityWalk(where, key, municipality_id=actor.here, after=after)
    for limit in WALKS:
        walked = walk.first(limit)
        seen = cases.seen(walked, field_class)
        ids = [pk for pk in walked if pk in seen][: PAGE + 1]
        if len(ids) > PAGE or len(walked) < limit:
            return ids
    open_to_me = _cases_seen(actor, field_class, now)
    people = Person.objects.visible_to(actor, now=now).filter(
        where, pk__in=open_to_me.values("person_id"), merged_into=None
    )
    return list(in_order(people, after).values_list("pk", flat=True)[: PAGE + 1])


def _cases_seen(actor: Actor, field_class: FieldClass, now: datetime) -> QuerySet[Case]:
    """Cases of which this class of facts is open to the actor."""
    term = _opens(field_class)
    return Case.objects.visible_to(actor, now=now).filter(term.q(Subject(actor, now)))


def _opens(field_class: FieldClass) -> Term:
    return IN_MY_MUNICIPALITY & sees_case(with_class(field_class))


def _lines(
    cases: _CasesOfPersons, person_ids: list[int], *, today: date
) -> list[FoundPerson]:
    """One line for each person: the open case, or the one that ended last."""
    found = cases.of(person_ids)
    return [_line(rows[0], today) for rows in found.values() if rows]


def _line(row: Any, today: date) -> FoundPerson:
    birth = (row.person__birth_on, row.person__birth_precision)
    sees = row.sees_support
    return FoundPerson(
        case_id=row.public_id,
        person_id=row.person__public_id,
        name=row.person__name,
        name_kana=row.person__name_kana,
        birth=birth_words(*birth),
        age=known_age(*birth, today),
        mode=Mode(row.mode).label if sees else "",
        office=row.responsible_office__name if sees else "",
        staff=(row.responsible_staff__name or "チームで待つ") if sees else "",
        is_open=row.closed_on is None,
    )
