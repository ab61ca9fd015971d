"""地域の集計で、少ない数を伏せる。個人が分からないようにする。純粋関数だけを置く。

根拠: 匿名医療保険等関連情報データベースの手引き（人口25,000人以上の市町村の表で10未満を伏せる）に
ならう。障害福祉の集計にそのまま及ぶ決まりではないので、値は引数で変えられる。一つだけ伏せると
引き算で分かるので、そのときはもう一つ伏せる。上の地域の数から引いて分かるときも、同じにする。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

LEAST_SHOWN = 10


@dataclass(frozen=True)
class Shown:
    """One figure as it may be printed. count None: hidden."""

    count: int | None

    @property
    def words(self) -> str:
        return "伏せた数" if self.count is None else f"{self.count:,}"


def disclosed(
    counts: Sequence[int],
    *,
    least: int = LEAST_SHOWN,
    also_hidden: Sequence[bool] = (),
) -> list[Shown]:
    """The counts of one table, small ones hidden; 0 is hidden like any small count.

    The table names all its rows, always: that a row is there must tell nothing.

    A single hidden cell could be found by subtraction from a total: then the smallest
    of the shown ones is hidden, too.
    """
    hidden = [
        count < least or other
        for count, other in zip_longest(counts, also_hidden, fillvalue=False)
    ]
    if hidden.count(True) == 1 and len(counts) > 1:
        shown = [place for place, is_hidden in enumerate(hidden) if not is_hidden]
        hidden[min(shown, key=lambda place: (counts[place], place))] = True
    return [
        Shown(None if is_hidden else count)
        for count, is_hidden in zip(counts, hidden, strict=True)
    ]


def sums_of_tree(direct: Mapping[str, int]) -> Counter[str]:
    """{path: count of everybody in and below it} from the counts of single areas."""
    sums: Counter[str] = Counter()
    for path, count in direct.items():
        for prefix in _line_of(path):
            sums[prefix] += count
    return sums


def hidden_in_tree(direct: Mapping[str, int], *, least: int = LEAST_SHOWN) -> set[str]:
    """Areas whose count must not be shown, because it or a neighbour's is small.

    direct: {path of the area, as "/1/7/42/": how many live in it and in no area below}.
    Where what a parent has beside its shown children would be a small count, the
    smallest of them is hidden, too; below a hidden area nothing is shown.
    """
    sums = sums_of_tree(direct)
    below: dict[str, list[str]] = {}
    for path in sums:
        below.setdefault(_line_of(path)[-2] if path.count("/") > 2 else "", []).append(
            path
        )
    hidden = {path for path, count in sums.items() if count < least}
    for parent in sorted(sums, key=len):
        shown = [path for path in below.get(parent, ()) if path not in hidden]
        rest = sums[parent] - sum(sums[path] for path in shown)
        if parent in hidden:
            hidden.update(shown)
        elif shown and 0 < rest < least:
            hidden.add(min(shown, key=lambda path: (sums[path], path)))
    return hidden


def _line_of(path: str) -> list[str]:
    """「/1/7/42/」→「/1/」「/1/7/」「/1/7/42/」。"""
    ids = path.strip("/").split("/")
    return [f"/{'/'.join(ids[:length])}/" for length in range(1, len(ids) + 1)]
