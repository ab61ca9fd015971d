"""相談記録の表を、いまの記録と比べる。確かめたあとで書く。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.timezone import get_current_timezone

from tsunagi.access.many_rows import insert_rows, new_row, read_row
from tsunagi.activity.record.categories import Categories
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.activity.record.queries import month_is_closed
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.actions import NewContact, as_new, correct_contact
from tsunagi.cases.contact.bulk import BulkContact, record_contacts_in_bulk
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.person.models import Person, PersonNumber
from tsunagi.cases.person.rules import Kinship
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import replace
from tsunagi.common.wareki import format_wareki
from tsunagi.exchange.casework.contact_rules import ContactRecord, read_contacts
from tsunagi.exchange.casework.models import ContactNumber
from tsunagi.exchange.casework.place import Place
from tsunagi.exchange.casework.plan import Plan, parts
from tsunagi.exchange.casework.rules import Progress, Sheet
from tsunagi.exchange.reports import Difference
from tsunagi.organisations.staff.models import Staff

REASON = "取り込みで直した"
NOON = time(12)
COMPARED = (
    "occurred_on", "started_at_time", "minutes", "method", "contents", "counterpart",
    "counterpart_name", "text",
)  # fmt: skip
# What a record takes over from its case, and what tells one case from another.
OF_A_CASE = (
    "id", "municipality_id", "person_id", "responsible_office_id", "mode",
    "activity_key", "opened_on", "closed_on",
)  # fmt: skip
OF_A_PERSON = ("public_id", "area_id", "birth_on", "disability_kinds")
COLUMN_OF = {"counterpart_name": "counterpart"}


def _read_case(line: tuple[Any, ...]) -> Case:
    """With the person; Django makes the two objects of a line in four times as long."""
    here = connection.alias
    case = read_row(Case, using=here, **dict(zip(OF_A_CASE, line, strict=False)))
    of_person = dict(zip(OF_A_PERSON, line[len(OF_A_CASE) :], strict=True))
    # Laid beside it as select_related does.
    case._state.fields_cache["person"] = read_row(
        Person, using=here, id=case.person_id, **of_person
    )
    return case


@dataclass
class ContactPlan(Plan):
    """New records, and what changes in those that were imported before."""

    to_add: list[tuple[str, BulkContact]] = field(default_factory=list)
    to_correct: list[tuple[Contact, NewContact]] = field(default_factory=list)

    def write(self, *, progress: Progress | None = None) -> None:
        by, now = self.place.by, self.place.now
        if self.to_add:
            written = record_contacts_in_bulk(
                [item for _, item in self.to_add], by=by, now=now,
                progress=progress and (lambda done: progress("件を書きました", done)),
            )  # fmt: skip
            insert_rows(
                new_row(
                    ContactNumber,
                    office_id=self.place.office.pk,
                    number=number,
                    record_id=contact.record_id,
                )
                for (number, _), contact in zip(self.to_add, written, strict=True)
            )
        for contact, new in self.to_correct:
            correct_contact(
                contact=contact, new=new, reason=REASON, version=contact.version,
                by=by, now=now,
            )  # fmt: skip


def make_contact_plan(
    sheet: Sheet, *, place: Place, rows: int, progress: Progress | None = None
) -> ContactPlan:
    """Read every line and compare it; a few queries per month and per 1,000 lines."""
    categories = _Categories(place)
    records = read_contacts(
        sheet, categories_on=categories.on, today=place.today, progress=progress
    )
    plan = ContactPlan(place, sheet.remarks, rows)
    comparison = _Comparison(plan, records, categories)
    for record in records:
        comparison.take(record)
    return plan


class _Categories:
    """The categories of each month, read once: a batch stamps one version a month."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._found: dict[date, Categories] = {}
        self._by_version: dict[str, Categories] = {}

    def on(self, day: date) -> Categories:
        month = day.replace(day=1)
        if month not in self._found:
            found = contact_categories(actor=self._place.by, on=month)
            # Months of one version share one value, and what it has looked up.
            self._found[month] = self._by_version.setdefault(found.version, found)
        return self._found[month]


class _Comparison:
    """The office's persons and records in memory while one table is compared."""

    def __init__(
        self, plan: ContactPlan, records: list[ContactRecord], categories: _Categories
    ) -> None:
        self.plan, self.place, self.categories = plan, plan.place, categories
        self.cases = self._cases()
        self.known = self._known(records)
        self.contacts = self._contacts()
        self.closed: dict[YearMonth, bool] = {}

    def _cases(self) -> dict[str, Case]:
        """利用者番号 → the open case that the office carries, else the last one."""
        office = self.place.office
        numbers: dict[int, list[str]] = {}
        for person_id, number in PersonNumber.objects.filter(office=office).values_list(
            "person_id", "number"
        ):
            numbers.setdefault(person_id, []).append(number)
        carried = Q(responsible_office=office) | Q(
            collaborators__office=office, collaborators__valid_before=None
        )
        rows = self.place.seen(Case.objects).filter(carried).order_by("id")
        of_person = [f"person__{name}" for name in OF_A_PERSON]
        found: dict[str, Case] = {}
        for line in rows.values_list(*OF_A_CASE, *of_person):
            case = _read_case(line)
            for number in numbers.get(case.person_id, ()):
                if number not in found or case.is_open:
                    found[number] = case
        return found

    def _known(self, records: list[ContactRecord]) -> dict[str, UUID]:
        found: dict[str, UUID] = {}
        for some in parts([record.number for record in records]):
            rows = ContactNumber.objects.filter(
                office=self.place.office, number__in=some
            )
            found |= dict(rows.values_list("number", "record_id"))
        return found

    def _contacts(self) -> dict[UUID, Contact]:
        found: dict[UUID, Contact] = {}
        for some in parts(list(self.known.values())):
            rows = self.place.seen(Contact.objects).filter(
                record_id__in=some, is_current=True
            )
            for contact in rows.select_related("case__person"):
                found[contact.record_id] = contact
        return found

    def take(self, record: ContactRecord) -> None:
        case = self.cases.get(record.person)
        if record.person and case is None:
            self._refuse(
                record,
                "person",
                f"利用者番号「{record.person}」の方は、この事業所の担当にいません。"
                "番号を直すか、先に利用者の表を取り込んでください。",
            )
            return
        if record.number in self.known:
            self._compare(record, case)
        else:
            self._add(record, case)

    def _add(self, record: ContactRecord, case: Case | None) -> None:
        staff = self._staff(record)
        if staff is None:
            return
        self._warn_when_closed(record)
        new = NewContact(
            **{name: getattr(record, name) for name in COMPARED},
        )
        recorded_at = _noon(record.recorded_on) if record.recorded_on else None
        item = BulkContact(case, self.place.office, staff, new, recorded_at)
        self.plan.to_add.append((record.number, item))
        self.plan.new += 1

    def _staff(self, record: ContactRecord) -> Staff | None:
        return self._named(record) if record.staff else self._unnamed(record)

    def _named(self, record: ContactRecord) -> Staff | None:
        team = self.place.team
        found = team.named(record.staff)
        if len(found) != 1:
            why = (
                "という名前の職員が二人以上います。ログイン名を書いてください。"
                if found
                else "という職員は、この事業所にいません。氏名かログイン名を書くか、"
                "空欄にしてください。"
            )
            self._refuse(record, "staff", f"「{record.staff}」{why}")
            return None
        if team.works_on(found[0], record.occurred_on):
            return found[0]
        if self.place.is_command:
            self.plan.remarks.warn_together(
                record.line,
                "staff",
                f"{found[0].name}さんは、この日にこの事業所の配置がありません。",
            )
            return found[0]
        day = format_wareki(record.occurred_on)
        self._refuse(
            record,
            "staff",
            f"{found[0].name}さんは、{day}にこの事業所の配置がありません。"
            "職員のページで配置の始まる日を直してから、取り込んでください。",
        )
        return None

    def _unnamed(self, record: ContactRecord) -> Staff | None:
        """Whoever imports; else somebody who worked there on that day."""
        team = self.place.team
        staff = team.first_on(record.occurred_on)
        if staff is None and self.place.is_command:
            staff = team.anybody()
        if staff is None:
            day = format_wareki(record.occurred_on)
            self._refuse(
                record,
                "staff",
                f"空欄ですが、{day}にこの事業所に配置された職員がいません。"
                "職員の配置を登録してから、取り込んでください。",
            )
        elif staff.pk != self.place.by.staff_id:
            self.plan.remarks.warn_together(
                record.line, "staff", f"空欄なので、{staff.name}さんの記録にします。"
            )
        return staff

    def _warn_when_closed(self, record: ContactRecord) -> None:
        month = YearMonth.of(record.occurred_on)
        if month not in self.closed:
            self.closed[month] = month_is_closed(
                actor=self.place.by, month=month, office_id=self.place.office.pk
            )
        if self.closed[month]:
            self.plan.remarks.warn_together(
                record.line,
                "occurred_on",
                "締めた月の記録です。訂正として横に並びます。",
            )

    def _compare(self, record: ContactRecord, case: Case | None) -> None:
        contact = self.contacts.get(self.known[record.number])
        if contact is None:
            self._refuse(
                record,
                "number",
                "この記録番号の記録は、いま見ることも直すこともできません。"
                "この行を消してください。",
            )
            return
        if contact.case_id is not None and not self._is_of(contact, case):
            self._refuse(
                record,
                "person",
                "この記録番号は、前に別の利用者の記録として取り込んであります。"
                "番号を確かめるか、前の記録を取り消して、新しい番号を付けてください。",
            )
            return
        if contact.case_id is None and case is not None:
            self._refuse(
                record, "person",
                "この記録番号は、前に匿名の記録として取り込んであります。"
                "新しい番号を付けてください。",
            )  # fmt: skip
            return
        if contact.is_withdrawn:
            self.plan.remarks.warn(
                record.line, "number", "取り消してある記録なので、直しません。"
            )
            self.plan.unchanged += 1
            return
        self._correct(record, contact)

    @staticmethod
    def _is_of(contact: Contact, case: Case | None) -> bool:
        """The same person: the record may stay with an earlier case."""
        held = contact.case
        return (
            case is not None and held is not None and case.person_id == held.person_id
        )

    def _correct(self, record: ContactRecord, contact: Contact) -> None:
        """Only what the file says: an empty cell never wipes our value."""
        before = as_new(contact)
        changed: dict[str, Any] = {}
        for name in COMPARED:
            old, new = getattr(before, name), getattr(record, name)
            is_same = set(old) == set(new) if isinstance(new, tuple) else old == new
            if new in (None, "", ()) or is_same:
                continue
            changed[name] = new
            self._differ(record, name, old, new)
        if not changed:
            self.plan.unchanged += 1
            return
        self.plan.changed += 1
        self.plan.to_correct.append((contact, replace(before, **changed)))
        if contact.case is not None:
            self.plan.shown.add(contact.case.person.public_id)

    def _differ(self, record: ContactRecord, name: str, old: Any, new: Any) -> None:
        column = COLUMN_OF.get(name, name)
        self.plan.differences.append(
            Difference(
                line=record.line,
                name=record.number,
                label=self.plan.remarks.headings[column],
                before=self._spelled(record, name, old),
                after=self._spelled(record, name, new),
                subject="contact",
            )
        )

    def _spelled(self, record: ContactRecord, name: str, value: Any) -> str:
        categories = self.categories.on(record.occurred_on)
        if value is None:
            return ""
        if name == "occurred_on":
            return format_wareki(value)
        if name == "started_at_time":
            return f"{value:%H:%M}"
        if name == "method":
            return categories.methods.label_of(value)
        if name == "contents":
            return "、".join(map(categories.contents.label_of, value))
        if name == "counterpart":
            return "、".join(Kinship(word).label for word in value)
        return str(value)

    def _refuse(self, record: ContactRecord, name: str, reason: str) -> None:
        self.plan.remarks.refuse(record.line, name, reason)


def _noon(day: date) -> datetime:
    """A day without a time of entry: the middle of that day here."""
    return datetime.combine(day, NOON, tzinfo=get_current_timezone())
