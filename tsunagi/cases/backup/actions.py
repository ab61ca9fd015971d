"""助言・同行・後方支援の書込み: 書く、直す、終える、取り消す。許可 → 規則 → 保存 → 監査。

Nothing here touches who is responsible. One record is one row of the ledger.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.activity.record import actions as ledger
from tsunagi.activity.record.rules import ActivityKind, NewActivity
from tsunagi.cases.backup import messages
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import Kind, Mandate, State, may_give, state_of_new
from tsunagi.cases.case.access_rows import close_access, open_access
from tsunagi.cases.case.actions import require_open
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind, Relation
from tsunagi.cases.field_classes import FieldClass, spelled
from tsunagi.cases.scope import TEAM, require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, asdict

# Whoever works on the case, or was shown it with the person's consent or by the law.
GIVERS = TEAM | {"consent", "legal"}
# What somebody needs who advises from behind: neither the address nor the numbers.
CLASSES_OF_HELPER = (FieldClass.IDENTITY, FieldClass.SUPPORT, FieldClass.NARRATIVE)
KEPT = ("municipality", "case", "office", "staff", "receiver")
VALUES = ("kind", "occurred_on", "minutes", "advice", "mandate", "follow_on")


class NewBackup(Frozen):
    """What was done. minutes None: not known. follow_on: when to ask how it went."""

    kind: Kind
    occurred_on: date
    advice: str
    mandate: Mandate
    minutes: int | None = None
    follow_on: date | None = None


@transaction.atomic
def give_backup(
    *, case: Case, new: NewBackup, by: Actor, now: datetime, today: date
) -> BackupSupport:
    """手伝ったことを書く。手伝ったのは、書いた本人とその事業所。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=GIVERS)
    require_open(case)
    if by.staff_id is None or by.office_id is None:
        raise NotVisible
    if not may_give(
        giver=by.staff_id, giver_office=by.office_id,
        responsible=case.responsible_staff_id,
        responsible_office=case.responsible_office_id,
    ):  # fmt: skip
        raise UserError(messages.OWN_CASE)
    _check(new, today=today)
    row = BackupSupport.objects.create(
        municipality_id=case.municipality_id, case=case, office_id=by.office_id,
        staff_id=by.staff_id, receiver_id=case.responsible_office_id,
        state=state_of_new(new.follow_on), recorded_at=now,
        recorded_by_id=by.staff_id, **asdict(new),
    )  # fmt: skip
    ledger.record_activity(new=_activity(row), by=by, now=now)
    leave_event(
        case, EventKind.BACKUP, on=new.occurred_on, by=by, now=now,
        text=f"{new.kind.label}（{by.office_name}）", source_ref=ref_of(row),
    )  # fmt: skip
    _record("backup.give", row, by=by)
    return row


@transaction.atomic
def correct_backup(
    *,
    backup: BackupSupport,
    new: NewBackup,
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> BackupSupport:
    """直す。前の版は、わけとともに残る。次に様子を聞く日を入れれば、またつづく。"""
    _require_author(backup, by=by, now=now)
    _check(new, today=today)
    _require_reason(reason)
    row = _next(
        backup, version=version, by=by, now=now, correction_reason=reason,
        state=state_of_new(new.follow_on), **asdict(new),
    )  # fmt: skip
    ledger.supersede_activity(
        record_key=row.record_id, new=_activity(row), by=by, now=now
    )
    _end_sight(row, now=now)
    _record("backup.correct", row, by=by, version=row.version)
    return row


@transaction.atomic
def end_backup(
    *, backup: BackupSupport, version: int, by: Actor, now: datetime
) -> BackupSupport:
    """一度押して終える。手伝った側でも、担当の側でもよい。"""
    require_sight(backup.case, Permission.CASE_WORK, by=by, now=now, through=GIVERS)
    if backup.is_withdrawn:
        raise UserError(messages.WITHDRAWN)
    if backup.state == State.DONE:
        raise UserError(messages.ALREADY_DONE)
    row = _next(backup, version=version, by=by, now=now, state=State.DONE)
    _end_sight(row, now=now)
    _record("backup.end", row, by=by)
    return row


@transaction.atomic
def withdraw_backup(
    *, backup: BackupSupport, reason: str, version: int, by: Actor, now: datetime
) -> BackupSupport:
    """取り消す（別の方に書いたなど）。文とわけは残り、数と時間から外れる。"""
    _require_author(backup, by=by, now=now)
    _require_reason(reason)
    row = _next(
        backup, version=version, by=by, now=now, correction_reason=reason,
        is_withdrawn=True, state=State.DONE,
    )  # fmt: skip
    _end_sight(row, now=now)
    ledger.withdraw_activity(record_key=row.record_id, by=by, now=now)
    leave_event(
        row.case, EventKind.BACKUP, on=row.occurred_on, by=by, now=now,
        text=f"{Kind(row.kind).label}の記録を取り消した", source_ref=ref_of(row),
    )  # fmt: skip
    _record("backup.withdraw", row, by=by)
    return row


@transaction.atomic
def keep_sight(*, backup: BackupSupport, by: Actor, now: datetime) -> None:
    """前の担当が、後方支援を終えるまで、その支援に要る分だけを見られるようにする。

    For whoever has handed the person over and goes on in the background (KUM-95). The
    office in charge ends it with one press, as the helper does.
    """
    require_sight(backup.case, Permission.CASE_WORK, by=by, now=now, through=TEAM)
    if backup.state != State.GOING or backup.office_id != by.office_id:
        raise NotVisible
    open_access(
        case=backup.case, relation=Relation.COLLABORATING,
        classes=spelled(CLASSES_OF_HELPER), office=backup.office, valid_from=now,
        source_ref=ref_of(backup), by=by, basis="後方支援を終えるまで",
    )  # fmt: skip
    audit.record(
        "backup.sight", by=by, target=backup,
        subjects=[backup.case.person.public_id],
    )  # fmt: skip


def _end_sight(row: BackupSupport, *, now: datetime) -> None:
    """Nothing to do where the helper sees the case for another reason."""
    if row.state == State.DONE:
        close_access(case=row.case, source_ref=ref_of(row), now=now)


def may_correct(backup: BackupSupport, *, by: Actor) -> bool:
    """The author, or whoever answers for the author's office."""
    return not backup.is_withdrawn and (
        by.staff_id == backup.staff_id
        or by.can(
            Permission.CASE_ASSIGN,
            municipality_id=backup.municipality_id,
            office_id=backup.office_id,
        )
    )


def ref_of(row: BackupSupport) -> str:
    """How the ledger and the events of the case name it."""
    return f"backup:{row.record_id}"


def _check(new: NewBackup, *, today: date) -> None:
    if not new.advice.strip():
        raise UserError(messages.ADVICE_NEEDED, field="advice")
    if new.occurred_on > today:
        raise UserError(messages.IN_FUTURE, field="occurred_on")
    if new.follow_on is not None and new.follow_on < new.occurred_on:
        raise UserError(messages.FOLLOW_BEFORE, field="follow_on")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")


def _require_author(backup: BackupSupport, *, by: Actor, now: datetime) -> None:
    require_sight(backup.case, Permission.CASE_WORK, by=by, now=now, through=GIVERS)
    if backup.is_withdrawn:
        raise UserError(messages.WITHDRAWN)
    if not may_correct(backup, by=by):
        raise UserError(messages.NOT_YOURS)


def _next(
    backup: BackupSupport, *, version: int, by: Actor, now: datetime, **values: Any
) -> BackupSupport:
    carried = {name: getattr(backup, name) for name in (*VALUES, "state")}
    return next_version(
        backup, {**carried, **values}, version=version, kept=KEPT, by=by, now=now
    )


def _activity(row: BackupSupport) -> NewActivity:
    """The time and the kind; nobody is counted as supported a second time."""
    return NewActivity(
        kind=ActivityKind.BACKUP, record_key=row.record_id, office_id=row.office_id,
        staff_id=row.staff_id, occurred_on=row.occurred_on, method=row.kind,
        minutes=row.minutes, area_id=row.case.person.area_id, source_ref=ref_of(row),
    )  # fmt: skip


def _record(action: str, row: BackupSupport, *, by: Actor, **details: Any) -> None:
    audit.record(
        action, by=by, target=row, kind=str(row.kind),
        subjects=[row.case.person.public_id], **details,
    )  # fmt: skip
