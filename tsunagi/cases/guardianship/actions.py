"""成年後見の相談の書込み: 始める、段階を書く、決まったことを書く、選ばれた人を加える。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.changes import changes_of
from tsunagi.cases.guardianship import messages
from tsunagi.cases.guardianship.models import (
    Guardianship,
    GuardianshipRevision,
    GuardianshipStep,
)
from tsunagi.cases.guardianship.rules import (
    WITH_GUARDIAN,
    Agency,
    GuardianKind,
    Stage,
    is_over,
    missing_for,
)
from tsunagi.cases.person.actions import add_related
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.person.rules import Kinship, RelatedRole
from tsunagi.cases.scope import HOLDERS_AND_DUTY, TEAM, require_sight
from tsunagi.common.errors import UserError

# The mayor's petition is the duty's own work.
THROUGH = TEAM | HOLDERS_AND_DUTY
FACTS = frozenset(
    {"kind", "petitioner", "petitioner_words", "aids_petition", "aids_reward", "wishes"}
)
TITLES = {
    GuardianKind.GUARDIAN: "成年後見人",
    GuardianKind.CURATOR: "保佐人",
    GuardianKind.ASSISTANT: "補助人",
    GuardianKind.VOLUNTARY: "任意後見人",
}


def guardianship_ref(row: Guardianship) -> str:
    return f"guardianship:{row.public_id}"


@transaction.atomic
def start_guardianship(
    *,
    case: Case,
    happened_on: date,
    agencies: Sequence[Agency],
    note: str,
    wishes: str,
    next_on: date | None,
    by: Actor,
    now: datetime,
    today: date,
) -> Guardianship:
    """相談を始める。一人について、進んでいるものは一つだけ。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    if happened_on > today:
        raise UserError(messages.IN_FUTURE, field="happened_on")
    try:
        with transaction.atomic():
            row = Guardianship.objects.create(
                case=case, stage=Stage.CONSULT, last_on=happened_on, next_on=next_on,
                wishes=wishes, recorded_at=now, recorded_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.UNDER_WAY) from error
    _save_step(row, Stage.CONSULT, happened_on, agencies, note, by=by, now=now)
    audit.record(
        "guardianship.start", by=by, target=row, subjects=[case.person.public_id]
    )
    return row


@transaction.atomic
def add_guardianship_step(
    *,
    case: Case,
    row: Guardianship,
    stage: Stage,
    happened_on: date,
    agencies: Sequence[Agency],
    note: str,
    next_on: date | None,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> GuardianshipStep:
    """段階を一つ書く。戻ることもある。前の行は直さない。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    if happened_on > today:
        raise UserError(messages.IN_FUTURE, field="happened_on")
    row.refresh_from_db()
    missing = missing_for(stage, kind=row.kind, petitioner=row.petitioner)
    if missing:
        raise UserError(
            messages.NOT_DECIDED.format(
                stage=stage.label, missing="と、".join(missing)
            ),
            field="stage",
        )
    try:
        with transaction.atomic():
            _change(
                row, case, version, stage=stage, last_on=happened_on,
                next_on=None if is_over(stage) else next_on, is_over=is_over(stage),
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.UNDER_WAY) from error
    step = _save_step(row, stage, happened_on, agencies, note, by=by, now=now)
    audit.record(
        "guardianship.step", by=by, target=row, stage=stage.value,
        subjects=[case.person.public_id],
    )  # fmt: skip
    return step


@transaction.atomic
def decide_guardianship(
    *,
    case: Case,
    row: Guardianship,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
) -> None:
    """種類、だれが申し立てるか、利用支援事業、本人の思い。前の内容は履歴に残る。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    kept = {name: value for name, value in values.items() if name in FACTS}
    row.refresh_from_db()
    _require_decided(row, kept)
    changes = changes_of(row, kept)
    _change(row, case, version, **kept)
    if changes:
        GuardianshipRevision.objects.create(
            guardianship=row, version=row.version, changes=changes, recorded_at=now,
            recorded_by_id=by.staff_id,
        )  # fmt: skip
    audit.record(
        "guardianship.facts", by=by, target=row, subjects=[case.person.public_id]
    )


@transaction.atomic
def record_guardian(
    *,
    case: Case,
    row: Guardianship,
    name: str,
    phone: str,
    note: str,
    by: Actor,
    now: datetime,
) -> RelatedPerson:
    """選ばれた人を、後見人などの役割で関係者に加える。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    if Stage(row.stage) not in WITH_GUARDIAN:
        raise UserError(messages.NOT_APPOINTED)
    if not name.strip():
        raise UserError(messages.NAME_NEEDED, field="name")
    if not row.kind:
        raise UserError(messages.KIND_NEEDED)
    return add_related(
        case=case,
        values={
            "kinship": Kinship.OTHER, "kinship_words": TITLES[GuardianKind(row.kind)],
            "roles": [RelatedRole.LEGAL_GUARDIAN.value], "name": name, "phone": phone,
            "note": note,
        },
        by=by, now=now,
    )  # fmt: skip


def _save_step(
    row: Guardianship,
    stage: Stage,
    happened_on: date,
    agencies: Sequence[Agency],
    note: str,
    *,
    by: Actor,
    now: datetime,
) -> GuardianshipStep:
    step = GuardianshipStep.objects.create(
        guardianship=row, stage=stage, happened_on=happened_on,
        agencies=[agency.value for agency in agencies], note=note, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    leave_event(
        row.case, EventKind.GUARDIANSHIP, on=happened_on, by=by, now=now,
        text=stage.label, source_ref=guardianship_ref(row),
    )  # fmt: skip
    return step


def _require_decided(row: Guardianship, values: Mapping[str, Any]) -> None:
    """What the stage already rests on is not taken back to 「まだ決まっていない」."""
    stage = Stage(row.stage)
    for name, others in (("kind", {"petitioner": "-"}), ("petitioner", {"kind": "-"})):
        wanted = str(values.get(name, getattr(row, name)))
        missing = missing_for(stage, **{**others, name: wanted})
        if missing:
            raise UserError(
                messages.STAYS_DECIDED.format(
                    stage=stage.label, missing="と、".join(missing)
                ),
                field=name,
            )


def _change(row: Guardianship, case: Case, version: int, **values: Any) -> None:
    """Check-and-act in one statement."""
    changed = (
        Guardianship.objects.unscoped("guarded by its version")
        .filter(pk=row.pk, case=case, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    row.refresh_from_db()
