"""くり返し出る話題の表。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tsunagi.meetings.issue.rules import Seen, SeenIn, looked_at_from, recurrent_topics
from tsunagi.meetings.issue.topics import topic_choices, topic_of, topics

DAY = date(2026, 11, 22)


def seen(topic: str, *days: int, source: SeenIn = SeenIn.CANDIDATE) -> list[Seen]:
    return [Seen(topic, source, DAY - timedelta(days=one)) for one in days]


def test_three_times_within_twelve_months() -> None:
    rows = [
        *seen("housing", 1, 30), *seen("housing", 300, source=SeenIn.SUPERVISION),
        *seen("money", 1, 2), *seen("crisis", 1, 2, 365), *seen("work", 0, 364, 363, 1),
        *seen("", 1, 2, 3), *seen("child", -1, -2, 1),
    ]  # fmt: skip
    found = recurrent_topics(rows, today=DAY)
    assert [(one.topic, one.total) for one in found] == [("work", 4), ("housing", 3)]
    assert found[1].counts == ((SeenIn.CANDIDATE, 2), (SeenIn.SUPERVISION, 1))


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (DAY, date(2025, 11, 22)),
        (date(2028, 2, 29), date(2027, 2, 28)),
    ],
)
def test_twelve_months_back(today: date, first: date) -> None:
    assert looked_at_from(today) == first


def test_topics_have_a_training_and_one_code_each() -> None:
    assert len({one.code for one in topics()}) == len(topics()) >= 10
    assert all(one.label and one.training for one in topics())
    assert topic_of("housing") is not None and topic_of("x") is None
    assert ("housing", "住まい") in topic_choices()
