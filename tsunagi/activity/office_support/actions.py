"""事業所への支援の書込み: 書く、直す、終える、取り消す、訪ねる日を決める。

許可 → 規則 → 保存 → 監査。One record is one row of the ledger, without any person.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.activity.office_support import messages
from tsunagi.activity.office_support.models import OfficeSupport, VisitPlan
from tsunagi.activity.office_support.queries import areas_of_support, supports_others
from tsunagi.activity.office_support.rules import (
    Intake,
    Mandate,
    PlanState,
    State,
    Topic,
    Way,
    lies_within,
    state_of_new,
)
from tsunagi.activity.record import actions as ledger
from tsunagi.activity.record.rules import ActivityKind, NewActivity
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, asdict
from tsunagi.common.telling import looks_telling
from tsunagi.organisations.models import Office

KEPT = ("municipality", "office", "staff", "target")
VALUES = (
    "way", "topic", "mandate", "subject", "result", "occurred_on", "minutes",
    "follow_on", "people", "intake", "worries", "strengths",
)  # fmt: skip


class NewSupport(Frozen):
    """What was done for an office, and what was heard of it. None, "": not known."""

    way: Way
    topic: Topic
    mandate: Mandate
    subject: str
    occurred_on: date
    result: str = ""
    minutes: int | None = None
    follow_on: date | None = None
    people: int | None = None
    intake: Intake | str = ""
    worries: str = ""
    strengths: str = ""


@transaction.atomic
def give_support(
    *, target: Office, new: NewSupport, by: Actor, now: datetime, today: date
) -> OfficeSupport:
    """訪ねた、助言したことを書く。訪問を書くと、その事業所への予定は済んだことになる。"""
    office_id, staff_id = _require_supporter(by, target, today=today)
    _check(new, today=today)
    row = OfficeSupport.objects.create(
        municipality_id=by.here, office_id=office_id, staff_id=staff_id,
        target=target, state=state_of_new(new.follow_on), recorded_at=now,
        recorded_by_id=staff_id, **asdict(new),
    )  # fmt: skip
    ledger.record_activity(new=_activity(row), by=by, now=now)
    if new.way is Way.VISIT:
        _planned(office_id, target).update(state=PlanState.VISITED)
    _record("office_support.give", row, by=by)
    return row


@transaction.atomic
def correct_support(
    *, support: OfficeSupport, new: NewSupport, reason: str, version: int, by: Actor,
    now: datetime, today: date,
) -> OfficeSupport:  # fmt: skip
    """直す。前の版は、わけとともに残る。"""
    _require_author(support, by=by)
    _check(new, today=today)
    _require_reason(reason)
    row = _next(
        support, version=version, by=by, now=now, correction_reason=reason,
        state=state_of_new(new.follow_on), **asdict(new),
    )  # fmt: skip
    ledger.supersede_activity(
        record_key=row.record_id, new=_activity(row), by=by, now=now
    )
    _record("office_support.correct", row, by=by, version=row.version)
    return row


@transaction.atomic
def end_support(
    *, support: OfficeSupport, version: int, by: Actor, now: datetime
) -> OfficeSupport:
    """一度押して終える。した側でも、受けた側の管理者でもよい。"""
    if not may_end(support, by=by):
        raise AccessDenied(Permission.OFFICE_SUPPORT)
    if support.is_withdrawn:
        raise UserError(messages.WITHDRAWN)
    if support.state == State.DONE:
        raise UserError(messages.ALREADY_DONE)
    row = _next(support, version=version, by=by, now=now, state=State.DONE)
    _record("office_support.end", row, by=by)
    return row


@transaction.atomic
def withdraw_support(
    *, support: OfficeSupport, reason: str, version: int, by: Actor, now: datetime
) -> OfficeSupport:
    """取り消す（別の事業所に書いたなど）。文とわけは残り、数と時間から外れる。"""
    _require_author(support, by=by)
    _require_reason(reason)
    row = _next(
        support, version=version, by=by, now=now, correction_reason=reason,
        is_withdrawn=True, state=State.DONE,
    )  # fmt: skip
    ledger.withdraw_activity(record_key=row.record_id, by=by, now=now)
    _record("office_support.withdraw", row, by=by)
    return row


@transaction.atomic
def plan_visit(
    *, target: Office, planned_on: date, note: str, by: Actor, now: datetime,
    today: date,
) -> VisitPlan:  # fmt: skip
    """訪ねる日を決める。前に決めた日があれば、「日を変えた」として残る。"""
    office_id, staff_id = _require_supporter(by, target, today=today)
    if planned_on < today:
        raise UserError(messages.PLANNED_PAST, field="planned_on")
    _planned(office_id, target).update(state=PlanState.CHANGED)
    row = VisitPlan.objects.create(
        municipality_id=by.here, office_id=office_id, target=target,
        planned_on=planned_on, note=note, state=PlanState.PLANNED, recorded_at=now,
        recorded_by_id=staff_id,
    )  # fmt: skip
    audit.record("office_visit.plan", by=by, target=row, office=target.pk)
    return row


@transaction.atomic
def drop_visit(*, target: Office, by: Actor, today: date) -> None:
    """訪ねる予定をやめる。行は「やめた」として残る。"""
    office_id, _ = _require_supporter(by, target, today=today)
    _planned(office_id, target).update(state=PlanState.DROPPED)
    audit.record("office_visit.drop", by=by, target=target)


def may_correct(support: OfficeSupport, *, by: Actor) -> bool:
    """The author, or whoever answers for the author's office."""
    return (
        not support.is_withdrawn
        and by.has(Permission.OFFICE_SUPPORT)
        and (
            by.staff_id == support.staff_id
            or support.office_id in by.offices_with(Permission.CASE_ASSIGN)
        )
    )


def may_end(support: OfficeSupport, *, by: Actor) -> bool:
    gives = by.has(Permission.OFFICE_SUPPORT) and support.office_id == by.office_id
    return gives or support.target_id in by.offices_with(Permission.OFFICE_EDIT)


def _planned(office_id: int, target: Office) -> Any:
    rows = VisitPlan.objects.unscoped("of the office that acts")
    return rows.filter(office_id=office_id, target=target, state=PlanState.PLANNED)


def _require_supporter(by: Actor, target: Office, *, today: date) -> tuple[int, int]:
    """Permission, kind of the own office, and the areas it answers for."""
    if not by.has(Permission.OFFICE_SUPPORT):
        raise AccessDenied(Permission.OFFICE_SUPPORT)
    if by.staff_id is None or by.office_id is None:
        raise NotVisible
    if not supports_others(actor=by, today=today):
        raise UserError(messages.NOT_SUPPORTING)
    if target.pk == by.office_id:
        raise UserError(messages.OWN_OFFICE, field="target")
    areas = [area.path for area in areas_of_support(actor=by, today=today)]
    if target.municipality_id != by.here or not lies_within(target.area.path, areas):
        raise UserError(messages.OUTSIDE_AREA, field="target")
    return by.office_id, by.staff_id


def _require_author(support: OfficeSupport, *, by: Actor) -> None:
    if not by.has(Permission.OFFICE_SUPPORT):
        raise AccessDenied(Permission.OFFICE_SUPPORT)
    if support.municipality_id != by.here:
        raise NotVisible
    if support.is_withdrawn:
        raise UserError(messages.WITHDRAWN)
    if not may_correct(support, by=by):
        raise UserError(messages.NOT_YOURS)


def _check(new: NewSupport, *, today: date) -> None:
    if not new.subject.strip():
        raise UserError(messages.SUBJECT_NEEDED, field="subject")
    if new.occurred_on > today:
        raise UserError(messages.IN_FUTURE, field="occurred_on")
    if new.follow_on is not None and new.follow_on < new.occurred_on:
        raise UserError(messages.FOLLOW_BEFORE, field="follow_on")
    for field in ("worries", "strengths"):
        if found := looks_telling(getattr(new, field)):
            raise UserError(
                messages.NAMES_SOMEBODY.format(parts="、".join(found)), field=field
            )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")


def _next(
    support: OfficeSupport, *, version: int, by: Actor, now: datetime, **values: Any
) -> OfficeSupport:
    carried = {name: getattr(support, name) for name in (*VALUES, "state")}
    return next_version(
        support, {**carried, **values}, version=version, kept=KEPT, by=by, now=now
    )


def _activity(row: OfficeSupport) -> NewActivity:
    return NewActivity(
        kind=ActivityKind.OFFICE_SUPPORT, record_key=row.record_id,
        office_id=row.office_id, staff_id=row.staff_id, occurred_on=row.occurred_on,
        method=row.way, minutes=row.minutes, area_id=row.target.area_id,
        source_ref=f"office_support:{row.record_id}",
    )  # fmt: skip


def _record(action: str, row: OfficeSupport, *, by: Actor, **details: Any) -> None:
    audit.record(
        action, by=by, target=row, office=row.target_id, way=str(row.way), **details
    )
