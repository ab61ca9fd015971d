"""The world of the kit (bench/kit/gen.py) in our tables, written by our own actions.

office.tsv    300 offices in 24 wards; beside them one desk and one core centre of ours
app_user.tsv  workers (specialists of their office), supervisors (managers), and those
              who see the city: municipal officers who also work at the core centre
person.tsv    one person with one case each; the worker is the responsible specialist,
              `closed` is a closed case. Every case is shared with the core centre, so
              that "the whole city" has somebody who may read it
note.tsv      one contact each, in the file's order, hours after the day it tells of:

The first 2,000 persons and notes come in by the product's bulk actions, the others as
rows like those (kit_rows); of these the audit log holds nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import get_current_timezone, localdate

from bench import kit_many
from tsunagi.access.actor import Actor, system_actor
from tsunagi.access.many_rows import insert_rows
from tsunagi.activity.catalogue import actions as catalogues
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.access_rows import access_row
from tsunagi.cases.case.bulk import BulkPerson, open_cases
from tsunagi.cases.case.events import event_row
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import (
    ClosingReason,
    EventKind,
    Mode,
    Relation,
    retention_until,
)
from tsunagi.cases.contact.actions import NewContact
from tsunagi.cases.contact.bulk import (
    BulkContact,
    record_contacts_in_bulk,
)
from tsunagi.cases.contact.case_days import take_in_many
from tsunagi.cases.field_classes import RESPONSIBLE
from tsunagi.cases.person.bulk import NewPaper, PersonDetails, add_details
from tsunagi.cases.person.rules import CertificateKind
from tsunagi.cases.search.name_pieces import index_everybody
from tsunagi.organisations.area import actions as areas
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.office import actions as offices
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff import actions as people
from tsunagi.organisations.staff.models import Staff
from tsunagi.organisations.staff.rules import PostKind

PASSWORD = "perf-pass-1"  # noqa: S105 — the kit's own, for a world of fiction
BEGAN = date(2020, 4, 1)
FIRST_PERSONS, FIRST_NOTES = 2_000, 2_000
KINDS = {
    "特定相談": OfficeKind.DESIGNATED_PLAN,
    "障害児相談": OfficeKind.DESIGNATED_CHILD,
    "一般相談": OfficeKind.DESIGNATED_GENERAL,
    "委託相談": OfficeKind.COMMISSIONED,
    "基幹": OfficeKind.CORE_CENTRE,
    "地活": OfficeKind.ACTIVITY_CENTRE,
}
SEXES = {"M": "male", "F": "female"}
# The kit's words for a method that our categories do not read by themselves.
METHODS = {"会議": "個別支援会議", "記録のみ": "その他"}
Say = Callable[[str], None]


class KitCase(NamedTuple):
    """What a note needs to know of its case; a million cases as objects fill 5 GB."""

    pk: int
    public_id: str
    activity_key: str
    birth_on: date
    kind: str
    office_id: int


@dataclass
class KitWorld:
    """What has been written so far, by the numbers of the kit's files."""

    folder: Path
    now: datetime
    say: Say
    offices: dict[int, Office] = field(default_factory=dict)
    staff: dict[int, Staff] = field(default_factory=dict)
    cases: dict[int, KitCase] = field(default_factory=dict)
    municipality: Municipality | None = None
    core: Office | None = None

    @property
    def today(self) -> date:
        return localdate(self.now)

    @property
    def builder(self) -> Actor:
        if self.municipality is None:
            return system_actor("bench")
        return system_actor("bench", municipality_id=self.municipality.pk)

    @property
    def city(self) -> Area:
        if self.municipality is None:
            raise RuntimeError("build the region first")
        return self.municipality.area

    def city_staff(self) -> list[Staff]:
        return [
            self.staff[int(key)]
            for key, *_, role in self.rows("app_user")
            if role == "city"
        ]

    def rows(self, name: str) -> Iterator[list[str]]:
        with (self.folder / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


@transaction.atomic
def build_region(world: KitWorld) -> None:
    prefecture = areas.register_area(
        kind=AreaKind.PREFECTURE, name="架空県", parent=None, valid_from=BEGAN,
        by=world.builder,
    )  # fmt: skip
    world.municipality = areas.register_municipality(
        name="測定市（架空）", name_kana="そくていし", code="479918", parent=prefecture,
        valid_from=BEGAN, by=world.builder,
    )  # fmt: skip
    catalogues.adopt(
        name="national-contact-categories", base_version="R6", effective_from=BEGAN,
        by=world.builder, now=world.now,
    )  # fmt: skip
    lines = list(world.rows("office"))
    wards = {
        name: areas.register_area(
            kind=AreaKind.WARD, name=name, parent=world.municipality.area,
            municipality=world.municipality, valid_from=BEGAN, by=world.builder,
        )
        for name in dict.fromkeys(ward for _, _, ward, _ in lines)
    }  # fmt: skip
    for key, name, ward, kind in lines:
        found = KINDS.get(kind, OfficeKind.SERVICE_PROVIDER)
        world.offices[int(key)] = _office(world, name, wards[ward], found)
    core = OfficeKind.CORE_CENTRE
    world.core = _office(world, "測定市基幹センター", world.city, core)
    _build_staff(world, _office(world, "測定市窓口", world.city, OfficeKind.DESK))
    world.say(f"事業所 {len(world.offices):,}、職員 {len(world.staff):,} 人")


def _office(world: KitWorld, name: str, area: Area, kind: OfficeKind) -> Office:
    return offices.register_office(
        area=area,
        values={"name": f"{name}（架空）"},
        kinds=[offices.NewKind(kind, valid_from=BEGAN)],
        by=world.builder,
        now=world.now,
    )


def _build_staff(world: KitWorld, desk: Office) -> None:
    for key, login, name, office, role in world.rows("app_user"):
        own = world.offices[int(office)]
        if role == "city":
            places = [(desk, PostKind.MUNICIPAL_OFFICER)]
            places += [(world.core, PostKind.CORE_STAFF)] if world.core else []
        else:
            is_worker = role == "worker"
            kind = PostKind.SPECIALIST if is_worker else PostKind.MANAGER
            places = [(own, kind)]
        fte = 100 // len(places)
        posts = [people.NewPost(at, kind, BEGAN, fte) for at, kind in places]
        world.staff[int(key)], _ = people.register_staff(
            login_name=login, name=name, name_kana="", posts=posts, by=world.builder,
            now=world.now,
        )  # fmt: skip
    # One hash for all: two thousand of them would take two minutes.
    Staff.objects.filter(pk__in=[one.pk for one in world.staff.values()]).update(
        password=make_password(PASSWORD), is_invited=False
    )


def build_persons(world: KitWorld) -> None:
    """The first by the bulk actions, the others as rows like those."""
    lines = world.rows("person")
    _build_part(world, list(islice(lines, FIRST_PERSONS)))
    kit_many.PersonRows(world).write_all(
        lines, lambda done: world.say(f"利用者 {FIRST_PERSONS + done:,} 人")
    )
    index_everybody()


@transaction.atomic(savepoint=False)
def _build_part(world: KitWorld, part: list[list[str]]) -> None:
    cases = open_cases(
        [_person(world, line) for line in part], by=world.builder, now=world.now,
        today=world.today,
    )  # fmt: skip
    world.cases |= {
        int(line[0]): KitCase(
            case.pk, str(case.public_id), case.activity_key.hex,
            date.fromisoformat(line[5]), f"NAT-K{line[10]}",
            case.responsible_office_id,
        )
        for line, case in zip(part, cases, strict=True)
    }  # fmt: skip
    add_details(
        [
            PersonDetails(case, (NewPaper(CertificateKind.WELFARE, line[1]),))
            for line, case in zip(part, cases, strict=True)
        ],
        by=world.builder, now=world.now, today=world.today,
    )  # fmt: skip
    insert_rows(
        access_row(
            case=case, relation=Relation.CONSENT, classes=RESPONSIBLE,
            office=world.core, valid_from=world.now, source_ref="bench",
            by=world.builder,
        )
        for case in cases
    )  # fmt: skip
    closed = [
        case for line, case in zip(part, cases, strict=True) if line[9] == "closed"
    ]
    day = world.today
    insert_rows(
        event_row(
            case, EventKind.CLOSED, on=day, text=ClosingReason.ACHIEVED.label,
            by=world.builder, now=world.now,
        )
        for case in closed
    )  # fmt: skip
    Case.objects.unscoped("of this batch").filter(
        pk__in=[case.pk for case in closed]
    ).update(
        closed_on=day, closing_reason=ClosingReason.ACHIEVED,
        retention_until=retention_until(day),
    )  # fmt: skip


def _person(world: KitWorld, line: list[str]) -> BulkPerson:
    _, _, name, kana, sex, birth, address, office, worker, _, level, _ = line
    return BulkPerson(
        values={
            "name": name, "name_kana": kana, "sex": SEXES[sex], "address": address,
            "birth_on": date.fromisoformat(birth), "support_level": level,
            "disability_kinds": [f"NAT-K{int(level)}"],
        },
        office=world.offices[int(office)],
        staff=world.staff[int(worker)],
        mode=Mode.PLAN,
        opened_on=BEGAN,
    )  # fmt: skip


def build_contacts(world: KitWorld) -> int:
    """Every note as a contact; returns how many."""
    known = contact_categories(actor=world.builder, on=world.today).methods
    methods = {
        word: known.code_of(METHODS.get(word, word)) or ""
        for word in ("訪問", "電話", "来所", "メール", "会議", "同行", "記録のみ")
    }
    lines = world.rows("note")
    first = list(islice(lines, FIRST_NOTES))
    # The bulk action looks at whole cases: those of the first notes are read again.
    ids = {world.cases[int(line[1])].pk for line in first}
    whole = Case.objects.unscoped("of this world").select_related("person").in_bulk(ids)
    record_contacts_in_bulk(
        [_contact(world, line, methods, whole) for line in first], by=world.builder,
        now=world.now, refresh=False,
    )  # fmt: skip
    written = len(first)

    def say(done: int) -> None:
        nonlocal written
        written = len(first) + done
        world.say(f"相談記録 {written:,} 件")

    kit_many.NoteRows(world, methods).write_all(lines, say)
    return written


def finish_contacts(world: KitWorld) -> None:
    world.say("最後に関わった日をまとめています")
    take_in_many({case.pk: case.office_id for case in world.cases.values()})


def _contact(
    world: KitWorld, line: list[str], methods: dict[str, str], cases: dict[int, Case]
) -> BulkContact:
    _, person, author, office, day, kind, minutes, body = line
    on = date.fromisoformat(day)
    return BulkContact(
        case=cases[world.cases[int(person)].pk],
        office=world.offices[int(office)],
        staff=world.staff[int(author)],
        new=NewContact(
            occurred_on=on, method=methods[kind], minutes=int(minutes), text=body
        ),
        recorded_at=recorded_at(on),
    )


def recorded_at(on: date) -> datetime:
    return datetime.combine(on, time(17, 30), tzinfo=get_current_timezone())
