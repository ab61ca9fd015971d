"""緊急の閲覧: 開く、確かめる。3時間、一つのケース、見せない相手には開かない。"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.access_rows import open_access
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind, Relation
from tsunagi.cases.consent import messages
from tsunagi.cases.consent.models import EmergencyAccess
from tsunagi.cases.consent.rules import (
    EMERGENCY_REASON_LENGTH,
    REVIEW_WORKING_DAYS,
    EmergencyReason,
    ReviewOutcome,
    emergency_ends_at,
)
from tsunagi.cases.field_classes import EMERGENCY
from tsunagi.cases.person.models import Certificate, Person
from tsunagi.cases.scope import EXCLUDES_ME, HOLDERS_AND_DUTY, require_sight
from tsunagi.common.dates import is_holiday
from tsunagi.common.errors import UserError
from tsunagi.common.text import search_key


def working_day_after(day: date, count: int) -> date:
    """The day `count` working days later: no Saturday, Sunday or holiday."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and not is_holiday(day):
            count -= 1
    return day


@transaction.atomic
def open_emergency(
    *,
    kana: str,
    birth_on: date | None,
    certificate_number: str,
    reason_code: EmergencyReason,
    reason: str,
    by: Actor,
    now: datetime,
    today: date,
) -> EmergencyAccess:
    """かなと生年月日（または受給者証番号）がぴたりと合う一人の記録を、3時間だけ開く。

    The asker must know whom they look for: nothing is listed, nothing is suggested. An
    exclusion answers like a person who does not exist.
    """
    by.require(
        Permission.EMERGENCY_USE, municipality_id=by.here, office_id=by.office_id
    )
    if len(reason.strip()) < EMERGENCY_REASON_LENGTH:
        raise UserError(messages.EMERGENCY_REASON_SHORT, field="reason")
    if by.staff_id is None:
        raise ValueError("only a person opens a case in an emergency")
    overdue = EmergencyAccess.objects.unscoped("may this person open another").filter(
        staff_id=by.staff_id, reviewed_at=None, review_due_on__lt=today
    )
    if overdue.exists():
        raise UserError(messages.EMERGENCY_UNREVIEWED)
    case = _only_case(kana, birth_on, certificate_number, by=by, now=now)
    row = EmergencyAccess.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        staff_id=by.staff_id,
        reason_code=reason_code,
        reason=reason,
        opened_at=now,
        ends_at=emergency_ends_at(now),
        review_due_on=working_day_after(today, REVIEW_WORKING_DAYS),
    )
    open_access(
        case=case, relation=Relation.EMERGENCY, classes=EMERGENCY, staff=row.staff,
        valid_from=now, valid_before=row.ends_at,
        source_ref=f"emergency:{row.public_id}", by=by, basis=reason_code.value,
    )  # fmt: skip
    leave_event(
        case, EventKind.EMERGENCY, on=today, by=by, now=now, text=reason_code.label,
        source_ref=f"emergency:{row.public_id}",
    )  # fmt: skip
    audit.record(
        "emergency.open", by=by, target=case, reason=reason_code.value,
        subjects=[case.person.public_id],
    )  # fmt: skip
    return row


def _only_case(
    kana: str,
    birth_on: date | None,
    certificate_number: str,
    *,
    by: Actor,
    now: datetime,
) -> Case:
    persons = Person.objects.unscoped("an exact match in an emergency").filter(
        municipality_id=by.here, merged_into=None
    )
    if certificate_number.strip():
        numbers = Certificate.objects.unscoped("an exact match in an emergency").filter(
            municipality_id=by.here, number=certificate_number.strip()
        )
        persons = persons.filter(pk__in=numbers.values("person_id"))
    elif kana.strip() and birth_on is not None:
        persons = persons.filter(kana_key=search_key(kana), birth_on=birth_on)
    else:
        raise UserError(messages.NOBODY_MATCHES)
    people = list(persons.order_by("id").values_list("pk", flat=True)[:2])
    case = (
        Case.objects.unscoped("an exact match in an emergency")
        .filter(person_id__in=people)
        .select_related("person")
        .order_by(F("closed_on").desc(nulls_first=True), "-id")
        .first()
    )
    if len(people) != 1 or case is None or _is_excluded(case, by=by, now=now):
        raise UserError(messages.NOBODY_MATCHES)
    return case


def _is_excluded(case: Case, *, by: Actor, now: datetime) -> bool:
    from tsunagi.cases.case.access_models import Exclusion

    rows = Exclusion.objects.unscoped("deny wins, in an emergency too").filter(
        EXCLUDES_ME.q(Subject(by, now)), case=case
    )
    return rows.exists()


@transaction.atomic
def review_emergency(
    *,
    row: EmergencyAccess,
    outcome: ReviewOutcome,
    note: str,
    by: Actor,
    now: datetime,
) -> EmergencyAccess:
    """緊急の閲覧を、開いた人ではない人が確かめる。"""
    if by.staff_id == row.staff_id:
        raise UserError(messages.SAME_PERSON_REVIEWS)
    case = Case.objects.unscoped("of the access to review").get(pk=row.case_id)
    require_sight(
        case, Permission.EMERGENCY_REVIEW, by=by, now=now, through=HOLDERS_AND_DUTY
    )
    if row.municipality_id != by.here:
        raise NotVisible
    changed = (
        EmergencyAccess.objects.unscoped("reviewed once")
        .filter(pk=row.pk, reviewed_at=None)
        .update(
            reviewed_at=now, reviewed_by_id=by.staff_id, outcome=outcome,
            review_note=note,
        )
    )  # fmt: skip
    if not changed:
        raise UserError(messages.REVIEWED_ALREADY)
    row.refresh_from_db()
    audit.record("emergency.review", by=by, target=case, result=outcome.value)
    return row
