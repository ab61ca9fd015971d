"""課題と一歩を、画面の言葉にする。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tsunagi.cases.aims.models import LifeStep, Problem, ProblemStep
from tsunagi.cases.aims.rules import (
    Cause,
    Doer,
    ProblemKind,
    ProblemState,
    RiskSign,
    StepState,
    Whose,
    look_is_due,
)
from tsunagi.cases.changes import Revised, revised
from tsunagi.common.frozen import Frozen

STATE_KINDS = {
    ProblemState.OPEN: "info",
    ProblemState.EASED: "info",
    ProblemState.SOLVED: "done",
    ProblemState.DROPPED: "neutral",
}
FIELD_WORDS = {
    "kind": "種類", "stage": "いまかこれからか", "causes": "原因", "signs": "しるし",
    "whose": "だれの課題か", "text": "どんな課題か", "is_own_words": "本人の言葉",
    "noticed_on": "気づいた日", "next_look_on": "次に様子を見る日",
}  # fmt: skip


class StepReading(Frozen):
    step: ProblemStep
    state: str
    changed: str
    before: str


class ProblemCard(Frozen):
    """One problem in words. before: the text as it stood before a correction."""

    problem: Problem
    kind: str
    whose: str
    causes: str
    signs: str
    state: str
    state_kind: str
    is_due: bool
    steps: tuple[StepReading, ...]


def problem_cards(rows: Iterable[Problem], *, today: date) -> list[ProblemCard]:
    return [_card(row, today) for row in rows]


def words_of(kind: type[Cause] | type[RiskSign] | type[Doer], values: list[str]) -> str:
    return "、".join(kind(value).label for value in values)


def _card(row: Problem, today: date) -> ProblemCard:
    state = ProblemState(row.state)
    return ProblemCard(
        problem=row,
        kind=ProblemKind(row.kind).label,
        whose=Whose(row.whose).label,
        causes=words_of(Cause, row.causes),
        signs=words_of(RiskSign, row.signs),
        state=state.label,
        state_kind=STATE_KINDS[state],
        is_due=look_is_due(row.stage, row.state, row.next_look_on, today=today),
        steps=tuple(_step(step) for step in row.steps.all()),
    )


def _step(step: ProblemStep) -> StepReading:
    names = "、".join(FIELD_WORDS[name] for name in step.changes)
    return StepReading(
        step,
        ProblemState(step.state).label,
        f"直した項目: {names}" if names else "",
        step.changes.get("text", ["", ""])[0],
    )


def _doers(values: list[str] | None) -> str:
    return words_of(Doer, values or []) or "—"


STEP_ICONS = {
    StepState.PLANNED: "empty", StepState.TRYING: "waiting", StepState.DONE: "check",
    StepState.LEFT: "close",
}  # fmt: skip


class LifeLine(Frozen):
    """One step on the way: its words, who does it, where it stands."""

    step: LifeStep
    doers: str
    state: str
    state_kind: str
    is_late: bool
    revised: list[Revised]

    @property
    def icon(self) -> str:
        return STEP_ICONS[StepState(self.step.state)]


def life_lines(steps: Iterable[LifeStep], *, today: date) -> list[LifeLine]:
    kinds = {StepState.DONE: "done", StepState.TRYING: "info"}
    return [
        LifeLine(
            step,
            words_of(Doer, step.doers),
            StepState(step.state).label,
            kinds.get(StepState(step.state), "neutral"),
            step.state in (StepState.PLANNED, StepState.TRYING)
            and step.aim_on is not None
            and step.aim_on < today,
            revised(LifeStep, step.revisions.all(), {"doers": _doers}),
        )
        for step in steps
    ]
