"""困難な相談の行き先: 地域ごとの決まり。純粋関数だけを置く。

Where a commissioned office stands beside the core centre, some areas send the difficult
consultations to the centre, others leave them where they are (TSU-55). It is the
municipality's own data with dates; the nearest rule up the tree counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office.rules import OfficeKind


class Route(Labelled):
    """困難な相談を、まずどこに頼むか。"""

    CORE = "core", "基幹へ"
    COMMISSIONED = "commissioned", "委託があれば委託へ、なければ基幹へ"
    OFFICE = "office", "計画相談の事業所へ"


CORE = frozenset({OfficeKind.CORE_CENTRE})
COMMISSIONED = frozenset({OfficeKind.COMMISSIONED, OfficeKind.ACTIVITY_CENTRE})
DESIGNATED = frozenset(
    {
        OfficeKind.DESIGNATED_PLAN, OfficeKind.DESIGNATED_CHILD,
        OfficeKind.DESIGNATED_GENERAL,
    }
)  # fmt: skip
# Whom one asks first, then next. The desk of the municipality stays the last resort.
ORDER: dict[Route, tuple[frozenset[OfficeKind], ...]] = {
    Route.CORE: (CORE, COMMISSIONED),
    Route.COMMISSIONED: (COMMISSIONED, CORE),
    Route.OFFICE: (DESIGNATED, COMMISSIONED, CORE),
}


class Ruled(Frozen):
    """One rule: of the area with this path, from this day, before that day."""

    path: str
    area_name: str
    route: Route
    valid_from: date
    valid_before: date | None = None

    def holds(self, where: str, day: date) -> bool:
        return (
            where.startswith(self.path)
            and self.valid_from <= day
            and (self.valid_before is None or day < self.valid_before)
        )


def rule_on(rules: Iterable[Ruled], where: str, day: date) -> Ruled | None:
    """その地域、なければ上の地域の、その日の決まり。"""
    return max(
        (one for one in rules if one.holds(where, day)),
        key=lambda one: len(ids_on_path(one.path)),
        default=None,
    )


def rank(kinds: frozenset[OfficeKind], route: Route) -> int:
    """How early the rule asks an office of these kinds: 0 is first.

    An office counts as the highest of what it is: the centre also where it is
    commissioned, a commissioned office also where it is designated.
    """
    own = next(
        (one for one in (CORE, COMMISSIONED, DESIGNATED) if not kinds.isdisjoint(one)),
        None,
    )
    groups = ORDER[route]
    return groups.index(own) if own in groups else len(groups)
