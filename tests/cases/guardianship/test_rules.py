"""成年後見の段階の表。"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.cases.guardianship.rules import (
    PATH,
    Stage,
    is_over,
    missing_for,
    path_of,
)

D = [date(2026, 4, day) for day in range(1, 9)]
C, N, P, T, R, A, S, W = Stage


@pytest.mark.parametrize(
    ("recorded", "states"),
    [
        ([], "wwwwwww"),
        ([(C, D[0])], "cwwwwww"),
        ([(C, D[0]), (N, D[1]), (T, D[2])], "dddcwww"),
        ([(C, D[0]), (N, D[1]), (P, D[2]), (N, D[3])], "dcwwwww"),
        ([(C, D[0]), (A, D[5])], "dddddcw"),
        ([(C, D[0]), (S, D[6])], "ddddddd"),
        ([(C, D[0]), (N, D[1]), (W, D[2])], "ddc"),
    ],
)
def test_the_picture(recorded: list[tuple[Stage, date]], states: str) -> None:
    assert "".join(step.state[0] for step in path_of(recorded)) == states


def test_days_stand_at_what_was_reached_and_not_at_what_was_taken_back() -> None:
    path = path_of([(C, D[0]), (N, D[1]), (P, D[2]), (N, D[3])])
    assert [step.on for step in path] == [D[0], D[3], *[None] * 5]
    assert [step.stage for step in path] == list(PATH)


@pytest.mark.parametrize(
    ("stage", "kind", "petitioner", "count"),
    [
        (P, "", "", 0), (T, "", "", 2), (T, "guardian", "", 1), (R, "", "mayor", 1),
        (A, "guardian", "mayor", 0), (W, "", "", 0),
    ],
)  # fmt: skip
def test_what_must_be_decided_before(
    stage: Stage, kind: str, petitioner: str, count: int
) -> None:
    assert len(missing_for(stage, kind=kind, petitioner=petitioner)) == count


def test_what_ends_it() -> None:
    assert [stage for stage in Stage if is_over(stage)] == [S, W]
