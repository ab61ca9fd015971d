"""受け持ちと空きの規則: 並べ方、合計とばらつきを言ってよいとき。純粋関数だけを置く。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.reports.disclosure import LEAST_SHOWN, Shown

# With fewer offices a sum tells somebody who knows the own figures those of another.
LEAST_OFFICES = 3
LEAST_UNNAMED = 2
LEAST_FOR_SPREAD = 5
FULL_TIME = 100


class Order(Labelled):
    """並べ方。どれも、よい悪いの順ではない。"""

    NAME = "name", "名前"
    FREE = "free", "受けられる人数の多い順"
    OLDEST = "oldest", "確かめた日の古い順"
    LOAD = "load", "常勤1人あたりの少ない順"
    WAITING = "waiting", "返事を待つ依頼の多い順"


class Load(Frozen):
    """One office's figures. weighted: tenths; fte: hundredths of posts in consultation."""

    cases: int = 0
    weighted: int = 0
    fte: int = 0
    waiting: int = 0

    @property
    def per_fte(self) -> float | None:
        """Open cases for each full-time post; None: nobody is posted there."""
        return self.cases * FULL_TIME / self.fte if self.fte else None

    @property
    def weighted_per_fte(self) -> float | None:
        return self.weighted * FULL_TIME / 10 / self.fte if self.fte else None


def summed(loads: Iterable[Load]) -> Load:
    found = list(loads)
    return Load(
        sum(one.cases for one in found), sum(one.weighted for one in found),
        sum(one.fte for one in found), sum(one.waiting for one in found),
    )  # fmt: skip


def may_say_sum(offices: int, beside: Sequence[int], *, unnamed: int) -> bool:
    """合計を、すべての名前は見られない人にも言ってよいか。

    unnamed: of the offices, those whose figures the reader does not know by name; of one
    alone the sum would tell. beside: how many offices the other parts of the municipality
    have: a part with one or two could be found by subtraction, so then no part tells.
    """
    return (
        offices >= LEAST_OFFICES
        and unnamed >= LEAST_UNNAMED
        and all(not one or one >= LEAST_OFFICES for one in beside)
    )


def beside(paths: Iterable[str], where: str, home: str) -> list[int]:
    """How many offices each other direct part of the municipality has, from their paths.

    The whole municipality has nothing beside it. Below a part nothing is told: the answer
    is then a part with one office.
    """
    if where == home:
        return []
    depth = len(ids_on_path(home)) + 1
    if len(ids_on_path(where)) != depth:
        return [1]
    parts = Counter(ids_on_path(path)[:depth] for path in paths)
    parts.pop(ids_on_path(where), None)
    return list(parts.values())


class Spread(Frozen):
    """Of the offices, without names: the least, the middle, the most for each post."""

    least: float
    middle: float
    most: float


def spread(loads: Iterable[Load]) -> Spread | None:
    """None with fewer than five offices: the least and the most would be somebody."""
    found = [one.per_fte for one in loads if one.per_fte is not None]
    if len(found) < LEAST_FOR_SPREAD:
        return None
    return Spread(min(found), median(found), max(found))


def shown(count: int, *, everything: bool) -> Shown:
    """少ない人数は、名前を見られない人には伏せる。"""
    return Shown(count if everything or count >= LEAST_SHOWN else None)
