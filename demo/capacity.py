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
from tsunagi.cases.limits.limit_rules import PLAN_MODES
from tsunagi.organisations.area.routing_actions import set_route
from tsunagi.organisations.area.routing_rules import Route
from tsunagi.organisations.office.actions import Heard, report_free_places

MANAGER, CORE = "kanri", "kikan"
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
    """Two plan cases at the core centre: one with the reason, one still without."""
    core = Person(world, CORE, world.now)
    cases = list(
        Case._base_manager.filter(
            responsible_office=world.offices["core_east"], closed_on=None
        )
        .select_related("responsible_office", "person")
        .order_by("pk")[:2]
    )
    for case in cases:
        if case.mode not in PLAN_MODES:
            change_mode(
                case=case, mode=Mode.PLAN, reason="", on=world.today,
                version=case.version, by=core.actor, now=world.now, today=world.today,
            )  # fmt: skip
    for case in cases[:1]:
        state_reason(
            case=case, reason="受けられる所をさがしている間、病状の急な変化に備える",
            version=case.version, by=core.actor, now=world.now, today=world.today,
        )  # fmt: skip
