"""円と単位の計算。端数の扱いには、ひとつずつ名前がある。

Amounts are int or Decimal. A binary float is refused, because 0.1 is not 0.1 in it.
「切捨て」 cuts towards zero, so that a reversal (a negative amount) cancels exactly.
"""

from __future__ import annotations

from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    Inexact,
    InvalidOperation,
)

Amount = int | Decimal

# Wide enough for any sum of this domain; an inexact product stops the calculation.
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


def _exact(value: Amount) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"int or Decimal expected, not {type(value).__name__}")
    amount = Decimal(value)
    if not amount.is_finite():
        raise ValueError(f"a finite amount expected: {value}")
    return amount


def floor_yen(amount: Amount) -> int:
    """1円未満切捨て。"""
    return int(_exact(amount).to_integral_value(rounding=ROUND_DOWN))


def floor_to_ten_yen(amount: Amount) -> int:
    """10円未満切捨て。"""
    tens = _EXACT.scaleb(_exact(amount), -1).to_integral_value(rounding=ROUND_DOWN)
    return int(tens) * 10


def round_half_up_units(units: Amount) -> int:
    """単位数の小数点以下を四捨五入する。"""
    return int(_exact(units).to_integral_value(rounding=ROUND_HALF_UP))


def percent_of(amount: Amount, percent: Amount) -> Decimal:
    """百分率をかけた額。端数は残すので、続けて名前のある端数処理を呼ぶ。"""
    product = _EXACT.multiply(_exact(amount), _exact(percent))
    return _EXACT.scaleb(product, -2)


def format_yen(amount: int) -> str:
    """「1,234円」。円に端数はないので、整数だけを受け取る。"""
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"int expected, not {type(amount).__name__}")
    return f"{amount:,}円"
