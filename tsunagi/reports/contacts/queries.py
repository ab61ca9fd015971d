"""相談実績の月報: 数、内訳、締めた月と訂正、数のもとになった記録。"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.activity.record import queries as ledger
from tsunagi.activity.record.categories import Categories
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.activity.record.models import Activity
from tsunagi.activity.record.reach import OfficeAtWork
from tsunagi.activity.record.rules import Cell, CountedRecord, Dimension, Figures
from tsunagi.cases.contact.models import Contact
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.staff.models import Staff

GAPS = (Dimension.GAP_MINUTES, Dimension.GAP_CONTENTS, Dimension.GAP_DISABILITY)


class Scope(Frozen):
    """Which offices a report counts, and what it is called."""

    title: str
    offices: tuple[OfficeAtWork, ...]
    office: OfficeAtWork | None = None
    area: Area | None = None

    @property
    def ids(self) -> list[int]:
        return [office.pk for office in self.offices]


class MonthlyReport(Frozen):
    """Everything the page, the file and the command show."""

    month: YearMonth
    scope: Scope
    figures: Figures
    categories: Categories
    closed: ledger.ClosedMonth | None
    corrections: ledger.Corrections | None


def scopes(*, actor: Actor) -> list[OfficeAtWork]:
    """The offices whose figures the actor may see, by kana."""
    return ledger.reportable_offices(actor=actor)


def scope_of_office(
    *, actor: Actor, public_id: UUID, offices: Sequence[OfficeAtWork] | None = None
) -> Scope:
    """offices: what `scopes` has just answered, if the page asked before."""
    for office in scopes(actor=actor) if offices is None else offices:
        if office.public_id == public_id:
            return Scope(office.name, (office,), office=office)
    raise NotVisible


def scope_of_area(
    *, actor: Actor, area: Area, offices: Sequence[OfficeAtWork] | None = None
) -> Scope:
    """All offices that lie in the area, as far as the actor may see their figures."""
    inside = tuple(
        office
        for office in (scopes(actor=actor) if offices is None else offices)
        if area.pk in ids_on_path(office.path)
    )
    if not inside:
        raise NotVisible
    return Scope(area.name, inside, area=area)


def default_scope(
    *, actor: Actor, offices: Sequence[OfficeAtWork] | None = None
) -> Scope:
    """One's own office; for an officer all offices of the municipality."""
    offices = scopes(actor=actor) if offices is None else offices
    own = [office for office in offices if office.pk == actor.office_id]
    if own and actor.office_id in actor.offices_with(Permission.CONTACT_REPORT_VIEW):
        return Scope(own[0].name, (own[0],), office=own[0])
    if not offices:
        raise NotVisible
    return Scope(f"{actor.municipality_name}の全事業所", tuple(offices))


def report(*, actor: Actor, month: YearMonth, scope: Scope) -> MonthlyReport:
    """The figures of a month now; for a closed month of one office also as frozen."""
    closed = corrections = None
    if scope.office is not None:
        closed = ledger.closed_month(
            actor=actor, month=month, office_id=scope.office.pk
        )
        corrections = ledger.corrections_of(
            actor=actor, month=month, office_id=scope.office.pk
        )
    return MonthlyReport(
        month=month,
        scope=scope,
        figures=ledger.monthly_figures(actor=actor, month=month, offices=scope.ids),
        categories=contact_categories(actor=actor, on=month.last_day),
        closed=closed,
        corrections=corrections,
    )


def gap_ids(*, actor: Actor, month: YearMonth, offices: Collection[int]) -> list[str]:
    """The records that lack minutes, contents or disability kinds; each once."""
    found: dict[UUID, None] = {}
    for dimension in GAPS:
        for record in ledger.counted_records(
            actor=actor, month=month, offices=offices, cell=Cell(dimension)
        ):
            found[record.record_key] = None
    return [str(key) for key in found]


def as_json(*, actor: Actor, found: MonthlyReport) -> dict[str, Any]:
    """The answer of the command, with the labels of the catalogue as keys.

    A closed month answers with its frozen figures; what came later stands in
    `corrections`, one line per record.
    """
    figures = found.closed.figures if found.closed else found.figures
    words = found.categories
    return {
        "month": str(found.month),
        "scope": found.scope.title,
        "total": figures.total,
        "persons": figures.persons,
        "anonymous": figures.anonymous,
        "by_method": words.methods.by_label(figures.by_method),
        "by_content": words.contents.by_label(figures.by_content),
        "content_total": figures.content_total,
        "by_disability": words.disability_kinds.by_label(figures.by_disability),
        "gaps": gap_ids(actor=actor, month=found.month, offices=found.scope.ids),
        "corrections": [
            {
                "record": str(row.record_key),
                "kind": row.kind.label,
                "frozen_version": row.frozen_version,
                "current_version": row.current_version,
                "recorded_at": row.recorded_at.isoformat(),
            }
            for row in (found.corrections.records if found.corrections else ())
        ],
    }


class CountedRow(Frozen):
    """One record behind a figure. contact None: counted, but not for these eyes."""

    record: CountedRecord
    activity: Activity
    contact: Contact | None
    staff_name: str
    method: str


def counted_rows(
    *, actor: Actor, month: YearMonth, scope: Scope, cell: Cell, now: datetime
) -> tuple[list[CountedRow], list[CountedRecord]]:
    """The records that one figure counts: the first 500 drawn, all of them counted.

    The list comes from the ledger, by the same query as the figure; who the record is
    about is shown only where the scope of cases allows it. An anonymous or shared visit
    shows its first visible record.
    """
    records = ledger.counted_records(
        actor=actor, month=month, offices=scope.ids, cell=cell
    )
    shown = records[:500]
    keys = [record.record_key for record in shown]
    activities = {
        row.record_key: row
        for row in ledger.counted_activities(
            actor=actor, month=month, offices=scope.ids, cell=cell
        ).filter(record_key__in=keys)
    }
    contacts: dict[UUID, Contact] = {}
    visible = Contact.objects.visible_to(actor, now=now).filter(
        activity_key__in=keys, is_current=True
    )
    for contact in visible.select_related("case__person").order_by("-id"):
        contacts[contact.activity_key] = contact
    words = contact_categories(actor=actor, on=month.last_day).methods
    names = dict(
        Staff.objects.filter(
            pk__in={row.staff_id for row in activities.values() if row.staff_id}
        ).values_list("pk", "name")
    )
    return [
        CountedRow(
            record,
            activities[record.record_key],
            contacts.get(record.record_key),
            names.get(activities[record.record_key].staff_id or 0, "—"),
            words.label_of(activities[record.record_key].method),
        )
        for record in shown
        if record.record_key in activities
    ], records
