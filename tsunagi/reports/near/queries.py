"""身近な専門員のいない人: 地域ごとの数（少ない数は伏せる）と、支える事業所が見る名前。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import areas_of_municipality, in_force_on
from tsunagi.organisations.office.models import FreePlaces, Office, OfficeKindPeriod
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.models import Post
from tsunagi.organisations.staff.rules import PostKind
from tsunagi.reports.disclosure import (
    LEAST_SHOWN,
    Shown,
    disclosed_table,
    hidden_rows_of_tree,
)
from tsunagi.reports.near.rules import (
    CHOICES_KM,
    Band,
    Found,
    Measure,
    Point,
    Site,
    to_nearest,
    to_own,
)

DESIGNATED = (OfficeKind.DESIGNATED_PLAN, OfficeKind.DESIGNATED_CHILD)
MOST_NAMED = 200
NO_AREA = "住んでいる地域を書いていない方"
# {(area or None, responsible office): how many persons}
Persons = Mapping[tuple[int | None, int], int]


class AreaLine(Frozen):
    """One area. cells: one for each band, then the sum; None: nobody can stand there.
    found: to the nearest office.
    """

    area: Area | None
    found: Found
    office: Office | None
    cells: list[Shown | None]

    @property
    def name(self) -> str:
        return self.area.name if self.area else NO_AREA

    @property
    def point(self) -> Point | None:
        return _point_of(self.area)

    @property
    def persons(self) -> Shown:
        return self.cells[-1] or Shown(None)


class NearTable(Frozen):
    """without: how many persons are known to have nobody nearer than `within` km, as
    far as that may be told; those without coordinates stand in the last band. unsaid:
    offices that never said whether they take new cases.
    """

    measure: Measure
    within: int
    lines: list[AreaLine]
    totals: list[Shown]
    without: Shown
    unsaid: int
    offices: list[Office]


class NamedCase(Frozen):
    case: Case
    found: Found


class _Ground(Frozen):
    """What is measured: the areas and the offices of the municipality's prefecture."""

    areas: list[Area]
    sites: dict[int, Site]
    offices: Mapping[int, Office]
    unsaid: int

    def found(self, measure: Measure, area: Area | None, office_id: int) -> Found:
        here = _point_of(area)
        if measure is Measure.OWN:
            return to_own(here, self.sites.get(office_id))
        return to_nearest(here, self.sites.values())


def _point_of(area: Area | None) -> Point | None:
    """The point of the area; never that of the area above, which may lie far away."""
    if area is None or area.latitude is None or area.longitude is None:
        return None
    return area.latitude, area.longitude


def _ground(actor: Actor, today: date) -> _Ground:
    """Three queries. Offices of neighbours count: people do not look at borders."""
    areas = areas_of_municipality(actor=actor, today=today)
    root = areas[0].path.split("/")[1] if areas else ""
    kinds = OfficeKindPeriod.objects.filter(
        in_force_on(today), office=OuterRef("pk"), kind__in=DESIGNATED
    )
    posts = Post.objects.filter(
        in_force_on(today), office=OuterRef("pk"), staff__is_active=True,
        kind=PostKind.SPECIALIST,
    )  # fmt: skip
    free = FreePlaces.objects.filter(office=OuterRef("pk"), is_current=True)
    rows = (
        Office.objects.filter(
            Q(closed_on=None) | Q(closed_on__gt=today),
            Q(area__path__startswith=f"/{root}/") & Q(Exists(kinds))
            | Q(municipality_id=actor.here),
        )
        .annotate(
            is_designated=Exists(kinds), has_specialist=Exists(posts),
            is_full=Exists(free.filter(accepts_new=False)), has_said=Exists(free),
        )
        .order_by("search_key", "pk")
    )  # fmt: skip
    sites, offices, unsaid = {}, {}, 0
    for office in rows:
        point = None
        if office.latitude is not None and office.longitude is not None:
            point = office.latitude, office.longitude
        offices[office.pk] = office
        sites[office.pk] = Site(
            office.pk, point, office.has_specialist,
            office.is_designated and not office.is_full,
        )  # fmt: skip
        if office.is_designated and office.has_specialist and not office.has_said:
            unsaid += 1
    return _Ground(areas, sites, offices, unsaid)


def _persons(actor: Actor) -> dict[tuple[int | None, int], int]:
    """Open cases by area and office; nobody is named, so no scope narrows it."""
    rows = (
        Case._base_manager.filter(municipality_id=actor.here, closed_on=None)
        .order_by()
        .values_list("person__area_id", "responsible_office_id")
        .annotate(count=Count("pk"))
    )
    return {(area, office): count for area, office, count in rows}


def near_table(
    *, actor: Actor, today: date, measure: Measure, within: int
) -> NearTable:
    """A constant number of queries whatever the number of areas and offices."""
    ground, persons = _ground(actor, today), _persons(actor)
    known = {area.pk for area in ground.areas}
    counts: dict[int | None, Counter[Band]] = {
        area.pk: Counter() for area in ground.areas
    }
    by_pk = {area.pk: area for area in ground.areas}
    for (area_id, office_id), count in persons.items():
        key = area_id if area_id in known else None
        found = ground.found(measure, by_pk.get(key or 0), office_id)
        counts.setdefault(key, Counter())[found.band] += count
    order: list[Area | None] = list(ground.areas)
    if None in counts:
        order.append(None)
    nearest = {
        area.pk if area else None: to_nearest(_point_of(area), ground.sites.values())
        for area in order
    }
    cells: list[list[int | None]] = [
        [
            counts[area.pk if area else None][band]
            if _possible(measure, band, area, nearest[area.pk if area else None])
            else None
            for band in Band
        ]
        for area in order
    ]
    shown = disclosed_table(cells, hidden_rows=_hidden_elsewhere(order, counts))
    true = [sum(row[place] or 0 for row in cells) for place in range(len(Band))]
    lines = []
    for area, told, asked in zip(order, shown, [*cells], strict=False):
        row = [
            None if count is None else one
            for one, count in zip(told, [*asked, 0], strict=True)
        ]
        found = nearest[area.pk if area else None]
        office = ground.offices[found.site.office_id] if found.site else None
        lines.append(AreaLine(area, found, office, row))
    return NearTable(
        measure=measure, within=within, lines=lines, totals=shown[-1],
        without=_far(true, shown[-1], within), unsaid=ground.unsaid,
        offices=[
            office for office in ground.offices.values()
            if (site := ground.sites[office.pk]).has_specialist
            and site.takes_new and site.point
        ],
    )  # fmt: skip


def _possible(measure: Measure, band: Band, area: Area | None, nearest: Found) -> bool:
    """Whether anybody can stand in that cell, as every reader of the page knows."""
    if measure is Measure.NEAREST:
        return band is nearest.band
    if _point_of(area) is None:
        return band in (Band.UNKNOWN, Band.NONE)
    return True


def _hidden_elsewhere(
    order: list[Area | None], counts: Mapping[int | None, Counter[Band]]
) -> list[bool]:
    """Rows whose sum must not stand beside what the page of the area shows."""
    direct = {area.path: counts[area.pk].total() for area in order if area}
    return hidden_rows_of_tree([area.path if area else "" for area in order], direct)


def _far(true: Sequence[int], totals: Sequence[Shown], within: int) -> Shown:
    """The bands beyond that distance, together; true: the counts behind the totals.

    Hidden where it is small, or would tell what a hidden band holds; where every band
    is shown, everybody can add them up.
    """
    beyond = slice(1 + CHOICES_KM.index(within), list(Band).index(Band.UNKNOWN))
    bands = list(zip(true[beyond], totals[beyond], strict=True))
    far = sum(count for count, _ in bands)
    if all(shown.count is not None for _, shown in bands):
        return Shown(far)
    secret = [count for count, shown in bands if shown.count is None and count]
    tells = len(secret) == 1 or 0 < sum(secret) < LEAST_SHOWN
    return Shown(None if far < LEAST_SHOWN or tells else far)


def cases_without(
    *, actor: Actor, today: date, now: datetime, measure: Measure, within: int
) -> list[NamedCase]:
    """近くに専門員のいない人のうち、自分の事業所が支え、見てよい人。遠い順。

    Whose address is kept secret is left out: the distance would tell the area.
    """
    own = actor.offices_with(Permission.CASE_VIEW)
    ground = _ground(actor, today)
    by_pk = {area.pk: area for area in ground.areas}
    cases = (
        Case.objects.visible_to(actor, now=now)
        .filter(
            closed_on=None, responsible_office_id__in=own, person__sealed_contact=""
        )
        .select_related("person", "responsible_office", "responsible_staff")
        .order_by("person__kana_key", "pk")
    )
    found = []
    for case in cases:
        area = by_pk.get(case.person.area_id or 0)
        one = ground.found(measure, area, case.responsible_office_id)
        if not one.is_within(within):
            found.append(NamedCase(case, one))
    found.sort(key=lambda one: -(one.found.km or 0))
    return found[:MOST_NAMED]
