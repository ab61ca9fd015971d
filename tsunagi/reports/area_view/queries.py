"""地域のいま: 一人ひとりの側から見た地域と、地域の側から見た支え。人の数は少ないと伏せる。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tsunagi.access.actor import Actor
from tsunagi.cases.aims.conditions import has_cause, has_sign
from tsunagi.cases.aims.models import Problem
from tsunagi.cases.aims.rules import RUNNING, Cause, ProblemKind, RiskSign
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.intake.lead_models import OutreachLead
from tsunagi.cases.intake.rules import OutreachState
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import AreaPicture, area_picture
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.resource.queries import informal_resources
from tsunagi.reports.disclosure import Shown, disclosed, disclosed_total

Line = tuple[str, Shown]
MOST_KINDS = 8


@dataclass(frozen=True)
class PeopleSide:
    """From the single persons, counted and disclosed. Each list is one table."""

    persons: Shown
    modes: list[Line]
    problems: list[Line]
    causes: list[Line]
    signs: list[Line]
    not_met: Shown


@dataclass(frozen=True)
class AreaView:
    """Both sides of one area. people None: another municipality's area."""

    area: Area
    picture: AreaPicture
    informal: list[Office]
    informal_count: int
    people: PeopleSide | None


def area_view(*, actor: Actor, area: Area, today: date) -> AreaView:
    """A constant number of queries whatever the size of the area."""
    informal, informal_count = informal_resources(actor=actor, area=area, today=today)
    return AreaView(
        area=area,
        picture=area_picture(actor=actor, area=area, on=today),
        informal=informal,
        informal_count=informal_count,
        people=_people(actor, area)
        if area.municipality_id == actor.municipality_id
        else None,
    )


def _people(actor: Actor, area: Area) -> PeopleSide:
    lives_here = Q(person__area__path__startswith=area.path)
    cases = Case._base_manager.filter(
        lives_here, municipality_id=actor.here, closed_on=None
    )
    modes = dict(cases.order_by().values_list("mode").annotate(count=Count("pk")))
    problems = Problem._base_manager.filter(
        case__in=cases.values("pk"), state__in=RUNNING
    )
    kinds = sorted(
        problems.order_by().values_list("kind").annotate(count=Count("pk")),
        key=lambda row: (-row[1], row[0]),
    )[:MOST_KINDS]
    sums = problems.aggregate(
        **{f"c_{one.value}": Count("pk", filter=has_cause(one)) for one in Cause},
        **{f"s_{one.value}": Count("pk", filter=has_sign(one)) for one in RiskSign},
    )
    not_met = OutreachLead._base_manager.filter(
        municipality_id=actor.here, area__path__startswith=area.path,
        state=OutreachState.OPEN,
    ).count()  # fmt: skip
    return PeopleSide(
        persons=disclosed_total(sum(modes.values())),
        modes=_lines(
            [(Mode(mode).label, modes[mode]) for mode in Mode if mode in modes]
        ),
        problems=_lines([(ProblemKind(kind).label, count) for kind, count in kinds]),
        causes=_lines([(one.label, sums[f"c_{one.value}"]) for one in Cause]),
        signs=_lines(
            [
                (one.label, sums[f"s_{one.value}"])
                for one in RiskSign
                if sums[f"s_{one.value}"]
            ]
        ),
        not_met=disclosed_total(not_met),
    )


def _lines(rows: list[tuple[str, int]]) -> list[Line]:
    shown = disclosed([count for _, count in rows])
    return [(label, one) for (label, _), one in zip(rows, shown, strict=True)]
