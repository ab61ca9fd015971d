"""架空県を、本物の操作（actions）を通して作る。同じ種なら、同じ県になる。

Rules and audit run as for anybody else; only the clock and the chance are given. What
is random inside the product (public ids, one-time codes) stays random.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.timezone import localdate

from tsunagi.access.actor import Actor, SystemActor, system_actor
from tsunagi.activity.catalogue import actions as catalogues
from tsunagi.cases.rights.officer_actions import name_officer
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area import actions as areas
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.office import actions as offices
from tsunagi.organisations.office.models import Corporation, Office
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff import actions as people
from tsunagi.organisations.staff import training_actions as training
from tsunagi.organisations.staff.models import Staff
from tsunagi.organisations.staff.rules import (
    NEEDS_TRAINING,
    PostKind,
    QualificationKind,
)

DATA = Path(__file__).parent / "data"
# The demo grows by persons supported: one service provider for so many of them.
PERSONS_PER_PROVIDER = 15
FEATURE_KEYS = (
    ("facilities", "facility"),
    ("languages", "language"),
    ("disabilities", "disability"),
)
CHECK_WEIGHTS = (6, 5, 4, 3, 2)


class Account(Frozen):
    """One login of the demo."""

    role: str
    office: str
    login: str
    password: str
    is_main: bool


@dataclass
class World:
    """What is being built: chance, clock, and what exists so far."""

    chance: random.Random
    now: datetime
    builder: SystemActor
    areas: dict[str, Area] = field(default_factory=dict)
    places: dict[str, tuple[float, float]] = field(default_factory=dict)
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    corporations: list[Corporation] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    used_names: set[str] = field(default_factory=set)
    numbers: int = 0

    @property
    def today(self) -> date:
        return localdate(self.now)

    def months_ago(self, months: int, day: int = 1) -> date:
        index = self.today.year * 12 + self.today.month - 1 - months
        return date(index // 12, index % 12 + 1, day)

    def acting_for(self, municipality: Municipality) -> Actor:
        return system_actor("demo", municipality_id=municipality.pk)


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def demo_password(login: str) -> str:
    """Long enough for the real rule, and the same on every computer."""
    return f"tsunagi-demo-{login}"


def build_region(world: World, *, persons: int) -> None:
    """Areas, offices and people. `persons` sets how many service providers there are."""
    region, words = read("region.toml"), read("words.toml")
    _build_areas(world, region)
    _build_corporations(world, words)
    for row in region["offices"]:
        _build_office(world, row)
    for row in region["offices"]:
        for person in row.get("staff", ()):
            _build_staff(world, row, person, words)
    _build_providers(world, words, count=max(12, persons // PERSONS_PER_PROVIDER))
    _build_informal(world, words)
    _adopt_catalogues(world)


def municipality_code(five_digits: str) -> str:
    """Six digits with the check digit of the national table."""
    total = sum(w * int(d) for w, d in zip(CHECK_WEIGHTS, five_digits, strict=True))
    return f"{five_digits}{(11 - total % 11) % 10}"


def _build_areas(world: World, region: dict[str, Any]) -> None:
    start = world.months_ago(120)
    prefecture = areas.register_area(
        kind=AreaKind.PREFECTURE,
        name=region["prefecture"]["name"],
        name_kana=region["prefecture"]["kana"],
        parent=None,
        valid_from=start,
        by=world.builder,
    )
    world.areas["prefecture"] = prefecture
    sphere = areas.register_area(
        kind=AreaKind.SPHERE, name="架空圏域", name_kana="かくうけんいき",
        parent=prefecture, valid_from=start, by=world.builder,
    )  # fmt: skip
    for row in region["municipalities"]:
        municipality = areas.register_municipality(
            name=row["name"],
            name_kana=row["kana"],
            code=municipality_code(row["number"]),
            parent=sphere,
            valid_from=start,
            disability_spelling=row["spelling"],
            by=world.builder,
        )
        world.municipalities[row["key"]] = municipality
        world.areas[row["key"]] = municipality.area
        wards = row.get("wards", [])
        for ward in wards:
            world.areas[ward["key"]] = areas.register_area(
                kind=AreaKind.WARD,
                name=ward["name"],
                name_kana=ward["kana"],
                parent=municipality.area,
                municipality=municipality,
                valid_from=start,
                by=world.acting_for(municipality),
            )
            world.places[ward["key"]] = (ward["latitude"], ward["longitude"])
        first = wards[0] if wards else row
        world.places[row["key"]] = (first["latitude"], first["longitude"])
        for key in [ward["key"] for ward in wards] or [row["key"]]:
            latitude, longitude = world.places[key]
            area = world.areas[key]
            areas.set_area_point(
                area=area, latitude=latitude, longitude=longitude,
                version=area.version, by=world.acting_for(municipality),
            )  # fmt: skip
    joint = areas.register_area(
        kind=AreaKind.JOINT, name="みなと・山あい 共同設置", parent=sphere,
        valid_from=world.months_ago(30), by=world.builder,
    )  # fmt: skip
    areas.join_areas(
        joint_area=joint,
        members=[world.areas["minato"], world.areas["yamaai"]],
        valid_from=world.months_ago(30),
        by=world.builder,
    )


def _build_corporations(world: World, words: dict[str, Any]) -> None:
    for name, kana in words["corporations"]:
        world.corporations.append(
            offices.register_corporation(
                name=name, name_kana=kana, by=world.acting_for(_main(world))
            )
        )


def _main(world: World) -> Municipality:
    return world.municipalities["tsunagi"]


def _near(world: World, area_key: str) -> tuple[float, float]:
    latitude, longitude = world.places[area_key]
    return (
        round(latitude + world.chance.uniform(-0.012, 0.012), 5),
        round(longitude + world.chance.uniform(-0.015, 0.015), 5),
    )


def _office_number(world: World) -> str:
    """A number with a right check digit in an unused district of the prefecture."""
    world.numbers += 1
    nine = f"47399{world.numbers:04d}"
    total = 0
    for place, digit in enumerate(nine):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product // 10 + product % 10
    return f"{nine}{(10 - total % 10) % 10}"


def _values(world: World, row: dict[str, Any], area: Area) -> dict[str, Any]:
    words = read("words.toml")
    latitude, longitude = _near(world, row["area"])
    number = world.chance.randint(1, 40)
    return {
        "name": row["name"],
        "name_kana": row.get("kana", ""),
        "address": f"架空県{_municipality_of(area).name}"
        f"{area.name if area.kind == AreaKind.WARD else ''}"
        f"{world.chance.choice(words['towns'])}{number}番地",
        "phone": f"000-{world.chance.randint(100, 999)}-{world.chance.randint(0, 9999):04d}",
        "fax": f"000-{world.chance.randint(100, 999)}-{world.chance.randint(0, 9999):04d}",
        "latitude": latitude,
        "longitude": longitude,
        "hours_weekday": "9:00-17:30",
        "closed_days": "土曜、日曜、祝日、12月29日〜1月3日",
    }


def _municipality_of(area: Area) -> Municipality:
    if area.municipality is None:
        raise ValueError(area.name)
    return area.municipality


def _build_office(world: World, row: dict[str, Any]) -> None:
    area = world.areas[row["area"]]
    actor = world.acting_for(_municipality_of(area))
    is_desk = row["kinds"][0] in ("desk", "council")
    values = _values(world, row, area)
    if not is_desk:
        values["corporation"] = world.chance.choice(world.corporations)
        values["introduction"] = "初めての方も、話すところから一緒に考えます。"
        values["how_to_ask"] = "電話かFAXで。折り返しは当日か翌営業日です。"
    number = "" if is_desk else _office_number(world)
    started = world.months_ago(world.chance.randint(24, 96))
    office = offices.register_office(
        area=area,
        values=values,
        kinds=[
            offices.NewKind(
                OfficeKind(kind),
                valid_from=started,
                office_number=number if kind.startswith("designated") else "",
            )
            for kind in row["kinds"]
        ],
        by=actor,
        now=world.now,
    )
    world.offices[row["key"]] = office
    offices.set_responsible_areas(
        office=office,
        areas=[world.areas[key] for key in row.get("areas", ())],
        by=actor,
        today=world.today,
    )
    offices.set_features(
        office=office,
        features=[
            (kind, value) for key, kind in FEATURE_KEYS for value in row.get(key, ())
        ],
        by=actor,
    )
    if "free" in row:
        free = row["free"]
        offices.report_free_places(
            office=office,
            accepts_new=free["accepts"],
            free_places=free["places"],
            capacity=free["capacity"],
            note="",
            by=actor,
            now=world.now,
            today=world.today - timedelta(days=free["days_ago"]),
        )
    if not row.get("invited_only") and not is_desk and row["key"] != "hitori_c":
        offices.confirm_office(
            office=office,
            by=actor,
            today=world.today - timedelta(days=world.chance.randint(1, 90)),
        )


def _new_name(world: World, words: dict[str, Any]) -> tuple[str, str]:
    while True:
        surname, surname_kana = world.chance.choice(words["surnames"])
        given, given_kana = world.chance.choice(words["given"])
        name = f"{surname} {given}"
        if name not in world.used_names:
            world.used_names.add(name)
            return name, f"{surname_kana} {given_kana}"


def _build_staff(
    world: World, row: dict[str, Any], person: dict[str, Any], words: dict[str, Any]
) -> None:
    office = world.offices[row["key"]]
    actor = world.acting_for(office.municipality)
    name, kana = _new_name(world, words)
    login = person.get("login") or f"s{len(world.accounts) + 1:03d}"
    started = world.months_ago(world.chance.randint(3, 80))
    kinds = [PostKind(person["post"])]
    if "extra" in person:
        kinds.append(PostKind(person["extra"]))
    fte = person.get("fte", 100) // len(kinds)
    staff, _ = people.register_staff(
        login_name=login,
        name=name,
        name_kana=kana,
        posts=[people.NewPost(office, kind, started, fte) for kind in kinds],
        by=actor,
        now=world.now,
    )
    if any(kind in NEEDS_TRAINING for kind in kinds) or "chief" in person:
        _build_training(world, staff, office, person, actor)
    if "rights" in person:
        name_officer(
            staff=staff, valid_from=world.months_ago(8), by=actor, today=world.today
        )
    if not row.get("invited_only"):
        # The demo's people have already used their invitations.
        Staff.objects.filter(pk=staff.pk).update(
            password=make_password(demo_password(login)), is_invited=False
        )
    world.accounts.append(
        Account(
            role=person.get("role") or kinds[0].label,
            office=office.name,
            login=login,
            password="" if row.get("invited_only") else demo_password(login),
            is_main="role" in person,
        )
    )


def _build_training(
    world: World, staff: Staff, office: Office, person: dict[str, Any], actor: Actor
) -> None:
    """Certificates that leave the person in the wanted state today."""
    year = world.today.year - (1 if world.today.month < 4 else 0)
    state = person.get("training", "current")
    if state == "no_initial":
        return
    since = {"current": 6, "due_soon": 5, "lapsed": 6}[state]
    done = [(QualificationKind.INITIAL, date(year - since, 9, 20))]
    if state == "current":
        done.append((QualificationKind.REFRESHER, date(year - 2, 11, 8)))
    if "chief" in person:
        done.append((QualificationKind.CHIEF, date(year - 1, 1, 22)))
    for kind, day in done:
        training.record_qualification(
            staff=staff,
            office=office,
            new=training.NewQualification(
                kind=kind,
                completed_on=day,
                certificate_number=f"架空-{staff.pk:04d}",
                issued_by="架空県",
            ),
            by=actor,
            today=world.today,
        )
    if "chief" in person:
        training.appoint_chief(
            staff=staff,
            office=office,
            area=world.areas[person["chief"]],
            mandate_by="つなぎ市 相談支援体制整備要綱（架空）による委嘱",
            how_to_ask="電話か、連絡会のときに声をかけてください。訪問の日を一緒に決めます。",
            valid_from=world.months_ago(8),
            by=actor,
        )


def _build_providers(world: World, words: dict[str, Any], *, count: int) -> None:
    keys = ["east", "centre", "west", "minato", "yamaai"]
    for index in range(count):
        area = world.areas[world.chance.choices(keys, weights=[5, 6, 5, 2, 1])[0]]
        key = next(name for name, found in world.areas.items() if found is area)
        service, code = words["services"][index % len(words["services"])]
        name = f"{words['service_names'][index % len(words['service_names'])]}{index + 1}号館"
        row = {"area": key, "name": f"{name} {service}（架空）", "kana": ""}
        offices.register_office(
            area=area,
            values={
                **_values(world, row, area),
                "corporation": world.chance.choice(world.corporations),
            },
            kinds=[
                offices.NewKind(
                    OfficeKind.SERVICE_PROVIDER,
                    valid_from=world.months_ago(world.chance.randint(6, 100)),
                    service_code=code,
                    service_name=service,
                    office_number=_office_number(world),
                    capacity=world.chance.choice([6, 10, 20, 40]),
                )
            ],
            by=world.acting_for(_municipality_of(area)),
            now=world.now,
        )


def _adopt_catalogues(world: World) -> None:
    """つなぎ市 has begun: two catalogues are in force, the others wait."""
    actor = world.acting_for(_main(world))
    for name, version in (
        ("national-three-layers", "R3"),
        ("osaka-pref-chief-duties", "R6"),
        ("national-contact-categories", "R6"),
    ):
        catalogues.adopt(
            name=name,
            base_version=version,
            effective_from=world.months_ago(6),
            by=actor,
            now=world.now,
        )


def _build_informal(world: World, words: dict[str, Any]) -> None:
    keys = ["east", "centre", "west", "centre", "yamaai"]
    for key, (name, kana, about) in zip(keys, words["informal"], strict=True):
        area = world.areas[key]
        row = {"area": key, "name": name, "kana": kana}
        offices.register_office(
            area=area,
            values={**_values(world, row, area), "introduction": about},
            kinds=[offices.NewKind(OfficeKind.INFORMAL, world.months_ago(20))],
            by=world.acting_for(_municipality_of(area)),
            now=world.now,
        )
