"""虐待防止・権利擁護の担当を、市町村が名ざしで決める。"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.grants import end_grants, open_grant
from tsunagi.access.models import GrantRow
from tsunagi.access.permissions import Permission, Role
from tsunagi.cases.rights import messages
from tsunagi.cases.rights.officer_queries import posts_that_can_be_named
from tsunagi.common.errors import UserError
from tsunagi.common.ids import new_public_id
from tsunagi.organisations.staff.models import Staff


@transaction.atomic
def name_officer(*, staff: Staff, valid_from: date, by: Actor, today: date) -> GrantRow:
    """担当に決める。その日から、この市町村の心配ごとのすべてが見える。"""
    by.require(Permission.RIGHTS_APPOINT, municipality_id=by.here)
    post = (
        posts_that_can_be_named(actor=by, today=today)
        .filter(staff=staff)
        .order_by("id")
        .first()
    )
    if post is None:
        raise UserError(messages.CANNOT_BE_NAMED, field="staff")
    named = GrantRow.objects.filter(
        staff_id=staff.pk, role=Role.RIGHTS_STAFF, municipality_id=by.here
    ).exclude(valid_before__lte=max(today, valid_from))
    if named.exists():
        raise UserError(messages.NAMED_ALREADY, field="staff")
    row = open_grant(
        staff_id=staff.pk, role=Role.RIGHTS_STAFF, municipality_id=by.here,
        office_id=post.office_id, valid_from=valid_from,
        source_ref=f"rights-staff:{new_public_id()}", by=by,
    )  # fmt: skip
    audit.record("rights.officer", by=by, target=staff)
    return row


@transaction.atomic
def end_officer(*, source_ref: str, by: Actor, today: date) -> None:
    """担当を、きょうを最後に終える。"""
    by.require(Permission.RIGHTS_APPOINT, municipality_id=by.here)
    rows = GrantRow.objects.filter(
        source_ref=source_ref, municipality_id=by.here, role=Role.RIGHTS_STAFF
    )
    row = rows.first()
    if row is None:
        raise NotVisible
    end_grants(source_ref=source_ref, valid_before=today + timedelta(days=1))
    audit.record("rights.officer_end", by=by, staff=row.staff_id)
