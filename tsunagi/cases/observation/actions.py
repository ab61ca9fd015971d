"""同行・面接の気づきの書込み: 書く、直す、返事をする。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.cases.backup.actions import GIVERS
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import Kind
from tsunagi.cases.case.models import CaseResponsibility
from tsunagi.cases.observation import messages
from tsunagi.cases.observation.models import Observation
from tsunagi.cases.observation.rules import (
    SheetKind,
    kept_points,
    may_observe,
    sheet_on,
)
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen

KEPT = (
    "municipality", "case", "backup_id", "observer", "observed", "kind", "observed_on",
)  # fmt: skip
WORDS = ("points", "good", "next_time")


class Noticed(Frozen):
    """What was noticed. points: {viewpoint: {"level", "text"}}, as the form gives it."""

    points: Mapping[str, Mapping[str, Any]]
    good: str = ""
    next_time: str = ""


@transaction.atomic
def write_observation(
    *, backup: BackupSupport, kind: SheetKind, said: Noticed, by: Actor, now: datetime
) -> Observation:
    """一緒に行った人が書く。読めるのは、書いた人と、その方の担当者だけ。"""
    case = backup.case
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=GIVERS)
    observed = _worker_then(backup)
    if observed is None or backup.is_withdrawn or not may_observe(
        kind=Kind(backup.kind), helper=backup.staff_id, me=by.staff_id,
        observed=observed,
    ):  # fmt: skip
        raise UserError(messages.NOT_TOGETHER)
    values = _checked(said, kind, backup.occurred_on)
    try:
        with transaction.atomic():
            row = Observation.objects.create(
                municipality_id=backup.municipality_id, case=case,
                backup_id=backup.record_id, observer_id=backup.staff_id,
                observed_id=observed, kind=kind,
                observed_on=backup.occurred_on, recorded_at=now,
                recorded_by_id=by.staff_id, **values,
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.ONCE) from error
    _record("observation.write", row, by=by)
    return row


@transaction.atomic
def correct_observation(
    *, row: Observation, said: Noticed, version: int, by: Actor, now: datetime
) -> Observation:
    """返事が届く前なら、書いた人が直せる。前の版は残る。"""
    if row.observer_id != by.staff_id:
        raise NotVisible
    require_sight(row.case, Permission.CASE_WORK, by=by, now=now, through=GIVERS)
    if row.answered_at is not None:
        raise UserError(messages.ANSWERED)
    values = _checked(said, SheetKind(row.kind), row.observed_on)
    after = next_version(row, values, version=version, kept=KEPT, by=by, now=now)
    _record("observation.correct", after, by=by)
    return after


@transaction.atomic
def answer_observation(
    *, row: Observation, answer: str, version: int, by: Actor, now: datetime
) -> Observation:
    """見てもらった人が返事をする。ここで、双方の言葉が定まる。"""
    if row.observed_id != by.staff_id:
        raise NotVisible
    if row.answered_at is not None:
        raise UserError(messages.ANSWERED)
    if not answer.strip():
        raise UserError(messages.ANSWER_NEEDED, field="answer")
    values = {name: getattr(row, name) for name in WORDS}
    values |= {
        "answer": answer.strip(), "answered_at": now, "answered_by_id": by.staff_id,
    }  # fmt: skip
    after = next_version(row, values, version=version, kept=KEPT, by=by, now=now)
    _record("observation.answer", after, by=by)
    return after


def _worker_then(backup: BackupSupport) -> int | None:
    """Who was responsible on the day of the visit; the case may have gone on since."""
    on = backup.occurred_on
    rows = CaseResponsibility.objects.unscoped("sight of the case was asked for")
    return (
        rows.filter(Q(valid_before=None) | Q(valid_before__gt=on), valid_from__lte=on)
        .filter(case_id=backup.case_id)
        .order_by("-valid_from", "-pk")
        .values_list("staff_id", flat=True)
        .first()
    )


def _checked(said: Noticed, kind: SheetKind, on: Any) -> dict[str, Any]:
    points = kept_points(sheet_on(kind, on), said.points)
    good, next_time = said.good.strip(), said.next_time.strip()
    if not (points or good or next_time):
        raise UserError(messages.EMPTY)
    return {"points": points, "good": good, "next_time": next_time}


def _record(action: str, row: Observation, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, kind=str(row.kind),
        subjects=[row.case.person.public_id],
    )  # fmt: skip
