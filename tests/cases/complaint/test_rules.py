"""要望・苦情の規則の表。"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.cases.complaint.rules import (
    Standing,
    counts_by_theme,
    shown_count,
    standing_of,
)

DUE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("answered_on", "today", "standing"),
    [
        (None, date(2026, 11, 19), Standing.OPEN),
        (None, date(2026, 11, 20), Standing.OPEN),
        (None, date(2026, 11, 21), Standing.LATE),
        (date(2026, 11, 25), date(2026, 11, 30), Standing.ANSWERED),
    ],
)
def test_the_standing(
    answered_on: date | None, today: date, standing: Standing
) -> None:
    assert standing_of(DUE, answered_on, today=today) is standing


def test_themes_are_counted_with_their_places() -> None:
    rows = [
        (1, "送迎", "A"),
        (1, "送迎", "B"),
        (1, "送迎", "A"),
        (2, "送迎", "A"),
        (1, "食事", ""),
        (1, "", "A"),
        (1, "電話", "C"),
    ]
    assert counts_by_theme(rows) == [
        (1, "送迎", 3, 2), (2, "送迎", 1, 1), (1, "電話", 1, 1), (1, "食事", 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "is_own", "words"),
    [
        (0, False, "0件"), (1, False, "10件未満"), (9, False, "10件未満"),
        (10, False, "10件"), (1, True, "1件"),
    ],
)  # fmt: skip
def test_small_numbers_of_others_are_not_shown(
    count: int, is_own: bool, words: str
) -> None:
    assert shown_count(count, is_own=is_own) == words
