"""少ない数は伏せ、引き算でも分からないようにする。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reports.disclosure import (
    LEAST_SHOWN,
    disclosed,
    disclosed_table,
    hidden_in_tree,
    sums_of_tree,
)


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


TREES = {
    "すべて出せる": ({"/1/2/": 20, "/1/3/": 30}, set()),
    "小さい地域は伏せ、隣も伏せる": (
        {"/1/2/": 40, "/1/3/": 5, "/1/4/": 50}, {"/1/3/", "/1/2/"},
    ),
    "伏せる二つの和が小さい": (
        {"/1/2/": 40, "/1/3/": 4, "/1/4/": 5}, {"/1/2/", "/1/3/", "/1/4/"},
    ),
    "伏せる二つの和が大きい": ({"/1/2/": 40, "/1/3/": 6, "/1/4/": 7}, {"/1/3/", "/1/4/"}),
    "下の地域に入らない人が少ない": ({"/1/": 3, "/1/2/": 40}, {"/1/2/"}),
    "全体が小さい": ({"/1/2/": 4}, {"/1/", "/1/2/"}),
    "伏せた地域の下は出さない": (
        {"/1/2/5/": 20, "/1/2/6/": 20, "/1/3/": 5, "/1/4/": 90},
        {"/1/3/", "/1/2/", "/1/2/5/", "/1/2/6/"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("direct", "hidden"), TREES.values(), ids=TREES)
def test_which_areas_are_hidden(direct: dict[str, int], hidden: set[str]) -> None:
    assert hidden_in_tree(direct) == hidden


PATHS = [f"/1/{n}/" for n in (2, 3, 4)] + [
    f"/1/{n}/{m}/" for n in (2, 3) for m in (7, 8)
]


@given(st.dictionaries(st.sampled_from(PATHS), st.integers(0, 40), min_size=1))
def test_nothing_small_is_left_between_an_area_and_its_parts(
    direct: dict[str, int],
) -> None:
    sums, hidden = sums_of_tree(direct), hidden_in_tree(direct)
    for parent in set(sums) - hidden:
        shown = [
            path
            for path in set(sums) - hidden
            if path.startswith(parent) and path.count("/") == parent.count("/") + 1
        ]
        rest = sums[parent] - sum(sums[path] for path in shown)
        assert not shown or rest == 0 or rest >= LEAST_SHOWN
        assert sums[parent] >= LEAST_SHOWN


def test_words_of_a_figure() -> None:
    assert disclosed([9])[0].words == "伏せた数"
    assert disclosed([1234])[0].words == "1,234"


def test_what_a_neighbour_hides_is_hidden() -> None:
    shown = disclosed([40, 50, 60], also_hidden=[False, True, False])
    assert [one.count for one in shown] == [None, None, 60]


@pytest.mark.parametrize(
    ("counts", "hidden_rows", "shown"),
    [
        pytest.param(
            [[20, 30], [40, 50]], (), [[20, 30, 50], [40, 50, 90], [60, 80, 140]],
            id="どれも出せる",
        ),
        pytest.param(
            [[None, 12], [15, None]], (), [[0, 12, 12], [15, 0, 15], [15, 12, 27]],
            id="だれもいないと分かる欄は、伏せた数に入れない",
        ),
        pytest.param(
            [[None, 12], [None, 3], [20, None]], (),
            [[0, None, None], [0, None, None], [20, 0, 20], [20, 15, 35]],
            id="小さい地域の隣も伏せる",
        ),
        pytest.param(
            [[None, 12], [None, 30], [20, None]], (True, False, False),
            [[0, None, None], [0, None, None], [20, 0, 20], [20, 42, 62]],
            id="ほかの画面で伏せる地域",
        ),
        pytest.param(
            [[40, 0, 3], [50, 60, 70]], (),
            [[None, None, None, 43], [None, None, None, 180], [90, 60, 73, 223]],
            id="伏せた欄の和も小さくしない",
        ),
    ],
)  # fmt: skip
def test_a_table_with_sums_gives_no_small_number_away(
    counts: list[list[int | None]],
    hidden_rows: tuple[bool, ...],
    shown: list[list[int | None]],
) -> None:
    found = disclosed_table(counts, hidden_rows=hidden_rows)
    assert [[one.count for one in row] for row in found] == shown


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=3, max_size=3),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_no_line_of_a_table_can_be_solved_for_a_small_number(
    counts: list[list[int | None]],
) -> None:
    found = disclosed_table(counts)
    true = [[*row, sum(one or 0 for one in row)] for row in counts]
    true.append([sum(row[x] or 0 for row in true) for x in range(4)])
    pairs = [
        [(one.count, count or 0) for one, count in zip(shown, row, strict=True)]
        for shown, row in zip(found, true, strict=True)
    ]
    for line in [*pairs, *map(list, zip(*pairs, strict=True))]:
        secret = [count for shown, count in line if shown is None]
        assert all(shown in (None, count) for shown, count in line)
        if line[-1][0] is not None:
            assert sum(secret) == 0 or (len(secret) > 1 and sum(secret) >= LEAST_SHOWN)
        else:
            others = [count for shown, count in line[:-1] if shown is None]
            assert others or line[-1][1] == 0
