"""円と単位の端数処理。"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.common.money import (
    floor_to_ten_yen,
    floor_yen,
    format_yen,
    percent_of,
    round_half_up_units,
)

RULES = [floor_yen, floor_to_ten_yen, round_half_up_units]


@pytest.mark.parametrize(
    ("rule", "amount", "expected"),
    [
        pytest.param(floor_yen, Decimal("1234.99"), 1234, id="1円未満切捨て"),
        pytest.param(floor_yen, 1234, 1234, id="端数なし"),
        pytest.param(
            floor_yen, Decimal("-1234.99"), -1234, id="過誤の負の額も0へ向かう"
        ),
        pytest.param(floor_to_ten_yen, 1239, 1230, id="10円未満切捨て"),
        pytest.param(floor_to_ten_yen, Decimal("9.99"), 0, id="10円に満たない"),
        pytest.param(floor_to_ten_yen, -1239, -1230, id="負の額の10円未満"),
        pytest.param(round_half_up_units, Decimal("0.5"), 1, id="ちょうど半分は上げる"),
        pytest.param(round_half_up_units, Decimal("1.5"), 2, id="偶数丸めではない"),
        pytest.param(round_half_up_units, Decimal("2.5"), 3, id="2.5は3"),
        pytest.param(round_half_up_units, Decimal("2.4999"), 2, id="半分に届かない"),
    ],
)
def test_rounding(
    rule: Callable[[int | Decimal], int], amount: int | Decimal, expected: int
) -> None:
    assert rule(amount) == expected


@pytest.mark.parametrize(
    ("amount", "percent", "expected"),
    [
        pytest.param(1000, 10, Decimal(100), id="1割"),
        pytest.param(1005, 10, Decimal("100.50"), id="端数は残る"),
        pytest.param(
            Decimal("11.20"), Decimal("3.5"), Decimal("0.39200"), id="小数の率"
        ),
    ],
)
def test_percent_of(
    amount: int | Decimal, percent: int | Decimal, expected: Decimal
) -> None:
    assert percent_of(amount, percent) == expected


@pytest.mark.parametrize("value", [0.1, 1.0, True, "100", None])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_only_exact_numbers_are_taken(
    rule: Callable[[Any], int], value: object
) -> None:
    with pytest.raises(TypeError):
        rule(value)


def test_percent_of_refuses_floats_on_either_side() -> None:
    with pytest.raises(TypeError):
        percent_of(0.1, 10)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        percent_of(100, 0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_amounts_are_finite(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        floor_yen(Decimal(value))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(0, "0円"), (1234, "1,234円"), (-1234, "-1,234円"), (1_234_567, "1,234,567円")],
)
def test_format_yen(amount: int, expected: str) -> None:
    assert format_yen(amount) == expected


@pytest.mark.parametrize("value", [Decimal("1.5"), 1.0, True])
def test_format_yen_takes_whole_yen_only(value: object) -> None:
    with pytest.raises(TypeError):
        format_yen(value)  # type: ignore[arg-type]


@given(st.decimals(min_value=0, max_value=10**12, places=4))
def test_a_reversal_cancels_exactly(amount: Decimal) -> None:
    for rule in RULES:
        assert rule(amount) + rule(-amount) == 0
    assert 0 <= amount - floor_yen(amount) < 1
    assert abs(amount - round_half_up_units(amount)) <= Decimal("0.5")
