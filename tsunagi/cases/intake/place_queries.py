"""「どこにつなぐ？」の読取り。事業所の名簿は、つなぎを使うすべての人に公開される。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q

from tsunagi.access.actor import Actor
from tsunagi.cases.intake.place_rules import (
    ANSWERS_MATCHES,
    MOST_SUGGESTED,
    WANTED,
    Groups,
    Need,
    PlaceFacts,
    area_steps,
    groups_for,
    suggest_places,
)
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import in_force_on, own_area, visible_areas
from tsunagi.organisations.area.routing_queries import rule_for
from tsunagi.organisations.area.routing_rules import Ruled
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office.models import (
    FreePlaces,
    Office,
    OfficeArea,
    OfficeKindPeriod,
)
from tsunagi.organisations.office.rules import OfficeKind


class Place(Frozen):
    """One suggestion, ready to print. is_own_corporation is said, and gains nothing."""

    office: Office
    reasons: tuple[str, ...]
    is_own_corporation: bool


def suggested_places(
    *,
    actor: Actor,
    need: Need,
    area: Area | None,
    today: date,
    most: int = MOST_SUGGESTED,
) -> list[Place]:
    """求めに合う事業所を、中立の順に。六つまでの問い合わせで、事業所の数によらない。"""
    rule = hard_rule(actor=actor, need=need, area=area, today=today)
    groups = groups_for(need, rule.route if rule else None)
    return _suggested(actor, groups, area, today, most, rule=rule)


def hard_rule(
    *, actor: Actor, need: Need, area: Area | None, today: date
) -> Ruled | None:
    """困難な相談のとき、この地域の決まり（TSU-55）。"""
    if need is not Need.CORE:
        return None
    return rule_for(actor=actor, area=area or own_area(actor=actor), today=today)


def who_answers_for(*, actor: Actor, area: Area | None, today: date) -> Office | None:
    """この地域の相談を引き受ける役目: 基幹、なければ委託、なければ行政の窓口。"""
    return _first(_suggested(actor, WANTED[Need.CORE], area, today, 1))


def who_answers_matches(
    *, actor: Actor, area: Area | None, today: date
) -> Office | None:
    """同じ人かの問い合わせに答える役目: 基幹、なければ行政の窓口。"""
    return _first(_suggested(actor, ANSWERS_MATCHES, area, today, 1))


def _first(places: list[Place]) -> Office | None:
    return places[0].office if places else None


def _suggested(
    actor: Actor, groups: Groups, area: Area | None, today: date, most: int,
    rule: Ruled | None = None,
) -> list[Place]:  # fmt: skip
    where = area or own_area(actor=actor)
    offices = offices_bearing(actor, frozenset().union(*groups), where, today)
    found = suggest_places(
        (_facts(office, where) for office in offices.values()),
        groups,
        on=today,
        most=most,
        route=rule.route if rule else None,
    )
    own = {one.corporation_id for one in _own_offices(actor)} - {None}
    return [
        Place(
            offices[one.key],
            one.reasons,
            offices[one.key].corporation_id in own,
        )
        for one in found
    ]


def _own_offices(actor: Actor) -> Iterable[Office]:
    return Office.objects.filter(pk__in={*actor.office_ids, actor.office_id or 0})


def offices_bearing(
    actor: Actor, kinds: frozenset[OfficeKind], where: Area, today: date
) -> dict[int, Office]:
    """The open offices of these kinds in the municipality, or answering for the area."""
    above = ids_on_path(where.path)
    answering = OfficeArea.objects.filter(in_force_on(today), area_id__in=above)
    near = visible_areas(actor=actor).filter(municipality_id=actor.here)
    offices = Office.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=today),
        Q(area__in=near.values("id")) | Q(pk__in=answering.values("office_id")),
        pk__in=OfficeKindPeriod.objects.filter(
            in_force_on(today), kind__in=kinds
        ).values("office_id"),
    )
    return {
        office.pk: office
        for office in offices.select_related("area").prefetch_related(
            Prefetch(
                "kind_periods",
                OfficeKindPeriod.objects.filter(in_force_on(today)),
                to_attr="running_kinds",
            ),
            Prefetch(
                "responsible_areas",
                OfficeArea.objects.filter(in_force_on(today)).select_related("area"),
                to_attr="answers_for",
            ),
            Prefetch(
                "free_places",
                FreePlaces.objects.filter(is_current=True),
                to_attr="current_free",
            ),
        )
    }


def _facts(office: Office, where: Area) -> PlaceFacts:
    loaded = vars(office)
    free = loaded["current_free"]
    return PlaceFacts(
        key=office.pk,
        kinds=frozenset(OfficeKind(row.kind) for row in loaded["running_kinds"]),
        area_steps=area_steps(
            [office.area.path, *(row.area.path for row in loaded["answers_for"])],
            where.path,
        ),
        accepts_new=free[0].accepts_new if free else None,
    )


def office_named(*, actor: Actor, name: str) -> Office | None:
    """The office of exactly this name; two of one name are none."""
    if not name.strip():
        return None
    near = visible_areas(actor=actor)
    found = Office.objects.filter(
        area__in=near.values("id"), name=name.strip(), closed_on=None
    )
    rows = list(found[:2])
    return rows[0] if len(rows) == 1 else None


def office_by_public_id(*, actor: Actor, public_id: UUID) -> Office | None:
    """An open office of the prefecture, as picked from the suggestions."""
    near = visible_areas(actor=actor)
    return Office.objects.filter(
        area__in=near.values("id"), public_id=public_id, closed_on=None
    ).first()
