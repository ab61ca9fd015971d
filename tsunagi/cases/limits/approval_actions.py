"""市の承認の書込み: 求める、わけを足す、答える、決まりを入・切する。

Called from the actions that take a plan case, in their transaction; it refuses nothing and
moves nobody.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case, CaseResponsibility
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.limits import messages
from tsunagi.cases.limits.approval_need import is_needed
from tsunagi.cases.limits.approval_rules import Decision
from tsunagi.cases.limits.limit_rules import PLAN_MODES, ROUTINE
from tsunagi.cases.limits.models import ApprovalRule, LimitApproval
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.organisations.area.models import Municipality

OF_THE_DESK = frozenset({"duty"})


def ask_approval(
    *, case: Case, reason: str, by: Actor, now: datetime, today: date
) -> LimitApproval | None:
    """承認が要るなら、市の机に載せる。もう載っていれば、わけだけを新しくする。

    The caller has asked for the right to take the case, in the same transaction.
    """
    is_plan = case.mode in PLAN_MODES
    office = case.responsible_office
    if not is_needed(actor=by, office=office, case=case, is_plan=is_plan, today=today):
        return None
    if _is_approved(case):
        return None
    said = "" if reason.strip() in ROUTINE else reason.strip()[:200]
    row, is_new = LimitApproval.objects.unscoped("asked once").get_or_create(
        case=case, office=office, decision="",
        defaults={
            "municipality_id": case.municipality_id, "reason": said, "asked_at": now,
            "asked_by_id": by.staff_id,
        },
    )  # fmt: skip
    if not is_new and said and said != row.reason:
        row.reason = said
        row.save(update_fields=["reason"])
    if is_new:
        leave_event(
            case, EventKind.APPROVAL, on=today, by=by, now=now,
            text=f"{office.name}が計画相談を持つことの承認を、市に求めた",
            source_ref=f"approval:{row.public_id}",
        )  # fmt: skip
        audit.record(
            "approval.ask", by=by, target=row, office=office.pk,
            subjects=[case.person.public_id],
        )  # fmt: skip
    return row


def _is_approved(case: Case) -> bool:
    """The last answer was yes, and nobody else has carried the case since."""
    rows = LimitApproval.objects.unscoped("asked once")
    last = (
        rows.filter(case=case, office=case.responsible_office).order_by("-pk").first()
    )
    if last is None or last.decision != Decision.APPROVED or last.decided_at is None:
        return False
    elsewhere = CaseResponsibility.objects.unscoped("asked once").filter(
        case=case, valid_from__gte=localdate(last.decided_at)
    )
    return not elsewhere.exclude(office=case.responsible_office).exists()


@transaction.atomic
def decide_approval(
    *, approval: LimitApproval, decision: Decision, word: str, by: Actor,
    now: datetime, today: date,
) -> LimitApproval:  # fmt: skip
    """市の答え。どちらでも、主担当は変わらない。承認しないときは、ひとことが要る。"""
    case = approval.case
    require_sight(case, Permission.CASE_OVERSIGHT, by=by, now=now, through=OF_THE_DESK)
    if decision is Decision.NOT_APPROVED and not word.strip():
        raise UserError(messages.WORD_NEEDED, field="word")
    changed = (
        LimitApproval.objects.unscoped("answered once")
        .filter(pk=approval.pk, decision="")
        .update(
            decision=decision, word=word.strip(), decided_at=now,
            decided_by_id=by.staff_id,
        )
    )  # fmt: skip
    if not changed:
        raise UserError(messages.ANSWERED_ALREADY)
    approval.refresh_from_db()
    leave_event(
        case, EventKind.APPROVAL, on=today, by=by, now=now,
        text=f"計画相談を持つこと: {approval.standing.label}",
        source_ref=f"approval:{approval.public_id}",
    )  # fmt: skip
    audit.record(
        "approval.decide", by=by, target=approval, decision=decision.value,
        subjects=[case.person.public_id],
    )  # fmt: skip
    return approval


@transaction.atomic
def set_approval_rule(
    *, municipality: Municipality, is_on: bool, reason: str, valid_from: date,
    by: Actor, now: datetime,
) -> ApprovalRule:  # fmt: skip
    """その日から、承認を求めるか。その日より後に決めてあったものは、取り消しとして残る。"""
    by.require(Permission.AREA_EDIT, municipality_id=municipality.pk)
    if not reason.strip():
        raise UserError(messages.RULE_REASON, field="reason")
    # Two at once take turns.
    Municipality.objects.select_for_update().filter(pk=municipality.pk).first()
    standing = ApprovalRule.objects.filter(municipality=municipality, is_struck=False)
    today = localdate(now)
    if valid_from < today and standing.filter(valid_from__lt=today).exists():
        raise UserError(messages.RULE_HAS_BEGUN, field="valid_from")
    standing.filter(valid_from__gte=valid_from).update(is_struck=True)
    standing.filter(
        Q(valid_before=None) | Q(valid_before__gt=valid_from),
        valid_from__lt=valid_from,
    ).update(valid_before=valid_from)
    row = ApprovalRule.objects.create(
        municipality=municipality,
        is_on=is_on,
        reason=reason.strip(),
        valid_from=valid_from,
        recorded_at=now,
        recorded_by_id=by.staff_id,
    )
    audit.record(
        "approval.rule_set", by=by, target=row, is_on=is_on,
        valid_from=valid_from.isoformat(),
    )  # fmt: skip
    return row
