"""要望・苦情の書込み: 受ける、受け持つ人を替える、したことを書く、返事をする、直す。

What is overwritten stays as a revision; what was wrong altogether is withdrawn, not
deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.idempotency import once
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.cases.case.models import Case
from tsunagi.cases.changes import changes_of
from tsunagi.cases.complaint import messages
from tsunagi.cases.complaint.models import Complaint, ComplaintRevision, ComplaintStep
from tsunagi.cases.complaint.policy import CAN_SEE_COMPLAINT
from tsunagi.cases.complaint.rules import Satisfied, Way
from tsunagi.cases.intake.actions import require_desk
from tsunagi.cases.scope import sight_of
from tsunagi.common.errors import UserError
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Post, Staff

FIELDS = frozenset(
    {"kind", "received_on", "told_by", "told_by_words", "about_office", "about_words",
     "text", "wish", "owner", "due_on"}
)  # fmt: skip
TOLD = FIELDS - {"owner", "due_on"}
ANSWERED = frozenset({"answered_on", "way", "answer", "satisfied"})


def subject_of_complaint(complaint: Complaint) -> list[UUID]:
    """Whom an audit row is about: the person, or the complaint without one."""
    case = complaint.case
    return [case.person.public_id if case else complaint.public_id]


@transaction.atomic
def register_complaint(
    *,
    office: Office,
    case: Case | None,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
    today: date,
) -> Complaint:
    """要望・苦情を受ける。受け持つ人と、返事の期限がその場で決まる。"""
    require_desk(office, by)
    if case is not None and by.staff_id is not None:
        _require_case(case, by=by, now=now)
    kept = {name: value for name, value in values.items() if name in FIELDS}
    if not str(kept.get("text", "")).strip():
        raise UserError(messages.TEXT_NEEDED, field="text")
    if kept["received_on"] > today:
        raise UserError(messages.IN_FUTURE, field="received_on")
    if kept["due_on"] < kept["received_on"]:
        raise UserError(messages.DUE_BEFORE, field="due_on")
    _require_of_office(kept["owner"], office, today=today)
    complaint = Complaint.objects.create(
        municipality_id=office.municipality_id, office=office, case=case,
        recorded_at=now, recorded_by_id=by.staff_id, **kept,
    )  # fmt: skip
    audit.record(
        "complaint.register", by=by, target=complaint,
        subjects=subject_of_complaint(complaint), kind=complaint.kind,
    )  # fmt: skip
    return complaint


def register_complaint_once(
    *, key: UUID, values: Mapping[str, Any], by: Actor, **others: Any
) -> Complaint:
    """The same form sent twice is one complaint."""

    def make() -> str:
        return str(register_complaint(values=values, by=by, **others).public_id)

    body = {name: str(getattr(value, "pk", value)) for name, value in values.items()}
    body["case"] = str(getattr(others.get("case"), "pk", ""))
    public_id, _ = once(key, by=by, action="complaint.register", body=body, make=make)
    return Complaint.objects.unscoped("made by this very form").get(public_id=public_id)


@transaction.atomic
def assign_complaint(
    *,
    complaint: Complaint,
    owner: Staff,
    due_on: date,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """受け持つ人と期限を替える。"""
    _require_open(complaint, by=by, now=now)
    if due_on < complaint.received_on:
        raise UserError(messages.DUE_BEFORE, field="due_on")
    _require_of_office(owner, complaint.office, today=today)
    _change(complaint, version, by=by, now=now, owner=owner, due_on=due_on)
    audit.record(
        "complaint.assign", by=by, target=complaint, owner=owner.pk,
        subjects=subject_of_complaint(complaint),
    )  # fmt: skip


@transaction.atomic
def add_complaint_step(
    *,
    complaint: Complaint,
    done_on: date,
    text: str,
    by: Actor,
    now: datetime,
    today: date,
) -> ComplaintStep:
    """したことを書く。"""
    _require_standing(complaint, by=by, now=now)
    if not text.strip():
        raise UserError(messages.TEXT_NEEDED, field="text")
    if not complaint.received_on <= done_on <= today:
        raise UserError(messages.IN_FUTURE, field="done_on")
    step = ComplaintStep.objects.create(
        complaint=complaint, done_on=done_on, text=text, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record(
        "complaint.step", by=by, target=complaint,
        subjects=subject_of_complaint(complaint),
    )  # fmt: skip
    return step


@transaction.atomic
def answer_complaint(
    *,
    complaint: Complaint,
    answered_on: date,
    way: Way,
    answer: str,
    satisfied: Satisfied,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """本人への返事を記録する。ここで、受け持つ人の一覧から外れる。"""
    _require_open(complaint, by=by, now=now)
    if not answer.strip():
        raise UserError(messages.TEXT_NEEDED, field="answer")
    if not complaint.received_on <= answered_on <= today:
        raise UserError(messages.IN_FUTURE, field="answered_on")
    _step(
        complaint, version, answered_on=answered_on, answered_by_id=by.staff_id,
        way=way, answer=answer, satisfied=satisfied,
    )  # fmt: skip
    audit.record(
        "complaint.answer", by=by, target=complaint, satisfied=satisfied.value,
        subjects=subject_of_complaint(complaint),
    )  # fmt: skip


@transaction.atomic
def edit_complaint(
    *,
    complaint: Complaint,
    values: Mapping[str, Any],
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """書いたこと、または返事を直す。直す前の内容は、理由とともに残る。"""
    _require_standing(complaint, by=by, now=now)
    complaint.refresh_from_db()
    fields = TOLD if complaint.answered_on is None else TOLD | ANSWERED
    kept = {name: value for name, value in values.items() if name in fields}
    _check_edited(complaint, kept, today=today)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    _change(complaint, version, by=by, now=now, reason=reason, **kept)
    audit.record(
        "complaint.edit", by=by, target=complaint,
        subjects=subject_of_complaint(complaint),
    )  # fmt: skip


@transaction.atomic
def move_complaint(
    *,
    complaint: Complaint,
    case: Case | None,
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
) -> None:
    """別の方に書いていたとき、正しい方に移すか、だれのものでもなくする。"""
    _require_standing(complaint, by=by, now=now)
    if case is not None and by.staff_id is not None:
        _require_case(case, by=by, now=now)
    complaint.refresh_from_db()
    if complaint.case_id == (case.pk if case else None):
        raise UserError(messages.THIS_PERSON_ALREADY, field="address")
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    before = subject_of_complaint(complaint)
    _change(complaint, version, by=by, now=now, reason=reason, case=case)
    audit.record(
        "complaint.move", by=by, target=complaint,
        subjects={*before, *subject_of_complaint(complaint)},
    )  # fmt: skip


@transaction.atomic
def withdraw_complaint(
    *, complaint: Complaint, reason: str, version: int, by: Actor, now: datetime
) -> None:
    """まちがって書いたものを取り消す。行と理由は残り、一覧と件数から外れる。"""
    _require_standing(complaint, by=by, now=now)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    _step(
        complaint, version, withdrawn_at=now, withdrawn_by_id=by.staff_id,
        withdrawn_reason=reason.strip(),
    )  # fmt: skip
    audit.record(
        "complaint.withdraw", by=by, target=complaint,
        subjects=subject_of_complaint(complaint),
    )  # fmt: skip


@transaction.atomic
def mark_recurring(
    *,
    complaint: Complaint,
    is_recurring: bool,
    theme: str,
    version: int,
    by: Actor,
    now: datetime,
) -> None:
    """くり返している、と印を付ける。題でまとめて、地域の課題の材料にする。"""
    _require_standing(complaint, by=by, now=now)
    if is_recurring and not theme.strip():
        raise UserError(messages.THEME_NEEDED, field="theme")
    _change(
        complaint, version, by=by, now=now, is_recurring=is_recurring,
        theme=theme.strip() if is_recurring else "",
    )  # fmt: skip
    audit.record(
        "complaint.recurring", by=by, target=complaint, recurring=is_recurring,
        subjects=subject_of_complaint(complaint),
    )  # fmt: skip


def _require_case(case: Case, *, by: Actor, now: datetime) -> None:
    if not sight_of(case, actor=by, now=now).sees_support:
        raise NotVisible


def _require_seen(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    if by.staff_id is not None and not CAN_SEE_COMPLAINT.holds(
        Subject(by, now), complaint
    ):
        raise NotVisible
    require_desk(complaint.office, by)


def _require_standing(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    _require_seen(complaint, by=by, now=now)
    if complaint.withdrawn_at is not None:
        raise UserError(messages.WITHDRAWN)


def _require_open(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    _require_standing(complaint, by=by, now=now)
    if complaint.answered_on is not None:
        raise UserError(messages.ALREADY_ANSWERED)


def _require_of_office(owner: Staff, office: Office, *, today: date) -> None:
    posts = Post.objects.filter(in_force_on(today), staff=owner, office=office)
    if not posts.exists():
        raise UserError(messages.NOT_OF_OFFICE, field="owner")


def _check_edited(
    complaint: Complaint, values: Mapping[str, Any], *, today: date
) -> None:
    for name in ("text", "answer"):
        if name in values and not str(values[name]).strip():
            raise UserError(messages.TEXT_NEEDED, field=name)
    received_on = values.get("received_on", complaint.received_on)
    answered_on = values.get("answered_on", complaint.answered_on)
    if received_on > min(today, complaint.due_on):
        raise UserError(messages.IN_FUTURE, field="received_on")
    if answered_on is not None and not received_on <= answered_on <= today:
        raise UserError(
            messages.IN_FUTURE,
            field="answered_on" if "answered_on" in values else "received_on",
        )


def _change(
    complaint: Complaint,
    version: int,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    **values: Any,
) -> None:
    """A step that overwrites: what stood there before stays as a revision."""
    complaint.refresh_from_db()
    changes = changes_of(complaint, values)
    _step(complaint, version, **values)
    if changes:
        ComplaintRevision.objects.create(
            complaint=complaint, version=complaint.version, changes=changes,
            reason=reason.strip(), recorded_at=now, recorded_by_id=by.staff_id,
        )  # fmt: skip


def _step(complaint: Complaint, version: int, **values: Any) -> None:
    """Check-and-act in one statement."""
    changed = (
        Complaint.objects.unscoped("guarded by its version")
        .filter(pk=complaint.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    complaint.refresh_from_db()
