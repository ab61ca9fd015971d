"""The kit's world comes in whole: every person, every note, and the year's figures."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localdate

from bench import kit_world
from bench.kit_rows import VARYING
from tests.conftest import NOW
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.search.models import ContactSearch
from tsunagi.organisations.staff.actor import load_actor
from tsunagi.reports.contacts.queries import scope_of_area
from tsunagi.reports.year.queries import year_table

pytestmark = pytest.mark.django_db
PROJECT = Path(__file__).parents[2]
SIZE = {"persons": 60, "notes": 400, "offices": 12, "users": 100}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("kit")
    sizes = [word for name, n in SIZE.items() for word in (f"--{name}", str(n))]
    subprocess.run(
        [sys.executable, "bench/kit/gen.py", "--out", str(out), *sizes],
        cwd=PROJECT, check=True,
    )  # fmt: skip
    return out


def lines(folder: Path, name: str) -> list[list[str]]:
    with (folder / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_world_of_the_kit(folder: Path) -> None:
    world = kit_world.KitWorld(folder, NOW, say=lambda text: None)
    kit_world.build_region(world)
    kit_world.build_persons(world)
    assert kit_world.build_contacts(world) == SIZE["notes"]
    kit_world.finish_contacts(world)
    notes, persons = lines(folder, "note"), lines(folder, "person")
    assert Contact._base_manager.count() == len(notes)
    assert ContactSearch._base_manager.count() == len(notes)
    closed = sum(line[9] == "closed" for line in persons)
    assert Case._base_manager.exclude(closed_on=None).count() == closed > 0

    line = persons[0]
    case = Case._base_manager.get(pk=world.cases[int(line[0])].pk)
    assert case.person.name == line[2]
    assert case.responsible_staff_id == world.staff[int(line[8])].pk
    newest = max((note[4] for note in notes if note[1] == line[0]), default=None)
    assert str(case.last_contact_on) == str(newest)

    worker = load_actor(world.staff[int(line[8])].pk, now=NOW)
    own_office = [one for one in persons if one[7] == line[7]]
    seen = Case.objects.visible_to(worker, now=NOW)
    assert seen.count() == len(own_office) < len(persons)
    city = load_actor(world.city_staff()[0].pk, now=NOW)
    assert Case.objects.visible_to(city, now=NOW).count() == len(persons)


# Drawn anew for each row, whoever writes it.
RANDOM = {
    "public_id", "record_id", "record_key", "activity_key", "subject_key",
    "original_key",
}  # fmt: skip


def rows_of(folder: Path) -> dict[str, list[tuple[str, ...]]]:
    """Every table of the world, as written; then everything goes again."""
    with transaction.atomic():
        world = kit_world.KitWorld(folder, NOW, say=lambda text: None)
        kit_world.build_region(world)
        kit_world.build_persons(world)
        kit_world.build_contacts(world)
        found = {model.__name__: _read(model) for model in VARYING}
        transaction.set_rollback(True)
    return found


def _read(model: type[Model]) -> list[tuple[str, ...]]:
    """Keys count from the first row of their table, whatever came before."""
    fields = [f for f in model._meta.concrete_fields if f.attname not in RANDOM]
    rows = list(
        model._base_manager.order_by("pk").values_list(*(f.attname for f in fields))
    )
    return [
        tuple(
            str(value - min(r[at] for r in rows if r[at] is not None))
            if value is not None and (field.primary_key or field.is_relation)
            else repr(value)
            for at, (field, value) in enumerate(zip(fields, row, strict=True))
        )
        for row in rows
    ]


def test_rows_written_directly_are_those_of_the_actions(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_actions = rows_of(folder)
    monkeypatch.setattr(kit_world, "FIRST_PERSONS", 7)
    monkeypatch.setattr(kit_world, "FIRST_NOTES", 90)
    directly = rows_of(folder)
    for name, rows in by_actions.items():
        if name == "CaseAccess" or name == "CaseEvent":
            # The actions write all of one kind, then all of the next.
            assert sorted(row[1:] for row in rows) == sorted(
                row[1:] for row in directly[name]
            )
        else:
            assert rows == directly[name], name


def test_the_years_table_equals_a_count_of_the_file(folder: Path) -> None:
    world = kit_world.KitWorld(folder, NOW, say=lambda text: None)
    kit_world.build_region(world)
    kit_world.build_persons(world)
    kit_world.build_contacts(world)
    words = contact_categories(actor=world.builder, on=localdate(NOW)).methods
    expected: Counter[tuple[int, str]] = Counter()
    minutes: Counter[int] = Counter()
    for _, _, _, _, day, kind, spent, _ in lines(folder, "note"):
        if "2025-04-01" <= day <= "2026-03-31":
            method = words.code_of(kit_world.METHODS.get(kind, kind))
            assert method is not None
            expected[int(day[5:7]), method] += 1
            minutes[int(day[5:7])] += int(spent)
    officer = load_actor(world.city_staff()[0].pk, now=NOW)
    scope = scope_of_area(actor=officer, area=world.city)
    found = year_table(actor=officer, year=2025, scope=scope)
    counted = {(one.month.month, one.method): one.served for one in found.found}
    assert counted == dict(expected)
    assert {m.month: found.minutes_of_month(m) for m in found.months} == {
        month: minutes[month] for month in range(1, 13)
    }
