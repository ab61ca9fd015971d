"""異動と退職の前に見るもの: まだ持っているもの、移れる先。"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Post, Staff
from tsunagi.organisations.staff.queries import staff_sheet
from tsunagi.organisations.staff.rules import PostKind


class Holding(Frozen):
    """One thing a leaving person still holds, and where to settle it."""

    text: str
    settles_itself: bool
    url_name: str = ""
    url_id: str = ""


def holdings(
    *, actor: Actor, staff: Staff, now: datetime, today: date
) -> list[Holding]:
    """異動・退職の前に見る、まだ持っているもの。次の人を決めるために並べる。"""
    sheet = staff_sheet(actor=actor, staff=staff, now=now, today=today)
    found = [
        Holding(f"{post.office.name} の {post.title}", settles_itself=True)
        for post in sheet.posts_now
    ]
    found += [
        Holding(f"{chief.area.name} の主任としての位置づけ", settles_itself=True)
        for chief in sheet.chiefs
    ]
    for post in sheet.posts_now:
        if post.kind == PostKind.MANAGER and not _others(
            post, staff, today, manager=True
        ):
            found.append(
                Holding(
                    f"{post.office.name} の管理者は、この人だけです。次の管理者を決めてください。",
                    settles_itself=False,
                    url_name="office-staff-new",
                    url_id=str(post.office.public_id),
                )
            )
        if not _others(post, staff, today, manager=False):
            found.append(
                Holding(
                    f"{post.office.name} に、ほかの職員がいません。",
                    settles_itself=False,
                    url_name="office-page",
                    url_id=str(post.office.public_id),
                )
            )
    return list({holding.text: holding for holding in found}.values())


def _others(post: Post, staff: Staff, today: date, *, manager: bool) -> bool:
    others = Post.objects.filter(
        in_force_on(today), office=post.office, staff__is_active=True
    ).exclude(staff=staff)
    if manager:
        others = others.filter(kind=PostKind.MANAGER)
    return others.exists()


def offices_to_move_to(*, actor: Actor) -> list[Office]:
    """Where the actor may place staff: the municipality, or only the own offices."""
    wide = actor.municipalities_with(Permission.STAFF_MANAGE)
    rows = Office.objects.filter(
        Q(municipality_id__in=wide)
        | Q(pk__in=actor.offices_with(Permission.STAFF_MANAGE)),
        closed_on=None,
    ).exclude(kind_periods__kind__in=("service_provider", "informal"))
    return list(
        rows.select_related("area").distinct().order_by("search_key", "id")[:500]
    )
