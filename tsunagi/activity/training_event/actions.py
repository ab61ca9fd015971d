"""研修の開催の書込み: 書く、直す、取り消す。許可 → 規則 → 保存 → 監査。

Each organiser's time is one row of the ledger, written once and corrected with the event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.activity.office_support.queries import areas_of_support, supports_others
from tsunagi.activity.office_support.rules import lies_within
from tsunagi.activity.record import actions as ledger
from tsunagi.activity.record.rules import ActivityKind, NewActivity
from tsunagi.activity.training_event import messages
from tsunagi.activity.training_event.models import (
    TrainingEvent,
    TrainingOrganiser,
    TrainingTurnout,
)
from tsunagi.activity.training_event.rules import TrainingKind
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, asdict
from tsunagi.organisations.models import Area, Office, Post, Staff

KEPT = ("municipality", "office")
VALUES = (
    "area", "title", "purpose", "kind", "with_whom", "held_on", "minutes", "result",
    "came", "offices_came",
)  # fmt: skip


class NewTraining(Frozen):
    """What was held. minutes None: not known; with_whom empty: planned alone."""

    title: str
    purpose: str
    kind: TrainingKind
    held_on: date
    with_whom: str = ""
    minutes: int | None = None
    result: str = ""


class Round(Frozen):
    """For which area, who held it, which offices were asked and how many came."""

    area: Area
    organisers: Sequence[Staff]
    turnout: Mapping[Office, int]


@transaction.atomic
def record_training(
    *, new: NewTraining, about: Round, by: Actor, now: datetime, today: date
) -> TrainingEvent:
    """開いた研修を書く。開いた職員の時間が、一人に一行、台帳に入る。"""
    office_id = _require(by, about, new, today=today)
    row = TrainingEvent.objects.create(
        municipality_id=by.here, office_id=office_id, area=about.area, recorded_at=now,
        recorded_by_id=by.staff_id, **_sums(about), **asdict(new),
    )  # fmt: skip
    _write_round(row, about, {}, by=by, now=now)
    _record("training_event.hold", row, by=by)
    return row


@transaction.atomic
def correct_training(
    *, row: TrainingEvent, new: NewTraining, about: Round, reason: str, version: int,
    by: Actor, now: datetime, today: date,
) -> TrainingEvent:  # fmt: skip
    """直す。前の版は、わけとともに残り、台帳の時間も一緒に直る。"""
    _require_own(row, by=by)
    _require(by, about, new, today=today)
    _require_reason(reason)
    after = _next(
        row, version=version, by=by, now=now, area=about.area,
        correction_reason=reason.strip(), **_sums(about), **asdict(new),
    )  # fmt: skip
    _write_round(after, about, _keys_of(row), by=by, now=now)
    _record("training_event.correct", after, by=by, version=after.version)
    return after


@transaction.atomic
def withdraw_training(
    *, row: TrainingEvent, reason: str, version: int, by: Actor, now: datetime
) -> TrainingEvent:
    """取り消す。文とわけは残り、数と時間から外れる。"""
    _require_own(row, by=by)
    _require_reason(reason)
    after = _next(
        row, version=version, by=by, now=now, is_withdrawn=True,
        correction_reason=reason.strip(),
    )  # fmt: skip
    for key in _keys_of(row).values():
        ledger.withdraw_activity(record_key=key, by=by, now=now)
    _record("training_event.withdraw", after, by=by)
    return after


def may_correct(row: TrainingEvent, *, by: Actor) -> bool:
    """Anybody of the office that held it, while it supports others."""
    return (
        not row.is_withdrawn
        and by.has(Permission.OFFICE_SUPPORT)
        and row.office_id == by.office_id
    )


def _require(by: Actor, about: Round, new: NewTraining, *, today: date) -> int:
    if not by.has(Permission.OFFICE_SUPPORT):
        raise AccessDenied(Permission.OFFICE_SUPPORT)
    if by.staff_id is None or by.office_id is None:
        raise NotVisible
    if not supports_others(actor=by, today=today):
        raise UserError(messages.NOT_SUPPORTING)
    paths = [area.path for area in areas_of_support(actor=by, today=today)]
    if not lies_within(about.area.path, paths):
        raise UserError(messages.OUTSIDE_AREA, field="area")
    if not (new.title.strip() and new.purpose.strip()):
        field = "purpose" if new.title.strip() else "title"
        raise UserError(messages.WORDS_NEEDED, field=field)
    if new.held_on > today:
        raise UserError(messages.IN_FUTURE, field="held_on")
    wanted = {one.pk for one in about.organisers}
    posts = Post.objects.filter(office_id=by.office_id, staff_id__in=wanted)
    if not wanted or wanted != set(posts.values_list("staff_id", flat=True)):
        raise UserError(messages.NOBODY_HELD_IT, field="organisers")
    return by.office_id


def _require_own(row: TrainingEvent, *, by: Actor) -> None:
    if not by.has(Permission.OFFICE_SUPPORT):
        raise AccessDenied(Permission.OFFICE_SUPPORT)
    if row.municipality_id != by.here or row.office_id != by.office_id:
        raise NotVisible
    if row.is_withdrawn:
        raise UserError(messages.WITHDRAWN)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")


def _sums(about: Round) -> dict[str, int]:
    return {
        "came": sum(about.turnout.values()),
        "offices_came": sum(count > 0 for count in about.turnout.values()),
    }


def _keys_of(row: TrainingEvent) -> dict[int, UUID]:
    """{staff: key in the ledger} of this version."""
    rows = TrainingOrganiser.objects.unscoped("of the event that acts")
    return dict(rows.filter(event=row).values_list("staff_id", "activity_key"))


def _write_round(
    row: TrainingEvent, about: Round, before: dict[int, UUID], *, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Turnout and organisers of this version; the ledger follows, one row for each."""
    TrainingTurnout.objects.unscoped("of the event that acts").bulk_create(
        TrainingTurnout(event=row, office=office, came=count)
        for office, count in about.turnout.items()
    )
    staying = {one.pk for one in about.organisers}
    for staff_id, key in before.items():
        if staff_id not in staying:
            ledger.withdraw_activity(record_key=key, by=by, now=now)
    for one in about.organisers:
        key = before.get(one.pk) or uuid4()
        TrainingOrganiser.objects.create(event=row, staff=one, activity_key=key)
        activity = NewActivity(
            kind=ActivityKind.TRAINING, record_key=key, office_id=row.office_id,
            staff_id=one.pk, occurred_on=row.held_on, method=str(row.kind),
            minutes=row.minutes, area_id=about.area.pk,
            source_ref=f"training_event:{row.record_id}",
        )  # fmt: skip
        if one.pk in before:
            ledger.supersede_activity(record_key=key, new=activity, by=by, now=now)
        else:
            ledger.record_activity(new=activity, by=by, now=now)


def _next(
    row: TrainingEvent, *, version: int, by: Actor, now: datetime, **values: Any
) -> TrainingEvent:
    carried = {name: getattr(row, name) for name in VALUES}
    return next_version(
        row, {**carried, **values}, version=version, kept=KEPT, by=by, now=now
    )


def _record(action: str, row: TrainingEvent, *, by: Actor, **details: Any) -> None:
    audit.record(action, by=by, target=row, area=row.area_id, came=row.came, **details)
