"""重なっているかもしれない利用者。見てよい人の中からだけ探す。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.policy import Related
from tsunagi.cases.case.models import Case
from tsunagi.cases.field_classes import FieldClass, Sight
from tsunagi.cases.merge.models import Merge
from tsunagi.cases.merge.reach import OPEN_FIRST, carries_all
from tsunagi.cases.merge.rules import Likeness, Traits, likeness
from tsunagi.cases.person.models import Certificate, Person
from tsunagi.cases.scope import (
    IN_MY_MUNICIPALITY,
    sees_case,
    shielded_from,
    sight_of,
    with_class,
)
from tsunagi.common.frozen import Frozen

GROUPS_LOOKED_AT = 300
PAIRS_SHOWN = 50
LARGEST_GROUP = 8
# That two telephone numbers are equal tells the number to whoever knows one of them.
WHEREABOUTS_OPEN = Related(
    "cases.Case",
    "person_id",
    IN_MY_MUNICIPALITY & sees_case(with_class(FieldClass.WHEREABOUTS)),
)


class Pair(Frozen):
    """Two rows that may be one person, with the reasons."""

    one: Person
    other: Person
    likeness: Likeness


def _persons(*, actor: Actor, now: datetime) -> QuerySet[Person]:
    return Person.objects.visible_to(actor, now=now).filter(merged_into=None)


def suggestions(*, actor: Actor, now: datetime) -> list[Pair]:
    """The likeliest pairs among the persons the actor sees, best first.

    Groups of equal kana and birthday, equal telephone, or equal certificate number;
    then every pair inside a group is weighed. Nine queries, whatever the size.
    """
    persons = _persons(actor=actor, now=now)
    reachable = WHEREABOUTS_OPEN.q(Subject(actor, now))
    ids: set[int] = set()
    groups: list[frozenset[int]] = []
    alike: tuple[tuple[tuple[str, ...], Q], ...] = (
        (("kana_key", "birth_on"), ~Q(birth_on=None)),
        (("phone_digits",), reachable),
    )
    for keys, wanted in alike:
        known = persons.filter(wanted).exclude(**{keys[0]: ""})
        twice = (
            known.order_by()
            .values(*keys)
            .annotate(n=Count("pk"))
            .filter(n__gt=1, n__lte=LARGEST_GROUP)
            .values_list(*keys)[:GROUPS_LOOKED_AT]
        )
        groups += _groups(known, keys, list(twice))
    groups += _same_certificate(actor=actor, now=now, persons=persons)
    for group in groups:
        ids |= group
    rows = {row.pk: row for row in persons.filter(pk__in=ids)}
    return _weighed(rows, groups, actor=actor, now=now)[:PAIRS_SHOWN]


def _groups(
    persons: QuerySet[Person], keys: tuple[str, ...], values: list[tuple[object, ...]]
) -> list[frozenset[int]]:
    if not values:
        return []
    firsts = {row[0] for row in values}
    wanted, found = set(values), defaultdict(set)
    rows = persons.filter(**{f"{keys[0]}__in": firsts}).values_list("pk", *keys)
    for pk, *key in rows:
        if tuple(key) in wanted:
            found[tuple(key)].add(pk)
    return [frozenset(group) for group in found.values()]


def _same_certificate(
    *, actor: Actor, now: datetime, persons: QuerySet[Person]
) -> list[frozenset[int]]:
    rows = Certificate.objects.visible_to(actor, now=now).exclude(number="")
    twice = (
        rows.order_by()
        .values("number")
        .annotate(n=Count("person_id", distinct=True))
        .filter(n__gt=1)
        .values_list("number", flat=True)[:GROUPS_LOOKED_AT]
    )
    found = defaultdict(set)
    for number, pk in rows.filter(
        number__in=list(twice), person__merged_into=None
    ).values_list("number", "person_id"):
        found[number].add(pk)
    return [frozenset(group) for group in found.values() if len(group) > 1]


def _weighed(
    rows: dict[int, Person],
    groups: Iterable[frozenset[int]],
    *,
    actor: Actor,
    now: datetime,
) -> list[Pair]:
    numbers = defaultdict(set)
    for pk, number in (
        Certificate.objects.visible_to(actor, now=now)
        .filter(person_id__in=rows)
        .exclude(number="")
        .values_list("person_id", "number")
    ):
        numbers[pk].add(number)
    reachable = _persons(actor=actor, now=now).filter(
        WHEREABOUTS_OPEN.q(Subject(actor, now)), pk__in=rows
    )
    open_numbers = set(reachable.values_list("pk", flat=True))
    open_numbers -= shielded_from(actor, rows)
    traits = {
        pk: Traits(
            name_key=row.name_key,
            kana_key=row.kana_key,
            birth_on=row.birth_on,
            phone_digits=row.phone_digits if pk in open_numbers else "",
            certificate_numbers=frozenset(numbers[pk]),
        )
        for pk, row in rows.items()
    }
    pairs = {
        pair
        for group in groups
        for pair in combinations(sorted(group & rows.keys()), 2)
    }
    found = [
        Pair(rows[one], rows[other], likeness(traits[one], traits[other]))
        for one, other in pairs
    ]
    worth = [pair for pair in found if pair.likeness.is_worth_a_look]
    return sorted(worth, key=lambda p: (-p.likeness.score, p.one.pk, p.other.pk))


class Compared(Frozen):
    """One of two persons side by side: the case that shows the person, and the sight.

    Only what the sight opens may be shown.
    """

    person: Person
    case: Case
    sight: Sight


def compared(*, actor: Actor, public_id: UUID, now: datetime) -> Compared:
    person = (
        Person.objects.visible_to(actor, now=now)
        .select_related("area")
        .filter(public_id=public_id)
        .first()
    )
    if person is None:
        raise NotVisible
    case = case_of_person(actor=actor, person=person, now=now)
    if case is None:
        raise NotVisible
    return Compared(person, case, sight_of(case, actor=actor, now=now))


def may_merge(*, actor: Actor, pair: Iterable[Compared], now: datetime) -> bool:
    """まとめてよいか。見比べるだけの人には、まとめるボタンを出さない。"""
    return carries_all((one.person for one in pair), by=actor, now=now)


def case_of_person(*, actor: Actor, person: Person, now: datetime) -> Case | None:
    """The case of this person that the actor may open, the open one first."""
    return (
        Case.objects.visible_to(actor, now=now)
        .filter(person=person)
        .select_related("responsible_office")
        .order_by(*OPEN_FIRST)
        .first()
    )


def merges(*, actor: Actor, now: datetime) -> list[Merge]:
    return list(
        Merge.objects.visible_to(actor, now=now)
        .select_related("survivor", "absorbed", "merged_by", "undone_by")
        .order_by("-merged_at", "-id")[:100]
    )


def merge_by_public_id(*, actor: Actor, public_id: UUID, now: datetime) -> Merge:
    row = (
        Merge.objects.visible_to(actor, now=now)
        .select_related("survivor", "absorbed")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row
