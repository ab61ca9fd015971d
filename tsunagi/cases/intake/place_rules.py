"""「どこにつなぐ？」の規則。地域・種別・層・空きだけで並べ、自法人を得にしない。

Order: nearer area, then whether new consultations are taken, then a rotation by the
day, so that equal offices take turns. The corporation is known to the caller only for
the record of what was shown; it is not even an argument here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tsunagi.cases.intake.rules import Result
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.organisations.area.routing_rules import ORDER, Route, rank
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office.rules import OfficeKind

MOST_SUGGESTED = 6


class Need(Labelled):
    """つなぐ先に求めること。"""

    GENERAL = "general", "一般的な相談（委託）"
    PLAN = "plan", "計画相談"
    CHILD_PLAN = "child_plan", "障害児相談"
    GENERAL_MOVE = "general_move", "地域移行・地域定着"
    CORE = "core", "困難な相談・行き先が分からない（基幹）"
    EMERGENCY = "emergency", "緊急の受け入れ・対応"
    DESK = "desk", "行政の手続き"


# 求めることごとの種別。前にあるものから探し、見つかった組だけを出す。
Groups = tuple[frozenset[OfficeKind], ...]
WANTED: dict[Need, Groups] = {
    Need.GENERAL: (
        frozenset({OfficeKind.COMMISSIONED, OfficeKind.ACTIVITY_CENTRE}),
        frozenset({OfficeKind.CORE_CENTRE}),
        frozenset({OfficeKind.DESK}),
    ),
    Need.PLAN: (frozenset({OfficeKind.DESIGNATED_PLAN}),),
    Need.CHILD_PLAN: (frozenset({OfficeKind.DESIGNATED_CHILD}),),
    Need.GENERAL_MOVE: (frozenset({OfficeKind.DESIGNATED_GENERAL}),),
    Need.CORE: (
        frozenset({OfficeKind.CORE_CENTRE}),
        frozenset({OfficeKind.COMMISSIONED, OfficeKind.ACTIVITY_CENTRE}),
        frozenset({OfficeKind.DESK}),
    ),
    Need.EMERGENCY: (
        frozenset({OfficeKind.SUPPORT_BASE}),
        frozenset({OfficeKind.CORE_CENTRE}),
        frozenset({OfficeKind.DESK}),
    ),
    Need.DESK: (frozenset({OfficeKind.DESK}),),
}


def groups_for(need: Need, route: Route | None) -> Groups:
    """Whom to look for, in which order. A rule of the area moves only what is difficult."""
    if need is not Need.CORE or route is None:
        return WANTED[need]
    return (*ORDER[route], frozenset({OfficeKind.DESK}))


# 同じ人かの問い合わせに答える役目。
ANSWERS_MATCHES: Groups = (
    frozenset({OfficeKind.CORE_CENTRE}),
    frozenset({OfficeKind.DESK}),
)


def need_for(result: Result | None, *, is_child: bool | None) -> Need:
    """受付の結果から、まず出しておく求め。画面で選び直せる。"""
    if result == Result.PLAN:
        return Need.CHILD_PLAN if is_child else Need.PLAN
    if result == Result.EMERGENCY:
        return Need.EMERGENCY
    if result in (Result.SHORT, Result.CONTINUING):
        return Need.GENERAL
    return Need.CORE


def area_steps(places: Iterable[str], where: str) -> int | None:
    """How near the nearest of these areas is: 0 inside `where`, so many steps up the tree,
    None beside it. Areas are given as paths."""
    return min(
        (found for one in places if (found := _steps(one, where)) is not None),
        default=None,
    )


def _steps(place: str, where: str) -> int | None:
    if place.startswith(where):
        return 0
    if where.startswith(place):
        return len(ids_on_path(where)) - len(ids_on_path(place))
    return None


class PlaceFacts(Frozen):
    """What is known of one office. area_steps: 0 answers for the area itself or stands
    in it, 1 one step up the tree, …; None: for another part. accepts_new None: unknown.
    """

    key: int
    kinds: frozenset[OfficeKind]
    area_steps: int | None
    accepts_new: bool | None = None


class Suggestion(Frozen):
    key: int
    reasons: tuple[str, ...]


def suggest_places(
    offices: Iterable[PlaceFacts], groups: Groups, *, on: date, most: int,
    route: Route | None = None,
) -> list[Suggestion]:  # fmt: skip
    """求めに合う事業所を、理由とともに。同じ条件の事業所は、日ごとに順番が回る。

    groups: only the first group of kinds that anybody bears is looked at. route: the
    area's rule; those whom it asks first among those who answer for this area.
    """
    known = list(offices)
    if route is not None and (first := _by_rule(known, route)):
        return [
            _suggestion(one, frozenset().union(*groups))
            for one in _ordered(first, on)[:most]
        ]
    for kinds in groups:
        fitting = [one for one in known if not kinds.isdisjoint(one.kinds)]
        if fitting:
            ordered = _ordered(fitting, on)
            return [_suggestion(one, kinds) for one in ordered[:most]]
    return []


def _by_rule(offices: Iterable[PlaceFacts], route: Route) -> list[PlaceFacts]:
    last = len(ORDER[route])
    ranked = [
        (rank(one.kinds, route), one) for one in offices if one.area_steps is not None
    ]
    best = min((number for number, _ in ranked), default=last)
    return [one for number, one in ranked if number == best < last]


def _merit(one: PlaceFacts) -> tuple[int, int]:
    far = 99 if one.area_steps is None else one.area_steps
    free = {True: 0, None: 1, False: 2}[one.accepts_new]
    return far, free


def _ordered(offices: Sequence[PlaceFacts], on: date) -> list[PlaceFacts]:
    ordered: list[PlaceFacts] = []
    for merit in sorted({_merit(one) for one in offices}):
        equals = sorted(
            (one for one in offices if _merit(one) == merit), key=lambda one: one.key
        )
        turn = on.toordinal() % len(equals)
        ordered += equals[turn:] + equals[:turn]
    return ordered


def _suggestion(one: PlaceFacts, kinds: frozenset[OfficeKind]) -> Suggestion:
    kind = "・".join(k.label for k in OfficeKind if k in kinds and k in one.kinds)
    area = {
        None: "ほかの地域の事業所",
        0: "この地域を担当、または地域の中にある",
    }.get(one.area_steps, "この地域を含む、広い地域を担当")
    free = {
        True: "新しい相談を受けられる",
        False: "いまは新しい相談を受けられない",
        None: "空きは分からない（電話で確かめる）",
    }[one.accepts_new]
    return Suggestion(one.key, (kind, area, free))
