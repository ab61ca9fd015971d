"""The kit's persons and notes as rows like those that the bulk actions have written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import models, transaction

from bench import kit_world
from bench.kit_rows import Values, Writer, escaped, instant, nothing, random_ids, truth
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.activity.record.models import (
    Activity,
    ActivitySubject,
    SubjectDisability,
)
from tsunagi.cases.case.access_models import CaseAccess
from tsunagi.cases.case.models import Case, CaseEvent, CaseMode, CaseResponsibility
from tsunagi.cases.case.rules import ClosingReason, EventKind, Mode, retention_until
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.person.actions import keys_of
from tsunagi.cases.person.models import Certificate, Person
from tsunagi.cases.person.rules import is_child
from tsunagi.cases.search.models import ContactSearch
from tsunagi.cases.search.rules import pieces
from tsunagi.common.dates import YearMonth

ROWS_AT_ONCE = 20_000


class _Rows:
    """Writers by model; a batch is one transaction."""

    models: tuple[type[models.Model], ...]

    def __init__(self, world: kit_world.KitWorld) -> None:
        self.world = world
        self.writers = [Writer(model) for model in self.models]
        self.escape, self.nothing = escaped(), nothing()

    def write_all(self, lines: Iterator[list[str]], say: Callable[[int], None]) -> None:
        """Batch after batch; the next one is made while the database takes this one."""
        done = 0
        with ThreadPoolExecutor(1) as pool:
            made = pool.submit(self._made, list(islice(lines, ROWS_AT_ONCE)))
            while rows := made.result():
                made = pool.submit(self._made, list(islice(lines, ROWS_AT_ONCE)))
                self._write(rows)
                done += len(rows[0])
                say(done)
        for writer in self.writers:
            writer.finish()

    def _made(self, part: Sequence[list[str]]) -> list[list[Values]]:
        rows: list[list[Values]] = [[] for _ in self.writers]
        self.fill(part, *rows)
        return rows if part else []

    @transaction.atomic(savepoint=False)
    def _write(self, rows: list[list[Values]]) -> None:
        for writer, values in zip(self.writers, rows, strict=True):
            writer.write(values)

    def fill(self, part: Sequence[list[str]], *rows: list[Values]) -> None:
        """Add the rows of these lines, table by table. Asks no database."""
        raise NotImplementedError


class PersonRows(_Rows):
    models = (
        Person, Certificate, Case, CaseResponsibility, CaseMode, CaseAccess, CaseEvent,
    )  # fmt: skip

    def __init__(self, world: kit_world.KitWorld) -> None:
        super().__init__(world)
        # What the reasons to see a case say is the same for every case: duty, office,
        # consent, in the order in which the actions wrote them.
        first = Case._base_manager.order_by("pk").first()
        reasons = CaseAccess._base_manager.filter(case=first).order_by("pk")
        self.reasons = list(
            reasons.values_list("grantee_kind", "relation", "classes", "source_ref")
        )
        self.core = world.core.pk if world.core else 0

    def fill(self, part: Sequence[list[str]], *rows: list[Values]) -> None:
        people, papers, cases, carried, modes, access, events = rows
        keys = [writer.keys for writer in self.writers]
        no, escape, opened = self.nothing, self.escape, str(kit_world.BEGAN)
        for line, ids in zip(part, _six_ids(len(part)), strict=True):
            number, paper, name, kana, sex, birth, address, *rest = line
            office, worker, status, level, _ = rest
            person, certificate, case, responsibility, mode = (
                next(of_model) for of_model in keys[:5]
            )
            place = self.world.offices[int(office)]
            staff = self.world.staff[int(worker)].pk
            found = keys_of(name, kana)
            people.append(
                (
                    person, ids[0], escape(name), escape(kana), found["name_key"],
                    found["kana_key"], birth, kit_world.SEXES[sex], escape(address),
                    f'["NAT-K{level}"]', level,
                )
            )  # fmt: skip
            papers.append((certificate, ids[1], person, paper))
            end: tuple[Any, ...] = (no, "", no)
            if status == "closed":
                day = self.world.today
                end = (
                    str(day),
                    ClosingReason.ACHIEVED.value,
                    str(retention_until(day)),
                )
            cases.append((case, ids[2], person, place.pk, staff, *end, ids[3]))
            carried.append((responsibility, case, place.pk, staff))
            modes.append((mode, case))
            for kind, relation, classes, ref in self.reasons:
                at = {"duty": no, "responsible": place.pk}.get(ref, self.core)
                access.append((next(keys[5]), case, kind, at, relation, classes, ref))
            text = f"{place.name}が主担当になりました（{Mode.PLAN.label}）。"
            happened = [(EventKind.OPENED, opened, text)]
            if status == "closed":
                words = ClosingReason.ACHIEVED.label
                happened.append((EventKind.CLOSED, str(self.world.today), words))
            for (kind, on, words), event in zip(happened, ids[4:], strict=False):
                events.append((next(keys[6]), event, case, kind.value, on, words))
            self.world.cases[int(number)] = kit_world.KitCase(
                case,
                str(UUID(ids[2])),
                ids[3],
                date.fromisoformat(birth),
                f"NAT-K{level}",
                place.pk,
            )


def _six_ids(count: int) -> Iterator[tuple[str, ...]]:
    drawn = random_ids(6 * count)
    return zip(*[drawn] * 6, strict=True)


class NoteRows(_Rows):
    models = (Activity, ActivitySubject, SubjectDisability, Contact, ContactSearch)

    def __init__(self, world: kit_world.KitWorld, methods: dict[str, str]) -> None:
        super().__init__(world)
        self.methods = methods
        # day → (date, month, version of the categories, moment of recording, new?)
        self.days: dict[str, tuple[date, int, str, str, str]] = {}
        versions: dict[YearMonth, str] = {}
        on = kit_world.BEGAN
        while on <= world.today:
            month = YearMonth.of(on)
            if month not in versions:
                known = contact_categories(actor=world.builder, on=month.first_day)
                versions[month] = known.version
            self.days[str(on)] = (
                on, month.as_int, versions[month], instant(kit_world.recorded_at(on)),
                truth(YearMonth.of(kit_world.BEGAN) == month),
            )  # fmt: skip
            on += timedelta(days=1)

    def fill(self, part: Sequence[list[str]], *rows: list[Values]) -> None:
        activities, subjects, disabilities, contacts, search = rows
        keys = [writer.keys for writer in self.writers]
        drawn = random_ids(3 * len(part))
        for line in part:
            _, person, author, office, day, kind, minutes, body = line
            activity, subject, disability, contact, _ = map(next, keys)
            case = self.world.cases[int(person)]
            office_id = self.world.offices[int(office)].pk
            staff_id = self.world.staff[int(author)].pk
            on, month, version, recorded_at, is_new = self.days[day]
            method, person_key = self.methods[kind], case.activity_key
            activity_id, contact_id, record = next(drawn), next(drawn), next(drawn)
            activities.append(
                (
                    activity, activity_id, record, office_id, staff_id, day, month,
                    minutes, method, version,
                )
            )  # fmt: skip
            child = truth(is_child(case.birth_on, today=on))
            subjects.append((subject, activity, person_key, person_key, child, is_new))
            disabilities.append((disability, subject, case.kind))
            contacts.append(
                (
                    contact, contact_id, record, record, case.pk, office_id, staff_id,
                    day, minutes, method, version, self.escape(body), recorded_at,
                )
            )  # fmt: skip
            cut = " ".join(pieces(body))
            search.append((contact, case.pk, office_id, case.office_id, day, cut))
