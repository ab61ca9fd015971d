"""協働機関、見せない相手、支援を難しくしている事情の書込み。"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.case import messages
from tsunagi.cases.case.access_models import Exclusion
from tsunagi.cases.case.access_rows import close_access, open_access
from tsunagi.cases.case.actions import require_open
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case, CollaboratingOffice, Difficulty
from tsunagi.cases.case.rules import DifficultyGroup, EventKind, Relation
from tsunagi.cases.field_classes import RESPONSIBLE
from tsunagi.cases.scope import HOLDERS, HOLDERS_AND_DUTY, require_sight
from tsunagi.common.dates import start_of_day
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff


def collaborator_ref(row: CollaboratingOffice) -> str:
    return f"collaborating:{row.public_id}"


@transaction.atomic
def add_collaborator(
    *, case: Case, office: Office, part: str, on: date, by: Actor, now: datetime
) -> CollaboratingOffice:
    """一緒に支援する事業所を加える。主担当は変わらない。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    require_open(case)
    running = CollaboratingOffice.objects.unscoped("is it already there").filter(
        case=case, office=office, valid_before=None
    )
    if office.pk == case.responsible_office_id or running.exists():
        raise UserError(messages.ALREADY_COLLABORATING, field="office")
    row = CollaboratingOffice.objects.create(
        case=case, office=office, part=part, valid_from=on, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    open_access(
        case=case, relation=Relation.COLLABORATING, classes=RESPONSIBLE, office=office,
        valid_from=max(now, start_of_day(on)), source_ref=collaborator_ref(row), by=by,
    )  # fmt: skip
    leave_event(
        case, EventKind.RESPONSIBILITY, on=on, by=by, now=now,
        text=f"一緒に支援: {office.name}（{part}）",
    )  # fmt: skip
    audit.record("case.collaborate", by=by, target=case, office=office.pk)
    return row


@transaction.atomic
def end_collaborator(
    *, case: Case, row: CollaboratingOffice, last_day: date, by: Actor, now: datetime
) -> None:
    """一緒の支援を終える。その事業所は、次の画面から見られなくなる。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    if last_day < row.valid_from:
        raise UserError(messages.BEFORE_OPENING, field="last_day")
    row.valid_before = last_day + timedelta(days=1)
    row.save(update_fields=["valid_before"])
    close_access(case=case, source_ref=collaborator_ref(row), now=now)
    leave_event(
        case, EventKind.RESPONSIBILITY, on=last_day, by=by, now=now,
        text=f"一緒の支援を終えた: {row.office.name}",
    )  # fmt: skip
    audit.record("case.collaborate_end", by=by, target=case, office=row.office_id)


@transaction.atomic
def exclude(
    *,
    case: Case,
    staff: Staff | None,
    office: Office | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> Exclusion:
    """この記録を見せない職員か事業所を決める。ほかのどの理由よりも強い。"""
    require_sight(
        case, Permission.EXCLUSION_EDIT, by=by, now=now, through=HOLDERS_AND_DUTY
    )
    if (office and office.pk == case.responsible_office_id) or (
        staff and staff.pk == case.responsible_staff_id
    ):
        raise UserError(messages.EXCLUDES_RESPONSIBLE)
    row = Exclusion.objects.create(
        case=case, staff=staff, office=office, reason=reason, valid_from=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record("case.exclude", by=by, target=case)
    return row


@transaction.atomic
def end_exclusion(*, case: Case, row: Exclusion, by: Actor, now: datetime) -> None:
    require_sight(
        case, Permission.EXCLUSION_EDIT, by=by, now=now, through=HOLDERS_AND_DUTY
    )
    row.valid_before = now
    row.save(update_fields=["valid_before"])
    audit.record("case.exclude_end", by=by, target=case)


@transaction.atomic
def add_difficulty(
    *,
    case: Case,
    group: DifficultyGroup,
    text: str,
    noticed_on: date,
    by: Actor,
    now: datetime,
) -> Difficulty:
    """支援を難しくしている事情を書く。本人と一緒に読める言葉で。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    row = Difficulty.objects.create(
        case=case, group=group, text=text, noticed_on=noticed_on, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record("case.difficulty", by=by, target=case, group=group.value)
    return row


@transaction.atomic
def resolve_difficulty(
    *, case: Case, row: Difficulty, on: date, by: Actor, now: datetime
) -> None:
    """その事情がやわらいだ日を残す。文は消さない。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    if on < row.noticed_on:
        raise UserError(messages.BEFORE_OPENING, field="on")
    row.resolved_on = on
    row.save(update_fields=["resolved_on"])
    audit.record("case.difficulty_end", by=by, target=case)
