"""一つの木の二つの読み方が、無作為の世界で一致する。"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import models
from django.db.models import Q

from tests.access.worlds import LEAVES, World, build_world, random_tree
from tests.conftest import LONG
from tests.factories.region import Region
from tsunagi.access.actor import Subject
from tsunagi.access.models import GrantRow, OneTimeCode
from tsunagi.access.policy import (
    All,
    Among,
    Has,
    InForce,
    Not,
    Related,
    Term,
    deny_wins,
)
from tsunagi.organisations.staff.models import Post, Qualification, Staff
from tsunagi.organisations.staff.policy import CAN_SEE_QUALIFICATION, CAN_SEE_STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORLDS = 150 if LONG else 30


def visible_by_python(
    term: Term, model: type[models.Model], subject: Subject
) -> set[Any]:
    return {row.pk for row in model._base_manager.all() if term.holds(subject, row)}


def visible_by_database(condition: Q, model: type[models.Model]) -> set[Any]:
    found = list(model._base_manager.filter(condition).values_list("pk", flat=True))
    assert len(found) == len(set(found)), "a condition must not repeat rows"
    return set(found)


def differences(
    world: World, model: type[models.Model], by_python: Term, by_database: Term
) -> list[str]:
    """Subjects for whom the two readings do not show the same rows."""
    return [
        f"seed {world.seed}, {subject.actor.name or 'nobody'}, {model.__name__}"
        for subject in world.subjects
        if visible_by_python(by_python, model, subject)
        != visible_by_database(by_database.q(subject), model)
    ]


@pytest.mark.parametrize("seed", range(WORLDS))
def test_the_two_readings_agree(seed: int, region: Region) -> None:
    world = build_world(seed, region)
    chance = random.Random(f"trees {seed}")
    found = differences(world, Staff, CAN_SEE_STAFF, CAN_SEE_STAFF)
    found += differences(
        world, Qualification, CAN_SEE_QUALIFICATION, CAN_SEE_QUALIFICATION
    )
    for model in LEAVES:
        for _ in range(2):
            tree = random_tree(chance, model, depth=3)
            found += differences(world, model, tree, tree)
        allow, deny = (random_tree(chance, model, depth=2) for _ in range(2))
        tree = deny_wins(allow=allow, deny=deny)
        found += differences(world, model, tree, tree)
    assert found == []


def test_the_worlds_show_something_and_hide_something(region: Region) -> None:
    """A world in which everybody sees all, or nobody anything, would prove nothing."""
    shown = hidden = 0
    for seed in range(5):
        world = build_world(seed, region)
        everyone = Staff.objects.count()
        for subject in world.subjects:
            seen = len(visible_by_database(CAN_SEE_STAFF.q(subject), Staff))
            shown += seen
            hidden += everyone - seen
    assert shown > 30
    assert hidden > 30


# --- planted faults: the comparison must find each -------------------------------
@dataclass(frozen=True)
class EndForgotten(InForce):
    def q(self, subject: Subject) -> Q:
        return Q(**{f"{self.start}__lte": self._moment(subject)})


@dataclass(frozen=True)
class EndIncluded(InForce):
    def q(self, subject: Subject) -> Q:
        moment = self._moment(subject)
        return Q(**{f"{self.start}__lte": moment}) & (
            Q(**{f"{self.before}__isnull": True}) | Q(**{f"{self.before}__gte": moment})
        )


@dataclass(frozen=True)
class AlwaysAsEmptyQ(Term):
    def holds(self, subject: Subject, row: Any) -> bool:
        return True

    def q(self, subject: Subject) -> Q:
        return Q()


@dataclass(frozen=True)
class NullForgotten(Among):
    def q(self, subject: Subject) -> Q:
        return Q(**{f"{self.path}__in": [*self.values(subject), 0]}) | Q(
            **{f"{self.path}__isnull": True}
        )


@dataclass(frozen=True)
class OnAnyOfItsRows(Related):
    """The classic: each part of the inner statement may hold on another row."""

    def q(self, subject: Subject) -> Q:
        inner: Any = self.where
        apart = [Related(self.model, self.link, part, self.via) for part in inner.parts]
        return All(tuple(apart)).q(subject)


@dataclass(frozen=True)
class StartExcluded(InForce):
    def q(self, subject: Subject) -> Q:
        started = Q(**{f"{self.start}__lt": self._moment(subject)})
        return started & super().q(subject)


MY_OFFICE = Among("office_id", lambda s: s.actor.office_ids)
RECORDED_BY_ME = Among(
    "recorded_by_id", lambda s: () if s.actor.staff_id is None else (s.actor.staff_id,)
)
NOW_AT_MY_OFFICE = MY_OFFICE & InForce()
FAULTS: dict[str, tuple[type[models.Model], Term, Term]] = {
    "deny ignored": (Post, deny_wins(allow=InForce(), deny=MY_OFFICE), InForce()),
    "end of the interval ignored": (Post, InForce(), EndForgotten()),
    "last day counted twice": (GrantRow, InForce(), EndIncluded()),
    "first second left out": (
        OneTimeCode,
        InForce("requested_at", "used_at", uses_instants=True),
        StartExcluded("requested_at", "used_at", uses_instants=True),
    ),
    "empty Q as truth inside an OR": (
        Post, AlwaysAsEmptyQ() | MY_OFFICE, AlwaysAsEmptyQ() | MY_OFFICE,
    ),
    "empty Q as truth inside a NOT": (
        Post, Not(AlwaysAsEmptyQ()), Not(AlwaysAsEmptyQ()),
    ),
    "NULL taken for a match": (
        Post, RECORDED_BY_ME, NullForgotten("recorded_by_id", RECORDED_BY_ME.values),
    ),
    "parts hold on different related rows": (
        Staff,
        Related("organisations.Post", "staff", NOW_AT_MY_OFFICE),
        OnAnyOfItsRows("organisations.Post", "staff", NOW_AT_MY_OFFICE),
    ),
    "one constant too many": (
        GrantRow, Has("role", ("specialist",)), Has("role", ("specialist", "chief")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str, region: Region) -> None:
    model, by_python, by_database = FAULTS[fault]
    found: list[str] = []
    for seed in range(WORLDS):
        world = build_world(seed, region)
        found += differences(world, model, by_python, by_database)
        if found:
            return
    pytest.fail(f"{fault}: not found in {WORLDS} worlds")
