"""A small region for tests: every role once, two municipalities, three wards.

Built through the actions, so that tests start from what the product can really make.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from tsunagi.access.actor import Actor, system_actor
from tsunagi.organisations.area import actions as areas
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.office import actions as offices
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff import actions as people
from tsunagi.organisations.staff.actor import load_actor
from tsunagi.organisations.staff.models import Staff
from tsunagi.organisations.staff.rules import PostKind

LONG_AGO = date(2020, 4, 1)
PASSWORD = "himitsu-no-kotoba-2026"


@dataclass
class Region:
    now: datetime
    areas: dict[str, Area] = field(default_factory=dict)
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)

    def actor(self, name: str, *, now: datetime | None = None) -> Actor:
        """The actor that the middleware would make for this person."""
        actor = load_actor(self.staff[name].pk, now=now or self.now)
        assert actor is not None, f"{name} has no grant in force"
        return actor

    def builder(self, municipality: str = "tsunagi") -> Actor:
        return system_actor(
            "test", municipality_id=self.municipalities[municipality].pk
        )


# key of the office → (area, kinds, people: key of the person → kind of post)
OFFICES: dict[str, tuple[str, tuple[OfficeKind, ...], dict[str, PostKind]]] = {
    "desk": (
        "tsunagi",
        (OfficeKind.DESK,),
        {
            "officer": PostKind.MUNICIPAL_OFFICER,
            "second_officer": PostKind.MUNICIPAL_OFFICER,
            "information_officer": PostKind.INFORMATION_OFFICER,
            "administrator": PostKind.SYSTEM_ADMINISTRATOR,
            "prefectural_officer": PostKind.PREFECTURAL_OFFICER,
            "adviser": PostKind.ADVISER,
        },
    ),
    "ward_desk": ("east", (OfficeKind.DESK,), {"ward_officer": PostKind.WARD_OFFICER}),
    "council": (
        "tsunagi",
        (OfficeKind.COUNCIL,),
        {"secretary": PostKind.SECRETARIAT, "member": PostKind.COUNCIL_MEMBER},
    ),
    "core": (
        "east",
        (OfficeKind.CORE_CENTRE, OfficeKind.COMMISSIONED),
        {
            "core_manager": PostKind.MANAGER,
            "core_staff": PostKind.CORE_STAFF,
            "consultant": PostKind.CONSULTANT,
        },
    ),
    "hikari": (
        "east",
        (OfficeKind.DESIGNATED_PLAN, OfficeKind.DESIGNATED_CHILD),
        {
            "manager": PostKind.MANAGER,
            "specialist": PostKind.SPECIALIST,
            "assistant": PostKind.ASSISTANT,
            "trainee": PostKind.TRAINEE,
        },
    ),
    "alone": ("west", (OfficeKind.DESIGNATED_PLAN,), {"alone": PostKind.MANAGER}),
    "minato_desk": (
        "minato",
        (OfficeKind.DESK,),
        {"minato_officer": PostKind.MUNICIPAL_OFFICER},
    ),
    "shiokaze": (
        "minato",
        (OfficeKind.DESIGNATED_PLAN,),
        {"minato_specialist": PostKind.SPECIALIST},
    ),
}


def build_region(*, now: datetime) -> Region:
    region = Region(now=now)
    _areas(region)
    for key, (area, kinds, posts) in OFFICES.items():
        region.offices[key] = offices.register_office(
            area=region.areas[area],
            values={"name": f"架空 {key}", "name_kana": f"かくう {key}"},
            kinds=[offices.NewKind(kind, LONG_AGO) for kind in kinds],
            by=system_actor("test", municipality_id=region.areas[area].municipality_id),
            now=now,
        )
        for name, kind in posts.items():
            region.staff[name] = add_person(region, key, name, kind)
    return region


def _areas(region: Region) -> None:
    builder = system_actor("test")
    prefecture = areas.register_area(
        kind=AreaKind.PREFECTURE, name="架空県", parent=None, valid_from=LONG_AGO,
        by=builder,
    )  # fmt: skip
    region.areas["prefecture"] = prefecture
    for key, name, code in (
        ("tsunagi", "つなぎ市", "479918"),
        ("minato", "みなと町", "479926"),
    ):
        municipality = areas.register_municipality(
            name=name, code=code, parent=prefecture, valid_from=LONG_AGO, by=builder
        )
        region.municipalities[key] = municipality
        region.areas[key] = municipality.area
    for key, name in (("east", "東区"), ("west", "西区"), ("north", "北区")):
        region.areas[key] = areas.register_area(
            kind=AreaKind.WARD,
            name=name,
            parent=region.areas["tsunagi"],
            municipality=region.municipalities["tsunagi"],
            valid_from=LONG_AGO,
            by=builder,
        )


def add_person(region: Region, office: str, name: str, kind: PostKind) -> Staff:
    staff, _ = people.register_staff(
        login_name=name,
        name=f"架空 {name}",
        name_kana=f"かくう {name}",
        posts=[people.NewPost(region.offices[office], kind, LONG_AGO)],
        by=system_actor("test", municipality_id=region.offices[office].municipality_id),
        now=region.now,
    )
    staff.set_password(PASSWORD)
    staff.is_invited = False
    staff.save()
    return staff
