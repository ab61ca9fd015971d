"""次の計画に替わった計画、期限を過ぎた計画案、セルフプラン。どれも、画面と同じ操作を通して作る。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from demo.calls import Person
from demo.care import WORKER
from demo.care_plans import walk
from demo.world import World
from tsunagi.cases.case.actions import change_mode
from tsunagi.cases.case.bulk import BulkPerson, open_cases
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.plan.actions import NewPlan, begin_plan, record_step, set_due
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import Occasion, PlanKind, SelfWish, Stage, Step
from tsunagi.cases.plan.sheet_actions import begin_sheet
from tsunagi.cases.plan.sheet_rules import SheetStage

# Days after the request on which a self-made plan took its steps.
SELF_AFTER = {
    Step.APPLIED: -2, Step.REQUESTED: 0, Step.DRAFT_MADE: 9, Step.DRAFT_SUBMITTED: 10,
    Step.DECIDED: 24,
}  # fmt: skip
NOT_FOUND = "四つの事業所に空きがなく、待てなかった。"


def plans_of_worker(world: World, *stages: Stage) -> list[Plan]:
    """The plans at these places of the account that most people try; no self-made ones."""
    rows = Plan._base_manager.filter(
        staff__login_name=WORKER, stage__in=stages,
        kind__in=(PlanKind.PLAN, PlanKind.CHILD),
    ).select_related("case__person", "case__responsible_office__municipality",
                     "office", "staff")  # fmt: skip
    return list(rows.order_by("id"))


def renew(world: World) -> None:
    """One plan in use is followed by the next; one draft is late."""
    for plan in plans_of_worker(world, Stage.ACTIVE)[:1]:
        _followed(world, plan)
    for plan in plans_of_worker(world, Stage.ASSESSED)[:1]:
        set_due(
            plan=plan, due_on=world.today - timedelta(days=3), version=plan.version,
            by=Person(world, WORKER, world.now).actor, now=world.now,
        )  # fmt: skip


def _followed(world: World, before: Plan) -> None:
    """The renewal carries the plan before over, with one step further on the way."""
    worker = Person(world, WORKER, world.now)
    begun = world.today - timedelta(days=52)
    plan = begin_plan(
        case=before.case,
        new=NewPlan(
            PlanKind(before.kind), Occasion.RENEWAL, begun, begun + timedelta(days=21)
        ),
        office=before.office, staff=before.staff, by=worker.actor, now=world.now,
        today=world.today,
    )  # fmt: skip
    start = PlanSheet._base_manager.get(
        plan=before, stage=SheetStage.PLAN, is_current=True
    )
    walk(
        world, plan, Step.PLAN_TO_CITY,
        lambda: begin_sheet(
            plan=plan, stage=SheetStage.DRAFT, start=start, by=worker.actor,
            now=world.now,
            values={
                "wishes_person": "通う日を一日ふやしたい。日曜は友人と出かけたい。",
                "short_goal": "週に三回、作業所に通い、月に二度は友人と出かける。",
            },
        ),
    )  # fmt: skip


def make_own_plans(world: World, found: Sequence[Case]) -> None:
    """One made by the person, as wished; one because no office had room."""
    worker = Person(world, WORKER, world.now)
    office = world.offices["hikari"]
    own = open_cases(
        [
            BulkPerson(
                values={
                    "name": "架空 自子", "name_kana": "かくう よりこ",
                    "birth_on": world.months_ago(12 * 34), "phone": "000-555-0101",
                },
                office=office, staff=worker.staff, mode=Mode.SELF_PLAN,
                opened_on=world.today - timedelta(days=70),
            )
        ],
        by=world.acting_for(office.municipality), now=world.now, today=world.today,
    )[0]  # fmt: skip
    _own_plan(
        world, own, PlanKind.SELF_PERSON, SelfWish.WISHED,
        "自分の言葉で書きたい。困ったときだけ相談したい。",
    )  # fmt: skip
    entrusted = (
        case
        for case in found
        if case.mode == Mode.ENTRUSTED
        and case.is_open
        and case.responsible_staff is not None
        and case.municipality_id == office.municipality_id
    )
    for case in list(entrusted)[:1]:
        case.refresh_from_db()
        changed = change_mode(
            case=case, mode=Mode.SELF_PLAN, reason=NOT_FOUND, on=world.today,
            version=case.version, by=world.acting_for(office.municipality),
            now=world.now, today=world.today,
        )  # fmt: skip
        _own_plan(
            world, changed, PlanKind.SELF_SUPPORTER, SelfWish.NOT_WISHED, NOT_FOUND
        )


def _own_plan(
    world: World, case: Case, kind: PlanKind, wish: SelfWish, reason: str
) -> None:
    actor = world.acting_for(case.responsible_office.municipality)
    begun = world.today - timedelta(days=45)
    plan = begin_plan(
        case=case,
        new=NewPlan(kind, Occasion.NEW, begun, begun + timedelta(days=21), wish, reason),
        office=case.responsible_office, staff=case.responsible_staff, by=actor,
        now=world.now, today=world.today,
    )  # fmt: skip
    for step, days in SELF_AFTER.items():
        if step is Step.DRAFT_MADE:
            begin_sheet(
                plan=plan, stage=SheetStage.DRAFT, start=None, by=actor, now=world.now,
                values={
                    "wishes_person": "朝はゆっくり起きて、午後から絵の教室に通いたい。",
                    "long_goal": "絵で人とつながる。",
                    "short_goal": "週に一度、教室に行く。",
                },
            )  # fmt: skip
        record_step(
            plan=plan, step=step, on=begun + timedelta(days=days),
            staff=case.responsible_staff, by=actor, now=world.now, today=world.today,
        )  # fmt: skip
