"""会議のあとのひとことの表: いつ答えられ、いつ出て、四半期にどうまとまるか。"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.meetings.feedback.rules import (
    Answers,
    Question,
    Told,
    is_over,
    last_day,
    may_be_answered,
    quarter_of,
    result_of,
    trend,
)
from tsunagi.meetings.meeting.rules import State

DAY = date(2026, 11, 22)


def rows(*answers: int) -> list[Answers]:
    return [dict.fromkeys(Question, one) for one in answers]


@pytest.mark.parametrize(
    ("state", "today", "may"),
    [
        (State.WRAPPING, DAY, True),
        (State.DONE, date(2026, 11, 29), True),
        (State.DONE, date(2026, 11, 30), False),
        (State.HELD, DAY, False),
        (State.PLANNED, DAY, False),
        (State.CANCELLED, DAY, False),
    ],
)
def test_answered_for_a_week_after_the_meeting(
    state: State, today: date, may: bool
) -> None:
    assert may_be_answered(state=state, held_on=DAY, today=today) is may


def test_nothing_is_shown_while_it_can_be_answered() -> None:
    assert last_day(DAY) == date(2026, 11, 29)
    assert not is_over(held_on=DAY, today=date(2026, 11, 29))
    assert is_over(held_on=DAY, today=date(2026, 11, 30))


def test_two_answers_are_too_few() -> None:
    assert result_of(rows(4, 1)) is None
    found = result_of(rows(4, 3, 1))
    assert found is not None and (found.count, set(found.shares)) == (3, {67})


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 4, 1), "令和8年度 第1四半期"),
        (date(2026, 11, 22), "令和8年度 第3四半期"),
        (date(2027, 3, 31), "令和8年度 第4四半期"),
    ],
)
def test_quarters_are_of_the_fiscal_year(day: date, label: str) -> None:
    assert quarter_of(day).label == label


def test_the_trend_adds_only_what_each_meeting_may_show() -> None:
    told = [
        Told(date(2026, 5, 1), rows(1, 1, 4)),
        Told(date(2026, 6, 1), rows(4, 4)),  # too few: not even as a part of a sum
        Told(date(2026, 8, 1), rows(4, 4, 4, 1)),
        Told(DAY, rows(4, 4, 4)),  # still open
    ]
    points = trend(told, today=DAY)
    assert [(one.quarter.number, one.meetings, one.result.count) for one in points] == [
        (1, 1, 3), (2, 1, 4),
    ]  # fmt: skip
    assert [one.result.shares[0] for one in points] == [33, 75]
