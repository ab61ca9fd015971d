"""計画相談を持つわけを書く。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.actions import require_open, step_version
from tsunagi.cases.case.models import Case, CaseResponsibility
from tsunagi.cases.case.opening import responsibility_row
from tsunagi.cases.limits import messages
from tsunagi.cases.limits.approval_actions import ask_approval
from tsunagi.cases.limits.limit_rules import PLAN_MODES
from tsunagi.cases.scope import HOLDERS, require_sight
from tsunagi.common.errors import UserError


@transaction.atomic
def state_reason(
    *, case: Case, reason: str, version: int, by: Actor, now: datetime, today: date
) -> Case:
    """この事業所が持つわけを、主担当の経過に一行足す。前の行は、日付とともに残る。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    require_open(case)
    if case.mode not in PLAN_MODES:
        raise UserError(messages.NOT_A_PLAN)
    if not reason.strip():
        raise UserError(messages.REASON_EMPTY, field="reason")
    step_version(case, version)
    CaseResponsibility.objects.unscoped("ends with the new reason").filter(
        case=case, valid_before=None
    ).update(valid_before=today)
    responsibility_row(case, reason=reason.strip(), on=today, by=by, now=now).save()
    ask_approval(case=case, reason=reason, by=by, now=now, today=today)
    audit.record("limit.reason", by=by, target=case, office=case.responsible_office_id)
    return case
