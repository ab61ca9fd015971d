"""Rows of the fictional world, made from one seed and saved in bulk.

Bulk saving leaves out the actions on purpose (one audit row per office would measure
the audit log): bench only. Search keys are made by the product's own functions.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bench import words
from tsunagi.access import audit
from tsunagi.access.actor import system_actor
from tsunagi.access.models import GrantRow
from tsunagi.organisations.area import actions as areas
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.office.actions import key_of_office
from tsunagi.organisations.office.models import (
    Corporation,
    FreePlaces,
    Office,
    OfficeArea,
    OfficeFeature,
    OfficeKindPeriod,
    OfficeRevision,
)
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.actions import post_source, staff_key
from tsunagi.organisations.staff.models import (
    ChiefAppointment,
    Post,
    Qualification,
    Staff,
)
from tsunagi.organisations.staff.rules import (
    MUNICIPALITY_WIDE,
    ROLE_OF_POST,
    PostKind,
    QualificationKind,
)

CHUNK = 2_000
K = OfficeKind
# Share of each mixture of kinds, roughly that of a large city.
MIXTURES: tuple[tuple[int, tuple[OfficeKind, ...]], ...] = (
    (7_000, (K.SERVICE_PROVIDER,)),
    (1_000, (K.DESIGNATED_PLAN,)),
    (900, (K.DESIGNATED_PLAN, K.DESIGNATED_CHILD)),
    (300, (K.DESIGNATED_PLAN, K.DESIGNATED_CHILD, K.DESIGNATED_GENERAL)),
    (100, (K.COMMISSIONED, K.DESIGNATED_PLAN)),
    (40, (K.CORE_CENTRE, K.COMMISSIONED)),
    (60, (K.ACTIVITY_CENTRE,)),
    (600, (K.INFORMAL,)),
)
# The people who sign in during a measurement: login → (office, post).
ACCOUNTS: dict[str, tuple[str, PostKind]] = {
    "bench-officer": ("desk", PostKind.MUNICIPAL_OFFICER),
    "bench-information": ("desk", PostKind.INFORMATION_OFFICER),
    "bench-administrator": ("desk", PostKind.SYSTEM_ADMINISTRATOR),
    "bench-secretary": ("desk", PostKind.SECRETARIAT),
    "bench-core": ("core", PostKind.CORE_STAFF),
    "bench-manager": ("own", PostKind.MANAGER),
    "bench-specialist": ("own", PostKind.SPECIALIST),
}


@dataclass
class World:
    """What is being built: chance, the day, the areas, the offices with their kinds."""

    chance: random.Random
    now: datetime
    today: date
    wards: list[Area] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    kinds: list[tuple[OfficeKind, ...]] = field(default_factory=list)
    municipality: Municipality | None = None

    @property
    def here(self) -> Municipality:
        if self.municipality is None:
            raise RuntimeError("build the areas first")
        return self.municipality

    def days_ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.chance.randint(least, most))


def save(rows: Iterable[Any]) -> list[Any]:
    listed = list(rows)
    if not listed:
        return []
    saved: list[Any] = type(listed[0])._base_manager.bulk_create(listed, CHUNK)
    return saved


def build_areas(world: World) -> None:
    start = date(2015, 4, 1)
    builder = system_actor("bench")
    prefecture = areas.register_area(
        kind=AreaKind.PREFECTURE, name="架空県", parent=None, valid_from=start,
        by=builder,
    )  # fmt: skip
    world.municipality = areas.register_municipality(
        name="架空大市", name_kana="かくうおおし", code="479918", parent=prefecture,
        valid_from=start, by=builder,
    )  # fmt: skip
    for name in words.WARDS:
        ward = areas.register_area(
            kind=AreaKind.WARD, name=f"{name}区", parent=world.here.area,
            municipality=world.here, valid_from=start, by=builder,
        )  # fmt: skip
        world.wards.append(ward)


def build_offices(world: World, count: int) -> None:
    corporations = save(
        Corporation(name=f"架空法人{n}", search_key=key_of_office(f"架空法人{n}", ""))
        for n in range(max(1, count // 4))
    )
    weights = [weight for weight, _ in MIXTURES]
    mixtures = [kinds for _, kinds in MIXTURES]
    world.kinds = [(K.DESK, K.COUNCIL), (K.CORE_CENTRE, K.COMMISSIONED), mixtures[2]]
    world.kinds += world.chance.choices(mixtures, weights, k=count - len(world.kinds))
    world.offices = save(
        _office(world, number, corporations) for number in range(count)
    )
    pairs = list(zip(world.offices, world.kinds, strict=True))
    save(_period(world, office, kind) for office, kinds in pairs for kind in kinds)
    save(
        OfficeFeature(office=office, kind=kind, value=value)
        for office in world.offices
        for kind, value in world.chance.sample(words.FEATURES, 3)
    )
    save(_free(world, office) for office, kinds in pairs if K.DESIGNATED_PLAN in kinds)
    save(
        OfficeArea(office=office, area=office.area, valid_from=date(2020, 4, 1))
        for office, kinds in pairs
        if K.COMMISSIONED in kinds
    )
    save(
        OfficeRevision(office=office, version=1, source="登録", recorded_at=world.now)
        for office in world.offices
    )


def _office(world: World, number: int, corporations: list[Corporation]) -> Office:
    first, first_kana = world.chance.choice(words.FIRST)
    second, second_kana = world.chance.choice(words.SECOND)
    name, kana = f"{first}{second} {number}号（架空）", f"{first_kana}{second_kana}"
    ward = world.chance.choice(world.wards)
    return Office(
        municipality=world.here,
        area=ward,
        corporation=world.chance.choice(corporations),
        name=name,
        name_kana=kana,
        search_key=key_of_office(name, kana),
        address=f"架空県架空大市{ward.name}{number % 40 + 1}番地",
        phone=f"000-{number % 900 + 100}-{number % 10_000:04d}",
        latitude=round(35 + world.chance.uniform(-0.1, 0.1), 5),
        longitude=round(139 + world.chance.uniform(-0.1, 0.1), 5),
        hours_weekday="9:00-17:30",
        confirmed_on=world.days_ago(0, 400),
    )


def _period(world: World, office: Office, kind: OfficeKind) -> OfficeKindPeriod:
    provides = kind == K.SERVICE_PROVIDER
    return OfficeKindPeriod(
        office=office,
        kind=kind,
        service_name=world.chance.choice(words.SERVICES) if provides else "",
        capacity=20 if provides else None,
        valid_from=world.days_ago(30, 3_000),
    )


def _free(world: World, office: Office) -> FreePlaces:
    accepts = world.chance.random() < 0.5
    return FreePlaces(
        office=office,
        accepts_new=accepts,
        free_places=world.chance.randint(1, 5) if accepts else 0,
        confirmed_on=world.days_ago(0, 40),
        recorded_at=world.now,
    )


def build_audit(world: World) -> None:
    """One event that the information officer can open."""
    here = system_actor("bench", municipality_id=world.here.pk)
    audit.record("bench.event", by=here, target=world.here)


def build_staff(world: World, count: int) -> None:
    """The named accounts first, the others spread over all offices."""
    places = {"desk": 0, "core": 1, "own": 2}
    named = [(login, places[key], kind) for login, (key, kind) in ACCOUNTS.items()]
    jobs = named + [
        (f"b{number:05d}", place, _kind_at(world, place))
        for number in range(count - len(named))
        for place in [world.chance.randrange(3, len(world.offices))]
    ]
    people = save(_person(world, login) for login, _, _ in jobs)
    posts = save(
        Post(
            staff=person,
            office=world.offices[place],
            kind=kind,
            valid_from=world.days_ago(10, 2_500),
        )
        for person, (_, place, kind) in zip(people, jobs, strict=True)
    )
    save(_grant(world, post) for post in posts if PostKind(post.kind) in ROLE_OF_POST)
    specialists = [post for post in posts if post.kind == PostKind.SPECIALIST]
    save(row for post in specialists for row in _training(world, post))
    save(
        ChiefAppointment(
            staff=post.staff, office=post.office, area=post.office.area,
            municipality=world.here, mandate_by="架空大市（架空）の委嘱",
            how_to_ask="電話で声をかけてください。", valid_from=world.days_ago(30, 300),
        )
        for post in specialists[:60]
    )  # fmt: skip


def _kind_at(world: World, place: int) -> PostKind:
    kinds = world.kinds[place]
    if K.CORE_CENTRE in kinds:
        return PostKind.CORE_STAFF
    if K.COMMISSIONED in kinds:
        return PostKind.CONSULTANT
    if K.DESIGNATED_PLAN in kinds:
        return world.chance.choice((PostKind.SPECIALIST, PostKind.MANAGER))
    return PostKind.OTHER


def _person(world: World, login: str) -> Staff:
    surname, surname_kana = world.chance.choice(words.SURNAMES)
    given, given_kana = world.chance.choice(words.GIVEN)
    name, kana = f"{surname} {given}", f"{surname_kana} {given_kana}"
    person = Staff(
        login_name=login, name=name, name_kana=kana, search_key=staff_key(name, kana)
    )
    person.set_unusable_password()
    return person


def _grant(world: World, post: Post) -> GrantRow:
    kind = PostKind(post.kind)
    return GrantRow(
        staff_id=post.staff_id,
        role=ROLE_OF_POST[kind],
        municipality_id=world.here.pk,
        office_id=None if kind in MUNICIPALITY_WIDE else post.office_id,
        valid_from=post.valid_from,
        source_ref=post_source(post),
        created_at=world.now,
    )


def _training(world: World, post: Post) -> list[Qualification]:
    """Most are current; some are due or late, as in real life."""
    years = world.chance.randint(3, 8)
    done = [(QualificationKind.INITIAL, years)]
    if years > 3 and world.chance.random() < 0.85:
        done.append((QualificationKind.REFRESHER, 2))
    return [
        Qualification(
            staff=post.staff,
            kind=kind,
            completed_on=date(world.today.year - years_ago, 9, 20),
            issued_by="架空県",
        )
        for kind, years_ago in done
    ]
