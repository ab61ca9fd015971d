"""少ない数を伏せる。個人が分からないようにするための、ただ一つの場所。純粋関数だけを置く。

根拠: 匿名医療保険等関連情報データベースの手引き（人口25,000人以上の市町村の表で10未満を伏せる）に
ならう。障害福祉の集計にそのまま及ぶ決まりではないので、値は引数で変えられる。一つだけ伏せると
引き算で分かるので、そのときはもう一つ伏せる。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_SHOWN = 10


@dataclass(frozen=True)
class Shown:
    """One figure as it may be printed. count None: hidden."""

    count: int | None

    @property
    def words(self) -> str:
        return "10未満" if self.count is None else f"{self.count:,}"


def disclosed(counts: Sequence[int], *, least: int = LEAST_SHOWN) -> list[Shown]:
    """The counts of one table, small ones hidden; 0 is hidden like any small count.

    A single hidden cell could be found by subtraction from a total: then the smallest
    of the shown ones is hidden, too.
    """
    hidden = [count < least for count in counts]
    if hidden.count(True) == 1 and len(counts) > 1:
        shown = [place for place, is_hidden in enumerate(hidden) if not is_hidden]
        hidden[min(shown, key=lambda place: (counts[place], place))] = True
    return [
        Shown(None if is_hidden else count)
        for count, is_hidden in zip(counts, hidden, strict=True)
    ]


def disclosed_total(count: int, *, least: int = LEAST_SHOWN) -> Shown:
    """A figure that stands alone."""
    return Shown(count if count >= least else None)
