"""務めの進み具合と、担い手のない機能。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tsunagi.activity.catalogue.items import Item
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

MAIN, PARTNER = "主", "協力"


class DutyProgress(Labelled):
    NOT_BEGUN = "not_begun", "まだ"
    UNDER_WAY = "under_way", "進めている"
    IN_PLACE = "in_place", "できている"


class Coverage(Frozen):
    """One function of the map, and which kinds present in the area bear it."""

    item: Item
    mains: tuple[str, ...]
    partners: tuple[str, ...]

    @property
    def is_uncovered(self) -> bool:
        """No kind that should lead this function exists in the area."""
        return not self.mains


def coverage(items: Sequence[Item], present: Collection[str]) -> list[Coverage]:
    """機能ごとに、地域にある担い手。主となる種別が一つもなければ「担い手なし」。

    present: the placement keys that exist in the area (office kinds, council).
    """
    return [
        Coverage(
            item,
            tuple(
                k
                for k, mark in item.placements.items()
                if mark == MAIN and k in present
            ),
            tuple(
                k
                for k, mark in item.placements.items()
                if mark == PARTNER and k in present
            ),
        )
        for item in items
        if item.placements
    ]
