"""終わった支援のふり返り、本人とともにつくる資源、計画の行に足りない資源。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from demo.calls import Person
from demo.care import WORKER, own_cases
from demo.renewals import plans_of_worker
from demo.world import World
from tsunagi.cases.assessment.actions import add_need
from tsunagi.cases.assessment.models import Need
from tsunagi.cases.case.actions import close_case
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import ClosingReason
from tsunagi.cases.easy.decision_actions import record_decision
from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.easy.rules import Outcome, Shown
from tsunagi.cases.handover.models import Handover
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import Stage
from tsunagi.cases.plan.sheet_actions import write_items
from tsunagi.cases.plan.sheet_rules import SheetStage, items_of
from tsunagi.cases.reflection.actions import write_reflection
from tsunagi.cases.resource.actions import USUAL, add_missing, add_use
from tsunagi.common.frozen import replace
from tsunagi.organisations.staff.models import Staff

CHIEF = "shunin"


def look_back(world: World, found: Sequence[Case]) -> None:
    """One support ended and was looked back upon; one waits for it on きょう."""
    worker = Person(world, WORKER, world.now)
    chief = Staff.objects.get(login_name=CHIEF)
    busy = set(Plan._base_manager.values_list("case_id", flat=True))
    busy |= set(Handover._base_manager.values_list("case_id", flat=True))
    quiet = [case for case in own_cases(found, worker) if case.pk not in busy]
    for number, case in enumerate(quiet[-2:]):
        case.refresh_from_db()
        if number == 0:
            _decided(world, case, worker)
        closed = close_case(
            case=case, reason=ClosingReason.ACHIEVED, version=case.version,
            note="一人で通えるようになり、本人が「もう大丈夫」と言った。",
            on=max(case.opened_on, world.today - timedelta(days=6)), follow_up_on=None,
            by=worker.actor, now=world.now, today=world.today,
        )  # fmt: skip
        if number == 0:
            _reflect(world, closed, worker, chief)


def _decided(world: World, case: Case, worker: Person) -> None:
    record_decision(
        case=case, by=worker.actor, now=world.now, today=world.today,
        values={
            "plan": None, "item_key": "", "place": "バス停まで一緒に歩いたあと",
            "held_on": max(case.opened_on, world.today - timedelta(days=20)),
            "question": "支援を終わりにするか",
            "options": ["終わりにして、困ったら電話する", "月に一度だけ続ける"],
            "shown": [Shown.PICTURES.value], "shown_words": "",
            "expressions": "「もう大丈夫」と笑い、電話の絵を指さした。", "took_part": "本人",
            "outcome": Outcome.OWN, "decided": "終わりにして、困ったら電話する",
            "grounds": "", "left_open": "",
        },
    )  # fmt: skip


def _reflect(world: World, case: Case, worker: Person, chief: Staff) -> None:
    records = DecisionSupport._base_manager.filter(case=case)
    write_reflection(
        case=case, by=worker.actor, now=world.now, today=world.today,
        values={
            "feelings": {
                "person_first": "done", "empowerment": "done", "decision": "torn",
                "community": "next", "voice": "done", "create": "next",
            },
            "heart": "先に提案しすぎた時期があった。待つと、本人の言葉が出てきた。",
            "taught": "断るのも本人の力だと教わった。",
            "next_time": "はじめの三回は、提案より先に、したいことを聞く。",
            "evidence": [str(one.public_id) for one in records], "shown_to": chief,
        },
    )  # fmt: skip


def _trace(world: World, sheet: PlanSheet, worker: Person) -> None:
    """The first row of the plan names the need that it came from."""
    need = Need._base_manager.filter(case=sheet.case).order_by("id").first() or add_need(
        case=sheet.case, by=worker.actor, now=world.now,
        values={
            "domain": "society", "voiced_by": "person", "priority": 1,
            "expressed": "昼間、だれかと話せるところがほしい。",
            "evidence": "三か月、家族のほかと話した日がない。",
            "need": "安心して人と過ごせる、昼の居場所", "goal": "週に二回、人と話す",
        },
    )  # fmt: skip
    first, *others = items_of(sheet.items)
    write_items(
        sheet=sheet, version=sheet.version, by=worker.actor, now=world.now,
        items=[replace(first, need_ids=(str(need.public_id),)), *others],
        reason="もとのニーズを結び付けた。中身は変わらない。",
    )  # fmt: skip


def make_resources(world: World) -> None:
    """On the plans of the worker: a missing resource on a row, one that was made with
    the person."""
    worker = Person(world, WORKER, world.now)
    for plan in plans_of_worker(world, Stage.ACTIVE)[:1]:
        sheet = PlanSheet._base_manager.get(
            plan=plan, stage=SheetStage.PLAN, is_current=True
        )
        _trace(world, sheet, worker)
        item = items_of(sheet.items)[-1]
        add_missing(
            plan=plan, item_key=item.key, need=item.need, by=worker.actor,
            now=world.now, today=world.today,
        )  # fmt: skip
        add_use(
            case=plan.case, by=worker.actor, now=world.now, today=world.today,
            values={
                **USUAL, "office": None, "place_name": "架空町 日曜の寄り合い",
                "purpose": "develop", "need": "日曜に、話したり黙ったりできる場所",
                "outcome": "connected", "on": world.today - timedelta(days=12),
                "note": "本人が看板の絵を描き、はじめの日の進行をした。",
                "co_creator": True, "agreed_on": world.today - timedelta(days=12),
            },
        )  # fmt: skip
