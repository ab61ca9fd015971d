"""困難な相談の行き先の読取り。名簿と同じく、つなぎを使うすべての人に公開される。"""

from __future__ import annotations

from datetime import date

from tsunagi.access.actor import Actor
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.routing_models import RoutingRule
from tsunagi.organisations.area.routing_rules import Route, Ruled, rule_on


def rules_here(*, actor: Actor) -> list[Ruled]:
    """この市町村のすべての地域の決まり（取り消したものを除く）。一つの問い合わせ。"""
    rows = RoutingRule.objects.filter(
        area__municipality_id=actor.here, is_struck=False
    ).values_list(
        "area__path", "area__name", "route", "valid_from", "valid_before"
    )  # fmt: skip
    return [
        Ruled(path, name, Route(route), first, before)
        for path, name, route, first, before in rows
    ]


def rule_for(*, actor: Actor, area: Area, today: date) -> Ruled | None:
    """その地域で、きょう効いている決まり。"""
    return rule_on(rules_here(actor=actor), area.path, today)


def history_of(*, actor: Actor, area: Area) -> list[RoutingRule]:
    """この地域に置いた決まりの、これまで。新しいものから。"""
    rows = RoutingRule.objects.filter(area=area).select_related("recorded_by")
    return list(rows.order_by("-valid_from", "-pk")[:50])
