"""計画の書面: 流れのいろいろなところにいる人。計画案から同意、会議、計画、次の更新まで。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from demo.world import World, read
from tsunagi.access.actor import Actor
from tsunagi.cases.assessment.models import Need
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.entitlement.models import Entitlement
from tsunagi.cases.plan.actions import (
    NewPlan,
    begin_plan,
    record_delivery,
    record_step,
)
from tsunagi.cases.plan.meeting_actions import record_meeting
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import Occasion, PlanKind, Step
from tsunagi.cases.plan.sheet_actions import begin_sheet
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.plan.week_rules import Entry, EntryKind, Weekday
from tsunagi.common.dates import YearMonth

ONE_IN = 3
# How far the plans have come: most are in use, some wait at each step of the chain.
REACHED = (
    Step.PLAN_TO_CITY, Step.PLAN_TO_CITY, Step.DRAFT_SUBMITTED, Step.PLAN_TO_CITY,
    Step.DRAFT_CONSENTED, Step.PLAN_TO_CITY, Step.DECIDED, Step.PLAN_TO_CITY,
    Step.VISITED, Step.PLAN_TO_CITY, Step.REQUESTED, Step.MEETING,
)  # fmt: skip
# Days after the request on which each step was taken.
AFTER = {
    Step.APPLIED: -3, Step.REQUESTED: 0, Step.TERMS: 4, Step.CONTRACTED: 4,
    Step.VISITED: 8, Step.DRAFT_MADE: 14, Step.DRAFT_EXPLAINED: 16,
    Step.DRAFT_CONSENTED: 16, Step.DRAFT_GIVEN: 16, Step.DRAFT_SUBMITTED: 18,
    Step.DECIDED: 32, Step.MEETING: 38, Step.PLAN_MADE: 39, Step.PLAN_EXPLAINED: 41,
    Step.PLAN_CONSENTED: 41, Step.PLAN_GIVEN: 41, Step.PLAN_TO_PROVIDERS: 42,
    Step.PLAN_TO_CITY: 43,
}  # fmt: skip
TEXTS = ("policy", "long_goal", "short_goal", "whole_life", "other_services",
         "main_activities", "situations", "interval", "interval_reason")  # fmt: skip


def write_plans(world: World, found: Sequence[Case]) -> None:
    """Every third person with a plan-based case; each plan stops somewhere."""
    portraits = read("plans.toml")["plans"]
    cases = [
        case
        for case in found
        if case.is_open
        and case.responsible_staff is not None
        and case.mode in (Mode.PLAN, Mode.CHILD_PLAN)
    ]
    for number, case in enumerate(cases[::ONE_IN]):
        portrait = portraits[1 if case.mode == Mode.CHILD_PLAN else 0]
        _one(world, case, portrait, REACHED[number % len(REACHED)])


def _one(world: World, case: Case, portrait: dict[str, Any], last: Step) -> None:
    actor = world.acting_for(case.responsible_office.municipality)
    requested = _requested_on(world, case, last)
    is_child = case.mode == Mode.CHILD_PLAN
    plan = begin_plan(
        case=case,
        new=NewPlan(
            kind=PlanKind.CHILD if is_child else PlanKind.PLAN,
            occasion=Occasion.NEW if last is not Step.REQUESTED else Occasion.RENEWAL,
            begun_on=requested, due_on=requested + timedelta(days=21),
        ),
        office=case.responsible_office, staff=case.responsible_staff, by=actor,
        now=world.now, today=world.today,
    )  # fmt: skip
    walk(world, plan, last, lambda: _draft(world, plan, portrait, actor))


def walk(world: World, plan: Plan, last: Step, draft: Callable[[], object]) -> None:
    """Every step up to `last`, each on its day after the request; draft: writes it."""
    actor = world.acting_for(plan.case.responsible_office.municipality)
    for step, days in AFTER.items():
        on = min(plan.begun_on + timedelta(days=days), world.today)
        if step is Step.DRAFT_MADE:
            draft()
        if step is Step.MEETING:
            _meet(world, plan, on, actor)
        elif step is Step.PLAN_MADE:
            _final(world, plan, actor)
        if step is not Step.MEETING:
            record_step(
                plan=plan, step=step, on=on, staff=plan.staff,
                consented_by=plan.case.person.name
                if step in (Step.DRAFT_CONSENTED, Step.PLAN_CONSENTED)
                else "",
                by=actor, now=world.now, today=world.today,
            )  # fmt: skip
        if step is last:
            break
    if last is Step.PLAN_TO_CITY:
        _deliver(world, plan, plan.begun_on + timedelta(days=42), actor)


def _requested_on(world: World, case: Case, last: Step) -> date:
    """A plan in use was asked for before its decision; the others are under way now."""
    if last is not Step.PLAN_TO_CITY:
        return world.today - timedelta(days=AFTER[last] + world.chance.randint(0, 9))
    decision = Entitlement._base_manager.filter(case=case).order_by("id").first()
    start = decision.valid_from if decision else world.months_ago(3)
    return min(start - timedelta(days=40), world.today - timedelta(days=60))


def _draft(
    world: World, plan: Plan, portrait: dict[str, Any], actor: Actor
) -> PlanSheet:
    chance = world.chance
    needs = Need._base_manager.filter(case=plan.case).order_by("priority", "id")
    known = [str(key) for key in needs.values_list("public_id", flat=True)]
    items = [
        {
            **row, "key": f"{chance.getrandbits(64):016x}",
            "need_ids": known[place : place + 1],
        }
        for place, row in enumerate(portrait["items"])
    ]  # fmt: skip
    week = [
        Entry(
            key=f"{chance.getrandbits(64):016x}", day=Weekday(day),
            start=row["start"], end=row["end"], label=row["label"],
            kind=EntryKind(row["kind"]), provider=row.get("provider", ""),
        ).as_json()
        for row in portrait["week"]
        for day in row["days"]
    ]  # fmt: skip
    begins = YearMonth.of(plan.begun_on).plus(2).as_int
    return begin_sheet(
        plan=plan, stage=SheetStage.DRAFT, start=None, by=actor, now=world.now,
        values={
            **{name: portrait[name] for name in TEXTS}, "items": items, "week": week,
            "wishes_person": "いまの家で、好きなことを続けながら暮らしたい。",
            "wishes_family": "無理のない形で、長く続いてほしい。",
            "begins": begins, "interval_from": begins,
        },
    )  # fmt: skip


def _final(world: World, plan: Plan, actor: Actor) -> None:
    draft = PlanSheet._base_manager.get(
        plan=plan, stage=SheetStage.DRAFT, is_current=True
    )
    begin_sheet(plan=plan, stage=SheetStage.PLAN, start=draft, by=actor, now=world.now)


def _meet(world: World, plan: Plan, on: date, actor: Actor) -> None:
    record_meeting(
        plan=plan, by=actor, now=world.now, today=world.today,
        values={
            "held_on": on, "place": "本人の家", "minutes": 60, "person_came": True,
            "person_words": "急に予定が変わるのは困る。前の日までに教えてほしい。",
            "people": [
                {"place": "架空作業所 あおぞら", "name": "架空 支子", "came": "came",
                 "opinion": "はじめの一か月は午前だけにしたい。"},
                {"place": "架空訪問看護", "name": "架空 看司", "came": "asked",
                 "opinion": "眠れない日が続くときは、早めに連絡がほしい。"},
            ],
            "talked": "通い始めの時間と、休む日の連絡のしかた。",
            "decided": "午前だけで始め、三か月後に本人と決め直す。休む日は本人が電話する。",
            "left_open": "冬の移動手段。",
        },
    )  # fmt: skip


def _deliver(world: World, plan: Plan, on: date, actor: Actor) -> None:
    for to, method in (
        ("本人", "手渡し"), ("架空作業所 あおぞら", "会って渡した"), ("市町村", "窓口"),
    ):  # fmt: skip
        record_delivery(
            plan=plan, stage=SheetStage.PLAN, to=to, on=min(on, world.today),
            method=method, by=actor, now=world.now, today=world.today,
        )  # fmt: skip
