"""課題と、望む暮らしへの一歩の書込み。許可 → 規則 → 保存 → 歩みか履歴 → 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.aims import messages
from tsunagi.cases.aims.models import (
    LifeStep,
    LifeStepRevision,
    Problem,
    ProblemStep,
)
from tsunagi.cases.aims.rules import ENDED, ProblemState, Stage, StepState, may_become
from tsunagi.cases.case.models import Case
from tsunagi.cases.changes import changes_of
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError

M = TypeVar("M", bound=models.Model)
PROBLEM_FIELDS = (
    "kind", "stage", "causes", "signs", "whose", "text", "is_own_words", "noticed_on",
    "next_look_on",
)  # fmt: skip
STEP_FIELDS = ("text", "doers", "aim_words", "aim_on", "decided_on")
REVIEW_FIELDS = ("state", "done_on", "reflection")


@transaction.atomic
def add_problem(
    *, case: Case, values: Mapping[str, Any], by: Actor, now: datetime, today: date
) -> Problem:
    """課題か気がかりを書く。values: names of PROBLEM_FIELDS, and `reception`."""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    wanted = _problem_values(values)
    _check_problem(wanted, today=today)
    row = Problem.objects.create(
        case=case, reception=values.get("reception"), recorded_at=now,
        recorded_by_id=by.staff_id, **wanted,
    )  # fmt: skip
    _leave_step(row, on=row.noticed_on, note="", by=by, now=now)
    _audited("problem.add", row, by=by)
    return row


@transaction.atomic
def edit_problem(
    *,
    problem: Problem,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Problem:
    """課題の書き方を直す。前の言葉は歩みに残る。"""
    require_sight(problem.case, Permission.CASE_WORK, by=by, now=now)
    wanted = _problem_values(values)
    if problem.state in ENDED:  # what has ended is not looked at again
        wanted["next_look_on"] = None
    _check_problem(wanted, today=today, is_over=problem.state in ENDED)
    changes = changes_of(problem, wanted)
    _step(problem, version, wanted)
    if changes:
        _leave_step(problem, on=today, note="", by=by, now=now, changes=changes)
    _audited("problem.edit", problem, by=by)
    return problem


@transaction.atomic
def note_progress(
    *,
    problem: Problem,
    on: date,
    state: ProblemState,
    note: str,
    next_look_on: date | None,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Problem:
    """進みを書き、いまの状態にする。終えた課題は、書いた日とともに一覧の下に移る。"""
    require_sight(problem.case, Permission.CASE_WORK, by=by, now=now)
    before = ProblemState(problem.state)
    if not may_become(before, state):
        raise UserError(
            messages.CANNOT_BECOME.format(now=before.label, wanted=state.label),
            field="state",
        )
    if on > today:
        raise UserError(messages.IN_FUTURE, field="on")
    if on < problem.noticed_on:
        raise UserError(messages.BEFORE_NOTICED, field="on")
    if state in ENDED and not note.strip():
        raise UserError(messages.NOTE_NEEDED, field="note")
    if not note.strip() and state is before:
        raise UserError(messages.NO_TEXT, field="note")
    still_looked_at = problem.stage == Stage.LATENT and state not in ENDED
    if still_looked_at and next_look_on is None:
        raise UserError(messages.LOOK_NEEDED, field="next_look_on")
    _step(
        problem,
        version,
        {
            "state": state,
            "ended_on": on if state in ENDED else None,
            "next_look_on": next_look_on if state not in ENDED else None,
        },
    )
    _leave_step(problem, on=on, note=note, by=by, now=now)
    _audited("problem.progress", problem, by=by)
    return problem


@transaction.atomic
def add_life_step(
    *, case: Case, values: Mapping[str, Any], by: Actor, now: datetime, today: date
) -> LifeStep:
    """望む暮らしへの一歩を書く。values: names of STEP_FIELDS."""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    wanted = {name: values[name] for name in STEP_FIELDS}
    _check_step(wanted, today=today)
    row = LifeStep.objects.create(
        case=case, recorded_at=now, recorded_by_id=by.staff_id, **wanted
    )
    audit.record("life_step.add", by=by, target=row, subjects=[case.person.public_id])
    return row


@transaction.atomic
def edit_life_step(
    *,
    step: LifeStep,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> LifeStep:
    """一歩を直す、ふりかえる。values: names of STEP_FIELDS and REVIEW_FIELDS."""
    require_sight(step.case, Permission.CASE_WORK, by=by, now=now)
    wanted = {name: values[name] for name in (*STEP_FIELDS, *REVIEW_FIELDS)}
    _check_step(wanted, today=today)
    ends = wanted["state"] in (StepState.DONE, StepState.LEFT)
    wanted["done_on"] = (wanted["done_on"] or today) if ends else None
    if ends and wanted["done_on"] > today:
        raise UserError(messages.IN_FUTURE, field="done_on")
    changes = changes_of(step, wanted)
    _step(step, version, wanted)
    if changes:
        LifeStepRevision.objects.create(
            step=step, version=step.version, changes=changes, recorded_at=now,
            recorded_by_id=by.staff_id,
        )  # fmt: skip
    audit.record(
        "life_step.edit", by=by, target=step, state=wanted["state"],
        subjects=[step.case.person.public_id],
    )  # fmt: skip
    return step


def _problem_values(values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {name: values[name] for name in PROBLEM_FIELDS}
    if wanted["stage"] != Stage.LATENT:
        wanted |= {"signs": [], "next_look_on": None}
    return wanted


def _check_problem(
    values: Mapping[str, Any], *, today: date, is_over: bool = False
) -> None:
    if not values["text"].strip():
        raise UserError(messages.NO_TEXT, field="text")
    if not values["causes"]:
        raise UserError(messages.CAUSE_NEEDED, field="causes")
    if values["noticed_on"] > today:
        raise UserError(messages.IN_FUTURE, field="noticed_on")
    still_looked_at = values["stage"] == Stage.LATENT and not is_over
    if still_looked_at and values["next_look_on"] is None:
        raise UserError(messages.LOOK_NEEDED, field="next_look_on")


def _check_step(values: Mapping[str, Any], *, today: date) -> None:
    if not values["text"].strip():
        raise UserError(messages.NO_TEXT, field="text")
    if values["decided_on"] > today:
        raise UserError(messages.IN_FUTURE, field="decided_on")


def _step(row: M, version: int, values: Mapping[str, Any]) -> None:
    """Check-and-act in one statement."""
    manager: Any = type(row)._default_manager
    changed = (
        manager.unscoped("guarded by its version")
        .filter(pk=row.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(row, name, value)
    row.version = version + 1  # type: ignore[attr-defined]


def _leave_step(
    problem: Problem,
    *,
    on: date,
    note: str,
    by: Actor,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
) -> None:
    ProblemStep.objects.create(
        problem=problem, on=on, state=problem.state, note=note,
        changes=dict(changes or {}), recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip


def _audited(action: str, row: Problem, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, state=row.state, stage=row.stage,
        subjects=[row.case.person.public_id],
    )  # fmt: skip
