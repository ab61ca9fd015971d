"""課題を書き、進みを書き、直し、一歩をふりかえる。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.aims.actions import (
    add_life_step,
    add_problem,
    edit_life_step,
    edit_problem,
    note_progress,
)
from tsunagi.cases.aims.models import (
    LifeStep,
    LifeStepRevision,
    Problem,
    ProblemStep,
)
from tsunagi.cases.aims.rules import ProblemState
from tsunagi.cases.case.models import Case
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
VALUES: dict[str, Any] = {
    "kind": "experience", "stage": "present", "causes": ["environment", "society"],
    "signs": [], "whose": "person", "text": "ひとりで買い物をしたことがない",
    "is_own_words": True, "noticed_on": date(2026, 10, 1), "next_look_on": None,
}  # fmt: skip
STEP: dict[str, Any] = {
    "text": "近くの店まで歩いてみる", "doers": ["person", "friend"],
    "aim_words": "年内に", "aim_on": None, "decided_on": date(2026, 10, 1),
}  # fmt: skip


def write(room: CaseRoom, case: Case, by: str = "specialist", **more: Any) -> Problem:
    return add_problem(
        case=case, values={**VALUES, **more}, by=room.actor(by), now=NOW, today=TODAY
    )


def go_on(room: CaseRoom, problem: Problem, state: str, **more: Any) -> Problem:
    values: dict[str, Any] = {
        "on": TODAY, "note": "店まで一緒に歩いた", "next_look_on": None,
        "version": problem.version, "by": room.actor("specialist"), **more,
    }  # fmt: skip
    return note_progress(
        problem=problem, state=ProblemState(state), now=NOW, today=TODAY, **values
    )


def test_a_problem_begins_its_history_and_leaves_an_audit_row(room: CaseRoom) -> None:
    case = room.case()
    problem = write(room, case)
    assert problem.state == "open"
    assert ProblemStep._base_manager.get(problem=problem).on == date(2026, 10, 1)
    event = AuditEvent.objects.order_by("-id")[0]
    assert event.action == "problem.add"
    assert event.subjects.get().subject_public_id == case.person.public_id
    assert "買い物" not in str(event.details)


def test_a_worry_needs_a_day_and_keeps_its_signs(room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        write(room, case, stage="latent", signs=["carer"])
    assert (error.value.message.code, error.value.field) == ("AIM-005", "next_look_on")
    day = TODAY + timedelta(days=30)
    row = write(room, case, stage="latent", signs=["carer"], next_look_on=day)
    assert (row.signs, row.next_look_on) == (["carer"], day)


def test_what_is_only_for_worries_is_not_kept_for_present_problems(
    room: CaseRoom,
) -> None:
    row = write(room, room.case(), signs=["carer"], next_look_on=TODAY)
    assert (row.signs, row.next_look_on) == ([], None)


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"text": " 　"}, "AIM-001", "text"),
        ({"causes": []}, "AIM-006", "causes"),
        ({"noticed_on": TODAY + timedelta(days=1)}, "AIM-002", "noticed_on"),
    ],
)
def test_bad_input_changes_nothing(
    more: dict[str, Any], code: str, field: str, room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        write(room, case, **more)
    assert (error.value.message.code, error.value.field) == (code, field)
    assert not Problem._base_manager.exists()


def test_progress_solves_and_takes_up_again(room: CaseRoom) -> None:
    problem = write(room, room.case())
    go_on(room, problem, "solved")
    assert (problem.state, problem.ended_on) == ("solved", TODAY)
    with pytest.raises(UserError) as error:
        go_on(room, problem, "eased")
    assert error.value.message.code == "AIM-004"
    go_on(room, problem, "open")
    problem.refresh_from_db()
    assert (problem.state, problem.ended_on, problem.version) == ("open", None, 3)
    states = ProblemStep._base_manager.filter(problem=problem).order_by("id")
    assert [step.state for step in states] == ["open", "solved", "open"]


@pytest.mark.parametrize(
    ("state", "more", "code"),
    [
        ("solved", {"note": ""}, "AIM-007"),
        ("open", {"note": ""}, "AIM-001"),
        ("open", {"on": date(2026, 9, 1)}, "AIM-003"),
        ("open", {"on": TODAY + timedelta(days=1)}, "AIM-002"),
        ("open", {"version": 9}, "ACC-008"),
    ],
)
def test_refused_progress_changes_nothing(
    state: str, more: dict[str, Any], code: str, room: CaseRoom
) -> None:
    problem = write(room, room.case())
    with pytest.raises(UserError) as error:
        go_on(room, problem, state, **more)
    assert error.value.message.code == code
    assert Problem._base_manager.get().version == 1
    assert ProblemStep._base_manager.count() == 1


def test_a_worry_that_goes_on_keeps_a_day(room: CaseRoom) -> None:
    row = write(room, room.case(), stage="latent", next_look_on=TODAY)
    with pytest.raises(UserError) as error:
        go_on(room, row, "open")
    assert error.value.message.code == "AIM-005"
    later = TODAY + timedelta(days=60)
    go_on(room, row, "eased", next_look_on=later)
    assert row.next_look_on == later
    go_on(room, row, "solved")
    assert row.next_look_on is None


def test_the_earlier_words_stay_in_the_history(room: CaseRoom) -> None:
    problem = write(room, room.case())
    edit_problem(
        problem=problem, values={**VALUES, "text": "ひとりで出かけたことがない"},
        version=1, by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    step = ProblemStep._base_manager.order_by("-id")[0]
    assert step.changes == {
        "text": ["ひとりで買い物をしたことがない", "ひとりで出かけたことがない"]
    }


def test_an_ended_problem_without_its_day_cannot_be_stored(room: CaseRoom) -> None:
    problem = write(room, room.case())
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem._base_manager.filter(pk=problem.pk).update(state="solved")


def test_a_step_is_looked_back_on(room: CaseRoom) -> None:
    case = room.case()
    by = room.actor("specialist")
    step = add_life_step(case=case, values=STEP, by=by, now=NOW, today=TODAY)
    edit_life_step(
        step=step,
        values={**STEP, "state": "done", "done_on": None, "reflection": "ひとりで行けた"},
        version=1, by=by, now=NOW, today=TODAY,
    )  # fmt: skip
    step.refresh_from_db()
    assert (step.state, step.done_on, step.version) == ("done", TODAY, 2)
    changes = LifeStepRevision._base_manager.get(step=step).changes
    assert changes["reflection"] == ["", "ひとりで行けた"]
    with pytest.raises(UserError):
        edit_life_step(
            step=step, values={**STEP, "state": "planned", "done_on": None, "reflection": ""},
            version=1, by=by, now=NOW, today=TODAY,
        )  # fmt: skip


@pytest.mark.parametrize("who", ["alone", "core_staff", "minato_specialist"])
def test_others_cannot_write(who: str, room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(NotVisible):
        write(room, case, by=who)
    with pytest.raises(NotVisible):
        add_life_step(case=case, values=STEP, by=room.actor(who), now=NOW, today=TODAY)
    assert not Problem._base_manager.exists() and not LifeStep._base_manager.exists()


def test_the_officer_reads_and_does_not_write(room: CaseRoom) -> None:
    with pytest.raises(AccessDenied):
        write(room, room.case(), by="officer")
