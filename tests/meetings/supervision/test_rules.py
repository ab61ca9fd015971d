"""進め方の表と段の決まり。どの進め方でも、前の回の、その後が先に来る。"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tsunagi.meetings.supervision.methods import method_of, methods_on
from tsunagi.meetings.supervision.rules import (
    ACCEPTS,
    Confidence,
    LineKind,
    Method,
    State,
    Step,
    StepRule,
    areas_missing,
    ends_at,
    faults_of,
    is_due,
)

DAY = date(2026, 11, 22)
METHODS = methods_on(DAY)


@pytest.mark.parametrize("method", METHODS, ids=lambda one: one.title)
def test_every_method_hears_the_earlier_result_first(method: Method) -> None:
    assert faults_of(method.steps) == []
    assert method.steps[0].rule is StepRule.EARLIER
    assert method.source and method.roles and method.valid_from <= DAY
    assert method_of(method.code, method.version) == method


def test_faults_are_noticed() -> None:
    steps = METHODS[0].steps
    assert faults_of(steps[1:]) == ["前の回の、その後が先にない"]
    assert faults_of([*steps[:1], *reversed(steps[1:])]) == [
        "質問、考え、選ぶ、やること、の順でない"
    ]
    assert faults_of([]) != []


def test_what_is_not_verified_says_so() -> None:
    strengths = METHODS[0]
    assert [step.code for step in strengths.unverified] == [
        "questions",
        "ideas",
        "pick",
        "act",
    ]
    assert all(step.confidence is Confidence.C for step in strengths.unverified)
    assert 0 < METHODS[2].minutes <= 30, "SFR takes half an hour at most"


def test_each_step_takes_only_its_own_words() -> None:
    assert ACCEPTS[StepRule.QUESTIONS] == (LineKind.QUESTION,)
    assert ACCEPTS[StepRule.IDEAS] == (LineKind.IDEA,)
    assert ACCEPTS.keys() == set(StepRule)


@pytest.mark.parametrize(
    ("place", "code"), [(-3, "earlier"), (3, "questions"), (99, "act")]
)
def test_the_nearest_step(place: int, code: str) -> None:
    assert METHODS[0].step_at(place).code == code


def test_a_method_before_its_first_version() -> None:
    assert methods_on(date(2000, 1, 1)) == METHODS


def test_until_when_a_step_takes() -> None:
    start = datetime(2026, 11, 22, 19, 0)
    assert ends_at(start, 15) == start + timedelta(minutes=15)
    assert ends_at(None, 15) is None


@pytest.mark.parametrize(
    ("state", "report_on", "due"),
    [
        (State.PICKED, DAY, True),
        (State.PICKED, DAY + timedelta(days=1), False),
        (State.PICKED, None, False),
        (State.REPORTED, DAY, False),
        (State.GOING, DAY, False),
    ],
)
def test_when_the_result_is_asked_for(
    state: State, report_on: date | None, due: bool
) -> None:
    assert is_due(state=state, report_on=report_on, today=DAY) is due


@pytest.mark.parametrize(
    ("day", "held", "missing"),
    [
        (19, [], []),
        (20, [], [1, 2]),
        (20, ["/9/1/"], [2]),
        (20, ["/9/"], []),  # one for the whole city
        (25, ["/9/2/5/"], [1]),  # one in a part of the ward
    ],
)
def test_a_month_without_one_is_said_from_the_20th(
    day: int, held: list[str], missing: list[int]
) -> None:
    areas = [(1, "/9/1/"), (2, "/9/2/")]
    assert areas_missing(areas, held, today=date(2026, 11, day)) == missing


def test_steps_with_the_same_name_are_a_fault() -> None:
    one = Step("a", "題", 1, StepRule.TALK, "", Confidence.C)
    assert "同じ名前の段がある" in faults_of([*METHODS[0].steps, one, one])
