"""少ない数は伏せ、引き算でも分からないようにする。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reports.disclosure import LEAST_SHOWN, disclosed, disclosed_total


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param([], [], id="何もない"),
        pytest.param([12, 30], [12, 30], id="どれも出せる"),
        pytest.param([3, 30, 40], [None, None, 40], id="一つだけなら次に小さい数も"),
        pytest.param([3, 9, 40], [None, None, 40], id="二つなら、そのまま"),
        pytest.param([0, 50, 60], [None, None, 60], id="0も伏せる"),
        pytest.param([4], [None], id="一つしかない"),
        pytest.param([10], [10], id="ちょうど10"),
    ],
)
def test_what_is_shown(counts: list[int], shown: list[int | None]) -> None:
    assert [one.count for one in disclosed(counts)] == shown


@given(st.lists(st.integers(min_value=0, max_value=60)))
def test_no_small_number_and_never_exactly_one_hidden(counts: list[int]) -> None:
    shown = disclosed(counts)
    assert all(one.count is None or one.count >= LEAST_SHOWN for one in shown)
    hidden = sum(one.count is None for one in shown)
    assert hidden != 1 or len(counts) == 1
    assert all(
        one.count in (None, count) for one, count in zip(shown, counts, strict=True)
    )


def test_a_single_figure() -> None:
    assert disclosed_total(9).words == "10未満"
    assert disclosed_total(1234).words == "1,234"
