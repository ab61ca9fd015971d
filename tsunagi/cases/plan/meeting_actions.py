"""サービス担当者会議の書込み。開いた日は、計画の歩みにも記される。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.cases.plan import messages
from tsunagi.cases.plan.actions import dates_of, record_step, require_open
from tsunagi.cases.plan.models import Plan, PlanMeeting
from tsunagi.cases.plan.rules import Step
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError

FIELDS = (
    "held_on", "place", "minutes", "person_came", "person_words", "people", "talked",
    "decided", "left_open",
)  # fmt: skip


@transaction.atomic
def record_meeting(
    *,
    plan: Plan,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
    today: date,
) -> PlanMeeting:
    """会議を残す。まだ記されていなければ、歩みの「サービス担当者会議」にもその日を記す。"""
    require_sight(plan.case, Permission.CASE_WORK, by=by, now=now)
    require_open(plan)
    wanted = _checked(values, today=today)
    row = PlanMeeting.objects.create(
        plan=plan, case=plan.case, recorded_at=now, recorded_by_id=by.staff_id,
        **wanted,
    )  # fmt: skip
    dates = dates_of(plan)
    made = dates.get(Step.PLAN_MADE)
    if Step.MEETING not in dates and (made is None or row.held_on <= made):
        record_step(
            plan=plan, step=Step.MEETING, on=row.held_on, by=by, now=now, today=today
        )
    _audited("plan_meeting.record", row, by=by)
    return row


@transaction.atomic
def correct_meeting(
    *,
    meeting: PlanMeeting,
    values: Mapping[str, Any],
    version: int,
    reason: str,
    by: Actor,
    now: datetime,
    today: date,
) -> PlanMeeting:
    """直す。前の版は残る。"""
    wanted = {**_checked(values, today=today), "correction_reason": reason}
    return _next(meeting, wanted, version, reason, by, now, "plan_meeting.correct")


@transaction.atomic
def withdraw_meeting(
    *, meeting: PlanMeeting, version: int, reason: str, by: Actor, now: datetime
) -> PlanMeeting:
    """取り消す。文は版として残る。"""
    kept = {name: getattr(meeting, name) for name in FIELDS}
    wanted = {**kept, "is_withdrawn": True, "correction_reason": reason}
    return _next(meeting, wanted, version, reason, by, now, "plan_meeting.withdraw")


def _checked(values: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    wanted = {name: values[name] for name in FIELDS}
    if wanted["held_on"] > today:
        raise UserError(messages.IN_FUTURE, field="held_on")
    texts = ("person_words", "talked", "decided")
    if not wanted["people"] and not any(wanted[name].strip() for name in texts):
        raise UserError(messages.MEETING_EMPTY)
    return wanted


def _next(
    meeting: PlanMeeting,
    values: Mapping[str, Any],
    version: int,
    reason: str,
    by: Actor,
    now: datetime,
    action: str,
) -> PlanMeeting:
    require_sight(meeting.case, Permission.CASE_WORK, by=by, now=now)
    if meeting.is_withdrawn:
        raise UserError(messages.ALREADY_WITHDRAWN)
    others = meeting.recorded_by_id != by.staff_id
    if not reason.strip() and (others or values.get("is_withdrawn")):
        raise UserError(messages.MEETING_REASON, field="correction_reason")
    row = next_version(
        meeting, values, version=version, kept=("plan", "case"), by=by, now=now
    )
    _audited(action, row, by=by)
    return row


def _audited(action: str, row: PlanMeeting, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, version=row.version,
        subjects=[row.case.person.public_id],
    )  # fmt: skip
