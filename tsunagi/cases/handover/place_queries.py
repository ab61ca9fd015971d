"""この方の引継ぎを、どこに頼むか: 地域の事業所を読み、規則に渡す。問い合わせの数は決まっている。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.handover import load
from tsunagi.cases.handover.place_rules import (
    OfficeFacts,
    Suggestion,
    Wanted,
    need_of,
    suggest,
    with_more,
)
from tsunagi.cases.intake.place_queries import offices_bearing
from tsunagi.cases.intake.place_rules import WANTED, Need, area_steps
from tsunagi.cases.seen import SeenCase
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import own_area
from tsunagi.organisations.office.models import Office, OfficeFeature
from tsunagi.organisations.office.rules import OfficeKind


@dataclass(frozen=True)
class Placed:
    """One office of the list. rank 0: left out, and `reasons` says why."""

    office: Office
    rank: int
    reasons: tuple[str, ...]
    is_own_corporation: bool


@dataclass(frozen=True)
class Places:
    need: Need
    listed: Sequence[Placed]
    left_out: Sequence[Placed]

    @property
    def shown(self) -> list[str]:
        return [one.office.name for one in self.listed]


def places_for(
    *,
    actor: Actor,
    seen: SeenCase,
    wanted: Wanted,
    today: date,
    passed_over: frozenset[int] = frozenset(),
) -> Places:
    """候補と、載らない事業所。`passed_over`: すでに頼んで返事のあった事業所。"""
    where = seen.case.person.area or own_area(actor=actor)
    kinds = frozenset().union(*WANTED[wanted.need])
    offices = offices_bearing(actor, kinds, where, today)
    here = seen.case.responsible_office
    offices.pop(here.pk, None)
    for key in passed_over:
        offices.pop(key, None)
    numbers = _numbers(offices, actor.here, today)
    found = suggest(
        (_facts(office, _steps(office, where), numbers)
         for office in offices.values()),
        wanted,
        today=today,
    )  # fmt: skip
    return _placed(wanted.need, found, offices, here)


def first_places(
    *, actor: Actor, cases: Iterable[Case], today: date
) -> dict[int, Placed]:
    """一人ひとりの、はじめの候補（ケースの鍵ごと）。問い合わせの数は、人数によらない。

    cases: seen by the actor, with person and area, in the order of asking: who comes
    later finds a place fuller by those before. Who has no candidate is not in it.
    """
    cases = list(cases)
    here = own_area(actor=actor)
    needs = {case.pk: need_of(Mode(case.mode)) for case in cases}
    kinds = frozenset().union(*(k for need in needs.values() for k in WANTED[need]))
    offices = offices_bearing(actor, kinds, here, today)
    numbers = _numbers(offices, actor.here, today)
    found: dict[int, Placed] = {}
    before: Counter[int] = Counter()
    for case in cases:
        where = case.person.area or here
        suggestion = suggest(
            (with_more(_facts(office, _steps(office, where), numbers), before[key])
             for key, office in offices.items() if key != case.responsible_office_id),
            Wanted(needs[case.pk]),
            today=today,
        )  # fmt: skip
        if suggestion.candidates:
            first = suggestion.candidates[0]
            office = offices[first.key]
            before[first.key] += 1
            own = case.responsible_office.corporation_id
            same = own is not None and office.corporation_id == own
            found[case.pk] = Placed(office, first.rank, first.reasons, same)
    return found


@dataclass(frozen=True)
class _Numbers:
    cases: dict[int, int]
    fte: dict[int, int]
    due: dict[int, int]
    taken: dict[int, date]


def _numbers(offices: dict[int, Office], municipality_id: int, today: date) -> _Numbers:
    """Five queries; the features are then loaded, too."""
    prefetch_related_objects(
        list(offices.values()),
        Prefetch("features", OfficeFeature.objects.all(), to_attr="loaded_features"),
    )
    ids = list(offices)
    return _Numbers(
        load.open_cases(office_ids=ids, municipality_id=municipality_id),
        load.full_time(office_ids=ids, today=today),
        load.due_next_month(office_ids=ids, today=today),
        load.last_taken(office_ids=ids),
    )


def _steps(office: Office, where: Area) -> int | None:
    answering = (row.area.path for row in vars(office)["answers_for"])
    return area_steps([office.area.path, *answering], where.path)


def _facts(office: Office, steps: int | None, numbers: _Numbers) -> OfficeFacts:
    loaded = vars(office)
    free = loaded["current_free"][0] if loaded["current_free"] else None
    return OfficeFacts(
        key=office.pk,
        kinds=frozenset(OfficeKind(row.kind) for row in loaded["running_kinds"]),
        area_steps=steps,
        accepts_new=free.accepts_new if free else None,
        free=free.free_places if free else None,
        limit=free.capacity if free else None,
        cases=numbers.cases.get(office.pk, 0),
        fte=numbers.fte.get(office.pk, 0),
        due_soon=numbers.due.get(office.pk, 0),
        features=frozenset(
            (str(row.kind), str(row.value)) for row in loaded["loaded_features"]
        ),
        last_taken=numbers.taken.get(office.pk),
    )


def _placed(
    need: Need, found: Suggestion, offices: dict[int, Office], here: Office
) -> Places:
    own = here.corporation_id

    def placed(key: int, rank: int, reasons: tuple[str, ...]) -> Placed:
        office = offices[key]
        same = own is not None and office.corporation_id == own
        return Placed(office, rank, reasons, same)

    return Places(
        need,
        [placed(one.key, one.rank, one.reasons) for one in found.candidates],
        [placed(one.key, 0, (one.why,)) for one in found.left_out],
    )
