"""議題の検討事項のうち、この人がだれのことか知ってよいもの。名前は、いつも範囲を通して読む。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.queries import visible_cases
from tsunagi.cases.models import Reception
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.meeting.models import AgendaItem
from tsunagi.meetings.review.models import ReviewItem


class Named(Frozen):
    """Who an item is about, for an actor who may know. person_id: the public id."""

    name: str
    url: str
    person_id: UUID


def names_for(
    *, actor: Actor, now: datetime, slots: Iterable[AgendaItem]
) -> dict[int, Named]:
    """By item: only what the one scope opens. At most two queries."""
    items = [slot.review for slot in slots if slot.review is not None]
    return names_of_items(actor=actor, now=now, items=items)


def case_named(*, actor: Actor, now: datetime, case: Case | None) -> Named | None:
    """Whom a meeting is about, for whoever may see the case. One query, or none."""
    if case is None:
        return None
    rows = visible_cases(actor=actor, now=now).filter(pk=case.pk)
    found = rows.select_related("person").first()
    if found is None:
        return None
    url = reverse("case-page", args=[found.public_id])
    return Named(f"{found.person.name}さん", url, found.person.public_id)


def names_of_items(
    *, actor: Actor, now: datetime, items: Iterable[ReviewItem]
) -> dict[int, Named]:
    listed = list(items)
    cases = {one.case_id for one in listed if one.case_id is not None}
    calls = {
        one.reception_id
        for one in listed
        if one.reception_id is not None and one.case_id is None
    }
    by_case = {}
    if cases:
        rows = visible_cases(actor=actor, now=now).filter(pk__in=cases)
        by_case = {
            case.pk: Named(
                f"{case.person.name}さん",
                reverse("case-page", args=[case.public_id]),
                case.person.public_id,
            )
            for case in rows.select_related("person")
        }
    by_call = {}
    if calls:
        found = Reception.objects.visible_to(actor, now=now).filter(pk__in=calls)
        by_call = {
            call.pk: Named(
                f"{call.person_name}さん" if call.person_name else "名前のない相談",
                reverse("reception-page", args=[call.public_id]),
                call.public_id,
            )
            for call in found
        }
    names = {}
    for one in listed:
        named = by_case.get(one.case_id or 0) or by_call.get(one.reception_id or 0)
        if named is not None:
            names[one.pk] = named
    return names
