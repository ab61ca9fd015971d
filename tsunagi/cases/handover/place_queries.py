"""この方の引継ぎを、どこに頼むか: 地域の事業所を読み、規則に渡す。問い合わせの数は決まっている。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case, Difficulty
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.handover import load
from tsunagi.cases.handover.place_rules import (
    OfficeFacts,
    Suggestion,
    Wanted,
    suggest,
    wanted_for,
    with_more,
)
from tsunagi.cases.intake.place_queries import offices_bearing
from tsunagi.cases.intake.place_rules import Need, area_steps
from tsunagi.cases.seen import SeenCase
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import own_area
from tsunagi.organisations.area.routing_queries import rules_here
from tsunagi.organisations.area.routing_rules import Ruled, rule_on
from tsunagi.organisations.office.models import Office, OfficeFeature
from tsunagi.organisations.office.rules import OfficeKind, distance_km

MOST_FEATURES = 60


class Placed(Frozen):
    """One office of the list. rank 0: left out, and `reasons` says why."""

    office: Office
    rank: int
    reasons: tuple[str, ...]
    is_own_corporation: bool


class Places(Frozen):
    need: Need
    listed: Sequence[Placed]
    left_out: Sequence[Placed]

    @property
    def shown(self) -> list[str]:
        return [one.office.name for one in self.listed]


class _Numbers(Frozen):
    cases: dict[int, int]
    fte: dict[int, int]
    due: dict[int, int]
    taken: dict[int, date]


@dataclass
class Market:
    """The offices of the city with their numbers, read once; then asked for many persons.

    given: how many persons have been promised to each office since.
    """

    offices: dict[int, Office]
    numbers: _Numbers
    today: date
    given: Counter[int] = field(default_factory=Counter)

    def suggest(
        self, wanted: Wanted, where: Area, *, but: Collection[int] = ()
    ) -> Suggestion:
        facts = (
            with_more(_facts(office, where, self.numbers), self.given[key])
            for key, office in self.offices.items()
            if key not in but
        )
        return suggest(facts, wanted, today=self.today)

    def promised(self, key: int) -> None:
        """One more person for this office, though nobody has asked it yet."""
        self.given[key] += 1


def hard_rules(*, actor: Actor, cases: Iterable[Case], today: date) -> dict[int, Ruled]:
    """支援を難しくしている事情のある方の、地域の決まり（ケースの鍵ごと）。三つまでの問い合わせ。

    cases: seen by the actor, with person and area.
    """
    cases = list(cases)
    difficult = set(
        Difficulty._base_manager.filter(
            case_id__in=[one.pk for one in cases], resolved_on=None
        ).values_list("case_id", flat=True)
    )
    hard = [
        one for one in cases if one.pk in difficult or one.mode == Mode.CORE_DIFFICULT
    ]
    rules = rules_here(actor=actor) if hard else []
    if not rules:
        return {}
    here = own_area(actor=actor)
    found = {
        one.pk: rule_on(rules, (one.person.area or here).path, today) for one in hard
    }
    return {pk: rule for pk, rule in found.items() if rule is not None}


def market(
    *, actor: Actor, wanted: Collection[Wanted], where: Area, today: date
) -> Market:
    """すべての候補と、その数。事業所の数によらず、決まった数の問い合わせ。"""
    kinds = frozenset[OfficeKind]().union(
        *(group for one in wanted for group in one.groups)
    )
    offices = offices_bearing(actor, kinds, where, today)
    prefetch_related_objects(
        list(offices.values()),
        Prefetch("features", OfficeFeature.objects.all(), to_attr="loaded_features"),
    )
    ids = list(offices)
    numbers = _Numbers(
        load.open_cases(office_ids=ids, municipality_id=actor.here),
        load.full_time(office_ids=ids, today=today),
        load.due_next_month(office_ids=ids, municipality_id=actor.here, today=today),
        load.last_taken(office_ids=ids),
    )
    return Market(offices, numbers, today)


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
    here = seen.case.responsible_office
    found = market(actor=actor, wanted=[wanted], where=where, today=today)
    suggestion = found.suggest(wanted, where, but={here.pk, *passed_over})
    return _placed(wanted.need, suggestion, found.offices, here)


def features_on_offer(*, actor: Actor) -> list[tuple[str, str]]:
    """What offices of the city say they can do, for the filter: (kind, value)."""
    rows = (
        OfficeFeature.objects.filter(office__municipality_id=actor.here)
        .order_by("kind", "value")
        .values_list("kind", "value")
        .distinct()
    )
    return list(rows[:MOST_FEATURES])


def first_places(
    *, actor: Actor, cases: Iterable[Case], today: date
) -> dict[int, Placed]:
    """一人ひとりの、はじめの候補（ケースの鍵ごと）。問い合わせの数は、人数によらない。

    cases: seen by the actor, with person and area, in the order of asking: who comes
    later finds a place fuller by those before. Who has no candidate is not in it.
    """
    cases = list(cases)
    here = own_area(actor=actor)
    rules = hard_rules(actor=actor, cases=cases, today=today)
    wanted = {
        case.pk: wanted_for(Mode(case.mode), rules.get(case.pk)) for case in cases
    }
    offices = market(actor=actor, wanted=set(wanted.values()), where=here, today=today)
    found: dict[int, Placed] = {}
    for case in cases:
        suggestion = offices.suggest(
            wanted[case.pk], case.person.area or here,
            but={case.responsible_office_id},
        )  # fmt: skip
        if suggestion.candidates:
            first = suggestion.candidates[0]
            office = offices.offices[first.key]
            offices.promised(first.key)
            own = case.responsible_office.corporation_id
            same = own is not None and office.corporation_id == own
            found[case.pk] = Placed(office, first.rank, first.reasons, same)
    return found


def _steps(office: Office, where: Area) -> int | None:
    answering = (row.area.path for row in vars(office)["answers_for"])
    return area_steps([office.area.path, *answering], where.path)


def _km(office: Office, where: Area) -> float | None:
    """In a straight line from the point that stands for the area; None: not known."""
    if where.latitude is None or where.longitude is None:
        return None
    if office.latitude is None or office.longitude is None:
        return None
    here = (where.latitude, where.longitude)
    return distance_km(here, (office.latitude, office.longitude))


def _facts(office: Office, where: Area, numbers: _Numbers) -> OfficeFacts:
    loaded = vars(office)
    free = loaded["current_free"][0] if loaded["current_free"] else None
    return OfficeFacts(
        key=office.pk,
        kinds=frozenset(OfficeKind(row.kind) for row in loaded["running_kinds"]),
        area_steps=_steps(office, where),
        km=_km(office, where),
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
