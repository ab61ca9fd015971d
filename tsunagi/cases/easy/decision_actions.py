"""意思決定支援の記録の書込み。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.changes import changes_of
from tsunagi.cases.easy import messages
from tsunagi.cases.easy.decision_models import DecisionSupport, DecisionSupportRevision
from tsunagi.cases.easy.rules import Outcome
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError

FIELDS = (
    "plan", "item_key", "held_on", "place", "question", "options", "shown",
    "shown_words", "expressions", "took_part", "outcome", "decided", "grounds",
    "left_open",
)  # fmt: skip


@transaction.atomic
def record_decision(
    *, case: Case, values: Mapping[str, Any], by: Actor, now: datetime, today: date
) -> DecisionSupport:
    """機会、示した選択肢、本人の表し方、決めたことを残す。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    wanted = _checked(case, values, today=today)
    row = DecisionSupport.objects.create(
        case=case, recorded_at=now, recorded_by_id=by.staff_id, **wanted
    )
    _audited("decision.record", row, by=by)
    return row


@transaction.atomic
def edit_decision(
    *,
    decision: DecisionSupport,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> DecisionSupport:
    """書き足す、直す。前の値は履歴に残る。"""
    require_sight(decision.case, Permission.CASE_WORK, by=by, now=now)
    wanted = _checked(decision.case, values, today=today)
    changes = changes_of(decision, wanted)
    changed = (
        DecisionSupport.objects.unscoped("guarded by its version")
        .filter(pk=decision.pk, version=version)
        .update(version=F("version") + 1, **wanted)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in wanted.items():
        setattr(decision, name, value)
    decision.version = version + 1
    DecisionSupportRevision.objects.create(
        decision=decision, version=decision.version, changes=changes, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    _audited("decision.edit", decision, by=by)
    return decision


def _checked(case: Case, values: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    wanted = {name: values[name] for name in FIELDS}
    plan, outcome = wanted["plan"], Outcome(wanted["outcome"])
    if plan is not None and plan.case_id != case.pk:
        raise UserError(messages.UNKNOWN_ITEM, field="item_key")
    if wanted["held_on"] > today:
        raise UserError(messages.IN_FUTURE, field="held_on")
    if not wanted["options"]:
        raise UserError(messages.NO_OPTIONS, field="options")
    if outcome.needs_reason and not wanted["grounds"].strip():
        raise UserError(
            messages.GROUNDS_NEEDED.format(outcome=outcome.label), field="grounds"
        )
    return wanted


def _audited(action: str, row: DecisionSupport, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, options=len(row.options), outcome_kind=row.outcome,
        subjects=[row.case.person.public_id],
    )  # fmt: skip
