"""操作する人と、その人がどこで何をできるか。データベースを知らない。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from uuid import UUID

from tsunagi.access.permissions import ROLES, Permission, Role
from tsunagi.common.frozen import Frozen, field


class AccessDenied(Exception):
    """The actor may not do this. Becomes 403 in one middleware, nowhere else."""


class NotVisible(Exception):
    """For this actor the thing does not exist. Becomes the one 404 page."""


class Grant(Frozen):
    """A role somewhere. Without office and area it holds in the whole municipality."""

    role: Role
    municipality_id: int
    office_id: int | None = None
    area_id: int | None = None

    @property
    def is_municipality_wide(self) -> bool:
        return self.office_id is None and self.area_id is None


class Actor(Frozen, dict=True):
    """Who acts now. Built once per request from grants in force at that moment.

    staff_id: integer inside the database, None for a named system actor.
    public_id: the same person in URLs and audit.
    municipality_id: the one municipality the actor works in now (the tenant).
    grants: only those of that municipality which are in force.
    """

    staff_id: int | None
    public_id: UUID | None
    name: str
    municipality_id: int | None
    grants: frozenset[Grant] = field(default_factory=frozenset)
    office_id: int | None = None
    office_name: str = ""
    municipality_name: str = ""
    disability_spelling: str = "障害"
    other_municipality_ids: tuple[int, ...] = ()
    needs_second_factor: bool = False
    works_alone: bool = False

    @property
    def here(self) -> int:
        """The tenant as a key for queries; 0, which no row has, when there is none."""
        return self.municipality_id or 0

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @cached_property
    def has_own_role(self) -> bool:
        """An addition (the chief's) does not stand alone: it ends with its base."""
        return any(not ROLES[role].is_addition for role in self.roles)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(ROLES[role].permissions for role in self.roles))

    @cached_property
    def office_ids(self) -> frozenset[int]:
        """The offices where the actor has a post, whatever the role."""
        return frozenset(g.office_id for g in self.grants if g.office_id is not None)

    def has(self, permission: Permission) -> bool:
        """May the actor do this anywhere? Pages and menus ask; actions ask `can`."""
        return permission in self.permissions

    def offices_with(self, permission: Permission) -> frozenset[int]:
        return frozenset(
            grant.office_id
            for grant in self._grants_with(permission)
            if grant.office_id is not None
        )

    def areas_with(self, permission: Permission) -> frozenset[int]:
        return frozenset(
            grant.area_id
            for grant in self._grants_with(permission)
            if grant.area_id is not None
        )

    def municipalities_with(self, permission: Permission) -> frozenset[int]:
        return frozenset(
            grant.municipality_id
            for grant in self._grants_with(permission)
            if grant.is_municipality_wide
        )

    def can(
        self,
        permission: Permission,
        *,
        municipality_id: int,
        office_id: int | None = None,
        area_ids: Iterable[int] = (),
    ) -> bool:
        """Does one grant cover this office, one of these areas, or the municipality?"""
        if municipality_id in self.municipalities_with(permission):
            return True
        if office_id is not None and office_id in self.offices_with(permission):
            return True
        return not self.areas_with(permission).isdisjoint(area_ids)

    def require(
        self,
        permission: Permission,
        *,
        municipality_id: int,
        office_id: int | None = None,
        area_ids: Iterable[int] = (),
    ) -> None:
        if not self.can(
            permission,
            municipality_id=municipality_id,
            office_id=office_id,
            area_ids=area_ids,
        ):
            raise AccessDenied(permission)

    def _grants_with(self, permission: Permission) -> Iterable[Grant]:
        return (g for g in self.grants if permission in ROLES[g.role].permissions)


class SystemActor(Actor):
    """A named program (`sealer`, `demo`, `command`). It acts; nobody logs in as it."""

    def can(
        self,
        permission: Permission,
        *,
        municipality_id: int,
        office_id: int | None = None,
        area_ids: Iterable[int] = (),
    ) -> bool:
        return True

    def has(self, permission: Permission) -> bool:
        return True


def system_actor(name: str, *, municipality_id: int | None = None) -> SystemActor:
    return SystemActor(
        staff_id=None, public_id=None, name=name, municipality_id=municipality_id
    )


class Subject(Frozen):
    """Who asks, and when: what a policy is evaluated against."""

    actor: Actor
    now: datetime
