"""受け持ちと空き: 上限をこえた事業所、上限の決まりを採用した市、わけのある計画とない計画。"""

from __future__ import annotations

from datetime import timedelta

from demo.calls import Person
from demo.world import World
from tsunagi.activity.catalogue import actions as catalogues
from tsunagi.cases.case.actions import change_mode
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.limits.actions import state_reason
from tsunagi.cases.limits.approval_actions import decide_approval, set_approval_rule
from tsunagi.cases.limits.approval_rules import Decision
from tsunagi.cases.limits.limit_rules import PLAN_MODES
from tsunagi.cases.limits.models import LimitApproval
from tsunagi.organisations.area.routing_actions import set_route
from tsunagi.organisations.area.routing_rules import Route
from tsunagi.organisations.office.actions import Heard, report_free_places

MANAGER, CORE, CITY = "kanri", "kikan", "shi"
OVER_BY = 6


def fill_up(world: World) -> None:
    """ひかり says that it carries fewer than it has; the city limits its centres."""
    catalogues.adopt(
        name="kumamoto-services", base_version="R3",
        effective_from=world.months_ago(5),
        by=world.acting_for(world.offices["hikari"].municipality), now=world.now,
    )  # fmt: skip
    manager = Person(world, MANAGER, world.now)
    hikari = world.offices["hikari"]
    here = Case._base_manager.filter(responsible_office=hikari, closed_on=None)
    report_free_places(
        office=hikari, accepts_new=True, free_places=1,
        capacity=max(here.count() - OVER_BY, 1), note="急ぐ方は、まず電話をください。",
        by=manager.actor, now=world.now, today=world.today,
    )  # fmt: skip
    _plans_at_the_centre(world)
    _heard(world)
    set_route(
        area=hikari.municipality.area, route=Route.COMMISSIONED,
        reason="（架空）連絡会議で、基幹は後方支援を主にすると決めたため",
        valid_from=world.months_ago(3),
        by=world.acting_for(hikari.municipality), now=world.now,
    )  # fmt: skip


def _heard(world: World) -> None:
    """An office that does not use the system told its figures by telephone."""
    report_free_places(
        office=world.offices["hitori_d"], accepts_new=True, free_places=2, capacity=30,
        note="", by=world.acting_for(world.offices["hitori_d"].municipality),
        now=world.now, today=world.today,
        heard=Heard("管理者の 架空 はる（電話）", world.today - timedelta(days=2)),
    )  # fmt: skip


def _plans_at_the_centre(world: World) -> None:
    """Plan cases at the core centre: one waits for the city with its reason, one is still
    without one, one was not approved and is to be handed over."""
    core, city = Person(world, CORE, world.now), Person(world, CITY, world.now)
    set_approval_rule(
        municipality=world.offices["core_east"].municipality, is_on=True,
        reason="（架空）委託の仕様書で、計画相談は難しい事情のある方に限ると決めたため",
        valid_from=world.months_ago(1), by=city.actor, now=world.now,
    )  # fmt: skip
    cases = list(
        Case._base_manager.filter(
            responsible_office=world.offices["core_east"],
            closed_on=None,
            difficulties=None,
        )
        .select_related("responsible_office", "person")
        .order_by("pk")[:3]
    )
    for case in cases:
        if case.mode not in PLAN_MODES:
            change_mode(
                case=case, mode=Mode.PLAN, reason="", on=world.today,
                version=case.version, by=core.actor, now=world.now, today=world.today,
            )  # fmt: skip
    reasons = (
        "受けられる所をさがしている間、病状の急な変化に備える",
        "",
        "前から知っているため",
    )
    for case, reason in zip(cases, reasons, strict=False):
        if reason:
            state_reason(
                case=case, reason=reason, version=case.version, by=core.actor,
                now=world.now, today=world.today,
            )  # fmt: skip
    asked = LimitApproval.objects.unscoped("of the demo").filter(case__in=cases[2:])
    for row in asked.select_related("case__person", "office"):
        decide_approval(
            approval=row, decision=Decision.NOT_APPROVED,
            word="東区に受けられる事業所があります。引継ぎを一緒に進めましょう",
            by=city.actor, now=world.now, today=world.today,
        )  # fmt: skip
