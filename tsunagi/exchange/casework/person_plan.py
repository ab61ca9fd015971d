"""利用者の表を、いまの利用者と比べる。確かめたあとで書く。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.db.models import Q

from tsunagi.activity.record.categories import ChoiceList
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.bulk import BulkPerson, open_cases
from tsunagi.cases.case.models import Case, CaseEvent
from tsunagi.cases.person.actions import edit_person
from tsunagi.cases.person.bulk import NOTE_REF, NewPaper, PersonDetails, add_details
from tsunagi.cases.person.models import Certificate, Person, PersonNumber
from tsunagi.cases.person.rules import CertificateKind, Sex
from tsunagi.cases.person.sealed import WHEREABOUTS, whereabouts_of
from tsunagi.cases.scope import shielded_from
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import Precision, format_wareki
from tsunagi.exchange.casework.person_rules import PersonRecord, read_persons
from tsunagi.exchange.casework.place import Place
from tsunagi.exchange.casework.plan import Plan, parts
from tsunagi.exchange.casework.rules import Progress, Sheet, plain
from tsunagi.exchange.casework.surroundings import Areas, Offices
from tsunagi.exchange.reports import Difference
from tsunagi.organisations.office.models import Office

NOTE_HEADING = "取り込んだ表の備考: "


class PersonToAdd(Frozen):
    person: BulkPerson
    papers: tuple[NewPaper, ...]
    note: str


class PersonToChange(Frozen):
    case: Case
    values: dict[str, Any]
    details: PersonDetails


@dataclass
class PersonPlan(Plan):
    """New persons with their cases, and what changes for known ones."""

    to_add: list[PersonToAdd] = field(default_factory=list)
    to_change: list[PersonToChange] = field(default_factory=list)

    def write(self, *, progress: Progress | None = None) -> None:
        by, now, today = self.place.by, self.place.now, self.place.today
        details = [change.details for change in self.to_change]
        if self.to_add:
            cases = open_cases(
                [one.person for one in self.to_add], by=by, now=now, today=today
            )
            details += [
                PersonDetails(case, one.papers, one.note)
                for case, one in zip(cases, self.to_add, strict=True)
            ]
            if progress is not None:
                progress("人を登録しました", len(cases))
        for change in self.to_change:
            if change.values:
                edit_person(
                    case=change.case, values=change.values,
                    version=change.case.person.version, by=by, now=now, today=today,
                )  # fmt: skip
        details = [one for one in details if one.papers or one.note]
        if details:
            add_details(details, by=by, now=now, today=today)


def make_person_plan(
    sheet: Sheet, *, place: Place, rows: int, progress: Progress | None = None
) -> PersonPlan:
    """Read every line and compare it; a constant number of queries per 1,000 lines."""
    kinds = contact_categories(actor=place.by, on=place.today).disability_kinds
    records = read_persons(sheet, kinds=kinds, today=place.today, progress=progress)
    plan = PersonPlan(place, sheet.remarks, rows)
    comparison = _Comparison(plan, records, kinds)
    for record in records:
        comparison.take(record)
    return plan


class _Comparison:
    """What the office knows already, in memory while one table is compared with it."""

    def __init__(
        self, plan: PersonPlan, records: list[PersonRecord], kinds: ChoiceList
    ) -> None:
        self.plan, self.place, self.kinds = plan, plan.place, kinds
        self.offices = Offices(self.place, {record.office_number for record in records})
        self.numbers = {
            (office_id, number): person_id
            for office_id, number, person_id in PersonNumber.objects.filter(
                office_id__in=self.offices.ids
            ).values_list("office_id", "number", "person_id")
        }
        self.cases = self._cases()
        self.alike = self._alike()
        self._read_details(records)
        self.areas = Areas(self.place)
        self.seen_at: dict[tuple[int, str], int] = {}

    def _cases(self) -> dict[int, Case]:
        """Person → the open case at one of the offices, else the last one."""
        rows = (
            self.place.seen(Case.objects)
            .filter(responsible_office_id__in=self.offices.ids)
            .select_related("person", "responsible_office")
            .order_by("id")
        )
        found: dict[int, Case] = {}
        for case in rows:
            if case.person_id not in found or case.is_open:
                found[case.person_id] = case
        return found

    def _alike(self) -> dict[tuple[str, date], str]:
        """Reading and birth date → how the person of our records is called."""
        return {
            (case.person.kana_key, case.person.birth_on): case.person.name
            for case in self.cases.values()
            if case.person.kana_key and case.person.birth_on
        }

    def _read_details(self, records: list[PersonRecord]) -> None:
        keys = {(self.offices.of(r.office_number).pk, r.number) for r in records}
        ids = sorted({self.numbers[key] for key in keys if key in self.numbers})
        self.hidden: set[int] = set()
        self.papers: dict[int, list[Certificate]] = {}
        self.notes: dict[int, set[str]] = {}
        reason = "of the cases that were seen"
        not_ended = Q(valid_before=None) | Q(valid_before__gt=self.place.today)
        for some in parts(ids):
            self.hidden |= shielded_from(self.place.by, some)
            for paper in Certificate.objects.unscoped(reason).filter(
                not_ended, person_id__in=some
            ):
                self.papers.setdefault(paper.person_id, []).append(paper)
            events = CaseEvent.objects.unscoped(reason).filter(
                case__person_id__in=some, source_ref=NOTE_REF
            )
            for person_id, text in events.values_list("case__person_id", "text"):
                self.notes.setdefault(person_id, set()).add(text)

    def take(self, record: PersonRecord) -> None:
        office = self._office(record)
        if office is None or self._stands_twice(record, office):
            return
        person_id = self.numbers.get((office.pk, record.number))
        if person_id is None:
            self._warn_when_alike(record)
            self._add(record, office)
            return
        case = self.cases.get(person_id)
        if case is None or case.responsible_office_id != office.pk:
            self.plan.remarks.refuse(
                record.line,
                "number",
                "この利用者番号の方は、いまこの事業所の担当ではないため、取り込みでは"
                "直せません。この行を消してください。",
            )
            return
        self._compare(record, case)

    def _office(self, record: PersonRecord) -> Office | None:
        refusal = self.offices.refusal_of(record.office_number)
        if not refusal:
            return self.offices.of(record.office_number)
        self.plan.remarks.refuse(
            record.line,
            "office_number",
            f"{refusal}空欄なら、取り込む事業所になります。",
        )
        return None

    def _stands_twice(self, record: PersonRecord, office: Office) -> bool:
        earlier = self.seen_at.setdefault((office.pk, record.number), record.line)
        if earlier == record.line:
            return False
        self.plan.remarks.refuse(
            record.line,
            "number",
            f"同じ利用者番号の行が {earlier} 行目にもあります。"
            "どちらか一つにしてください。",
        )
        return True

    def _warn_when_alike(self, record: PersonRecord) -> None:
        identity = record.identity
        if identity is None:
            return
        known = self.alike.get(identity)
        if known is not None:
            self.plan.remarks.warn(
                record.line,
                "name",
                f"読みと生年月日が同じ方（{known}さん）がほかにいます。同じ方なら、"
                "この行を消すか、取り込んだあとで記録を一つにまとめてください。",
            )
        self.alike[identity] = record.values["name"]

    def _add(self, record: PersonRecord, office: Office) -> None:
        values = dict(record.values)
        area = self.areas.of(values.get("address", ""))
        if area is not None:
            values["area"] = area
        person = BulkPerson(
            values=values,
            office=office,
            staff=self.offices.alone(office),
            mode=self.offices.mode(office, values.get("birth_on")),
            opened_on=self.place.today,
            number=record.number,
        )
        papers = tuple(NewPaper(p.kind, p.number, p.grade) for p in record.papers)
        self.plan.to_add.append(PersonToAdd(person, papers, _note_of(record)))
        self.plan.new += 1
        self.plan.new_names.append(record.values["name"])

    def _compare(self, record: PersonRecord, case: Case) -> None:
        before = len(self.plan.differences)
        values = self._changed_values(record, case.person)
        papers = tuple(self._new_papers(record, case.person))
        note = _note_of(record)
        if note in self.notes.get(case.person_id, set()):
            note = ""
        if note:
            self._differ(record, "note", "", record.note)
        if len(self.plan.differences) == before:
            self.plan.unchanged += 1
            return
        self.plan.changed += 1
        self.plan.shown.add(case.person.public_id)
        details = PersonDetails(case, papers, note)
        self.plan.to_change.append(PersonToChange(case, values, details))

    def _changed_values(self, record: PersonRecord, person: Person) -> dict[str, Any]:
        """Only what the file says: an empty cell never wipes our value."""
        changed: dict[str, Any] = {}
        whereabouts = whereabouts_of(person)
        for name, after in record.values.items():
            hides = name in WHEREABOUTS and person.pk in self.hidden
            if hides:
                self.plan.remarks.warn(
                    record.line, name, "秘匿されている項目なので、比べずに残します。"
                )
                continue
            holder: Any = whereabouts if name in WHEREABOUTS else person
            before = getattr(holder, name)
            if name == "disability_kinds" and set(before) == set(after):
                continue
            if before != after:
                changed[name] = after
        if {"birth_on", "birth_precision"} & changed.keys():
            born = {"birth_on", "birth_precision"}
            changed |= {name: record.values[name] for name in born}
        for name in record.values:
            if name in changed and name != "birth_precision":
                holder = whereabouts if name in WHEREABOUTS else person
                words = self._spelled(name, getattr(holder, name), person)
                self._differ(record, name, words, self._after(name, record))
        if "address" in changed:
            changed["area"] = self.areas.of(changed["address"]) or person.area
        return changed

    def _new_papers(self, record: PersonRecord, person: Person) -> list[NewPaper]:
        new = []
        for paper in record.papers:
            rows = [
                row for row in self.papers.get(person.pk, []) if row.kind == paper.kind
            ]
            is_certificate = paper.kind is CertificateKind.WELFARE
            given = paper.number if is_certificate else paper.grade
            known = [row.number if is_certificate else row.grade for row in rows]
            if plain(given) in map(plain, known) or (rows and not given):
                continue
            new.append(NewPaper(paper.kind, paper.number, paper.grade))
            name = "certificate" if is_certificate else "handbooks"
            after = given if is_certificate else f"{paper.kind.label} {given}".strip()
            self._differ(record, name, "、".join(filter(None, known)), after)
        return new

    def _after(self, name: str, record: PersonRecord) -> str:
        value = record.values[name]
        if name == "birth_on":
            return format_wareki(value, record.values["birth_precision"])
        return self._words(name, value)

    def _spelled(self, name: str, value: Any, person: Person) -> str:
        if name == "birth_on":
            precision = cast("Precision", person.birth_precision)
            return format_wareki(value, precision) if value else ""
        return self._words(name, value)

    def _words(self, name: str, value: Any) -> str:
        if name == "sex":
            return Sex(value).label
        if name == "disability_kinds":
            return "、".join(self.kinds.label_of(code) for code in value)
        return str(value)

    def _differ(self, record: PersonRecord, name: str, before: str, after: str) -> None:
        self.plan.differences.append(
            Difference(
                line=record.line,
                name=str(record.values["name"]),
                label=self.plan.remarks.headings[name],
                before=before,
                after=after,
                subject="person",
            )
        )


def _note_of(record: PersonRecord) -> str:
    return f"{NOTE_HEADING}{record.note}" if record.note else ""
