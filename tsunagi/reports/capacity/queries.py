"""地域の事業所の空きと受け持ち。空きは名簿と同じくだれにも、受け持ちの数は決まった人にだけ。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.handover import load
from tsunagi.cases.limits import counts
from tsunagi.cases.limits.queries import (
    Measured,
    consulting_offices,
    measured,
    named_ids,
)
from tsunagi.cases.limits.reading import free_of, kinds_of
from tsunagi.cases.limits.weight_rules import Weights, weighted, weights_on
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import own_area
from tsunagi.organisations.office.answering import answered_ids
from tsunagi.organisations.office.models import FreePlaces, Office
from tsunagi.organisations.office.rules import OfficeKind, is_old_figure
from tsunagi.reports.capacity.rules import (
    Load,
    Order,
    Spread,
    beside,
    may_say_sum,
    spread,
    summed,
)


class Numbers(Frozen):
    """What only some may read of an office by name."""

    modes: Mapping[Mode, int]
    load: Load
    measured: Measured

    @property
    def by_mode(self) -> list[tuple[str, int]]:
        return [(one.label, self.modes[one]) for one in Mode if self.modes[one]]


class BoardLine(Frozen):
    """One office. numbers None: the actor may not read them with its name."""

    office: Office
    kinds: tuple[str, ...]
    free: FreePlaces | None
    is_old: bool
    may_confirm: bool
    may_hear: bool
    numbers: Numbers | None


class Board(Frozen):
    """lines in order. total, spread None: not told, because it would tell of one office.

    everything: the actor may read the figures of all lines by name.
    """

    area: Area
    lines: list[BoardLine]
    total: Load | None
    spread: Spread | None
    weights: Weights
    everything: bool

    @property
    def named(self) -> list[tuple[BoardLine, Numbers]]:
        return [(one, one.numbers) for one in self.lines if one.numbers is not None]

    @property
    def free_places(self) -> int:
        return sum(
            one.free.free_places or 0
            for one in self.lines
            if one.free and one.free.accepts_new
        )


def board(
    *, actor: Actor, area: Area | None, kind: OfficeKind | None, order: Order,
    today: date,
) -> Board:  # fmt: skip
    """この地域の事業所。事業所の数によらない数の問い合わせ。"""
    home = own_area(actor=actor)
    where = area or home
    everybody = consulting_offices(actor=actor, today=today)
    offices = (
        everybody
        if area is None
        else consulting_offices(actor=actor, today=today, area=area)
    )
    if kind is not None:
        offices = [one for one in offices if kind in kinds_of(one)]
    named = named_ids(actor=actor, offices=offices, today=today)
    heard = answered_ids(actor=actor, offices=offices, today=today)
    numbers = _numbers(actor, offices, today)
    loads = [numbers[one.pk].load for one in offices]
    everything = bool(offices) and len(named) == len(offices)
    others = beside(_paths(everybody), where.path, home.path)
    unnamed = len(offices) - len(named)
    tells = everything or (
        kind is None
        and actor.has(Permission.CONTACT_REPORT_VIEW)
        and may_say_sum(len(offices), others, unnamed=unnamed)
    )
    lines = [
        BoardLine(
            office=one,
            kinds=tuple(k.short_label for k in OfficeKind if k in kinds_of(one)),
            free=free_of(one),
            is_old=(free := free_of(one)) is not None
            and is_old_figure(free.confirmed_on, today=today),
            may_confirm=one.pk in actor.offices_with(Permission.OFFICE_CONFIRM),
            may_hear=one.pk in heard,
            numbers=numbers[one.pk] if one.pk in named else None,
        )
        for one in offices
    ]  # fmt: skip
    return Board(
        area=where,
        lines=_ordered(lines, order),
        total=summed(loads) if tells else None,
        spread=spread(loads) if tells else None,
        weights=weights_on(today),
        everything=everything,
    )


def _paths(offices: Sequence[Office]) -> list[str]:
    return [one.area.path for one in offices]


def _numbers(
    actor: Actor, offices: Sequence[Office], today: date
) -> dict[int, Numbers]:
    ids, here = [one.pk for one in offices], actor.here
    modes = counts.modes_of(office_ids=ids, municipality_id=here)
    groups = counts.groups_of(office_ids=ids, municipality_id=here, today=today)
    fte = load.full_time(office_ids=ids, today=today)
    waiting = load.waiting_asks(office_ids=ids, municipality_id=here)
    limits = measured(actor=actor, offices=offices, today=today)
    weights = weights_on(today)
    return {
        pk: Numbers(
            modes.get(pk, Counter()),
            Load(
                cases=sum(modes.get(pk, Counter()).values()),
                weighted=weighted(groups.get(pk, Counter()), weights),
                fte=fte.get(pk, 0),
                waiting=waiting.get(pk, 0),
            ),
            limits[pk],
        )
        for pk in ids
    }


def _ordered(lines: list[BoardLine], order: Order) -> list[BoardLine]:
    """The lines come by name; what is not known or not told stands last."""

    def key(line: BoardLine) -> tuple[bool, float]:
        free, numbers = line.free, line.numbers
        value: float | None = None
        if order is Order.FREE and free is not None and free.free_places is not None:
            value = -free.free_places if free.accepts_new else 0
        elif order is Order.OLDEST:
            # Never confirmed comes first: that is the oldest of all.
            value = free.confirmed_on.toordinal() if free else 0
        elif order is Order.LOAD and numbers is not None:
            value = numbers.load.per_fte
        elif order is Order.WAITING and numbers is not None:
            value = -numbers.load.waiting
        return value is None, value or 0

    return lines if order is Order.NAME else sorted(lines, key=key)


def offices_to_ask(*, actor: Actor, area: Area | None, today: date) -> list[Office]:
    """空きを代わりに入れてよい事業所。`area` None: 受け持つ全部。"""
    offices = consulting_offices(actor=actor, today=today, area=area)
    may = answered_ids(actor=actor, offices=offices, today=today)
    return [one for one in offices if one.pk in may]
