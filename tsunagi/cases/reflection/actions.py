"""ふり返りの書込み。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.cases.case.models import Case
from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.reflection import messages
from tsunagi.cases.reflection.models import Reflection
from tsunagi.cases.reflection.rules import TEXTS, is_empty, kept_feelings
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.organisations.staff.chief_queries import chief_staff_ids
from tsunagi.organisations.staff.models import Staff

FIELDS = ("feelings", *TEXTS, "evidence", "shown_to")


@transaction.atomic
def write_reflection(
    *, case: Case, values: Mapping[str, Any], by: Actor, now: datetime, today: date
) -> Reflection:
    """終わった支援をふり返る。values: FIELDS。一人が一つのケースに一つ。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    if by.staff_id is None:
        raise NotVisible
    if case.is_open:
        raise UserError(messages.STILL_OPEN)
    wanted = _checked(case, values, before=(), by=by, today=today)
    try:
        with transaction.atomic():
            row = Reflection.objects.create(
                municipality_id=case.municipality_id, case=case,
                author_id=by.staff_id, recorded_at=now, recorded_by_id=by.staff_id,
                **wanted,
            )  # fmt: skip
    except IntegrityError:
        raise UserError(messages.WRITTEN_BEFORE) from None
    _audited("case_reflection.write", row, by=by)
    return row


@transaction.atomic
def correct_reflection(
    *,
    reflection: Reflection,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Reflection:
    """書き足す、直す、見せる人を決める。前の版は残る。"""
    if not by.has(Permission.CASE_WORK):
        raise AccessDenied(Permission.CASE_WORK)
    if by.staff_id is None or reflection.author_id != by.staff_id:
        raise UserError(messages.NOT_YOURS)
    wanted = _checked(
        reflection.case, values, before=reflection.evidence,
        kept_chief=reflection.shown_to_id, by=by, today=today,
    )  # fmt: skip
    if all(getattr(reflection, name) == value for name, value in wanted.items()):
        return reflection
    row = next_version(
        reflection, wanted, version=version, kept=("municipality", "case", "author"),
        by=by, now=now,
    )  # fmt: skip
    _audited("case_reflection.correct", row, by=by)
    return row


def _checked(
    case: Case,
    values: Mapping[str, Any],
    *,
    before: Collection[str],
    kept_chief: int | None = None,
    by: Actor,
    today: date,
) -> dict[str, Any]:
    wanted = {name: values[name] for name in FIELDS}
    wanted["feelings"] = kept_feelings(values["feelings"])
    if is_empty(wanted["feelings"], {name: wanted[name] for name in TEXTS}):
        raise UserError(messages.EMPTY, field="heart")
    chief: Staff | None = wanted["shown_to"]
    if chief is not None and chief.pk != kept_chief:
        chiefs = set(chief_staff_ids(actor=by, today=today)) - {by.staff_id}
        if chief.pk not in chiefs:
            raise UserError(messages.NOT_A_CHIEF, field="shown_to")
    new = set(wanted["evidence"]) - set(before)
    rows = DecisionSupport.objects.unscoped("of the case that the reflection is about")
    if new and rows.filter(case=case, public_id__in=new).count() != len(new):
        raise UserError(messages.NOT_OF_CASE, field="evidence")
    return wanted


def _audited(action: str, row: Reflection, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, version=row.version,
        is_shown=row.shown_to_id is not None, evidence=len(row.evidence),
        subjects=[row.case.person.public_id],
    )  # fmt: skip
