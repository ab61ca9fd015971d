"""利用者の候補の番号。見てよいかどうかは、使う側が `visible_to` で確かめる。

Ids only leave this module, in the order of the list. The walk over the whole city
follows the index (municipality, kana_key, id) and stops as soon as it has enough; no
search ever sorts all hits of a city.
"""

from __future__ import annotations

from collections.abc import Collection
from heapq import nsmallest

from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.models import Certificate, Person, PersonNumber
from tsunagi.cases.scope import working_offices
from tsunagi.cases.search import name_pieces
from tsunagi.cases.search.person_rules import PersonQuery

NUMBER_HITS = 500
After = tuple[str, int]
REASON = "candidates only: what is shown passes visible_to"


def known_by_identity(query: PersonQuery) -> Q | None:
    """Name, kana, birth date: for whoever sees who the person is."""
    if query.name_key:
        return Q(kana_key__contains=query.name_key) | Q(
            name_key__contains=query.name_key
        )
    if query.born_from is not None:
        return Q(birth_on__gte=query.born_from, birth_on__lt=query.born_before)
    return None


def known_by_number(query: PersonQuery, *, actor: Actor) -> list[tuple[FieldClass, Q]]:
    """Telephone, certificate, own number: each for whoever sees that kind of fact.

    A shielded telephone number stands in no plain column, so it is never found.
    """
    found: list[tuple[FieldClass, Q]] = []
    if query.digits:
        # A range instead of LIKE, and "not empty" as the partial index says it: so both
        # engines use the index.
        found.append(
            (
                FieldClass.WHEREABOUTS,
                Q(phone_digits__gte=query.digits, phone_digits__lt=f"{query.digits}:")
                & ~Q(phone_digits=""),
            )
        )
    if query.number:
        numbers = {query.number, query.number.replace("-", "")}
        certificates = Certificate.objects.unscoped(REASON).filter(
            municipality_id=actor.here, number__in=numbers
        )
        found.append((FieldClass.NUMBERS, Q(pk__in=certificates.values("person_id"))))
        own = PersonNumber.objects.filter(
            office_id__in=working_offices(actor),
            number__in=numbers,
        )
        found.append((FieldClass.IDENTITY, Q(pk__in=own.values("person_id"))))
    return found


def in_cases(
    where: Q, case_ids: Collection[int], *, after: After | None, limit: int
) -> list[int]:
    """Persons of these few cases, in the order of the list."""
    cases = Case.objects.unscoped(REASON).filter(pk__in=case_ids)
    people = Person.objects.unscoped(REASON).filter(
        where, pk__in=cases.values("person_id"), merged_into=None
    )
    # Sorted here: asked for the order, an engine would walk all names of the city.
    rows = in_order(people, after).order_by().values_list("kana_key", "pk")
    return [pk for _, pk in nsmallest(limit, rows)]


class CityWalk:
    """The first persons of the whole municipality, by the index of the order.

    key: the letters that a name must hold, if that is what `where` says: then the walk
    leaves out the first letters under which no name holds them (`name_pieces.py`).
    """

    def __init__(
        self, where: Q, key: str, *, municipality_id: int, after: After | None
    ) -> None:
        self.where, self.key = where, key
        self.municipality_id, self.after = municipality_id, after
        self.starts: list[str] | None = None
        if len(key) >= name_pieces.SHORTEST:
            self.starts = name_pieces.starts_of(key, municipality_id=municipality_id)

    def first(self, limit: int) -> list[int]:
        found = self._by_letters(limit) if self.starts is not None else None
        if found is not None:
            return found
        people = in_order(_everybody(self.where, self.municipality_id), self.after)
        return list(people.values_list("pk", flat=True)[:limit])

    def _by_letters(self, limit: int) -> list[int] | None:
        return name_pieces.walk(
            self.key, self.starts or (), municipality_id=self.municipality_id,
            after=self.after, limit=limit,
        )  # fmt: skip


def few_of_city(where: Q, municipality_id: int) -> list[int] | None:
    """Everybody with such a number, in no order; None: more than 500.

    A number has its own index. Asked for the order of names, an engine would rather
    walk all names of the city.
    """
    people = _everybody(where, municipality_id).order_by()
    found = list(people.values_list("pk", flat=True)[: NUMBER_HITS + 1])
    return found if len(found) <= NUMBER_HITS else None


def _everybody(where: Q, municipality_id: int) -> QuerySet[Person]:
    return Person.objects.unscoped(REASON).filter(
        where, municipality_id=municipality_id, merged_into=None
    )


def in_order(people: QuerySet[Person], after: After | None) -> QuerySet[Person]:
    """By kana key, then id, behind the place where the last page ended."""
    if after is not None:
        key, pk = after
        people = people.filter(Q(kana_key=key, pk__gt=pk) | Q(kana_key__gt=key)).filter(
            kana_key__gte=key
        )
    return people.order_by("kana_key", "pk")
