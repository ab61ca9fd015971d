"""評価・助言の決まり: どの行に言えるか、二回をどう並べるか。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.plan.conftest import ITEM
from tests.conftest import TODAY
from tsunagi.cases.plan.sheet_rules import Item, item_of
from tsunagi.cases.plan_review.actions import due_again
from tsunagi.cases.plan_review.models import PlanReview
from tsunagi.cases.plan_review.rules import (
    KINDS,
    TEXT_LINES,
    Criterion,
    Level,
    ReviewState,
    compared,
    lines_of,
)


def test_the_texts_come_first_even_when_empty() -> None:
    lines = lines_of({"policy": "本人の歩みで"}, ())
    assert [one.key for one in lines] == list(TEXT_LINES)
    assert {one.key: one.text for one in lines if one.text} == {
        "policy": "本人の歩みで"
    }


def test_a_row_is_one_line_with_all_that_was_written() -> None:
    line = lines_of({}, [item_of(ITEM)])[-1]
    assert line.key == "row1" and line.label == "優先順位1　外で人と会う時間がほしい"
    assert "支援目標: 週に二回通う" in line.text
    assert "支え: 就労継続支援Ｂ型　午前だけ　8日/月" in line.text
    assert "その他留意事項" not in line.text, "what is empty is left out"


def test_a_long_need_fits_the_column_and_rows_are_counted() -> None:
    lines = lines_of({}, [Item(key=f"k{n}", need="あ" * 500) for n in range(30)])
    assert len({one.key for one in lines}) == len(lines) == len(TEXT_LINES) + 30
    assert all(len(one.label) <= 100 and len(one.key) <= 40 for one in lines)
    assert lines[-1].label.startswith("優先順位30　")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, {}, []),
        ({"needs": "1"}, {"needs": "3"}, [("needs", "これから", "できている", 2)]),
        ({"needs": "4"}, {"needs": "3"}, [("needs", "ほかの人の手本になる", "できている", -1)]),
        ({"needs": "2"}, {"needs": "2"}, [("needs", "できはじめている", "できはじめている", 0)]),
        ({"goals": "2"}, {}, [("goals", "できはじめている", "—", None)]),
        ({}, {"goals": "2"}, [("goals", "—", "できはじめている", None)]),
        ({"cycle": "", "own_words": "1"}, {"cycle": ""}, [("own_words", "これから", "—", None)]),
        ({"unknown": "1"}, {"unknown": "2"}, []),
    ],
)  # fmt: skip
def test_two_reviews_side_by_side(
    before: dict[str, str],
    after: dict[str, str],
    said: list[tuple[str, str, str, int | None]],
) -> None:
    found = [
        (one.criterion.value, one.before, one.after, one.moved)
        for one in compared(before, after)
    ]
    assert found == said


LEVELS = st.dictionaries(
    st.sampled_from([one.value for one in Criterion]),
    st.sampled_from(["", *(one.value for one in Level)]),
)


@given(LEVELS, LEVELS)
def test_turned_round_every_step_is_turned_round(
    before: dict[str, str], after: dict[str, str]
) -> None:
    there, back = compared(before, after), compared(after, before)
    assert [(one.criterion, one.before, one.after) for one in there] == [
        (one.criterion, one.after, one.before) for one in back
    ]
    for one, other in zip(there, back, strict=True):
        assert (one.moved is None) == (other.moved is None)
        assert (one.moved or 0) == -(other.moved or 0)


@pytest.mark.parametrize(
    ("days", "due"), [(None, False), (-1, True), (0, True), (1, False)]
)
def test_when_it_is_looked_at_again(days: int | None, due: bool) -> None:
    on = None if days is None else TODAY + timedelta(days=days)
    assert due_again(PlanReview(recheck_on=on), today=TODAY) is due


def test_every_state_has_its_colour() -> None:
    assert set(KINDS) == set(ReviewState)
