"""調整・交渉の書込み: 頼んだ、結果が出た、直す、取り消す。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.cases.case.actions import require_open
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.coordination import messages
from tsunagi.cases.coordination.models import Coordination
from tsunagi.cases.coordination.rules import Partner, Result
from tsunagi.cases.scope import TEAM, require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, asdict

KEPT = ("municipality", "case", "office", "staff")
ASKED = ("partner", "partner_name", "purpose", "asked", "asked_on", "due_on")
ANSWERED = ("result", "result_words", "result_on")


class NewCoordination(Frozen):
    """What was asked of whom. due_on: when an answer is expected, if that is known."""

    partner: Partner
    partner_name: str
    purpose: str
    asked: str
    asked_on: date
    due_on: date | None = None


class Outcome(Frozen):
    """What became of it."""

    result: Result
    on: date
    words: str = ""


@transaction.atomic
def ask_partner(
    *, case: Case, new: NewCoordination, by: Actor, now: datetime, today: date
) -> Coordination:
    """頼んだことを書く。結果が入るまで、その方のページと「きょう」に残る。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=TEAM)
    require_open(case)
    if by.staff_id is None or by.office_id is None:
        raise NotVisible
    _check(new, today=today)
    row = Coordination.objects.create(
        municipality_id=case.municipality_id, case=case, office_id=by.office_id,
        staff_id=by.staff_id, recorded_at=now, recorded_by_id=by.staff_id,
        **asdict(new),
    )  # fmt: skip
    _record("coordination.ask", row, by=by)
    return row


@transaction.atomic
def enter_result(
    *, row: Coordination, outcome: Outcome, version: int, by: Actor, now: datetime,
    today: date,
) -> Coordination:  # fmt: skip
    """結果を一行で。ここで、待つものの一覧から外れ、経過に一行残る。"""
    _require(row, by=by, now=now)
    if row.result:
        raise UserError(messages.HAS_RESULT)
    _check_outcome(outcome, row.asked_on, today=today)
    after = _next(row, version=version, by=by, now=now, **_values_of(outcome))
    _tell(after, outcome.result.label, on=outcome.on, by=by, now=now)
    _record("coordination.result", after, by=by, result=outcome.result.value)
    return after


@transaction.atomic
def correct_coordination(
    *, row: Coordination, new: NewCoordination, outcome: Outcome | None, reason: str,
    version: int, by: Actor, now: datetime, today: date,
) -> Coordination:  # fmt: skip
    """直す。前の版は、わけとともに残る。結果を空にすれば、また待つものになる。"""
    _require(row, by=by, now=now)
    _require_reason(reason)
    _check(new, today=today)
    values = {"result": "", "result_words": "", "result_on": None}
    if outcome is not None:
        _check_outcome(outcome, new.asked_on, today=today)
        values = _values_of(outcome)
    after = _next(
        row, version=version, by=by, now=now, correction_reason=reason.strip(),
        **{**asdict(new), **values},
    )  # fmt: skip
    if (row.result, row.result_on) != (after.result, after.result_on):
        words = f"直した: {outcome.result.label}" if outcome else "結果を取り消した"
        _tell(after, words, on=today, by=by, now=now)
    _record("coordination.correct", after, by=by, version=after.version)
    return after


@transaction.atomic
def withdraw_coordination(
    *, row: Coordination, reason: str, version: int, by: Actor, now: datetime
) -> Coordination:
    """取り消す（別の方に書いたなど）。文とわけは残る。"""
    _require(row, by=by, now=now)
    _require_reason(reason)
    after = _next(
        row, version=version, by=by, now=now, correction_reason=reason.strip(),
        is_withdrawn=True,
    )  # fmt: skip
    if row.result:
        _tell(after, "この記録を取り消した", on=localdate(now), by=by, now=now)
    _record("coordination.withdraw", after, by=by)
    return after


def _tell(row: Coordination, words: str, *, on: date, by: Actor, now: datetime) -> None:
    """One line of the case's history. What is put right later is said there too."""
    leave_event(
        row.case, EventKind.COORDINATION, on=on, by=by, now=now,
        text=f"{row.partner_name}と: {row.purpose}（{words}）",
        source_ref=f"coordination:{row.record_id}",
    )  # fmt: skip


def _require(row: Coordination, *, by: Actor, now: datetime) -> None:
    """Anybody of the team: the result often comes to whoever picks up the telephone."""
    require_sight(row.case, Permission.CASE_WORK, by=by, now=now, through=TEAM)
    if row.is_withdrawn:
        raise UserError(messages.WITHDRAWN)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")


def _check(new: NewCoordination, *, today: date) -> None:
    for name in ("partner_name", "purpose", "asked"):
        if not str(getattr(new, name)).strip():
            raise UserError(messages.WORDS_NEEDED, field=name)
    if new.asked_on > today:
        raise UserError(messages.IN_FUTURE, field="asked_on")
    if new.due_on is not None and new.due_on < new.asked_on:
        raise UserError(messages.BEFORE_ASKING, field="due_on")


def _check_outcome(outcome: Outcome, asked_on: date, *, today: date) -> None:
    if outcome.on > today:
        raise UserError(messages.IN_FUTURE, field="result_on")
    if outcome.on < asked_on:
        raise UserError(messages.BEFORE_ASKING, field="result_on")


def _values_of(outcome: Outcome) -> dict[str, Any]:
    return {
        "result": outcome.result, "result_words": outcome.words.strip(),
        "result_on": outcome.on,
    }  # fmt: skip


def _next(
    row: Coordination, *, version: int, by: Actor, now: datetime, **values: Any
) -> Coordination:
    carried = {name: getattr(row, name) for name in (*ASKED, *ANSWERED)}
    return next_version(
        row, {**carried, **values}, version=version, kept=KEPT, by=by, now=now
    )


def _record(action: str, row: Coordination, *, by: Actor, **details: Any) -> None:
    audit.record(
        action, by=by, target=row, partner=str(row.partner),
        subjects=[row.case.person.public_id], **details,
    )  # fmt: skip
