"""受付の結果を決める書込み。続けて支援するときは、利用者の記録が始まる。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case
from tsunagi.cases.intake import messages
from tsunagi.cases.intake.actions import (
    refresh_state,
    require_own_reception,
    store_changes,
    subject_of_reception,
)
from tsunagi.cases.intake.call_record import move_call_to_case
from tsunagi.cases.intake.case_start import attach_known_case, start_case
from tsunagi.cases.intake.lead_models import OutreachLead
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.rules import NEEDS_CASE, Result, is_named, opens_case
from tsunagi.common.errors import UserError
from tsunagi.organisations.staff.models import Staff


@transaction.atomic
def decide_result(
    *,
    reception: Reception,
    result: Result,
    note: str,
    next_on: date | None,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
    case_staff: Staff | None = None,
) -> Reception:
    """結果を決める。継続と計画相談は、名前が分かってから。"""
    require_own_reception(reception, by=by, now=now)
    if next_on is not None and next_on < reception.received_on:
        raise UserError(messages.NEXT_IS_BEFORE, field="next_on")
    named = is_named(reception.person_name, is_anonymous=reception.is_anonymous)
    if result in NEEDS_CASE and reception.case_id is None and not named:
        raise UserError(
            messages.NAME_NEEDED.format(result=result.label), field="result"
        )
    new: dict[str, Any] = {
        "result": result.value, "result_note": note, "next_on": next_on,
        "result_at": now, "result_by_id": by.staff_id,
    }  # fmt: skip
    changes = {name: [getattr(reception, name), new[name]] for name in new}
    store_changes(reception, changes, version=version, by=by, now=now)
    if reception.case_id is None and opens_case(result, is_named=named):
        start_case(reception, staff=case_staff, by=by, now=now, today=today)
        move_call_to_case(reception, by=by, now=now, today=today)
        _hand_case_to_lead(reception)
    refresh_state(reception)
    audit.record(
        "reception.result", by=by, target=reception, result=result.value,
        subjects=subject_of_reception(reception),
    )  # fmt: skip
    return reception


@transaction.atomic
def join_case(
    *, reception: Reception, case: Case, by: Actor, now: datetime, today: date
) -> Reception:
    """この受付は、すでに知っている人のことだった、と結び付ける。"""
    require_own_reception(reception, by=by, now=now)
    if reception.case_id is not None:
        raise UserError(messages.HAS_CASE)
    attach_known_case(reception, case, by=by, now=now, today=today)
    move_call_to_case(reception, by=by, now=now, today=today)
    _hand_case_to_lead(reception)
    audit.record(
        "reception.join", by=by, target=reception,
        subjects=subject_of_reception(reception),
    )  # fmt: skip
    return reception


def _hand_case_to_lead(reception: Reception) -> None:
    """Leads show what became of them."""
    if reception.lead_id is None:
        return
    OutreachLead.objects.unscoped("of the reception that was asked for").filter(
        pk=reception.lead_id, case=None
    ).update(case=reception.case)
