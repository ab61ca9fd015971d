"""計画の流れ、書面、間隔の決まり: 事例の表。"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.cases.plan.interval_rules import propose, table_on, tables
from tsunagi.cases.plan.rules import (
    NEEDS_BEFORE,
    ORDERS,
    SELF_STEPS,
    PlanKind,
    Severity,
    Stage,
    Step,
    findings,
    findings_of_step,
    held_up_by,
    missing_before,
    next_steps,
    since_when,
    stage_of,
    takes_decision,
    transitions,
)
from tsunagi.cases.plan.sheet_rules import (
    Content,
    Item,
    Support,
    SupportKind,
    Unit,
    breadth,
    hints,
    item_of,
    moved_item,
    with_item,
    without_item,
)
from tsunagi.common.codes.services import service_named
from tsunagi.common.frozen import replace

DAY = date(2026, 10, 1)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("dates", "stage"),
    [
        pytest.param({}, Stage.BEGUN, id="まだ何も"),
        pytest.param({Step.APPLIED: DAY}, Stage.BEGUN, id="申請だけでは進まない"),
        pytest.param({Step.REQUESTED: DAY}, Stage.REQUESTED, id="提出依頼"),
        pytest.param({Step.CONTRACTED: DAY}, Stage.CONTRACTED, id="契約から始まる"),
        pytest.param(
            {Step.DRAFT_MADE: DAY, Step.VISITED: after(1)}, Stage.DRAFT_MADE,
            id="日の順ではなく流れの順",
        ),
        pytest.param({Step.DRAFT_GIVEN: DAY}, Stage.BEGUN, id="渡すことは位置を変えない"),
        pytest.param({Step.DECIDED: DAY}, Stage.DECIDED, id="決定"),
        pytest.param({Step.PLAN_MADE: DAY}, Stage.PLAN_MADE, id="計画"),
        pytest.param({Step.PLAN_CONSENTED: DAY}, Stage.ACTIVE, id="計画への同意"),
    ],
)  # fmt: skip
def test_stage_follows_the_steps(dates: dict[Step, date], stage: Stage) -> None:
    assert stage_of(dates) is stage


def test_a_self_made_plan_is_active_from_its_decision() -> None:
    dates = {Step.REQUESTED: DAY, Step.DECIDED: after(9)}
    assert stage_of(dates, kind=PlanKind.SELF_PERSON) is Stage.ACTIVE
    assert stage_of(dates, kind=PlanKind.PLAN) is Stage.DECIDED
    waiting = [one.step for one in next_steps({}, kind=PlanKind.SELF_SUPPORTER)]
    assert waiting == list(SELF_STEPS)


@pytest.mark.parametrize("order", ORDERS, ids=lambda o: f"{o.earlier}-{o.later}")
def test_every_order_is_found_when_broken_and_only_then(order: Any) -> None:
    right = {order.earlier: DAY, order.later: DAY}
    wrong = {order.earlier: after(1), order.later: DAY}
    assert findings(right) == ()
    (finding,) = findings(wrong)
    assert finding.severity is order.severity and finding.why.endswith("。")
    assert findings_of_step({order.earlier: after(1)}, order.later, DAY) == (finding,)
    assert findings_of_step({order.later: DAY}, order.earlier, after(1)) == (finding,)


def test_what_the_law_orders_is_refused_and_the_rest_asks_for_a_reason() -> None:
    refused = {(o.earlier, o.later) for o in ORDERS if o.severity is Severity.REFUSED}
    assert (Step.DECIDED, Step.PLAN_MADE) in refused
    assert (Step.PLAN_EXPLAINED, Step.PLAN_CONSENTED) in refused
    assert (Step.MEETING, Step.PLAN_MADE) not in refused


@pytest.mark.parametrize(("step", "needed"), NEEDS_BEFORE.items())
def test_what_must_stand_before(step: Step, needed: Step) -> None:
    assert missing_before({}, step) is needed
    assert missing_before({needed: DAY}, step) is None
    assert held_up_by({step: DAY}, needed) is step
    assert held_up_by({}, needed) is None


def test_a_self_made_plan_does_not_wait_for_steps_that_it_has_not() -> None:
    kind = PlanKind.SELF_PERSON
    assert missing_before({}, Step.DRAFT_SUBMITTED, kind=kind) is Step.DRAFT_MADE
    assert missing_before({}, Step.DRAFT_CONSENTED, kind=kind) is None


def test_next_steps_pass_over_what_nobody_waits_for() -> None:
    dates = {Step.REQUESTED: DAY}
    waiting = next_steps(dates, kind=PlanKind.PLAN)
    assert waiting[0].step is Step.NOTIFIED
    assert Step.APPLIED not in {one.step for one in waiting}
    done = dict.fromkeys(Step, DAY)
    assert next_steps(done, kind=PlanKind.PLAN) == ()
    assert since_when(dates, Stage.REQUESTED) == DAY
    assert since_when({}, Stage.MET) is None


def test_the_state_picture_reaches_every_state_once() -> None:
    reached = [after for _, after, _ in transitions()]
    assert set(Stage) - {Stage.BEGUN} == set(reached)
    assert all(reached.count(stage) == 1 for stage in Stage if stage not in (
        Stage.BEGUN, Stage.ENDED))  # fmt: skip


ITEMS = tuple(Item(key=letter, need=letter) for letter in "abcd")


@pytest.mark.parametrize(
    ("key", "by", "order"),
    [
        ("c", -1, "acbd"), ("a", -1, "abcd"), ("d", 1, "abcd"), ("a", 1, "bacd"),
        ("x", 1, "abcd"),
    ],
)  # fmt: skip
def test_moving_a_row(key: str, by: int, order: str) -> None:
    assert "".join(one.key for one in moved_item(ITEMS, key, by=by)) == order


def test_a_row_keeps_its_place_when_it_is_written_again() -> None:
    again = with_item(ITEMS, Item(key="b", need="ちがう"))
    assert [one.need for one in again] == ["a", "ちがう", "c", "d"]
    assert len(with_item(ITEMS, Item(key="e", need="e"))) == 5
    assert [one.key for one in without_item(ITEMS, "b")] == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (Decimal("2"), Unit.TIMES_WEEK, "2回/週"),
        (Decimal("1.50"), Unit.HOURS_TIME, "1.5時間/回"),
        (Decimal("100"), Unit.HOURS_MONTH, "100時間/月"),
        (None, Unit.AS_NEEDED, "必要なとき"),
        (None, Unit.TIMES_WEEK, ""),
        (Decimal("2"), None, ""),
    ],
)
def test_amounts_in_words(
    amount: Decimal | None, unit: Unit | None, words: str
) -> None:
    one = Support(SupportKind.SERVICE, "居宅介護", amount=amount, unit=unit)
    assert one.amount_words == words


def test_a_row_comes_back_from_storage_as_it_was() -> None:
    support = Support(
        SupportKind.INFORMAL, "近所の友人", "散歩", Decimal("1.5"), Unit.TIMES_WEEK,
        "架空 友子", "000-000-0000",
    )  # fmt: skip
    item = Item(key="k", need="歩きたい", person_part="靴をはく", supports=(support,))
    assert item_of(item.as_json()) == item and item.has_informal
    assert breadth([item])[SupportKind.INFORMAL] == 1


def test_a_row_of_an_earlier_form_names_its_one_need() -> None:
    assert item_of({"key": "k", "need": "n", "need_id": "a"}).need_ids == ("a",)
    assert item_of({"key": "k", "need": "n", "need_id": ""}).need_ids == ()
    both = Item(key="k", need="n", need_ids=("a", "b"), decision_id="d")
    assert item_of(both.as_json()) == both


FULL = Item(
    key="k", need="n", goal="g", when="w", person_part="p", strength="s", evaluate="e",
    domain="emergency", need_ids=("n1",), supports=(Support(SupportKind.INFORMAL, "母"),),
)  # fmt: skip
CONTENT = Content(
    wishes_person="海の近くで暮らす", policy="方針", long_goal="長", short_goal="短",
    items=(FULL,), has_week=True, interval=6, interval_reason="わけ", has_assessment=True,
)  # fmt: skip


def test_a_whole_plan_has_no_hint() -> None:
    assert hints(CONTENT) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"has_assessment": False}, "アセスメントの記録がありません"),
        ({"wishes_person": " "}, "本人の言葉"),
        ({"policy": ""}, "総合的な援助の方針"),
        ({"short_goal": ""}, "短期目標"),
        ({"items": ()}, "行がまだ"),
        ({"has_week": False}, "週間計画表"),
        ({"interval": None}, "間隔の提案"),
        ({"interval_reason": ""}, "わけ"),
        ({"interval_reason": "", "differs_from_standard": True}, "標準の間隔と違う"),
    ],
)
def test_each_missing_thing_is_one_hint(change: dict[str, Any], words: str) -> None:
    (hint,) = hints(replace(CONTENT, **change))
    assert words in hint.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"person_part": ""}, "本人の役割が書かれていません"),
        ({"goal": ""}, "支援目標が空"),
        ({"need_ids": ()}, "ニーズに結び付かない目標"),
        ({"when": ""}, "達成時期か評価時期"),
        ({"strength": ""}, "得意なことを生かす"),
        ({"domain": "daily"}, "緊急・災害"),
        ({"supports": (Support(SupportKind.SERVICE, "居宅介護"),)}, "身近な支え"),
    ],
)
def test_each_weak_row_is_one_hint(change: dict[str, Any], words: str) -> None:
    item = replace(FULL, **change)
    (hint,) = hints(replace(CONTENT, items=(item,)))
    assert words in hint.text


@pytest.mark.parametrize(
    ("services", "situations", "months", "first", "sure"),
    [
        pytest.param(["生活介護"], [], 6, 0, False, id="日中だけ"),
        pytest.param(["生活介護", "居宅介護"], [], 3, 0, False, id="短いほうに合わせる"),
        pytest.param(["居宅介護"], ["new_start"], 3, 3, False, id="新しく始める"),
        pytest.param(["居宅介護"], ["intensive", "new_start"], 1, 0, False, id="集中"),
        pytest.param(["生活介護"], ["medical"], 3, 0, False, id="医療との連携"),
        pytest.param(["居宅介護"], ["medical"], 1, 0, False, id="三か月から毎月へ"),
    ],
)  # fmt: skip
def test_the_interval_explains_itself(
    services: list[str], situations: list[str], months: int, first: int, sure: bool
) -> None:
    found = propose(services=services, situations=situations, on=DAY)
    assert found is not None
    assert (found.months, found.monthly_first, found.is_verified) == (
        months,
        first,
        sure,
    )
    assert len(found.reasons) == 1 + len(situations)
    assert all(reason.endswith("。") for reason in found.reasons)


def test_nothing_is_proposed_for_services_that_the_table_does_not_know() -> None:
    assert propose(services=["架空サービス"], situations=[], on=DAY) is None
    assert propose(services=[], situations=["medical"], on=DAY) is None


def test_the_table_speaks_of_known_services_and_says_how_sure_it_is() -> None:
    for table in tables():
        names = [name for one in table.standards for name in one.services]
        assert len(set(names)) == len(names)
        assert all(service_named(name) is not None for name in names)
        marks = [one.confidence for one in (*table.standards, *table.situations)]
        assert set(marks) <= {"A", "A-", "B", "C"}
    assert table_on(DAY).source


@given(st.permutations(list(Step)), st.integers(0, len(Step)))
def test_adding_a_step_never_brings_a_plan_back(order: list[Step], count: int) -> None:
    stages = list(Stage)
    before = dict.fromkeys(order[:count], DAY)
    more = dict.fromkeys(order[: count + 1], DAY)
    assert stages.index(stage_of(more)) >= stages.index(stage_of(before))


SUBMITTED = {Step.DRAFT_MADE: DAY, Step.DRAFT_SUBMITTED: after(5)}


@pytest.mark.parametrize(
    ("dates", "on", "taken"),
    [
        pytest.param(SUBMITTED, after(6), True, id="待っていた"),
        pytest.param(SUBMITTED, after(5), True, id="出した日に決まった"),
        pytest.param(SUBMITTED, after(4), False, id="出す前の日"),
        pytest.param(SUBMITTED, after(11), False, id="先の日"),
        pytest.param(SUBMITTED, None, False, id="日がない"),
        pytest.param({}, after(6), True, id="まだ何も記していない"),
        pytest.param({Step.DECIDED: DAY}, after(6), False, id="もう記してある"),
        pytest.param({Step.PLAN_MADE: DAY}, after(6), False, id="計画より後の日"),
    ],
)
def test_a_written_decision_is_noted_only_where_its_day_fits(
    dates: dict[Step, date], on: date | None, taken: bool
) -> None:
    assert takes_decision(dates, on, today=after(10)) is taken
