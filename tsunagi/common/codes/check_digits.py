"""検査数字の計算。番号ごとに方式が違うので、方式に名前を付けて一か所に置く。"""

from __future__ import annotations


def modulus_11(digits: str) -> str:
    """全国地方公共団体コード: 上から 6,5,4,3,2 をかけ、和を11で割った余りを使う。"""
    total = sum(
        weight * int(digit)
        for weight, digit in zip((6, 5, 4, 3, 2), digits, strict=True)
    )
    return str((11 - total % 11) % 10)


def modulus_10_split(digits: str) -> str:
    """右から 2,1 を交互にかけ、積の各けたを足して10で割る（保険者番号の方式）。"""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        tens, ones = divmod(int(digit) * (2 if position % 2 == 0 else 1), 10)
        total += tens + ones
    return str(-total % 10)


def corporate_modulus_9(digits: str) -> str:
    """法人番号の先頭のけた: 右から 1,2 を交互にかけ、9 から和を9で割った余りを引く。"""
    total = sum(
        int(digit) * (1 if position % 2 == 0 else 2)
        for position, digit in enumerate(reversed(digits))
    )
    return str(9 - total % 9)
