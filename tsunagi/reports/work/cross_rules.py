"""役割の呼び名ごとの時間と、ほかの区分への協力。純粋関数だけを置く。

Helping in another part is allowed where the own work does not suffer; it is shown, never
counted as a fault.
"""

from __future__ import annotations

from collections.abc import Mapping

from tsunagi.activity.record.categories import WorkKind
from tsunagi.activity.record.counting import Spent
from tsunagi.common.frozen import Frozen

NOT_SAID = "（書かれていない）"


class Cell(Frozen):
    """What one title spent on one heading. is_help: work of another category."""

    minutes: int
    records: int
    is_help: bool


class TitleLine(Frozen):
    title: str
    own: str
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        return sum(cell.minutes for cell in self.cells)

    @property
    def helped(self) -> int:
        return sum(cell.minutes for cell in self.cells if cell.is_help)


class CrossTable(Frozen):
    """headings: the parts of the adopted division, in its order, and what is not said."""

    headings: tuple[str, ...]
    lines: tuple[TitleLine, ...]

    @property
    def helped(self) -> int:
        return sum(line.helped for line in self.lines)


def cross_table(
    spent: Mapping[tuple[str, str], Spent],
    *,
    kinds: Mapping[str, WorkKind],
    begins: Mapping[str, str],
) -> CrossTable | None:
    """begins: how the heading of a title's own work begins. None: the division of this
    municipality knows none of the titles, so nothing can be told apart.
    """
    parts = tuple(dict.fromkeys(kind.heading for kind in kinds.values()))
    if not any(part.startswith(one) for part in parts for one in begins.values()):
        return None
    headings = (*parts, NOT_SAID)
    sums: dict[str, dict[str, tuple[int, int]]] = {}
    for (title, code), one in spent.items():
        part = kinds[code].heading if code in kinds else NOT_SAID
        row = sums.setdefault(title if title in begins else "", {})
        minutes, records = row.get(part, (0, 0))
        row[part] = minutes + one.total_minutes, records + one.records
    return CrossTable(
        headings,
        tuple(
            TitleLine(
                title or "呼び名のない職員",
                next((p for p in parts if _is_own(p, begins.get(title))), ""),
                tuple(
                    Cell(*sums[title].get(part, (0, 0)), _is_help(part, begins.get(title)))
                    for part in headings
                ),
            )
            for title in [*begins, ""]
            if title in sums
        ),
    )  # fmt: skip


def _is_own(part: str, begin: str | None) -> bool:
    return begin is not None and part.startswith(begin)


def _is_help(part: str, begin: str | None) -> bool:
    """Work whose kind was not written is nobody's help."""
    return begin is not None and part != NOT_SAID and not part.startswith(begin)
