"""会議の前後の関わりの書込み。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.meetings.care import messages
from tsunagi.meetings.care.models import SupportNeed
from tsunagi.meetings.care.people import others_in_area
from tsunagi.meetings.care.policy import caring_offices
from tsunagi.meetings.care.rules import State, When
from tsunagi.organisations.models import Staff


@transaction.atomic
def note_need(
    *, staff: Staff, when: When, plan: str, by: Actor, now: datetime, today: date
) -> SupportNeed:
    """書く。見えるのは、自分の事業所の主任と基幹の職員だけ。"""
    office_id = _require_caring(by)
    if not plan.strip():
        raise UserError(messages.PLAN_NEEDED, field="plan")
    if not others_in_area(by=by, today=today).filter(pk=staff.pk).exists():
        raise UserError(messages.NOT_SOMEBODY_ELSE, field="staff")
    try:
        with transaction.atomic():
            row = SupportNeed.objects.create(
                municipality_id=by.here, office_id=office_id, staff=staff, when=when,
                plan=plan, recorded_at=now, recorded_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError as twice:
        raise UserError(messages.ALREADY, field="staff") from twice
    audit.record("care.note", by=by, target=row)
    return row


@transaction.atomic
def end_need(*, need: SupportNeed, by: Actor, today: date) -> None:
    """もう要らなくなった。行は「終えた」として残る。"""
    _require_caring(by)
    if need.office_id not in caring_offices(by) or need.staff_id == by.staff_id:
        raise NotVisible
    took = (
        SupportNeed.objects.unscoped("check and act in one statement")
        .filter(pk=need.pk, state=State.OPEN)
        .update(state=State.ENDED, ended_on=today)
    )
    if not took:
        raise UserError(messages.ENDED)
    audit.record("care.end", by=by, target=need)


def _require_caring(by: Actor) -> int:
    """The office for which one writes: a chief's or 基幹's own."""
    offices = caring_offices(by)
    if not by.has(Permission.MEETING_CARE) or not offices:
        raise AccessDenied(Permission.MEETING_CARE)
    return by.office_id if by.office_id in offices else min(offices)
