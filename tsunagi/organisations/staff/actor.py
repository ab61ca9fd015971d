"""ログインした職員を、操作する人（Actor）に変える。毎回読み直し、控えを持たない。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from tsunagi.access.actor import Actor, Grant
from tsunagi.access.models import GrantRow, SecondFactorRule
from tsunagi.access.permissions import Role
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Post, Staff


def load_actor(
    staff_id: int,
    *,
    now: datetime,
    municipality_id: int | None = None,
    signed_in: AbstractBaseUser | None = None,
) -> Actor | None:
    """The actor of this moment, or None when the person or every role has ended.

    municipality_id: the one chosen in this session, if it still holds a grant there;
    otherwise the one of the oldest grant. signed_in: the row that the session of this
    request has just read, so that it is not read twice.
    """
    staff = signed_in or Staff.objects.filter(pk=staff_id).first()
    if not isinstance(staff, Staff) or not staff.is_active:
        return None
    today = localdate(now)
    rows = list(
        GrantRow.objects.filter(
            Q(valid_before=None) | Q(valid_before__gt=today),
            staff_id=staff_id,
            valid_from__lte=today,
        ).order_by("id")
    )
    if not rows:
        return None
    places = tuple(dict.fromkeys(row.municipality_id for row in rows))
    here = municipality_id if municipality_id in places else places[0]
    grants = frozenset(
        Grant(Role(row.role), row.municipality_id, row.office_id, row.area_id)
        for row in rows
        if row.municipality_id == here
    )
    municipality = _municipality(here, grants, today)
    office = _main_office(staff_id, rows, here, today)
    return Actor(
        staff_id=staff.pk,
        public_id=staff.public_id,
        name=staff.name,
        municipality_id=here,
        municipality_name=municipality.name,
        disability_spelling=municipality.disability_spelling,
        grants=grants,
        office_id=office.pk if office else None,
        office_name=office.name if office else "",
        other_municipality_ids=tuple(place for place in places if place != here),
        works_alone=office is not None and not office.has_others,
        needs_second_factor=municipality.asks_second_factor
        and not _has_second_factor(staff_id),
    )


def _municipality(here: int, grants: frozenset[Grant], today: date) -> Any:
    """The tenant, and whether it asks a second factor of one of these roles."""
    rules = SecondFactorRule.objects.filter(
        municipality_id=OuterRef("pk"),
        role__in=[grant.role for grant in grants],
        required_from__lte=today,
    )
    return (
        Municipality.objects.annotate(asks_second_factor=Exists(rules))
        .only("id", "name", "disability_spelling")
        .get(pk=here)
    )


def _main_office(
    staff_id: int, rows: list[GrantRow], here: int, today: date
) -> Any | None:
    """The office that heads the screen, the one of the oldest grant here; and whether
    anybody else has a post there today (without others the short menu is enough)."""
    others = Post.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=today),
        office=OuterRef("pk"),
        valid_from__lte=today,
    ).exclude(staff_id=staff_id)
    offices = Office.objects.annotate(has_others=Exists(others)).only("id", "name")
    ids = [row.office_id for row in rows if row.municipality_id == here]
    office_id = next((pk for pk in ids if pk is not None), None)
    if office_id is not None:
        return offices.filter(pk=office_id).first()
    return (
        offices.filter(posts__staff_id=staff_id, posts__valid_before=None)
        .order_by("posts__id")
        .first()
    )


def _has_second_factor(staff_id: int) -> bool:
    factors = Authenticator.objects.filter(user_id=staff_id).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return bool(factors.exists())
