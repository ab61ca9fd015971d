"""だれが二人をまとめてよいか。両方の記録を受け持つ人だけ。

To be shown a name in order to compare (matching, consent, emergency) is not enough:
merging opens the records of one side to everybody who carries the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.case.models import Case
from tsunagi.cases.field_classes import Sight
from tsunagi.cases.person.models import Person
from tsunagi.cases.scope import CARRIERS, sight_of

OPEN_FIRST = (F("closed_on").desc(nulls_first=True), "-id")


def current_case(person: Person) -> Case:
    """The open case, else the newest: a person is never without one."""
    cases = Case.objects.unscoped("of a person who was seen").filter(person=person)
    found = cases.order_by(*OPEN_FIRST).first()
    if found is None:
        raise NotVisible
    return found


def carries(sight: Sight) -> bool:
    """Support and whereabouts, and a reason that carries; a shield may hide the last.

    That the shields of both sides name the same people is asked by the merge itself.
    """
    return (
        sight.sees_support
        and (sight.sees_whereabouts or sight.is_shielded)
        and not sight.relations.isdisjoint(CARRIERS)
    )


def carries_all(persons: Iterable[Person], *, by: Actor, now: datetime) -> bool:
    return all(
        carries(sight_of(current_case(person), actor=by, now=now)) for person in persons
    )
