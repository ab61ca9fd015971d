"""支給決定とモニタリング: 計画相談の人に期間と月を置き、行った月と行えなかった月を記す。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from demo.world import World
from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.entitlement.actions import NewEntitlement, record_entitlement
from tsunagi.cases.entitlement.rules import EntitlementKind, Source
from tsunagi.cases.monitoring import actions
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.common.dates import YearMonth

KINDS = {Mode.PLAN: EntitlementKind.PLAN, Mode.CHILD_PLAN: EntitlementKind.CHILD}
# As in the country: half every six months, a third every three, few monthly.
# Most pay nothing (低所得), some up to the upper limits of the certificate.
LIMITS = (0, 0, 0, 9_300, 37_200)
INTERVALS = (6, 6, 6, 3, 3, 3, 1, 4, 12)


def decide_plans(world: World, found: Sequence[Case]) -> None:
    """Everybody of the plan-based cases has a decision that holds today."""
    for case in found:
        kind = KINDS.get(Mode(case.mode))
        if kind is None or not case.is_open:
            continue
        actor = world.acting_for(case.responsible_office.municipality)
        _decide(world, case, kind, actor)


def _decide(world: World, case: Case, kind: EntitlementKind, actor: Actor) -> None:
    chance = world.chance
    start = YearMonth.of(world.today).plus(-chance.randint(0, 11))
    end = start.plus(11)
    record_entitlement(
        case=case,
        new=NewEntitlement(
            kind=kind, valid_from=start.first_day, last_day=end.last_day,
            from_month=start, to_month=end, every=chance.choice(INTERVALS),
            decided_on=start.first_day - timedelta(days=12),
            burden_limit=chance.choice(LIMITS),
            source=chance.choice([Source.CERTIFICATE, Source.MUNICIPALITY]),
        ),
        by=actor, now=world.now,
    )  # fmt: skip
    rows = MonitoringMonth.objects.unscoped(
        "the demo goes on with its own rows"
    ).filter(case=case, month__lte=YearMonth.of(world.today).as_int)
    for row in rows.select_related("case__person").order_by("month"):
        _month(world, row, actor)


def _month(world: World, row: MonitoringMonth, actor: Actor) -> None:
    month, today = YearMonth.from_int(row.month), world.today
    day = date(month.year, month.month, world.chance.randint(1, 28))
    luck = world.chance.random()
    if luck < 0.06 and month < YearMonth.of(today):
        return  # late, as it happens
    if luck < 0.12 and month < YearMonth.of(today):
        actions.mark_not_done(
            row=row, reason="入院していて会えなかった", version=row.version, by=actor,
            now=world.now, today=today,
        )  # fmt: skip
    elif month < YearMonth.of(today) or (day <= today and luck < 0.6):
        actions.mark_done(
            row=row, done_on=min(day, today), version=row.version, by=actor,
            now=world.now, today=today,
        )  # fmt: skip
    elif luck < 0.9:
        actions.plan_visit(
            row=row, planned_on=max(day, today), version=row.version, by=actor,
            now=world.now,
        )  # fmt: skip
