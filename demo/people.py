"""架空の利用者と、その記録。はじめの何人かは一つずつの操作で、残りはまとめて作る。

Both ways write the same rows (a test compares); only the first ones have a full story:
wishes, relatives, consent, considerations, a shield, a closed case.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from demo.world import World, read
from tsunagi.access.actor import Actor
from tsunagi.cases.case.bulk import BulkPerson, open_cases
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.contact.actions import NewContact
from tsunagi.cases.contact.bulk import BulkContact, record_contacts_in_bulk
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.models import Post, Staff
from tsunagi.organisations.staff.rules import PostKind

CONTACTS_PER_PERSON = 30
MONTHS = 14
BATCH = 2_000
TOKYO = ZoneInfo("Asia/Tokyo")
CASEWORKERS = (PostKind.SPECIALIST, PostKind.CONSULTANT, PostKind.CORE_STAFF)
KINDS = ("NAT-K1", "NAT-K2", "NAT-K3", "NAT-K4", "NAT-K5", "NAT-K6", "NAT-K7")
KIND_WEIGHTS = (3, 1, 6, 7, 5, 1, 1)
METHODS = (
    "NAT-M1", "NAT-M2", "NAT-M3", "NAT-M4", "NAT-M5", "NAT-M6", "NAT-M7", "NAT-M8",
)  # fmt: skip
METHOD_WEIGHTS = (5, 2, 2, 9, 2, 1, 4, 1)
# What a talk about a theme is for, by the first of its contents.
PURPOSES = {
    "NAT-N1": ["arrange", "inform", "decide"],
    "NAT-N3": ["know", "advocate", "inform"],
    "NAT-N4": ["ease", "empower", "know"],
    "NAT-N6": ["ease", "arrange", "community"],
    "NAT-N8": ["empower", "image"],
    "NAT-N9": ["image", "empower", "decide"],
}
MINUTES = (10, 15, 20, 30, 45, 60, 90)
HOUSEHOLDS = (
    "母と二人",
    "一人暮らし",
    "両親と同居",
    "グループホーム",
    "配偶者と子ども",
)
LEVELS = ("", "none", "1", "2", "3", "4", "5", "6")


class Place(Frozen):
    """An office that carries cases, with the people who can be responsible."""

    office: Office
    staff: list[Staff]
    mode: Mode


Progress = Callable[[str], None]


def build_people(
    world: World, *, persons: int, progress: Progress | None = None
) -> list[Case]:
    """`persons` people with about 30 records each over the last fourteen months."""
    say = progress or (lambda text: None)
    cases: list[Case] = []
    places = _places(world)
    shares = _shares(world, places, persons)
    for place, share in zip(places, shares, strict=True):
        actor = world.acting_for(place.office.municipality)
        for start in range(0, share, BATCH):
            wanted = [_person(world, place) for _ in range(min(BATCH, share - start))]
            cases += open_cases(wanted, by=actor, now=world.now, today=world.today)
            say(f"利用者 {len(cases):,} / {persons:,} 人")
    _write_contacts(world, cases, say)
    return cases


def _places(world: World) -> list[Place]:
    places = []
    for office in world.offices.values():
        kinds = set(office.kind_periods.values_list("kind", flat=True))
        posts = Post.objects.filter(
            in_force_on(world.today),
            office=office,
            kind__in=CASEWORKERS,
            # An office that has only just been invited has no records yet.
            staff__is_invited=False,
        ).select_related("staff")
        staff = [post.staff for post in posts.order_by("id")]
        mode = _mode_of(kinds)
        if mode is not None and staff:
            places.append(Place(office, staff, mode))
    return places


def _mode_of(kinds: set[str]) -> Mode | None:
    if OfficeKind.CORE_CENTRE in kinds:
        return Mode.CORE_DIFFICULT
    if OfficeKind.DESIGNATED_PLAN in kinds:
        return Mode.PLAN
    if kinds & {OfficeKind.ACTIVITY_CENTRE, OfficeKind.COMMISSIONED}:
        return Mode.ENTRUSTED
    return None


def _shares(world: World, places: list[Place], persons: int) -> list[int]:
    """By the number of staff; a core centre carries a third of an office's number."""
    weights = [
        len(p.staff) * (1 if p.mode is Mode.CORE_DIFFICULT else 3) for p in places
    ]
    total = sum(weights)
    shares = [persons * weight // total for weight in weights]
    for index in range(persons - sum(shares)):
        shares[index % len(shares)] += 1
    return shares


def _person(world: World, place: Place) -> BulkPerson:
    chance, words = world.chance, _words()
    surname, surname_kana = chance.choice(words["surnames"])
    given, given_kana = chance.choice(words["given"])
    age = chance.choices(
        [chance.randint(4, 17), chance.randint(18, 64), chance.randint(65, 79)],
        weights=[2, 9, 1],
    )[0]
    born = world.today - timedelta(days=age * 365 + chance.randint(0, 364))
    mode = place.mode
    if mode is Mode.PLAN and age < 18:
        mode = Mode.CHILD_PLAN
    area = place.office.area
    opened = world.today - timedelta(days=chance.randint(5, 430))
    return BulkPerson(
        values={
            "name": f"{surname} {given}",
            "name_kana": f"{surname_kana} {given_kana}",
            "birth_on": born,
            "sex": chance.choice(["male", "female"]),
            "area": area,
            "address": f"架空県{place.office.municipality.name}{area.name}"
            f"{chance.choice(words['towns'])}{chance.randint(1, 40)}番地",
            "phone": f"000-{chance.randint(100, 999)}-{chance.randint(0, 9999):04d}",
            "disability_kinds": sorted(
                set(chance.choices(KINDS, KIND_WEIGHTS, k=chance.choice([1, 1, 2])))
            ),
            "support_level": chance.choice(LEVELS) if age >= 18 else "",
            "household": chance.choice(HOUSEHOLDS),
        },
        office=place.office,
        staff=chance.choice([*place.staff, *place.staff, *place.staff, None]),
        mode=mode,
        opened_on=opened,
    )


def _words() -> dict[str, Any]:
    return read("words.toml")


def _write_contacts(world: World, cases: list[Case], say: Progress) -> None:
    """Records of each municipality in its own name, in batches of a few thousand."""
    notes, written = read("notes.toml"), 0
    by_place: dict[int, list[Case]] = {}
    for case in cases:
        by_place.setdefault(case.municipality_id, []).append(case)
    staff = {place.office.pk: place.staff for place in _places(world)}
    for found in by_place.values():
        actor = world.acting_for(found[0].responsible_office.municipality)
        for start in range(0, len(found), BATCH // 10):
            items = [
                item
                for case in found[start : start + BATCH // 10]
                for item in _contacts_of(
                    world.chance, case, staff, notes, today=world.today
                )
            ]
            _bulk(items, actor=actor, now=world.now)
            written += len(items)
            say(f"相談記録 {written:,} 件")


def _bulk(items: list[BulkContact], *, actor: Actor, now: datetime) -> None:
    record_contacts_in_bulk(items, by=actor, now=now)


def _contacts_of(
    chance: random.Random,
    case: Case,
    staff: dict[int, list[Staff]],
    notes: dict[str, Any],
    *,
    today: date,
) -> list[BulkContact]:
    """About thirty records, denser for some persons, none before the case began."""
    first = max(case.opened_on, today - timedelta(days=MONTHS * 30))
    span = (today - first).days
    wanted = round(CONTACTS_PER_PERSON * chance.choice([0.4, 0.8, 1, 1, 1.8]))
    office = case.responsible_office
    items = []
    for _ in range(max(1, wanted)):
        day = first + timedelta(days=chance.randint(0, span))
        who = case.responsible_staff or chance.choice(staff[office.pk])
        items.append(
            BulkContact(
                case=case,
                office=office,
                staff=who if chance.random() < 0.9 else chance.choice(staff[office.pk]),
                new=_contact(chance, notes, day, today=today),
                recorded_at=datetime.combine(day, time(17, 30), tzinfo=TOKYO),
            )
        )
    return sorted(items, key=lambda item: item.new.occurred_on)


def _contact(
    chance: random.Random, notes: dict[str, Any], day: date, *, today: date
) -> NewContact:
    theme = chance.choice(notes["themes"])
    other = chance.choice(notes["themes"])
    text = chance.choice(theme["lines"])
    contents = list(theme["contents"])
    if chance.random() < 0.4 and other is not theme:
        text = f"{text}\n{chance.choice(other['lines'])}"
        contents += other["contents"]
    is_bare = chance.random() < 0.06
    purposes = PURPOSES.get(theme["contents"][0], PURPOSES["NAT-N1"])
    has_next = day > today - timedelta(days=20) and chance.random() < 0.5
    return NewContact(
        occurred_on=day,
        method=chance.choices(METHODS, METHOD_WEIGHTS)[0],
        text=text,
        started_at_time=time(chance.randint(9, 17), chance.choice([0, 15, 30, 45])),
        minutes=None if is_bare else chance.choice(MINUTES),
        travel_minutes=None if is_bare else chance.choice([0, 0, 20, 40]),
        contents=() if is_bare else tuple(dict.fromkeys(contents)),
        counterpart=() if is_bare else (chance.choice(["self", "self", "mother"]),),
        purposes=()
        if is_bare
        else tuple(chance.sample(purposes, chance.choice([0, 1, 1, 2]))),
        change=chance.choice(["", "", "unknown", "some", "none"]),
        next_action=chance.choice(notes["next"]["actions"]) if has_next else "",
        next_on=today + timedelta(days=chance.randint(-6, 14)) if has_next else None,
    )
