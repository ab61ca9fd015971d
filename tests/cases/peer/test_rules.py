"""ピアカウンセリングの規則の表。"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.cases.peer.rules import Answer, State, may_be_listed, state_after

TODAY = date(2026, 11, 22)
BEFORE, AFTER = date(2026, 11, 21), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("agreed_on", "ended_on", "listed"),
    [
        (None, None, False), (AFTER, None, False), (TODAY, None, True),
        (BEFORE, TODAY, True), (BEFORE, BEFORE, False), (BEFORE, AFTER, True),
    ],
)  # fmt: skip
def test_who_may_be_on_the_register(
    agreed_on: date | None, ended_on: date | None, listed: bool
) -> None:
    assert may_be_listed(agreed_on, ended_on, today=TODAY) is listed


@pytest.mark.parametrize(
    ("answers", "sessions", "is_closed", "state"),
    [
        ([], 0, False, State.WISHED),
        ([Answer.OFFERED, Answer.DECLINED, Answer.BUSY], 0, False, State.WISHED),
        ([Answer.DECLINED, Answer.CHOSEN], 0, False, State.MATCHED),
        ([Answer.CHOSEN], 1, False, State.UNDER_WAY),
        ([Answer.CHOSEN], 1, True, State.CLOSED),
    ],
)
def test_where_a_request_is(
    answers: list[Answer], sessions: int, is_closed: bool, state: State
) -> None:
    assert state_after(answers, sessions=sessions, is_closed=is_closed) is state
