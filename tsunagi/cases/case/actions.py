"""ケースの書込み: 始める、担当、関わり方、終結、再開。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case import messages
from tsunagi.cases.case.access_rows import (
    RESPONSIBLE_REF,
    close_access,
    responsible_access_rows,
)
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case, CaseMode, CaseResponsibility
from tsunagi.cases.case.opening import (
    NewCase,
    case_row,
    mode_row,
    responsibility_row,
    rows_with_case,
)
from tsunagi.cases.case.rules import ClosingReason, EventKind, Mode, retention_until
from tsunagi.cases.handover.models import Handover
from tsunagi.cases.handover.rules import UNDECIDED_STAGES
from tsunagi.cases.limits.approval_actions import ask_approval
from tsunagi.cases.person.models import Person
from tsunagi.cases.scope import HOLDERS, require_sight
from tsunagi.cases.search.index import follow_case
from tsunagi.common.errors import UserError
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Post, Staff


@transaction.atomic
def open_case(
    *,
    person: Person,
    office: Office,
    staff: Staff | None,
    mode: Mode,
    opened_on: date,
    by: Actor,
    now: datetime,
    today: date,
    reason: str = "",
    continues_from: Case | None = None,
) -> Case:
    """支援を始める。はじめから、主担当の事業所が一つある。

    staff None: 「チームで待つ」. The person may have no other open case (constraint).
    """
    require_at_office(office, Permission.CASE_WORK, by)
    if opened_on > today:
        raise UserError(messages.IN_FUTURE, field="opened_on")
    require_staff_of(office, staff, today=today)
    new = NewCase(person, office, staff, mode, opened_on, reason, continues_from)
    case = case_row(new, by=by, now=now)
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        raise UserError(messages.ALREADY_OPEN) from error
    for row in rows_with_case(case, reason=reason, by=by, now=now):
        row.save(force_insert=True)
    ask_approval(case=case, reason=reason, by=by, now=now, today=today)
    audit.record(
        "case.open", by=by, target=case, subjects=[person.public_id], mode=mode.value
    )
    return case


def require_at_office(office: Office, permission: Permission, by: Actor) -> None:
    """The actor's own office, an area it lies in, or the whole municipality."""
    if by.can(permission, municipality_id=by.here, office_id=office.pk):
        return  # without asking where it lies
    by.require(
        permission, municipality_id=by.here, area_ids=ids_on_path(office.area.path)
    )


def require_staff_of(office: Office, staff: Staff | None, *, today: date) -> None:
    if staff is None:
        return
    posts = Post.objects.filter(in_force_on(today), staff=staff, office=office)
    if not posts.exists():
        raise UserError(messages.NOT_OF_OFFICE, field="staff")


@transaction.atomic
def assign(
    *,
    case: Case,
    staff: Staff | None,
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Case:
    """事業所の中の担当者を決める。空けると「チームで待つ」になる。"""
    require_sight(case, Permission.CASE_ASSIGN, by=by, now=now, through=HOLDERS)
    require_at_office(case.responsible_office, Permission.CASE_ASSIGN, by)
    require_open(case)
    require_staff_of(case.responsible_office, staff, today=today)
    if case.responsible_staff_id == (staff.pk if staff else None):
        raise UserError(messages.SAME_RESPONSIBILITY, field="staff")
    _move(
        case, office=case.responsible_office, staff=staff, reason=reason,
        version=version, by=by, now=now, today=today,
    )  # fmt: skip
    name = staff.name if staff else "チームで待つ"
    leave_event(
        case, EventKind.RESPONSIBILITY, on=today, by=by, now=now,
        text=f"担当者: {name}",
    )  # fmt: skip
    audit.record("case.assign", by=by, target=case, staff=staff.pk if staff else None)
    return case


@transaction.atomic
def move_responsibility(
    *,
    case: Case,
    office: Office,
    staff: Staff | None,
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Case:
    """主担当の事業所を替える。引き受けた側の操作から呼ばれる。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    require_at_office(office, Permission.CASE_WORK, by)
    require_open(case)
    require_staff_of(office, staff, today=today)
    if case.responsible_office_id == office.pk:
        raise UserError(messages.SAME_RESPONSIBILITY, field="office")
    _move(
        case, office=office, staff=staff, reason=reason, version=version, by=by,
        now=now, today=today,
    )  # fmt: skip
    leave_event(
        case, EventKind.RESPONSIBILITY, on=today, by=by, now=now,
        text=f"主担当: {office.name}",
    )  # fmt: skip
    ask_approval(case=case, reason=reason, by=by, now=now, today=today)
    audit.record("case.move", by=by, target=case, office=office.pk)
    return case


def take_over(
    *, case: Case, office: Office, staff: Staff | None, reason: str, by: Actor,
    now: datetime, today: date,
) -> None:  # fmt: skip
    """主担当が、引き受けた事業所へ移る。引継ぎだけが呼ぶ。

    Asks for no sight: the place that takes over has none before. The handover has checked
    the consent, who speaks for the place, and that nobody else has taken over.
    """
    require_open(case)
    require_staff_of(office, staff, today=today)
    _move(
        case, office=office, staff=staff, reason=reason, version=case.version, by=by,
        now=now, today=today,
    )  # fmt: skip
    leave_event(
        case, EventKind.RESPONSIBILITY, on=today, by=by, now=now,
        text=f"主担当: {office.name}",
    )  # fmt: skip


def _move(
    case: Case,
    *,
    office: Office,
    staff: Staff | None,
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """The current state, its dated history and the reasons to see, in one step."""
    step_version(case, version, responsible_office=office, responsible_staff=staff)
    follow_case(case.pk)
    CaseResponsibility.objects.unscoped("ends with the change").filter(
        case=case, valid_before=None
    ).update(valid_before=today)
    responsibility_row(case, reason=reason, on=today, by=by, now=now).save()
    close_access(case=case, source_ref=RESPONSIBLE_REF, now=now)
    for row in responsible_access_rows(case=case, by=by, now=now):
        row.save(force_insert=True)


def step_version(case: Case, version: int, **values: object) -> None:
    """Check-and-act in one statement: nobody else has changed the case meanwhile."""
    changed = (
        Case.objects.unscoped("guarded by its version")
        .filter(pk=case.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(case, name, value)
    case.version = version + 1


def require_open(case: Case) -> None:
    if not case.is_open:
        raise UserError(messages.NOT_OPEN)


@transaction.atomic
def change_mode(
    *,
    case: Case,
    mode: Mode,
    reason: str,
    on: date,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Case:
    """関わり方を変える。記録は一つのまま、前の関わり方は日付とともに残る。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    require_open(case)
    if case.mode == mode:
        raise UserError(messages.SAME_MODE, field="mode")
    if on > today:
        raise UserError(messages.IN_FUTURE, field="on")
    begin_mode(case, mode, reason=reason, on=on, by=by, now=now, version=version)
    ask_approval(case=case, reason=reason, by=by, now=now, today=today)
    audit.record("case.mode", by=by, target=case, mode=mode.value)
    return case


def begin_mode(
    case: Case, mode: Mode, *, reason: str, on: date, by: Actor, now: datetime,
    version: int | None = None,
) -> None:  # fmt: skip
    """The current mode ends, the next begins. Callers have asked for the right to it."""
    current = CaseMode.objects.unscoped("the mode that ends").get(
        case=case, valid_before=None
    )
    if on < current.valid_from:
        raise UserError(messages.BEFORE_OPENING, field="on")
    step_version(case, case.version if version is None else version, mode=mode)
    current.valid_before = on
    current.save(update_fields=["valid_before"])
    mode_row(case, reason=reason, on=on, by=by, now=now).save()
    leave_event(case, EventKind.MODE, on=on, text=mode.label, by=by, now=now)


@transaction.atomic
def close_case(
    *,
    case: Case,
    reason: ClosingReason,
    note: str,
    on: date,
    follow_up_on: date | None,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Case:
    """終結する。保存の期限をここで決める。見てよい理由は、終結のあとも続く。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    require_open(case)
    if on < case.opened_on:
        raise UserError(messages.BEFORE_OPENING, field="on")
    if on > today:
        raise UserError(messages.IN_FUTURE, field="on")
    if _is_asked_elsewhere(case):
        raise UserError(messages.HANDOVER_WAITS)
    _close(
        case, reason, note=note, on=on, follow_up_on=follow_up_on, version=version,
        by=by, now=now,
    )  # fmt: skip
    return case


def _is_asked_elsewhere(case: Case) -> bool:
    """Somebody has been asked to take over, or is about to be: not yet decided."""
    rows = Handover.objects.unscoped("may the case be closed now")
    return rows.filter(case=case, stage__in=UNDECIDED_STAGES).exists()


def close_on_moving(*, case: Case, on: date, by: Actor, now: datetime) -> None:
    """転出: 向こうの市町村のケースが始まるのと同じ取引で閉じる。引継ぎだけが呼ぶ。"""
    require_open(case)
    _close(
        case, ClosingReason.MOVED, note="", on=on, follow_up_on=None,
        version=case.version, by=by, now=now,
    )  # fmt: skip


def _close(
    case: Case, reason: ClosingReason, *, note: str, on: date,
    follow_up_on: date | None, version: int, by: Actor, now: datetime,
) -> None:  # fmt: skip
    step_version(
        case, version, closed_on=on, closing_reason=reason, closing_note=note,
        follow_up_on=follow_up_on, retention_until=retention_until(on),
    )  # fmt: skip
    leave_event(case, EventKind.CLOSED, on=on, text=reason.label, by=by, now=now)
    audit.record("case.close", by=by, target=case, reason=reason.value)


@transaction.atomic
def reopen_case(
    *, case: Case, reason: str, version: int, by: Actor, now: datetime, today: date
) -> Case:
    """終結したケースを、同じ記録のまま再開する。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=HOLDERS)
    if case.is_open:
        raise UserError(messages.NOT_CLOSED)
    person = Person.objects.unscoped("of the case that was seen").get(pk=case.person_id)
    if person.merged_into_id is not None:
        raise UserError(messages.MERGED_AWAY)
    try:
        with transaction.atomic():
            step_version(
                case, version, closed_on=None, closing_reason="", retention_until=None,
                follow_up_on=None,
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.ALREADY_OPEN) from error
    leave_event(case, EventKind.REOPENED, on=today, text=reason, by=by, now=now)
    ask_approval(case=case, reason=reason, by=by, now=now, today=today)
    audit.record("case.reopen", by=by, target=case)
    return case


def bulk_assign(
    *,
    cases: Iterable[Case],
    staff: Staff | None,
    reason: str,
    by: Actor,
    now: datetime,
    today: date,
) -> int:
    """まとめて担当者を替える。一つでも断られたら、どれも替えない。"""
    moved = 0
    with transaction.atomic():
        for case in cases:
            if case.responsible_staff_id == (staff.pk if staff else None):
                continue
            assign(
                case=case, staff=staff, reason=reason, version=case.version, by=by,
                now=now, today=today,
            )  # fmt: skip
            moved += 1
    return moved
