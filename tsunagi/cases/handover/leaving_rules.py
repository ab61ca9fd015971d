"""去る人・閉じる事業所の人たちを、だれが受け持つか。割り振りの案。純粋関数だけ。"""

from __future__ import annotations

from collections.abc import Sequence

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

FULL_TIME = 100
# What the dated history of the responsibility says; the letters are found by it.
LEAVES = "担当者の退職・異動"


class Elsewhere(Labelled):
    """同じ事業所の人のほかに選べるもの。"""

    TEAM = "team", "チームで待つ"
    OTHER_OFFICE = "other", "ほかの事業所への引継ぎを準備する"


class Carrier(Frozen):
    """A colleague. cases: open ones now; fte: hundredths of a full-time post here."""

    key: int
    cases: int
    fte: int


def shares(cases: Sequence[int], carriers: Sequence[Carrier]) -> dict[int, int]:
    """一人ずつ、常勤あたりの受け持ちがいちばん少なくなる同僚へ。同僚がいなければ空。

    Who has no post here gets nobody. The same answer for the same numbers.
    """
    held = {one.key: one.cases for one in carriers if one.fte}
    fte = {one.key: one.fte for one in carriers if one.fte}
    given: dict[int, int] = {}
    for case in cases:
        if not held:
            break
        key = min(held, key=lambda one: ((held[one] + 1) * FULL_TIME / fte[one], one))
        given[case] = key
        held[key] += 1
    return given
