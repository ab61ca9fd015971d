"""読んだ行と、いまの名簿を比べる。まだ何も書かない。"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tsunagi.common.csvfile import LineError
from tsunagi.common.text import search_key
from tsunagi.exchange.offices.rules import OfficeRecord, Reading, layout
from tsunagi.exchange.reports import Difference, ImportReport
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.office.actions import NewKind
from tsunagi.organisations.office.bulk import OfficeToAdd, OfficeToChange
from tsunagi.organisations.office.models import Corporation, Office, OfficeKindPeriod
from tsunagi.organisations.office.rules import OfficeKind


@dataclass
class Plan:
    """What a confirmation would write, and the report that shows it."""

    municipality: Municipality
    corporations: list[Corporation] = field(default_factory=list)
    to_add: list[OfficeToAdd] = field(default_factory=list)
    to_change: list[OfficeToChange] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    warnings: list[LineError] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    report: ImportReport = field(default_factory=lambda: ImportReport(rows=0))

    @property
    def digest(self) -> str:
        """Equal as long as the same file meets the same tables."""
        shown = [self.new, self.changed, self.unchanged]
        differences = [difference.as_json() for difference in self.differences]
        text = json.dumps([shown, differences], ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def make_plan(
    reading: Reading, *, municipality: Municipality, rows: int, today: date
) -> Plan:
    """Compare all records with the directory in four queries."""
    plan = Plan(municipality)
    comparison = _Comparison(plan, today)
    # Leading rows first: see `OfficeRecord.rank`.
    for record in sorted(reading.records, key=lambda record: record.rank):
        comparison.take(record)
    comparison.finish()
    plan.report = ImportReport(
        rows=rows,
        new=plan.new,
        changed=plan.changed,
        unchanged=plan.unchanged,
        errors=reading.errors,
        warnings=tuple(
            sorted([*reading.warnings, *plan.warnings], key=lambda w: w.line)
        ),
        differences=tuple(plan.differences),
        new_names=tuple(str(new.values["name"]) for new in plan.to_add),
    )
    return plan


class _Comparison:
    """The directory in memory while one file is compared with it."""

    def __init__(self, plan: Plan, today: date) -> None:
        self.plan = plan
        self.today = today
        here = plan.municipality
        self.wards = list(
            Area.objects.filter(municipality=here, kind=AreaKind.WARD).order_by("path")
        )
        self.offices = {
            office.pk: office
            for office in Office.objects.filter(municipality=here).select_related(
                "corporation", "area"
            )
        }
        self.periods: dict[tuple[str, str, str], OfficeKindPeriod] = {}
        ranks: dict[int, set[tuple[str, str]]] = {}
        for period in OfficeKindPeriod.objects.filter(office__municipality=here):
            if period.open_data_no:
                key = (period.office_number, period.service_code, period.open_data_no)
                self.periods[key] = period
                ranks.setdefault(period.office_id, set()).add(
                    (period.service_code, period.open_data_no)
                )
        self.leading = {office_id: min(found) for office_id, found in ranks.items()}
        self.by_identity = {
            _identity_of(office): office for office in self.offices.values()
        }
        self.corporations = {
            corporation.corporate_number or search_key(corporation.name): corporation
            for corporation in Corporation.objects.all()
        }
        self.adding: dict[tuple[str, str], OfficeToAdd] = {}
        self.changing: dict[int, OfficeToChange] = {}

    def take(self, record: OfficeRecord) -> None:
        self._warn_when_elsewhere(record)
        period = self.periods.get(record.key)
        if period is not None:
            self._known(record, self.offices[period.office_id], period)
            return
        office = self.by_identity.get(record.identity)
        if office is not None:
            change = self._change(office)
            change.kinds.append(_kind(record, self.today))
            self._compare(record, change)
            self.plan.new += 1
            return
        self._add(record)
        self.plan.new += 1

    def _add(self, record: OfficeRecord) -> None:
        new = self.adding.get(record.identity)
        if new is None:
            new = OfficeToAdd(
                area=self._area(record),
                corporation=self._corporation(record),
                values=dict(record.values),
            )
            self.adding[record.identity] = new
        else:
            for name, value in record.values.items():
                if new.values[name] in ("", None):
                    new.values[name] = value
        new.kinds.append(_kind(record, self.today))

    def _known(
        self, record: OfficeRecord, office: Office, period: OfficeKindPeriod
    ) -> None:
        change = self._change(office)
        before = len(self.plan.differences)
        self._compare(record, change)
        if record.capacity is not None and record.capacity != period.capacity:
            change.capacities[period.pk] = record.capacity
            self._differ(record, "定員", period.capacity, record.capacity)
        if len(self.plan.differences) > before:
            self.plan.changed += 1
        else:
            self.plan.unchanged += 1

    def _change(self, office: Office) -> OfficeToChange:
        return self.changing.setdefault(
            office.pk, OfficeToChange(office=office, values={}, changes={})
        )

    def _compare(self, record: OfficeRecord, change: OfficeToChange) -> None:
        """Only what the file really says: an empty cell never wipes our value.

        An office stands in the open data once for each service, and the rows do not
        always agree (６階 and 6階). One row leads; the others only fill what is empty,
        so that importing the same file twice changes nothing.
        """
        columns = layout()[0]
        leading = self.leading.setdefault(change.office.pk, record.rank)
        for name, after in record.values.items():
            before = change.values.get(name, getattr(change.office, name))
            if after in ("", None) or after == before:
                continue
            if record.rank > leading and before not in ("", None):
                continue
            change.values[name] = after
            change.changes[name] = (before, after)
            self._differ(record, columns.get(name, name), before, after)

    def _differ(
        self, record: OfficeRecord, label: str, before: Any, after: Any
    ) -> None:
        self.plan.differences.append(
            Difference(
                line=record.line,
                name=str(record.values["name"]),
                label=label,
                before="" if before is None else str(before),
                after=str(after),
            )
        )

    def _corporation(self, record: OfficeRecord) -> Corporation:
        key = record.corporate_number or search_key(record.corporation)
        found = self.corporations.get(key)
        if found is None:
            found = Corporation(
                name=record.corporation,
                name_kana=record.corporation_kana,
                corporate_number=record.corporate_number,
                number_problem=record.corporate_number_problem[:200],
                address=record.corporation_address[:300],
                phone=record.corporation_phone,
            )
            self.corporations[key] = found
            self.plan.corporations.append(found)
        return found

    def _area(self, record: OfficeRecord) -> Area:
        """The ward that the address names, else the municipality."""
        address = str(record.values["address"])
        for ward in self.wards:
            if f"{self.plan.municipality.name}{ward.name}" in address:
                return ward
        return self.plan.municipality.area

    def _warn_when_elsewhere(self, record: OfficeRecord) -> None:
        if self.plan.municipality.name not in str(record.values["address"]):
            self.plan.warnings.append(
                LineError(
                    record.line,
                    layout()[0]["city"],
                    f"所在地（{record.city}）は{self.plan.municipality.name}の外です。"
                    "市町村の外の事業所として名簿に入れます。",
                )
            )

    def finish(self) -> None:
        self.plan.to_add = list(self.adding.values())
        self.plan.to_change = [
            change
            for change in self.changing.values()
            if change.values or change.kinds or change.capacities
        ]


def _identity_of(office: Office) -> tuple[str, str]:
    corporation = office.corporation.name if office.corporation else ""
    return search_key(corporation), search_key(office.name)


def _kind(record: OfficeRecord, today: date) -> NewKind:
    return NewKind(
        kind=OfficeKind(record.kind),
        valid_from=today,
        office_number=record.office_number,
        service_code=record.service_code,
        service_name=record.service_name,
        open_data_no=record.no,
        capacity=record.capacity,
    )
