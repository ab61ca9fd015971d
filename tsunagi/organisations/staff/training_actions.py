"""研修の修了と主任の位置づけの書込み。"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.grants import open_grant
from tsunagi.access.permissions import Permission, Role
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.office.actions import require_at
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff import messages
from tsunagi.organisations.staff.actions import end_chief_appointment
from tsunagi.organisations.staff.models import ChiefAppointment, Qualification, Staff
from tsunagi.organisations.staff.rules import QualificationKind


class NewQualification(Frozen):
    """What a certificate of completion says."""

    kind: QualificationKind
    completed_on: date
    course_name: str = ""
    certificate_number: str = ""
    issued_by: str = ""


@transaction.atomic
def record_qualification(
    *, staff: Staff, office: Office, new: NewQualification, by: Actor, today: date
) -> Qualification:
    """研修の修了を記録する。"""
    require_at(office, Permission.QUALIFICATION_EDIT, by)
    if new.completed_on > today:
        raise UserError(messages.COMPLETED_IN_FUTURE, field="completed_on")
    same = Qualification.objects.unscoped("duplicate check of one staff member").filter(
        staff=staff,
        kind=new.kind,
        course_name=new.course_name,
        completed_on=new.completed_on,
        is_withdrawn=False,
    )
    if same.exists():
        raise UserError(messages.ALREADY_RECORDED, field="completed_on")
    row = Qualification.objects.create(
        staff=staff,
        kind=new.kind,
        course_name=new.course_name,
        completed_on=new.completed_on,
        certificate_number=new.certificate_number,
        issued_by=new.issued_by,
        recorded_by_id=by.staff_id,
    )
    audit.record("qualification.record", by=by, target=row, subjects=[staff.public_id])
    return row


@transaction.atomic
def withdraw_qualification(
    *, row: Qualification, office: Office, reason: str, by: Actor
) -> None:
    """間違えて記録した修了を取り消す。行は残り、数えられなくなる。"""
    require_at(office, Permission.QUALIFICATION_EDIT, by)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    Qualification.objects.unscoped("one row, permission asked").filter(
        pk=row.pk
    ).update(is_withdrawn=True, withdrawn_reason=reason)
    audit.record("qualification.withdraw", by=by, target=row)


@transaction.atomic
def appoint_chief(
    *,
    staff: Staff,
    office: Office,
    area: Area,
    mandate_by: str,
    how_to_ask: str,
    valid_from: date,
    by: Actor,
) -> ChiefAppointment:
    """主任相談支援専門員として位置づける。主任研修の修了が要る。"""
    by.require(Permission.CHIEF_APPOINT, municipality_id=office.municipality_id)
    trained = Qualification.objects.unscoped("condition of the appointment").filter(
        staff=staff, kind=QualificationKind.CHIEF, is_withdrawn=False
    )
    if not trained.exists():
        raise UserError(messages.NO_CHIEF_TRAINING, field="staff")
    open_already = ChiefAppointment.objects.filter(
        staff=staff, area=area, valid_before=None
    )
    if open_already.exists():
        raise UserError(messages.ALREADY_CHIEF, field="staff")
    appointment = ChiefAppointment.objects.create(
        staff=staff,
        office=office,
        area=area,
        municipality=office.municipality,
        mandate_by=mandate_by,
        how_to_ask=how_to_ask,
        valid_from=valid_from,
        recorded_by_id=by.staff_id,
    )
    open_grant(
        staff_id=staff.pk,
        role=Role.CHIEF,
        municipality_id=office.municipality_id,
        office_id=office.pk,
        valid_from=valid_from,
        source_ref=f"chief:{appointment.pk}",
        by=by,
    )
    audit.record("chief.appoint", by=by, target=appointment)
    return appointment


@transaction.atomic
def end_chief(*, appointment: ChiefAppointment, last_day: date, by: Actor) -> None:
    """主任の位置づけを、その日を最後に終える。"""
    by.require(Permission.CHIEF_APPOINT, municipality_id=appointment.municipality_id)
    end_chief_appointment(appointment, date.fromordinal(last_day.toordinal() + 1), by)
