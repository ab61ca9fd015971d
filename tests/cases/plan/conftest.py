"""A plan of one case, brought through the real actions as far as a test wants."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.models import Case
from tsunagi.cases.plan.actions import NewPlan, begin_plan, record_step
from tsunagi.cases.plan.models import Plan, PlanSheet, PlanStep
from tsunagi.cases.plan.rules import Occasion, PlanKind, Step
from tsunagi.cases.plan.sheet_actions import begin_sheet
from tsunagi.cases.plan.sheet_rules import SheetStage

BEGUN = TODAY - timedelta(days=60)
ITEM: dict[str, Any] = {
    "key": "row1", "need": "外で人と会う時間がほしい", "goal": "週に二回通う",
    "when": "半年後", "person_part": "行けない日は電話する", "strength": "手作業",
    "evaluate": "3か月後", "domain": "society", "supports": [
        {"kind": "service", "service": "就労継続支援Ｂ型", "content": "午前だけ",
         "amount": "8", "unit": "days_month", "provider": "架空作業所"},
        {"kind": "informal", "service": "友人"},
    ],
}  # fmt: skip
WEEK: list[dict[str, Any]] = [
    {"key": "w1", "day": "2", "start": 570, "end": 720, "label": "作業所",
     "kind": "service", "provider": "架空作業所"},
    {"key": "w2", "day": "7", "start": 1380, "end": 390, "label": "眠る", "kind": "own",
     "provider": ""},
]  # fmt: skip


class PlanRoom:
    """Makes plans, sheets and steps of one case."""

    def __init__(self, room: CaseRoom) -> None:
        self.room = room

    def plan(
        self, case: Case | None = None, *, by: str = "specialist", **more: Any
    ) -> Plan:
        case = case or self.room.case()
        values: dict[str, Any] = {
            "kind": PlanKind.PLAN, "occasion": Occasion.NEW, "begun_on": BEGUN,
        }  # fmt: skip
        return begin_plan(
            case=case, new=NewPlan(**{**values, **more}),
            office=case.responsible_office, staff=case.responsible_staff,
            by=self.room.actor(by), now=NOW, today=TODAY,
        )  # fmt: skip

    def sheet(
        self, plan: Plan, stage: SheetStage = SheetStage.DRAFT, **values: Any
    ) -> PlanSheet:
        content = {"wishes_person": "海の近くで", "items": [ITEM], "week": WEEK}
        return begin_sheet(
            plan=plan, stage=stage, start=None, values={**content, **values},
            by=self.room.actor("specialist"), now=NOW,
        )  # fmt: skip

    def step(
        self,
        plan: Plan,
        step: Step,
        on: date,
        *,
        by: str = "specialist",
        reason: str = "",
    ) -> PlanStep:
        return record_step(
            plan=plan, step=step, on=on, reason=reason, by=self.room.actor(by), now=NOW,
            today=TODAY, staff=self.room.region.staff["specialist"],
        )  # fmt: skip

    def walk(self, plan: Plan, last: Step) -> None:
        """Every step up to `last` by the action, a day apart, with both sheets."""
        for number, step in enumerate(Step):
            self._sheet_before(plan, step)
            self.step(plan, step, BEGUN + timedelta(days=number))
            if step is last:
                return

    def until(self, plan: Plan, last: Step) -> None:
        """The same place in the chain, quickly: rows for what lies before `last`."""
        steps = list(Step)
        before = steps[: steps.index(last)]
        PlanStep._base_manager.bulk_create(
            PlanStep(
                plan=plan, case=plan.case, step=step, recorded_at=NOW,
                on=BEGUN + timedelta(days=number),
                staff=self.room.region.staff["specialist"],
            )
            for number, step in enumerate(before)
        )  # fmt: skip
        for step in (*before, last):
            self._sheet_before(plan, step)
        self.step(plan, last, BEGUN + timedelta(days=len(before)))

    def _sheet_before(self, plan: Plan, step: Step) -> None:
        stage = {Step.DRAFT_MADE: SheetStage.DRAFT, Step.PLAN_MADE: SheetStage.PLAN}
        if step in stage:
            self.sheet(plan, stage[step])


@pytest.fixture
def plans(room: CaseRoom) -> PlanRoom:
    return PlanRoom(room)
