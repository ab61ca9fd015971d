"""むずかしい相談の割合を、地域ごとに。少ない数は伏せる。"""

from __future__ import annotations

from datetime import date

from tsunagi.access.actor import Actor
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import areas_of_municipality
from tsunagi.reports.difficult import counts
from tsunagi.reports.disclosure import Shown, disclosed_table, hidden_rows_of_tree

NO_AREA = "住んでいる地域を書いていない方"


class AreaShare(Frozen):
    """One area, or the sum (area None, with its name): figures as they may be printed."""

    name: str
    area: Area | None
    difficult: Shown
    others: Shown
    everybody: Shown

    @property
    def percent(self) -> str:
        """Only from figures that are shown: a share would tell what is hidden."""
        if self.difficult.count is None or not self.everybody.count:
            return "—"
        return f"{self.difficult.count * 100 / self.everybody.count:.0f}%"


def shares_by_area(*, actor: Actor, today: date) -> list[AreaShare]:
    """どの地域の行もいつも出る。おわりに計。二つの問い合わせ。"""
    areas = areas_of_municipality(actor=actor, today=today)
    found = counts.by_area(actor.here)
    known = {area.pk for area in areas}
    rest = [pair for key, pair in found.items() if key not in known]
    order: list[Area | None] = [*areas, None]
    cells = [found.get(area.pk, (0, 0)) for area in areas]
    cells.append((sum(one for one, _ in rest), sum(other for _, other in rest)))
    direct = {area.path: sum(pair) for area, pair in zip(areas, cells, strict=False)}
    shown = disclosed_table(
        cells,
        hidden_rows=hidden_rows_of_tree(
            [area.path if area else "" for area in order], direct
        ),
    )
    names = [*(area.name if area else NO_AREA for area in order), "計"]
    return [
        AreaShare(name, area, *row)
        for name, area, row in zip(names, [*order, None], shown, strict=True)
    ]
