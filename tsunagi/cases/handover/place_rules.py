"""どの事業所に頼むか: 中立の順と、そのわけ。載らない事業所には、載らないわけ。純粋関数だけ。

The order, from what weighs most: the area's rule for whoever is difficult to support, the
area, what was wished for and is missing, whether new persons are taken, the load of each
full-time post in steps of five, the monitorings of the coming month in the same steps, and
then whose turn it is: the office that took somebody over longest ago. The asker's own
corporation is not even an argument. The person's own choice comes before all of this and is
never an override of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tsunagi.cases.case.rules import Mode
from tsunagi.cases.intake.place_rules import WANTED, Groups, Need
from tsunagi.common.frozen import Frozen, replace
from tsunagi.organisations.area.routing_rules import ORDER, Route, Ruled, rank
from tsunagi.organisations.office.rules import OfficeKind

FULL_TIME = 100
LOAD_STEP = 5
MOST_SHOWN = 10


NEED_OF_MODE = {
    Mode.PLAN: Need.PLAN,
    Mode.CHILD_PLAN: Need.CHILD_PLAN,
    Mode.TRANSITION: Need.GENERAL_MOVE,
    Mode.SETTLING: Need.GENERAL_MOVE,
}


def need_of(mode: Mode) -> Need:
    """What a person needs as the case stands; the page lets one choose another."""
    return NEED_OF_MODE.get(mode, Need.GENERAL)


class Wanted(Frozen):
    """needs: features without which it does not work; wishes: better with them.

    A feature is written (kind, value), as the directory has it. route: the area's rule
    for whoever is difficult to support (TSU-55); None: nobody asked for it, or no rule.
    """

    need: Need
    needs: frozenset[tuple[str, str]] = frozenset()
    wishes: frozenset[tuple[str, str]] = frozenset()
    route: Route | None = None

    @property
    def groups(self) -> Groups:
        """Kinds, the first before the next. A plan is made by a designated office,
        whatever the area's rule says; elsewhere the rule may name others as well."""
        groups = WANTED[self.need]
        if self.route is None or self.need not in (Need.GENERAL, Need.CORE):
            return groups
        known = frozenset[OfficeKind]().union(*groups)
        return groups + tuple(
            kinds for kinds in ORDER[self.route] if kinds.isdisjoint(known)
        )


def wanted_for(mode: Mode, rule: Ruled | None) -> Wanted:
    """What a case needs, with the area's rule where it is difficult."""
    return Wanted(need_of(mode), route=rule.route if rule else None)


class OfficeFacts(Frozen):
    """What is known of one office on the day. cases: open ones it is responsible for;
    fte: hundredths of full-time posts in consultation; limit: how many it says it can
    carry; due_soon: monitorings of the coming month; area_steps as in intake.
    """

    key: int
    kinds: frozenset[OfficeKind]
    area_steps: int | None
    accepts_new: bool | None = None
    free: int | None = None
    limit: int | None = None
    cases: int = 0
    fte: int = 0
    due_soon: int = 0
    features: frozenset[tuple[str, str]] = frozenset()
    last_taken: date | None = None
    km: float | None = None

    @property
    def load(self) -> float | None:
        """Open cases for each full-time post; None: nobody works there full or part."""
        return self.cases * FULL_TIME / self.fte if self.fte else None


def with_more(one: OfficeFacts, more: int) -> OfficeFacts:
    """As if it had taken so many more already: for a list that asks for several at once."""
    free = None if one.free is None else max(one.free - more, 0)
    return replace(one, cases=one.cases + more, free=free)


class Candidate(Frozen):
    key: int
    rank: int
    reasons: tuple[str, ...]


class LeftOut(Frozen):
    key: int
    why: str


class Suggestion(Frozen):
    """candidates in order (all of them); left_out: of the kind asked for, but not now."""

    candidates: Sequence[Candidate]
    left_out: Sequence[LeftOut]


def suggest(
    offices: Iterable[OfficeFacts], wanted: Wanted, *, today: date
) -> Suggestion:
    """求めに合う事業所を順に並べる。合わない事業所も、わけとともに返す。"""
    kinds = frozenset[OfficeKind]().union(*wanted.groups)
    of_kind = [one for one in offices if not kinds.isdisjoint(one.kinds)]
    left = [LeftOut(one.key, why) for one in of_kind if (why := _why_not(one, wanted))]
    out = {one.key for one in left}
    fitting = [one for one in of_kind if one.key not in out]
    turns = _turns(fitting, today)
    ordered = sorted(fitting, key=lambda one: (_order(one, wanted), turns[one.key]))
    return Suggestion(
        [
            Candidate(one.key, rank, _reasons(one, wanted))
            for rank, one in enumerate(ordered, start=1)
        ],
        left,
    )


def _why_not(one: OfficeFacts, wanted: Wanted) -> str:
    if one.area_steps is None:
        return "この地域の事業所ではなく、担当もしていない"
    if one.accepts_new is False:
        return "いまは新しい相談を受けられない"
    if one.free == 0:
        return "空きがない"
    if one.limit is not None and one.cases >= one.limit:
        return f"受け持てる人数（{one.limit}人）に達している"
    missing = [value for kind, value in sorted(wanted.needs - one.features)]
    if missing:
        return f"必要な対応がない（{'・'.join(missing)}）"
    return ""


def _turns(offices: Sequence[OfficeFacts], today: date) -> dict[int, int]:
    """Whose turn it is where nothing else tells two apart: it goes round with the days."""
    keys = sorted(one.key for one in offices)
    first = today.toordinal() % len(keys) if keys else 0
    return {key: number for number, key in enumerate(keys[first:] + keys[:first])}


def _order(one: OfficeFacts, wanted: Wanted) -> tuple[object, ...]:
    group = next(
        number
        for number, kinds in enumerate(wanted.groups)
        if not kinds.isdisjoint(one.kinds)
    )
    load = one.load
    return (
        0 if wanted.route is None else rank(one.kinds, wanted.route),
        group,
        one.area_steps,
        len(wanted.wishes - one.features),
        0 if one.accepts_new else 1,
        99 if load is None else int(load) // LOAD_STEP,
        one.due_soon * FULL_TIME // max(one.fte, 1) // LOAD_STEP,
        one.last_taken or date.min,
    )


def _reasons(one: OfficeFacts, wanted: Wanted) -> tuple[str, ...]:
    """What anybody may know of an office. Load and turn weigh in the order, but are told
    by name only to the office itself and to those in charge."""
    area = "この地域" if one.area_steps == 0 else "この地域を含む広い地域を担当"
    free = "新しい相談を受けられる" if one.accepts_new else "空きは電話で確かめる"
    if one.free:
        free = f"空き {one.free}人"
    words = [area, free]
    if wanted.route is not None and rank(one.kinds, wanted.route) == 0:
        words.insert(0, "困難な相談の決まりで先")
    if met := sorted(
        value for _, value in (wanted.needs | wanted.wishes) & one.features
    ):
        words.append("・".join(met))
    if unmet := sorted(value for _, value in wanted.wishes - one.features):
        words.append(f"{'・'.join(unmet)}はない")
    if one.km is not None:
        words.append(f"直線で {one.km:.1f} km")
    return tuple(words)
