"""A plan with its sheets, made through the actions; `read` gives back a PDF's text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.models import Case
from tsunagi.cases.plan.actions import NewPlan, begin_plan, record_step
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import Occasion, PlanKind, Step
from tsunagi.cases.plan.sheet_actions import begin_sheet, write_items, write_week
from tsunagi.cases.plan.sheet_rules import Item, SheetStage, Support, SupportKind, Unit
from tsunagi.cases.plan.week_rules import Entry, EntryKind, Weekday

SUPPORT = Support(
    SupportKind.SERVICE, "居宅介護", "買い物の付き添い", Decimal(8), Unit.TIMES_MONTH,
    "架空ヘルパーあおぞら", "佐藤 000-222-3333",
)  # fmt: skip
NEIGHBOUR = Support(SupportKind.INFORMAL, "近所の友人", "一緒に店へ行く")
ITEMS = (
    Item(
        "a", "好きなものを自分で買いたい", "週に一度の買い物", "令和9年3月",
        "買う物を書き出す", "絵が得意", "令和9年3月", "雨の日は休む",
        supports=(SUPPORT, NEIGHBOUR),
    ),
    Item("b", "友だちと出かけたい", supports=(NEIGHBOUR,)),
)  # fmt: skip
ENTRIES = (
    Entry(
        "1",
        Weekday.MONDAY,
        9 * 60,
        16 * 60,
        "生活介護",
        EntryKind.SERVICE,
        "架空作業所",
    ),
    Entry("2", Weekday.TUESDAY, 22 * 60, 7 * 60, "就寝", EntryKind.OWN),
    Entry("3", Weekday.HOLIDAY, 10 * 60, 12 * 60, "移動支援", EntryKind.SERVICE),
    Entry("4", Weekday.SUNDAY, 10 * 60, 12 * 60, "教会", EntryKind.INFORMAL),
)
TEXTS: dict[str, Any] = {
    "wishes_person": "海の近くで暮らしたい", "wishes_family": "近くにいてほしい",
    "policy": "一人で出かける力をつける", "long_goal": "自分の部屋で暮らす",
    "short_goal": "週に一度の買い物", "main_activities": "紙すきをしている",
    "other_services": "短期入所 月2日", "whole_life": "絵を描いて暮らす",
    "begins": 202612, "interval": 3, "interval_from": 202612,
}  # fmt: skip


def pages(content: bytes) -> list[str]:
    """The text of every page, without the line ends that its width and fonts make."""
    found = []
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            text = page.get_textpage()
            found.append(text.get_text_range().replace("\r\n", ""))
            text.close()
            page.close()
    return found


def read(content: bytes) -> str:
    return "".join(pages(content))


@dataclass
class PlanRoom:
    """Makes plans of ひかり; `room` underneath."""

    room: CaseRoom

    def plan(self, case: Case | None = None, **person: Any) -> Plan:
        case = case or self.room.case(**person)
        return begin_plan(
            case=case,
            new=NewPlan(PlanKind.PLAN, Occasion.NEW, date(2026, 10, 1)),
            office=self.room.region.offices["hikari"],
            staff=self.room.region.staff["specialist"],
            by=self.room.actor("specialist"), now=NOW, today=TODAY,
        )  # fmt: skip

    def sheet(
        self, plan: Plan, stage: SheetStage = SheetStage.DRAFT, **texts: Any
    ) -> PlanSheet:
        by = self.room.actor("specialist")
        sheet = begin_sheet(
            plan=plan,
            stage=stage,
            start=None,
            values={**TEXTS, **texts},
            by=by,
            now=NOW,
        )
        sheet = write_items(sheet=sheet, items=ITEMS, version=1, by=by, now=NOW)
        return write_week(sheet=sheet, entries=ENTRIES, version=2, by=by, now=NOW)

    def step(self, plan: Plan, step: Step, on: date, **more: Any) -> None:
        record_step(
            plan=plan, step=step, on=on, by=self.room.actor("specialist"), now=NOW,
            today=TODAY, **more,
        )  # fmt: skip


@pytest.fixture
def plans(room: CaseRoom) -> PlanRoom:
    return PlanRoom(room)
