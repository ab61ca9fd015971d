"""Random worlds and random policy trees over real tables, from one seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import models

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.actor import Actor, Subject
from tsunagi.access.models import GrantRow, OneTimeCode
from tsunagi.access.permissions import Permission, Role
from tsunagi.access.policy import (
    All,
    Among,
    AnyOf,
    Has,
    InForce,
    Not,
    Nothing,
    Related,
    SubjectIs,
    Term,
)
from tsunagi.organisations.staff.actor import load_actor
from tsunagi.organisations.staff.models import Post, Qualification, Staff
from tsunagi.organisations.staff.rules import PostKind, QualificationKind

# The edges of an interval are where faults hide: most dates lie on them.
DAYS = [TODAY + timedelta(days=n) for n in (-400, -1, 0, 1, 30)]
INSTANTS = [NOW + timedelta(seconds=n) for n in (-3600, -1, 0, 1, 3600)]
# 00:00 in Japan is 15:00 of the day before in UTC.
MOMENTS = [
    NOW,
    datetime.combine(TODAY, datetime.min.time(), NOW.tzinfo),
    datetime.combine(TODAY, datetime.min.time(), NOW.tzinfo) - timedelta(seconds=1),
]


@dataclass(frozen=True)
class World:
    seed: int
    subjects: list[Subject]


def build_world(seed: int, region: Region) -> World:
    """Replace posts, qualifications, grants and codes by random ones."""
    chance = random.Random(seed)
    for model in (Qualification, Post, GrantRow, OneTimeCode):
        model._base_manager.all().delete()
    staff = [person.pk for person in region.staff.values()]
    offices = [office.pk for office in region.offices.values()]
    Post.objects.bulk_create(_posts(chance, staff, offices))
    Qualification._base_manager.bulk_create(_qualifications(chance, staff))
    GrantRow.objects.bulk_create(_grants(chance, staff, region))
    OneTimeCode.objects.bulk_create(_codes(chance, staff, region))
    return World(seed, _subjects(chance, staff))


def _interval(chance: random.Random) -> tuple[date, date | None]:
    start, end = sorted(chance.choices(DAYS, k=2))
    return start, chance.choice([None, end])


def _posts(chance: random.Random, staff: list[int], offices: list[int]) -> list[Post]:
    posts, open_ones = [], set()
    for _ in range(26):
        start, before = _interval(chance)
        key = (
            chance.choice(staff),
            chance.choice(offices),
            chance.choice(list(PostKind)),
        )
        if before is None and key in open_ones:
            continue
        if before is None:
            open_ones.add(key)
        posts.append(
            Post(
                staff_id=key[0], office_id=key[1], kind=key[2], valid_from=start,
                valid_before=before, fte_hundredths=10,
                recorded_by_id=chance.choice([None, *staff]),
            )
        )  # fmt: skip
    return posts


def _qualifications(chance: random.Random, staff: list[int]) -> list[Qualification]:
    wanted = {
        (
            chance.choice(staff),
            chance.choice(list(QualificationKind)),
            chance.choice(DAYS),
        )
        for _ in range(12)
    }
    return [
        Qualification(staff_id=who, kind=kind, completed_on=day)
        for who, kind, day in sorted(wanted)
    ]


def _grants(chance: random.Random, staff: list[int], region: Region) -> list[GrantRow]:
    offices, areas = list(region.offices.values()), list(region.areas.values())
    rows = []
    for number in range(30):
        start, before = _interval(chance)
        place: dict[str, int] = chance.choice(
            [
                {},
                {"office_id": chance.choice(offices).pk},
                {"area_id": chance.choice(areas).pk},
            ]
        )
        rows.append(
            GrantRow(
                staff_id=chance.choice(staff), role=chance.choice(list(Role)),
                municipality_id=chance.choice(list(region.municipalities.values())).pk,
                valid_from=start, valid_before=before, source_ref=f"world:{number}", **place,
            )
        )  # fmt: skip
    return rows


def _codes(
    chance: random.Random, staff: list[int], region: Region
) -> list[OneTimeCode]:
    return [
        OneTimeCode(
            public_id=uuid4(), kind=chance.choice(list(OneTimeCode.Kind)),
            staff_id=chance.choice(staff),
            municipality_id=chance.choice(list(region.municipalities.values())).pk,
            requested_at=chance.choice(INSTANTS), expires_at=chance.choice(INSTANTS),
            approved_at=chance.choice([None, *INSTANTS]),
            cancelled_at=chance.choice([None, *INSTANTS]),
            used_at=chance.choice([None, *INSTANTS]),
        )
        for _ in range(12)
    ]  # fmt: skip


def _subjects(chance: random.Random, staff: list[int]) -> list[Subject]:
    nobody = Actor(staff_id=None, public_id=None, name="", municipality_id=None)
    subjects = [Subject(nobody, NOW)]
    for staff_id in chance.sample(staff, k=4):
        moment = chance.choice(MOMENTS)
        actor = load_actor(staff_id, now=moment)
        if actor is not None:
            subjects.append(Subject(actor, moment))
    return subjects


# --- random trees ----------------------------------------------------------------
Leaf = Callable[[random.Random, int], Term]


def _of_subject(chance: random.Random, depth: int) -> Term:
    permission = chance.choice(list(Permission))
    return chance.choice(
        [
            SubjectIs(lambda s: s.actor.has(permission)),
            SubjectIs(lambda s: True),
            Nothing(),
        ]
    )


def _by_staff(path: str) -> Leaf:
    def leaf(chance: random.Random, depth: int) -> Term:
        return Among(
            path, lambda s: () if s.actor.staff_id is None else (s.actor.staff_id,)
        )

    return leaf


def _by_office(path: str) -> Leaf:
    return lambda chance, depth: Among(path, lambda s: s.actor.office_ids)


def _by_municipality(path: str) -> Leaf:
    return lambda chance, depth: Among(
        path, lambda s: (None, s.actor.municipality_id, *s.actor.other_municipality_ids)
    )


def _has(path: str, values: list[Any]) -> Leaf:
    return lambda chance, depth: Has(path, tuple(chance.sample(values, k=2)))


def _in_force(*fields: str, uses_instants: bool = False) -> Leaf:
    return lambda chance, depth: InForce(*fields, uses_instants=uses_instants)


def _related(model: type[models.Model], link: str, via: str) -> Leaf:
    def leaf(chance: random.Random, depth: int) -> Term:
        inner = random_tree(chance, model, depth - 1)
        return Related(model._meta.label, link, inner, via=via)

    return leaf


LEAVES: dict[type[models.Model], list[Leaf]] = {
    Staff: [
        _by_staff("pk"),
        _of_subject,
        _related(Post, "staff", "pk"),
        _related(Post, "recorded_by_id", "pk"),
        _related(GrantRow, "staff_id", "pk"),
        _related(OneTimeCode, "staff_id", "pk"),
    ],
    Post: [
        _by_office("office_id"),
        _by_staff("recorded_by_id"),
        _by_municipality("office__municipality_id"),
        _has("kind", list(PostKind)),
        _in_force(),
        _of_subject,
        _related(Staff, "pk", "staff_id"),
        _related(Staff, "pk", "recorded_by_id"),
        _related(GrantRow, "office_id", "office_id"),
    ],
    GrantRow: [
        _by_office("office_id"),
        _by_municipality("municipality_id"),
        _has("role", list(Role)),
        _in_force(),
        _related(Post, "office_id", "office_id"),
    ],
    OneTimeCode: [
        _by_staff("staff_id"),
        _has("kind", list(OneTimeCode.Kind)),
        _in_force("requested_at", "used_at", uses_instants=True),
        _in_force("approved_at", "cancelled_at", uses_instants=True),
        _related(Staff, "pk", "staff_id"),
    ],
}


def random_tree(chance: random.Random, model: type[models.Model], depth: int) -> Term:
    """A tree over this model's own terms; related rows have trees of their own."""
    leaves = LEAVES[model]
    if depth <= 0:
        flat = [
            leaf for leaf in leaves if leaf.__qualname__.split(".")[0] != "_related"
        ]
        return chance.choice(flat)(chance, 0)
    shape = chance.choice(["leaf", "leaf", "not", "all", "any"])
    if shape == "leaf":
        return chance.choice(leaves)(chance, depth)
    if shape == "not":
        return Not(random_tree(chance, model, depth - 1))
    parts = tuple(
        random_tree(chance, model, depth - 1) for _ in range(chance.randint(1, 3))
    )
    return All(parts) if shape == "all" else AnyOf(parts)
