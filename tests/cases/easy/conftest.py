"""A plan of 架空 花子 with its rows and its week, made through the actions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.models import Case
from tsunagi.cases.plan.actions import NewPlan, begin_plan
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import Occasion, PlanKind
from tsunagi.cases.plan.sheet_actions import begin_sheet, write_items, write_week
from tsunagi.cases.plan.sheet_rules import (
    Item,
    SheetStage,
    Support,
    SupportKind,
    Unit,
)
from tsunagi.cases.plan.week_rules import Entry, EntryKind, Weekday

ITEMS = (
    Item(
        key="cook", need="食事を自分で作りたい", goal="週に一度、料理を作る。",
        person_part="買い物のメモを書く", domain="daily",
        supports=(
            Support(
                SupportKind.SERVICE, "居宅介護", "一緒に作る", Decimal(2),
                Unit.TIMES_WEEK, "架空ヘルパー", "000-111-2222",
            ),
            Support(SupportKind.INFORMAL, "", "味見をする", provider="架空の姉"),
        ),
    ),
    Item(
        key="work", need="仕事の練習", goal="作業所に毎日通う", person_part="朝7時に起きる",
        supports=(
            Support(SupportKind.SERVICE, "就労継続支援B型", provider="架空作業所"),
        ),
    ),
    Item(
        key="safe", need="災害のとき", domain="emergency", person_part="小学校へ行く",
        supports=(
            Support(SupportKind.INFORMAL, "", "声をかける", provider="架空の隣人",
                    contact="000-333-4444"),
        ),
    ),
)  # fmt: skip
WEEK = (
    *(
        Entry(
            f"w{day}", day, 540, 930, "就労継続支援B型", EntryKind.SERVICE, "架空作業所"
        )
        for day in (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY)
    ),
    Entry("h", Weekday.SATURDAY, 600, 660, "通院", EntryKind.MEDICAL),
    Entry("o", Weekday.SUNDAY, 600, 660, "絵をかく", EntryKind.OWN),
)


@dataclass
class Planned:
    case: Case
    plan: Plan
    sheet: PlanSheet


def planned_for(room: CaseRoom, case: Case, by: str = "specialist") -> Planned:
    actor = room.actor(by)
    plan = begin_plan(
        case=case, new=NewPlan(PlanKind.PLAN, Occasion.NEW, TODAY),
        office=room.region.offices["hikari"], staff=room.region.staff["specialist"],
        by=actor, now=NOW, today=TODAY,
    )  # fmt: skip
    sheet = begin_sheet(
        plan=plan, stage=SheetStage.DRAFT, start=None, by=actor, now=NOW,
        values={
            "wishes_person": "海の近くで暮らしたい。友だちがほしい。",
            "interval": 6, "interval_from": 202705,
        },
    )  # fmt: skip
    sheet = write_items(sheet=sheet, items=ITEMS, version=1, by=actor, now=NOW)
    sheet = write_week(sheet=sheet, entries=WEEK, version=2, by=actor, now=NOW)
    return Planned(case, plan, sheet)


@pytest.fixture
def planned(room: CaseRoom) -> Planned:
    return planned_for(room, room.case())
