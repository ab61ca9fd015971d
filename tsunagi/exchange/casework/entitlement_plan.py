"""支給決定の表を、いまの記録と比べる。知らない人は、利用者として登録してから書く。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch

from tsunagi.access import audit
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.entitlement.actions import NewEntitlement, write_entitlement
from tsunagi.cases.entitlement.models import Entitlement, MonitoringTerm
from tsunagi.cases.entitlement.rules import EntitlementKind, Source, interval_words
from tsunagi.cases.person.models import PersonNumber
from tsunagi.cases.plan.decision_actions import note_decision, plans_that_take
from tsunagi.exchange.casework.entitlement_rules import (
    EntitlementRecord,
    as_renewal,
    read_entitlements,
)
from tsunagi.exchange.casework.person_plan import PersonPlan, make_person_plan
from tsunagi.exchange.casework.place import Place
from tsunagi.exchange.casework.plan import Plan, parts
from tsunagi.exchange.casework.rules import Progress, Sheet
from tsunagi.exchange.reports import Difference

LABEL = "支給決定とモニタリング"
DAY_IS_MISSING = (
    "この方の計画は支給決定を待っていますが、表に支給決定日がありません。書くと、計画の歩みにも"
    "支給決定が記されます。"
)
DAY_DOES_NOT_FIT = (
    "この方の計画は支給決定を待っていますが、この日は計画の日付の順に合いません。計画の歩みには"
    "記さないので、計画のページで、わけとともに記してください。"
)


@dataclass
class EntitlementPlan(Plan):
    """The persons of the table, and the decisions that are new to them."""

    persons: PersonPlan | None = None
    to_write: list[EntitlementRecord] = field(default_factory=list)

    def write(self, *, progress: Progress | None = None) -> None:
        if self.persons is not None:
            self.persons.write(progress=progress)
        place = self.place
        cases = _open_cases(place)
        for count, record in enumerate(self.to_write, start=1):
            case = cases[record.number]
            write_entitlement(
                case=case, new=_new(record, case.mode), by=place.by, now=place.now
            )
            note_decision(
                case, on=record.decided_on, by=place.by, now=place.now,
                today=place.today,
            )  # fmt: skip
            if progress is not None and count % 100 == 0:
                progress("件の支給決定を書きました", count)
        audit.record(
            "entitlement.import", by=place.by, rows=len(self.to_write),
            subjects={
                cases[record.number].person.public_id for record in self.to_write
            },
        )  # fmt: skip


def make_entitlement_plan(
    sheet: Sheet, *, place: Place, rows: int, progress: Progress | None = None
) -> EntitlementPlan:
    """Read every line, then compare; the rules of persons hold for its persons."""
    records = read_entitlements(sheet)
    persons = make_person_plan(sheet, place=place, rows=rows, progress=progress)
    plan = EntitlementPlan(place, sheet.remarks, rows, persons=persons)
    cases = _open_cases(place)
    known = _known(cases.values())
    new_numbers = {one.person.number for one in persons.to_add}
    names = {cells.trimmed("number"): cells.trimmed("name") for cells in sheet.rows}
    taken: dict[str, EntitlementRecord] = {}
    for record in records:
        case = cases.get(record.number)
        if case is None and record.number not in new_numbers:
            continue  # the comparison of persons has refused the line already
        if record.number in taken:
            sheet.remarks.refuse(
                record.line, "number",
                f"同じ利用者番号の行が {taken[record.number].line} 行目にもあります。",
            )  # fmt: skip
            continue
        taken[record.number] = record
        _take(plan, record, case, known.get(case.pk, []) if case else [], names)
    _look_at_plans(plan, cases)
    plan.new_names = list(persons.new_names)
    plan.shown = set(persons.shown)
    return plan


def _take(
    plan: EntitlementPlan,
    record: EntitlementRecord,
    case: Case | None,
    rows: list[Entitlement],
    names: dict[str, str],
) -> None:
    if any(row.valid_from < record.valid_from for row in rows):
        record = as_renewal(record)
    same = [row for row in rows if _is_same(row, record)]
    if same:
        plan.unchanged += 1
        return
    overlapping = [
        row
        for row in rows
        if row.from_month <= record.to_month.as_int
        and row.to_month >= record.from_month.as_int
    ]
    if overlapping:
        plan.remarks.refuse(
            record.line, "term_from",
            "この方には、期間の重なる支給決定がもう書かれています。決め直しは、その方のページの"
            "「モニタリング期間を決め直す」で行ってください。",
        )  # fmt: skip
        return
    plan.to_write.append(record)
    plan.new += 1
    if case is None:
        return
    plan.shown.add(case.person.public_id)
    plan.differences.append(
        Difference(
            line=record.line, name=names.get(record.number, ""), label=LABEL,
            before="", after=_words(record), subject="person",
        )
    )  # fmt: skip


def _look_at_plans(plan: EntitlementPlan, cases: dict[str, Case]) -> None:
    """How many plans that wait for a decision go on, and which stay where they are."""
    days = {
        cases[record.number].pk: record.decided_on
        for record in plan.to_write
        if record.number in cases
    }
    takes: dict[int, bool] = {}
    for some in parts(list(days)):
        takes |= plans_that_take({pk: days[pk] for pk in some}, today=plan.place.today)
    plan.plans_advanced = sum(takes.values())
    for record in plan.to_write:
        case = cases.get(record.number)
        if case is None or takes.get(case.pk, True):
            continue
        if record.decided_on is None:
            plan.remarks.warn_together(record.line, "valid_from", DAY_IS_MISSING)
        else:
            plan.remarks.warn(record.line, "decided_on", DAY_DOES_NOT_FIT)


def _is_same(row: Entitlement, record: EntitlementRecord) -> bool:
    terms = list(row.terms.all())
    return (
        (row.from_month, row.to_month)
        == (record.from_month.as_int, record.to_month.as_int)
        and row.valid_from == record.valid_from
        and any(term.every == record.every for term in terms)
    )


def _words(record: EntitlementRecord) -> str:
    return (
        f"{record.from_month}から{record.to_month}まで　{interval_words(record.every)}"
    )


def _new(record: EntitlementRecord, mode: str) -> NewEntitlement:
    kind = EntitlementKind.CHILD if mode == Mode.CHILD_PLAN else EntitlementKind.PLAN
    return NewEntitlement(
        kind=kind, valid_from=record.valid_from, last_day=record.last_day,
        from_month=record.from_month, to_month=record.to_month, every=record.every,
        term_from=record.term_from, decided_on=record.decided_on,
        plan_made_on=record.plan_made_on, source=Source.IMPORT,
    )  # fmt: skip


def _open_cases(place: Place) -> dict[str, Case]:
    """The office's number → the open case of that person at this office."""
    numbers = dict(
        PersonNumber.objects.filter(office=place.office).values_list(
            "person_id", "number"
        )
    )
    cases = (
        place.seen(Case.objects)
        .filter(responsible_office=place.office, closed_on=None)
        .select_related("person")
    )
    return {
        numbers[case.person_id]: case for case in cases if case.person_id in numbers
    }


def _known(cases: Iterable[Case]) -> dict[int, list[Entitlement]]:
    """The decisions in force of these cases. Two queries."""
    ids = [case.pk for case in cases]
    found: dict[int, list[Entitlement]] = {}
    rows = Entitlement.objects.unscoped("of the cases that were seen").filter(
        withdrawn_at=None, case_id__in=ids
    )
    terms = Prefetch("terms", queryset=MonitoringTerm._base_manager.order_by("id"))
    for row in rows.prefetch_related(terms):
        found.setdefault(row.case_id, []).append(row)
    return found
