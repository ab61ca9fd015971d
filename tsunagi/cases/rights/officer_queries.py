"""虐待防止・権利擁護の担当と、担当にできる職員。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagi.access.actor import AccessDenied, Actor
from tsunagi.access.models import GrantRow
from tsunagi.access.permissions import Permission, Role
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.office.models import OfficeKindPeriod
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.models import Post, Staff
from tsunagi.organisations.staff.rules import PostKind

# Whose work is the abuse centre's or the core centre's; the manager answers for it.
PLACES = (OfficeKind.DESK, OfficeKind.CORE_CENTRE)
POSTS = (
    PostKind.MUNICIPAL_OFFICER, PostKind.WARD_OFFICER, PostKind.MANAGER,
    PostKind.CORE_STAFF, PostKind.CONSULTANT,
)  # fmt: skip


class Officer(Frozen):
    """One naming: who, where, from when to when. ref stands in the URL."""

    ref: UUID
    name: str
    office: str
    valid_from: date
    last_day: date | None


def posts_that_can_be_named(*, actor: Actor, today: date) -> QuerySet[Post]:
    places = OfficeKindPeriod.objects.filter(in_force_on(today), kind__in=PLACES)
    return Post.objects.filter(
        in_force_on(today),
        office__municipality_id=actor.here,
        office__in=places.values("office_id"),
        kind__in=POSTS,
    )


def staff_who_can_be_named(*, actor: Actor, today: date) -> list[Staff]:
    posts = posts_that_can_be_named(actor=actor, today=today)
    named = _grants(actor, today).values("staff_id")
    return list(
        Staff.objects.filter(pk__in=posts.values("staff_id"), is_active=True)
        .exclude(pk__in=named)
        .order_by("search_key", "id")
    )


def may_see_officers(actor: Actor) -> bool:
    """担当の名は、市町村の担当者と、担当どうしだけに見える。"""
    return actor.has(Permission.RIGHTS_APPOINT) or actor.has(Permission.RIGHTS_HANDLE)


def officers(*, actor: Actor, today: date) -> list[Officer]:
    """いま担当の人と、これから担当になる人。"""
    if not may_see_officers(actor):
        raise AccessDenied(Permission.RIGHTS_APPOINT)
    rows = list(_grants(actor, today).order_by("valid_from", "id"))
    people = Staff.objects.in_bulk([row.staff_id for row in rows])
    posts = {
        post.staff_id: post.office.name
        for post in Post.objects.filter(
            in_force_on(today), staff_id__in=people, office_id__in=_places(rows)
        ).select_related("office")
    }
    return [
        Officer(
            ref=UUID(row.source_ref.partition(":")[2]),
            name=people[row.staff_id].name,
            office=posts.get(row.staff_id, ""),
            valid_from=row.valid_from,
            last_day=date.fromordinal(row.valid_before.toordinal() - 1)
            if row.valid_before
            else None,
        )
        for row in rows
    ]


def _places(rows: list[GrantRow]) -> list[int]:
    return [row.office_id for row in rows if row.office_id is not None]


def _grants(actor: Actor, today: date) -> QuerySet[GrantRow]:
    return GrantRow.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=today),
        role=Role.RIGHTS_STAFF,
        municipality_id=actor.here,
    )
