"""ケースの重み: 件数だけでは見えない手のかかり方の目安。純粋関数だけを置く。

The weights are our own dated data and said to be so wherever they are shown. Tenths, so
that nothing is rounded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from tsunagi.cases.case.rules import Mode
from tsunagi.cases.limits.limit_rules import PLAN_MODES
from tsunagi.common.frozen import Frozen

DATA_FILE = Path(__file__).parent / "data" / "case_weights.toml"


class Group(Frozen):
    """Open cases of one kind. is_difficult: something that makes it difficult is open;
    is_settled: begun a year ago or more, and one monitoring planned in six months."""

    mode: Mode
    is_difficult: bool = False
    is_settled: bool = False


class Weights(Frozen):
    """Tenths of a case. modes: those that differ from `ordinary`."""

    valid_from: date
    difficult: int
    settled: int
    ordinary: int
    modes: Mapping[Mode, int]
    confidence: str
    source: str

    def of(self, group: Group) -> int:
        """難しい事情が先、落ち着いた計画相談が次、あとは関わり方。"""
        if group.is_difficult or group.mode is Mode.CORE_DIFFICULT:
            return self.difficult
        if group.is_settled and group.mode in PLAN_MODES:
            return self.settled
        return self.modes.get(group.mode, self.ordinary)


@cache
def tables() -> tuple[Weights, ...]:
    """The file as it is shipped."""
    raw = tomllib.loads(DATA_FILE.read_text(encoding="utf-8"))["weights"]
    return tuple(
        Weights(
            **{
                **one,
                "modes": {Mode(name): value for name, value in one["modes"].items()},
            }
        )
        for one in raw
    )


def weights_on(day: date) -> Weights:
    """その日の重み。表より前の日には、はじめの表を使う（めやすなので、止めない）。"""
    held = [one for one in tables() if one.valid_from <= day] or [tables()[0]]
    return max(held, key=lambda one: one.valid_from)


def weighted(groups: Mapping[Group, int], weights: Weights) -> int:
    """Tenths of all of them together."""
    return sum(weights.of(group) * count for group, count in groups.items())
