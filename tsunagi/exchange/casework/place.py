"""どの事業所として取り込むか。事業所の番号、職員、見てよい行。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from django.db import models

from tsunagi.access.actor import Actor, SystemActor
from tsunagi.access.permissions import Permission
from tsunagi.access.scoped import ScopedManager
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.common.intervals import Interval
from tsunagi.exchange.casework import messages
from tsunagi.exchange.casework.rules import plain
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.office.models import Office, OfficeKindPeriod
from tsunagi.organisations.staff.models import Post, Staff
from tsunagi.organisations.staff.rules import PostKind

M = TypeVar("M", bound=models.Model)


class Place(Frozen, dict=True):
    """The importing office, who imports, and the moment."""

    office: Office
    by: Actor
    now: datetime
    today: date

    @property
    def is_command(self) -> bool:
        return isinstance(self.by, SystemActor)

    def require(self) -> None:
        self.by.require(
            Permission.CASE_IMPORT,
            municipality_id=self.by.here,
            office_id=self.office.pk,
        )

    def seen(self, manager: ScopedManager[M]) -> models.QuerySet[M]:
        """The rows the importing person may see; a command works for the office."""
        if self.is_command:
            return manager.unscoped("the command line imports for a whole office")
        return manager.visible_to(self.by, now=self.now)

    @cached_property
    def team(self) -> Team:
        return Team(self.office, by=self.by)


def office_numbered(number: str) -> Office:
    """10けたの番号の事業所。なければ、または二つ以上あれば断る。"""
    found = offices_numbered([number]).get(number, [])
    if not found:
        raise UserError(messages.NO_OFFICE.format(number=number))
    if len(found) > 1:
        raise UserError(messages.SEVERAL_OFFICES.format(number=number))
    return found[0]


def offices_numbered(
    numbers: Iterable[str], *, municipality_id: int | None = None
) -> dict[str, list[Office]]:
    """Number → offices that bear it, whenever that was."""
    periods = OfficeKindPeriod.objects.filter(
        office_number__in=set(numbers) - {""}
    ).select_related("office__municipality")
    if municipality_id is not None:
        periods = periods.filter(office__municipality_id=municipality_id)
    found: dict[str, list[Office]] = {}
    for period in periods.order_by("id"):
        offices = found.setdefault(period.office_number, [])
        if period.office not in offices:
            offices.append(period.office)
    return found


class Team:
    """事業所の職員と配置。記録者を、名前かログイン名で見つける。"""

    def __init__(self, office: Office, *, by: Actor) -> None:
        self.by = by
        self.posts: list[tuple[Post, Interval]] = [
            (post, Interval(post.valid_from, post.valid_before))
            for post in Post.objects.filter(office=office)
            .select_related("staff")
            .order_by("id")
            if post.valid_before is None or post.valid_from < post.valid_before
        ]
        self._by_word: dict[str, dict[int, Staff]] = {}
        for post, _ in self.posts:
            for word in (post.staff.name, post.staff.login_name):
                named = self._by_word.setdefault(plain(word), {})
                named[post.staff_id] = post.staff

    def named(self, text: str) -> list[Staff]:
        """Nobody, one, or several of the same name."""
        return list(self._by_word.get(plain(text), {}).values())

    def works_on(self, staff: Staff, day: date) -> bool:
        return any(
            post.staff_id == staff.pk and interval.contains(day)
            for post, interval in self.posts
        )

    def first_on(self, day: date) -> Staff | None:
        """Whoever imports, else the manager, else the longest there on that day."""
        here = [post for post, interval in self.posts if interval.contains(day)]
        here.sort(
            key=lambda post: (
                post.staff_id != self.by.staff_id,
                post.kind != PostKind.MANAGER,
                post.valid_from,
                post.pk,
            )
        )
        return here[0].staff if here else None

    def anybody(self) -> Staff | None:
        """The manager, else whoever came first, whenever that was."""
        posts = sorted(
            (post for post, _ in self.posts),
            key=lambda post: (post.kind != PostKind.MANAGER, post.valid_from, post.pk),
        )
        return posts[0].staff if posts else None

    def alone_on(self, day: date) -> Staff | None:
        """The one person of an office where nobody else works."""
        here = {p.staff_id: p.staff for p, i in self.posts if i.contains(day)}
        return next(iter(here.values())) if len(here) == 1 else None


def kinds_of(offices: Iterable[Office], *, today: date) -> dict[int, set[str]]:
    """Office → its kinds in force."""
    found: dict[int, set[str]] = {}
    periods = OfficeKindPeriod.objects.filter(
        in_force_on(today), office_id__in={office.pk for office in offices}
    )
    for office_id, kind in periods.values_list("office_id", "kind"):
        found.setdefault(office_id, set()).add(kind)
    return found
