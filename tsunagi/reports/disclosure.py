"""地域の集計で、少ない数を伏せる。個人が分からないようにする。純粋関数だけを置く。

根拠: 匿名医療保険等関連情報データベースの手引き（人口25,000人以上の市町村の表で10未満を伏せる）に
ならう。障害福祉の集計にそのまま及ぶ決まりではないので、値は引数で変えられる。一つだけ伏せると
引き算で分かるので、そのときはもう一つ伏せる。上の地域の数から引いて分かるときも、同じにする。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest

from tsunagi.common.frozen import Frozen

LEAST_SHOWN = 10


class Shown(Frozen):
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


def disclosed_table(
    counts: Sequence[Sequence[int | None]],
    *,
    hidden_rows: Sequence[bool] = (),
    least: int = LEAST_SHOWN,
) -> list[list[Shown]]:
    """The counts with their sums at the right and below, small ones hidden.

    None: nobody can stand there, as every reader knows; it counts as 0 and is never
    hidden. hidden_rows: rows whose sum another page hides. In no row and no column,
    the sums among them, can subtraction find a small count other than 0.
    """
    rows: list[list[int | None]] = [
        [*row, sum(cell or 0 for cell in row)] for row in counts
    ]
    width = max((len(row) for row in rows), default=0)
    rows.append([sum(row[place] or 0 for row in rows) for place in range(width)])
    known = {
        (y, x) for y, row in enumerate(counts) for x, cell in enumerate(row)
        if cell is None
    }  # fmt: skip
    bottom = len(counts)
    known |= {
        (bottom, x)
        for x in range(width)
        if bottom and all((y, x) in known for y in range(bottom))
    }
    hidden = {
        (y, x)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        if (y, x) not in known and (cell or 0) < least
    }
    hidden |= {(y, width - 1) for y, one in enumerate(hidden_rows) if one}
    lines = [[(y, x) for x in range(width)] for y in range(len(rows))]
    lines += [[(y, x) for y in range(len(rows))] for x in range(width)]
    while (
        more := _found_by_subtraction(rows, lines, hidden, known, least)
    ) is not None:
        hidden.add(more)
    return [
        [Shown(None if (y, x) in hidden else cell or 0) for x, cell in enumerate(row)]
        for y, row in enumerate(rows)
    ]


Spot = tuple[int, int]


def _found_by_subtraction(
    rows: Sequence[Sequence[int | None]],
    lines: Sequence[Sequence[Spot]],
    hidden: Collection[Spot],
    known: Collection[Spot],
    least: int,
) -> Spot | None:
    """The spot to hide next, so that its line gives nothing away; None: all is well."""

    def value(spot: Spot) -> int:
        return rows[spot[0]][spot[1]] or 0

    for line in lines:
        secret = [spot for spot in line if spot in hidden]
        rest = sum(value(spot) for spot in secret)
        if not rest or (len(secret) > 1 and (line[-1] in secret or rest >= least)):
            continue
        shown = [at for at in line if at not in hidden and at not in known]
        if shown:
            return min(shown, key=lambda at: (value(at), at))
    return None


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


def hidden_rows_of_tree(
    order: Sequence[str], direct: Mapping[str, int], *, least: int = LEAST_SHOWN
) -> list[bool]:
    """Of the rows of a table, by path ("" for no area): whose sum must not be shown
    beside what the page of the area shows."""
    hidden = hidden_in_tree(direct, least=least)
    return [
        bool(path) and any(one.startswith(path) for one in hidden) for path in order
    ]


def _line_of(path: str) -> list[str]:
    """「/1/7/42/」→「/1/」「/1/7/」「/1/7/42/」。"""
    ids = path.strip("/").split("/")
    return [f"/{'/'.join(ids[:length])}/" for length in range(1, len(ids) + 1)]
