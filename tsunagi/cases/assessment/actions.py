"""アセスメントとニーズの書込み。許可 → 規則 → 保存（版）→ 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.cases.assessment import messages
from tsunagi.cases.assessment.models import Assessment, Need, NeedRevision
from tsunagi.cases.assessment.rules import (
    LONGEST_PART,
    TEXTS,
    Domain,
    NeedState,
    Part,
    needs_in,
    written_domains,
)
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.changes import changes_of
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

FIELDS = ("assessed_on", "place", "present", *TEXTS, "domains")
# What every version of one assessment shares.
KEPT = ("case", "office_id", "staff_id")
NEED_FIELDS = (
    "domain", "voiced_by", "expressed", "evidence", "need", "goal", "priority", "state",
)  # fmt: skip


@transaction.atomic
def record_assessment(
    *,
    case: Case,
    office: Office,
    staff: Staff,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
    today: date,
) -> Assessment:
    """アセスメントを残す。経過に一行残り、書かれたニーズは整理票の行になる。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    wanted = _checked(values, today=today)
    row = Assessment.objects.create(
        case=case, office=office, staff=staff, recorded_at=now,
        recorded_by_id=by.staff_id, **wanted,
    )  # fmt: skip
    leave_event(
        case, EventKind.ASSESSMENT, on=row.assessed_on, by=by, now=now,
        text="アセスメントをしました。", source_ref=f"assessment:{row.record_id}",
    )  # fmt: skip
    _first_needs(row, by=by, now=now)
    _audited("assessment.record", row, by=by)
    return row


@transaction.atomic
def correct_assessment(
    *,
    assessment: Assessment,
    values: Mapping[str, Any],
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Assessment:
    """直す。前の版は残る。ほかの職員の記録には、理由が要る。"""
    _require(assessment, reason, by=by, now=now)
    wanted = _checked(values, today=today)
    row = _next(assessment, version, {**wanted, "correction_reason": reason}, by, now)
    _audited("assessment.correct", row, by=by)
    return row


@transaction.atomic
def withdraw_assessment(
    *, assessment: Assessment, reason: str, version: int, by: Actor, now: datetime
) -> Assessment:
    """取り消す（別の人に書いたなど）。文は版として残る。"""
    _require(assessment, reason, by=by, now=now)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    values = {name: getattr(assessment, name) for name in FIELDS}
    values |= {"is_withdrawn": True, "correction_reason": reason}
    row = _next(assessment, version, values, by, now)
    _audited("assessment.withdraw", row, by=by)
    return row


def _require(assessment: Assessment, reason: str, *, by: Actor, now: datetime) -> None:
    require_sight(assessment.case, Permission.CASE_WORK, by=by, now=now)
    if assessment.is_withdrawn:
        raise UserError(messages.WITHDRAWN)
    if by.staff_id != assessment.staff_id and not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="correction_reason")


def _checked(values: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    wanted = {name: values[name] for name in FIELDS}
    wanted["domains"] = written_domains(wanted["domains"])
    if wanted["assessed_on"] > today:
        raise UserError(messages.IN_FUTURE, field="assessed_on")
    if not wanted["domains"] and not any(wanted[name].strip() for name in TEXTS):
        raise UserError(messages.EMPTY)
    for name, parts in wanted["domains"].items():
        for part in Part:
            text = str(parts.get(part.value, ""))
            if len(text) > LONGEST_PART:
                where = f"{Domain(name).label} {part.label}"
                raise UserError(
                    messages.TOO_LONG.format(where=where, count=len(text)),
                    field=f"{name}_{part.value}",
                )
    return wanted


def _next(
    assessment: Assessment,
    version: int,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> Assessment:
    return next_version(assessment, values, version=version, kept=KEPT, by=by, now=now)


def _first_needs(row: Assessment, *, by: Actor, now: datetime) -> None:
    """Each need that the assessment names becomes a row, unless it is there already."""
    rows = Need.objects.unscoped("of the case that was seen").filter(case=row.case)
    known = set(rows.values_list("domain", "need"))
    last = rows.aggregate(last=Max("priority"))["last"] or 0
    for domain, text in needs_in(row.domains):
        if (domain.value, text) in known:
            continue
        last += 1
        parts = row.domains[domain.value]
        Need.objects.create(
            case=row.case, assessment_record=row.record_id, domain=domain,
            voiced_by="person" if parts.get("wish") else "supporter",
            expressed=parts.get("wish", "")[:1000],
            evidence=parts.get("state", "")[:2000], need=text[:1000], priority=last,
            recorded_at=now, recorded_by_id=by.staff_id,
        )  # fmt: skip


@transaction.atomic
def add_need(
    *, case: Case, values: Mapping[str, Any], by: Actor, now: datetime
) -> Need:
    """ニーズを一行加える。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    wanted = _need_values(values)
    row = Need.objects.create(
        case=case, recorded_at=now, recorded_by_id=by.staff_id, **wanted
    )
    _need_audited("need.add", row, by=by)
    return row


@transaction.atomic
def edit_need(
    *, need: Need, values: Mapping[str, Any], version: int, by: Actor, now: datetime
) -> Need:
    """ニーズを直す、目標を書く、順番と様子を変える。前の値は履歴に残る。"""
    require_sight(need.case, Permission.CASE_WORK, by=by, now=now)
    wanted = _need_values(values)
    changes = changes_of(need, wanted)
    changed = (
        Need.objects.unscoped("guarded by its version")
        .filter(pk=need.pk, version=version)
        .update(version=F("version") + 1, **wanted)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in wanted.items():
        setattr(need, name, value)
    need.version = version + 1
    NeedRevision.objects.create(
        need_row=need, version=need.version, changes=changes, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    _need_audited("need.edit", need, by=by)
    return need


def _need_values(values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {name: values[name] for name in NEED_FIELDS if name in values}
    wanted.setdefault("state", NeedState.OPEN.value)
    if not wanted["need"].strip():
        raise UserError(messages.NO_NEED, field="need")
    return wanted


def _audited(action: str, row: Assessment, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, version=row.version,
        subjects=[row.case.person.public_id],
    )  # fmt: skip


def _need_audited(action: str, row: Need, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, state=row.state,
        subjects=[row.case.person.public_id],
    )  # fmt: skip
