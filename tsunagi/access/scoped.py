"""A default manager that refuses to answer without an actor.

Views and queries must say who asks: `Model.objects.visible_to(actor, now=now)`.
Actions that already hold the permission say why: `Model.objects.unscoped("reason")`.
A guard test forbids `unscoped` in views and queries.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import models

from tsunagi.access.actor import Actor, Subject
from tsunagi.access.compiled import Conditions
from tsunagi.access.policy import Nothing, Term


class UnscopedUse(RuntimeError):
    """A query was begun without saying for whom. A programming error, never shown."""


M = TypeVar("M", bound=models.Model)


class ScopedManager(models.Manager[M], Generic[M]):
    """Only two doors: `visible_to(actor)` and `unscoped(reason)`.

    Django's own machinery (deletion, related look-ups) uses `_base_manager`. It also
    makes a manager of this class for `staff.qualifications`, without a policy: that
    one answers nothing at all.
    """

    use_in_migrations = False

    def __init__(self, policy: Term | None = None) -> None:
        super().__init__()
        self.policy = policy

    @cached_property
    def _conditions(self) -> Conditions:
        return Conditions(self.policy or Nothing(), self.model)

    def get_queryset(self) -> models.QuerySet[M]:
        raise UnscopedUse(
            f"{self.model.__name__}: use visible_to(actor, now=…) or unscoped(reason)"
        )

    def visible_to(self, actor: Actor, *, now: datetime) -> models.QuerySet[M]:
        if self.policy is None:
            raise UnscopedUse(
                f"{self.model.__name__}: ask the model's own manager and filter"
            )
        return super().get_queryset().filter(self._conditions.of(Subject(actor, now)))

    def unscoped(self, reason: str) -> models.QuerySet[M]:
        if not reason:
            raise UnscopedUse("say why no actor is asked for")
        return super().get_queryset()

    def create(self, **kwargs: Any) -> M:
        return super().get_queryset().create(**kwargs)
