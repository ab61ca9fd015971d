"""まだ会えていない人の書込み: 登録、訪ねた記録、会えた、区切り。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.cases.intake import messages
from tsunagi.cases.intake.actions import known_methods, require_desk
from tsunagi.cases.intake.lead_models import OutreachAttempt, OutreachLead
from tsunagi.cases.intake.policy import CAN_SEE_LEAD
from tsunagi.cases.intake.rules import OutreachClosing, OutreachState
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.models import Office

LEAD_FIELDS = frozenset(
    {"heard_on", "heard_from", "heard_from_words", "about", "area", "next_try_on"}
)


@transaction.atomic
def add_lead(
    *, office: Office, values: Mapping[str, Any], by: Actor, now: datetime, today: date
) -> OutreachLead:
    """聞いたことを登録する。名前が分からなくてもよい。会えるまで一覧に残る。"""
    require_desk(office, by)
    if not str(values.get("about", "")).strip():
        raise UserError(messages.TEXT_NEEDED, field="about")
    if values["heard_on"] > today:
        raise UserError(messages.IN_FUTURE, field="heard_on")
    lead = OutreachLead.objects.create(
        municipality_id=office.municipality_id, office=office, recorded_at=now,
        recorded_by_id=by.staff_id,
        **{name: value for name, value in values.items() if name in LEAD_FIELDS},
    )  # fmt: skip
    audit.record("outreach.add", by=by, target=lead, subjects=[lead.public_id])
    return lead


@transaction.atomic
def record_attempt(
    *,
    lead: OutreachLead,
    tried_on: date,
    method: str,
    with_whom: str,
    result: str,
    next_try_on: date | None,
    has_met: bool,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> OutreachLead:
    """訪ねたことを残す。会えたら一覧から外れ、会えなければ次の日を決める。"""
    _require_open(lead, by=by, now=now)
    if not result.strip():
        raise UserError(messages.TEXT_NEEDED, field="result")
    if method not in known_methods(by, on=tried_on):
        raise UserError(messages.UNKNOWN_METHOD, field="method")
    if not lead.heard_on <= tried_on <= today:
        raise UserError(messages.IN_FUTURE, field="tried_on")
    OutreachAttempt.objects.create(
        lead=lead, tried_on=tried_on, method=method, with_whom=with_whom,
        result=result, recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    if has_met:
        _step(lead, version, state=OutreachState.MET, met_on=tried_on, next_try_on=None)
    else:
        _step(lead, version, next_try_on=next_try_on)
    audit.record(
        "outreach.attempt", by=by, target=lead, met=has_met, subjects=[lead.public_id]
    )
    return lead


@transaction.atomic
def close_lead(
    *,
    lead: OutreachLead,
    reason: OutreachClosing,
    note: str,
    on: date,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> OutreachLead:
    """会えないまま区切る。理由がいる。"""
    _require_open(lead, by=by, now=now)
    if reason is OutreachClosing.OTHER and not note.strip():
        raise UserError(messages.REASON_NEEDED, field="note")
    if not lead.heard_on <= on <= today:
        raise UserError(messages.IN_FUTURE, field="on")
    _step(
        lead, version, state=OutreachState.CLOSED, closed_on=on, closed_reason=reason,
        closed_note=note, next_try_on=None,
    )  # fmt: skip
    audit.record(
        "outreach.close", by=by, target=lead, reason=reason.value,
        subjects=[lead.public_id],
    )  # fmt: skip
    return lead


def _require_open(lead: OutreachLead, *, by: Actor, now: datetime) -> None:
    if not CAN_SEE_LEAD.holds(Subject(by, now), lead):
        raise NotVisible
    require_desk(lead.office, by)
    if lead.state != OutreachState.OPEN:
        raise UserError(messages.LEAD_ENDED)


def _step(lead: OutreachLead, version: int, **values: Any) -> None:
    """Check-and-act in one statement."""
    changed = (
        OutreachLead.objects.unscoped("guarded by its version")
        .filter(pk=lead.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(lead, name, value)
    lead.version = version + 1
