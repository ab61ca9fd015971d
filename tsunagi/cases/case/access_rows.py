"""見てよい理由を開き、閉じる。この部屋の actions だけが、原因と同じ取引の中で呼ぶ。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from tsunagi.access.actor import Actor
from tsunagi.access.many_rows import new_row
from tsunagi.cases.case.access_models import CaseAccess
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.field_classes import MUNICIPAL_DUTY, RESPONSIBLE
from tsunagi.cases.scope import BY_DUTY, BY_OFFICE, BY_STAFF
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

RESPONSIBLE_REF = "responsible"
DUTY_REF = "duty"


def access_row(
    *,
    case: Case,
    relation: Relation,
    classes: str,
    valid_from: datetime,
    source_ref: str,
    by: Actor,
    office: Office | None = None,
    staff: Staff | None = None,
    basis: str = "",
    valid_before: datetime | None = None,
) -> CaseAccess:
    """One reason to see one case, not saved yet.

    Without office and staff it is the municipality's duty.
    """
    kind = BY_OFFICE if office else BY_STAFF if staff else BY_DUTY
    return new_row(
        CaseAccess,
        municipality_id=case.municipality_id,
        case_id=case.pk,
        grantee_kind=kind,
        office_id=office.pk if office else None,
        staff_id=staff.pk if staff else None,
        relation=relation,
        classes=classes,
        basis=basis,
        valid_from=valid_from,
        valid_before=valid_before,
        source_ref=source_ref,
        recorded_by_id=by.staff_id,
    )


def open_access(**values: Any) -> CaseAccess:
    """The same, saved. For the arguments see `access_row`."""
    row = access_row(**values)
    row.save(force_insert=True)
    return row


def open_concern(
    *,
    municipality_id: int,
    source_ref: str,
    classes: str,
    basis: str,
    valid_from: datetime,
    by: Actor,
    staff_id: int | None = None,
) -> CaseAccess:
    """One reason to see one rights concern, and nothing else: it names no case.

    Without staff_id it is for whoever the municipality has named for rights.
    """
    row = CaseAccess(
        municipality_id=municipality_id, case=None,
        grantee_kind=BY_STAFF if staff_id else BY_DUTY, staff_id=staff_id,
        relation=Relation.RIGHTS, classes=classes, basis=basis,
        valid_from=valid_from, source_ref=source_ref, recorded_by_id=by.staff_id,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def close_concern(*, source_ref: str, basis: str, staff_id: int, now: datetime) -> int:
    """End what one person was given for one concern. Acts on the next request."""
    return (
        CaseAccess.objects.unscoped("a named person has ended")
        .filter(
            Q(valid_before=None) | Q(valid_before__gt=now), source_ref=source_ref,
            basis=basis, staff_id=staff_id, relation=Relation.RIGHTS,
        )
        .update(valid_before=now)
    )  # fmt: skip


def close_access(*, case: Case, source_ref: str, now: datetime) -> int:
    """End every reason that rests on this cause. Acts on the next request."""
    rows = CaseAccess.objects.unscoped("a cause has ended").filter(
        Q(valid_before=None) | Q(valid_before__gt=now), case=case, source_ref=source_ref
    )
    # A reason that had not begun yet becomes empty, never backwards.
    rows.filter(valid_from__gt=now).update(valid_from=now)
    return rows.update(valid_before=now)


def standing_access_rows(*, case: Case, by: Actor, now: datetime) -> list[CaseAccess]:
    """The reasons that every open case has: the duty, its office."""
    duty = access_row(
        case=case, relation=Relation.MUNICIPAL_DUTY, classes=MUNICIPAL_DUTY,
        valid_from=now, source_ref=DUTY_REF, by=by,
    )  # fmt: skip
    return [duty, *responsible_access_rows(case=case, by=by, now=now)]


def responsible_access_rows(
    *, case: Case, by: Actor, now: datetime
) -> list[CaseAccess]:
    """The office alone: its specialists see by their post there, and stop with it."""
    office = access_row(
        case=case, relation=Relation.RESPONSIBLE, classes=RESPONSIBLE,
        office=case.responsible_office, valid_from=now, source_ref=RESPONSIBLE_REF,
        by=by,
    )  # fmt: skip
    return [office]
