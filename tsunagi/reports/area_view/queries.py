"""地域のいま: 一人ひとりの側から見た地域と、地域の側から見た支え。人の数は少ないと伏せる。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.cases.aims.conditions import has_cause, has_sign
from tsunagi.cases.aims.models import Problem
from tsunagi.cases.aims.rules import RUNNING, Cause, ProblemKind, RiskSign
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.intake.lead_models import OutreachLead
from tsunagi.cases.intake.rules import OutreachState
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.issue.queries import OpenOfArea, open_of_area
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import AreaPicture, area_picture
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.resource.queries import informal_resources
from tsunagi.reports.disclosure import (
    LEAST_SHOWN,
    Shown,
    disclosed,
    hidden_in_tree,
    sums_of_tree,
)

Line = tuple[str, Shown]


class Counted(Frozen):
    """One table. Every label stands among the shown or the hidden ones."""

    lines: tuple[Line, ...] = ()

    @property
    def shown(self) -> list[tuple[str, str]]:
        return [
            (label, one.words) for label, one in self.lines if one.count is not None
        ]

    @property
    def hidden(self) -> list[str]:
        return [label for label, one in self.lines if one.count is None]


class PeopleSide(Frozen):
    """From the single persons, counted and disclosed. No tables for few persons."""

    persons: Shown
    not_met: Shown
    modes: Counted = Counted()
    problems: Counted = Counted()
    causes: Counted = Counted()
    signs: Counted = Counted()


class AreaView(Frozen):
    """Both sides of one area. people None: another municipality's area.
    issues: the candidates for a local issue, None for whoever sees no meetings."""

    area: Area
    picture: AreaPicture
    informal: list[Office]
    informal_count: int
    people: PeopleSide | None
    issues: OpenOfArea | None


def area_view(*, actor: Actor, area: Area, now: datetime, today: date) -> AreaView:
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
        issues=open_of_area(actor=actor, now=now, area=area),
    )


# {path of an area: {label: how many}}; nobody is named, so no scope narrows it.
Counts = dict[str, dict[str, int]]


def _people(actor: Actor, area: Area) -> PeopleSide:
    """Five queries over the whole municipality: what may be shown of one area depends
    on what its neighbours show."""
    cases = Case._base_manager.filter(
        municipality_id=actor.here, closed_on=None, person__area__isnull=False
    ).order_by()
    modes: Counts = {}
    for path, mode, count in cases.values_list("person__area__path", "mode").annotate(
        count=Count("pk")
    ):
        modes.setdefault(path, {})[Mode(mode).label] = count
    persons = _one(area, {path: sum(row.values()) for path, row in modes.items()})
    leads = OutreachLead._base_manager.filter(
        municipality_id=actor.here, state=OutreachState.OPEN, area__isnull=False
    ).order_by()
    not_met = _one(
        area, dict(leads.values_list("area__path").annotate(count=Count("pk")))
    )
    if persons.count is None:
        return PeopleSide(persons, not_met)
    problems = Problem._base_manager.filter(
        case__in=cases.values("pk"), state__in=RUNNING
    ).order_by()
    kinds: Counts = {}
    for path, kind, count in problems.values_list(
        "case__person__area__path", "kind"
    ).annotate(count=Count("pk")):
        kinds.setdefault(path, {})[ProblemKind(kind).label] = count
    return PeopleSide(
        persons=persons,
        modes=_lines(area, [mode.label for mode in Mode], modes),
        problems=_lines(area, [kind.label for kind in ProblemKind], kinds),
        causes=_lines(
            area,
            [one.label for one in Cause],
            _marked(problems, {one.label: has_cause(one) for one in Cause}),
        ),
        signs=_lines(
            area,
            [one.label for one in RiskSign],
            _marked(problems, {one.label: has_sign(one) for one in RiskSign}),
        ),
        not_met=not_met,
    )


def _marked(problems: QuerySet[Problem], marks: Mapping[str, Q]) -> Counts:
    """How many problems of each area carry each mark. One query."""
    names = {f"c{number}": label for number, label in enumerate(marks)}
    sums = {name: Count("pk", filter=marks[label]) for name, label in names.items()}
    rows: Any = problems.values("case__person__area__path").annotate(**sums)
    return {
        row["case__person__area__path"]: {
            label: row[name] for name, label in names.items()
        }
        for row in rows
    }


def _one(area: Area, direct: Mapping[str, int]) -> Shown:
    count = sums_of_tree(direct)[area.path]
    return Shown(
        None if count < LEAST_SHOWN or area.path in hidden_in_tree(direct) else count
    )


def _lines(area: Area, labels: Sequence[str], counts: Counts) -> Counted:
    """All labels in their order, whatever the counts: a missing row would tell, too."""
    sums, hidden = [], []
    for label in labels:
        direct = {path: row.get(label, 0) for path, row in counts.items()}
        sums.append(sums_of_tree(direct)[area.path])
        hidden.append(area.path in hidden_in_tree(direct))
    shown = disclosed(sums, also_hidden=hidden)
    return Counted(tuple(zip(labels, shown, strict=True)))
