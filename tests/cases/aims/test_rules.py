"""課題の状態の移り変わり、様子を見る日、一覧の条件。"""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import TODAY
from tsunagi.cases.aims.list_rules import (
    ProblemFilter,
    filter_from,
    parameters,
    query_of,
)
from tsunagi.cases.aims.rules import (
    NEXT_STATES,
    Cause,
    ProblemKind,
    ProblemState,
    RiskSign,
    Stage,
    is_caused_around,
    look_is_due,
    may_become,
)


@pytest.mark.parametrize(
    ("now", "wanted", "expected"),
    [
        ("open", "open", True),
        ("open", "eased", True),
        ("open", "solved", True),
        ("open", "dropped", True),
        ("eased", "open", True),
        ("eased", "solved", True),
        ("solved", "open", True),
        ("solved", "eased", False),
        ("solved", "dropped", False),
        ("dropped", "open", True),
        ("dropped", "solved", False),
    ],
)
def test_which_state_may_follow(now: str, wanted: str, expected: bool) -> None:
    assert may_become(ProblemState(now), ProblemState(wanted)) is expected


def test_every_state_has_a_way_on() -> None:
    assert set(NEXT_STATES) == set(ProblemState)
    assert all(NEXT_STATES.values())


@pytest.mark.parametrize(
    ("stage", "state", "look", "expected"),
    [
        pytest.param("latent", "open", TODAY, True, id="その日"),
        pytest.param("latent", "eased", date(2026, 1, 1), True, id="過ぎた日"),
        pytest.param("latent", "open", date(2026, 11, 23), False, id="まだ先"),
        pytest.param("latent", "open", None, False, id="日がない"),
        pytest.param("latent", "solved", date(2026, 1, 1), False, id="終えた"),
        pytest.param("present", "open", date(2026, 1, 1), False, id="いまの課題"),
    ],
)
def test_when_to_look(
    stage: str, state: str, look: date | None, expected: bool
) -> None:
    assert look_is_due(stage, state, look, today=TODAY) is expected


@pytest.mark.parametrize(
    ("causes", "expected"),
    [
        (["person"], False),
        (["person", "environment"], True),
        (["society"], True),
        ([], False),
    ],
)
def test_what_is_caused_around(causes: list[str], expected: bool) -> None:
    assert is_caused_around(causes) is expected


def test_the_address_keeps_the_filter_and_forgets_nonsense() -> None:
    wanted = ProblemFilter(
        Stage.LATENT, ProblemKind.HOPE, Cause.SOCIETY, RiskSign.CARER,
        ProblemState.EASED, is_mine=True,
    )  # fmt: skip
    assert filter_from(parameters(wanted)) == wanted
    assert "kind" not in query_of(wanted, leave_out="kind")
    assert filter_from({"kind": "<script>", "mine": "no"}) == ProblemFilter()
