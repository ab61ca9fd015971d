"""利用者とケースをまとめて始める。取り込みと、架空の地域のため。

The rows are those of `register_person` and `open_case`, one for one (a test compares);
only the audit differs: one row for the whole batch, with every person as its subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.many_rows import insert_rows, new_row
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.actions import require_at_office
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.opening import NewCase, case_row, rows_with_case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.person.actions import check_values, person_row
from tsunagi.cases.person.models import PersonNumber
from tsunagi.cases.search.name_pieces import index_names
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff


class BulkPerson(Frozen):
    """One new person with the case that makes them visible. number: 利用者番号."""

    values: Mapping[str, Any]
    office: Office
    staff: Staff | None
    mode: Mode
    opened_on: date
    number: str = ""


@transaction.atomic(savepoint=False)
def open_cases(
    people: Sequence[BulkPerson], *, by: Actor, now: datetime, today: date
) -> list[Case]:
    """Register the persons and open their cases. All or nothing."""
    offices = {person.office.pk: person.office for person in people}
    for office in offices.values():
        require_at_office(office, Permission.CASE_IMPORT, by)
    for one in people:
        check_values(one.values, today=today)
    persons = insert_rows(
        person_row(
            municipality=one.office.municipality, values=one.values, by=by, now=now
        )
        for one in people
    )
    index_names(persons)
    cases = [
        case_row(
            NewCase(person, one.office, one.staff, one.mode, one.opened_on),
            by=by, now=now,
        )
        for person, one in zip(persons, people, strict=True)
    ]  # fmt: skip
    insert_rows(cases)
    _save_with_cases(cases, by=by, now=now)
    insert_rows(
        new_row(
            PersonNumber,
            person_id=person.pk,
            office_id=one.office.pk,
            number=one.number,
        )
        for person, one in zip(persons, people, strict=True)
        if one.number
    )
    audit.record(
        "person.import", by=by, subjects=[p.public_id for p in persons],
        persons=len(persons),
    )  # fmt: skip
    return cases


def _save_with_cases(cases: Sequence[Case], *, by: Actor, now: datetime) -> None:
    kinds: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for case in cases:
        for row in rows_with_case(case, reason="", by=by, now=now):
            kinds[type(row)].append(row)
    for rows in kinds.values():
        insert_rows(rows)
