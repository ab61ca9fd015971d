"""新しいケースの行を作る。一つずつ始めるときも、まとめて取り込むときも、同じ行になる。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models

from tsunagi.access.actor import Actor
from tsunagi.access.many_rows import new_row
from tsunagi.cases.case.access_rows import standing_access_rows
from tsunagi.cases.case.events import event_row
from tsunagi.cases.case.models import Case, CaseMode, CaseResponsibility
from tsunagi.cases.case.rules import EventKind, Mode
from tsunagi.cases.person.models import Person
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff


class NewCase(Frozen):
    """What a case begins with. staff None: 「チームで待つ」."""

    person: Person
    office: Office
    staff: Staff | None
    mode: Mode
    opened_on: date
    reason: str = ""
    continues_from: Case | None = None


def case_row(new: NewCase, *, by: Actor, now: datetime) -> Case:
    """The case itself, not saved yet."""
    return new_row(
        Case,
        municipality_id=new.person.municipality_id,
        person=new.person,
        responsible_office=new.office,
        responsible_staff=new.staff,
        mode=new.mode,
        opened_on=new.opened_on,
        continues_from=new.continues_from,
        created_at=now,
        created_by_id=by.staff_id,
    )


def responsibility_row(
    case: Case, *, reason: str, on: date, by: Actor, now: datetime
) -> CaseResponsibility:
    return new_row(
        CaseResponsibility,
        case_id=case.pk,
        office_id=case.responsible_office_id,
        staff_id=case.responsible_staff_id,
        reason=reason,
        valid_from=on,
        recorded_at=now,
        recorded_by_id=by.staff_id,
    )


def mode_row(
    case: Case, *, reason: str, on: date, by: Actor, now: datetime
) -> CaseMode:
    return new_row(
        CaseMode,
        case_id=case.pk, mode=case.mode, reason=reason, valid_from=on, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip


def rows_with_case(
    case: Case, *, reason: str, by: Actor, now: datetime
) -> Sequence[models.Model]:
    """Everything that comes into being with a saved case, not saved yet."""
    day, mode = case.opened_on, Mode(case.mode)
    return [
        responsibility_row(case, reason=reason, on=day, by=by, now=now),
        mode_row(case, reason=reason, on=day, by=by, now=now),
        *standing_access_rows(case=case, by=by, now=now),
        event_row(
            case, EventKind.OPENED, on=day, by=by, now=now,
            text=f"{case.responsible_office.name}が主担当になりました（{mode.label}）。",
        ),
    ]  # fmt: skip
