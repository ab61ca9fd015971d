"""計画の書込み: 順の決まり、わけ、版、だれが書けるか、監査。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide
from tests.cases.plan.conftest import BEGUN, ITEM, PlanRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import CaseEvent
from tsunagi.cases.plan.actions import (
    dates_of,
    end_plan,
    record_delivery,
    set_due,
    withdraw_delivery,
    withdraw_step,
)
from tsunagi.cases.plan.meeting_actions import (
    correct_meeting,
    record_meeting,
    withdraw_meeting,
)
from tsunagi.cases.plan.models import Plan, PlanMeeting, PlanSheet, PlanStep
from tsunagi.cases.plan.rules import PlanKind, SelfWish, Stage, Step
from tsunagi.cases.plan.sheet_actions import (
    begin_sheet,
    write_items,
    write_texts,
    write_week,
)
from tsunagi.cases.plan.sheet_rules import Item, SheetStage, Support, SupportKind
from tsunagi.cases.plan.week_rules import entries_of
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db


def code_of(error: pytest.ExceptionInfo[UserError]) -> str:
    return error.value.message.code


def test_a_plan_comes_all_the_way_and_replaces_the_one_before(plans: PlanRoom) -> None:
    first = plans.plan()
    plans.walk(first, Step.PLAN_TO_CITY)
    assert first.stage == Stage.ACTIVE
    second = plans.plan(first.case, begun_on=TODAY - timedelta(days=40))
    assert second.previous_id == first.pk
    with pytest.raises(UserError) as error:
        plans.plan(first.case)
    assert code_of(error) == "PLN-013"
    plans.walk(second, Step.PLAN_CONSENTED)
    first.refresh_from_db()
    assert (first.stage, second.stage) == (Stage.REPLACED, Stage.ACTIVE)
    assert first.stage_since == dates_of(second)[Step.PLAN_CONSENTED]
    events = CaseEvent._base_manager.filter(case=first.case, kind="plan")
    assert events.count() == 2 + 4 * 2
    named = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"plan.begin", "plan.step", "plan_sheet.begin"} <= named


@pytest.mark.parametrize(
    ("step", "days", "reason", "code"),
    [
        pytest.param(Step.DRAFT_EXPLAINED, 3, "", "PLN-001", id="作成の前に説明"),
        pytest.param(Step.DRAFT_SUBMITTED, 6, "", "PLN-002", id="同意の前に提出"),
        pytest.param(
            Step.DRAFT_SUBMITTED, 6, "急な退院のため", None, id="わけがあれば"
        ),
        pytest.param(Step.PLAN_MADE, 20, "", "PLN-003", id="決定の前に計画"),
        pytest.param(Step.DECIDED, 90, "", "PLN-004", id="先の日"),
    ],
)
def test_the_order_of_the_days(
    plans: PlanRoom, step: Step, days: int, reason: str, code: str | None
) -> None:
    plan = plans.plan()
    plans.until(plan, Step.DRAFT_CONSENTED)
    count = PlanStep._base_manager.count()
    if code is None:
        row = plans.step(plan, step, BEGUN + timedelta(days=days), reason=reason)
        assert row.reason == reason
        return
    with pytest.raises(UserError) as error:
        plans.step(plan, step, BEGUN + timedelta(days=days), reason=reason)
    assert code_of(error) == code
    assert PlanStep._base_manager.count() == count
    plan.refresh_from_db()
    assert plan.stage == Stage.DRAFT_CONSENTED


def test_a_draft_is_written_before_it_is_made(plans: PlanRoom) -> None:
    plan = plans.plan()
    with pytest.raises(UserError) as error:
        plans.step(plan, Step.DRAFT_MADE, BEGUN)
    assert code_of(error) == "PLN-005"


def test_a_step_is_mended_and_taken_back_and_both_stay(plans: PlanRoom) -> None:
    plan = plans.plan()
    plans.until(plan, Step.DRAFT_MADE)
    plans.step(plan, Step.DRAFT_MADE, BEGUN + timedelta(days=9))
    rows = PlanStep._base_manager.filter(plan=plan, step=Step.DRAFT_MADE)
    assert rows.count() == 2 and rows.filter(withdrawn_at=None).count() == 1
    row = rows.get(withdrawn_at=None)
    plans.step(plan, Step.DRAFT_EXPLAINED, BEGUN + timedelta(days=10))
    with pytest.raises(UserError) as error:
        withdraw_step(step=row, by=plans.room.actor("specialist"), now=NOW)
    assert code_of(error) == "PLN-009"
    last = PlanStep._base_manager.get(step=Step.DRAFT_EXPLAINED)
    withdraw_step(step=last, by=plans.room.actor("specialist"), now=NOW)
    withdraw_step(step=row, by=plans.room.actor("specialist"), now=NOW)
    plan.refresh_from_db()
    assert plan.stage == Stage.ASSESSED
    with pytest.raises(UserError) as error:
        withdraw_step(step=row, by=plans.room.actor("specialist"), now=NOW)
    assert code_of(error) == "PLN-015"


def test_two_days_of_one_step_are_refused_by_the_database(plans: PlanRoom) -> None:
    plan = plans.plan()
    plans.step(plan, Step.APPLIED, BEGUN)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanStep.objects.create(
            plan=plan, case=plan.case, step=Step.APPLIED, on=BEGUN, recorded_at=NOW
        )


def test_who_comes_second_is_told_so(
    plans: PlanRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people at once: neither sees what the other has not finished writing."""
    plan = plans.plan()
    plans.step(plan, Step.APPLIED, BEGUN)
    plans.sheet(plan)
    for model in (PlanStep, PlanSheet):
        nothing = model._base_manager.none()
        monkeypatch.setattr(model.objects, "unscoped", lambda why, rows=nothing: rows)
    for write in (
        lambda: plans.step(plan, Step.APPLIED, BEGUN), lambda: plans.sheet(plan),
    ):  # fmt: skip
        with pytest.raises(UserError) as error:
            write()
        assert code_of(error) == "ACC-008"
    assert PlanStep._base_manager.count() == PlanSheet._base_manager.count() == 1


def test_the_officer_writes_the_steps_of_the_city_and_no_others(
    plans: PlanRoom,
) -> None:
    plan = plans.plan(by="officer")
    plans.step(plan, Step.REQUESTED, BEGUN, by="officer")
    set_due(plan=plan, due_on=TODAY, version=1, by=plans.room.actor("officer"), now=NOW)
    with pytest.raises((AccessDenied, NotVisible)):
        plans.step(plan, Step.VISITED, BEGUN, by="officer")
    with pytest.raises((AccessDenied, NotVisible)):
        plans.step(plan, Step.VISITED, BEGUN, by="alone")


def test_a_self_made_plan_says_whether_it_was_wished(plans: PlanRoom) -> None:
    with pytest.raises(UserError) as error:
        plans.plan(kind=PlanKind.SELF_PERSON)
    assert code_of(error) == "PLN-014"
    plan = plans.plan(
        plans.room.case(name="架空 次郎"),
        kind=PlanKind.SELF_PERSON, self_wish=SelfWish.NOT_WISHED,
    )  # fmt: skip
    with pytest.raises(UserError) as error:
        plans.step(plan, Step.CONTRACTED, BEGUN)
    assert code_of(error) == "PLN-008"
    plans.step(plan, Step.DRAFT_MADE, BEGUN)
    plans.step(plan, Step.DECIDED, BEGUN)
    assert plan.stage == Stage.ACTIVE


def test_a_self_made_plan_replaces_the_one_before(plans: PlanRoom) -> None:
    first = plans.plan()
    plans.until(first, Step.PLAN_CONSENTED)
    second = plans.plan(
        first.case, kind=PlanKind.SELF_PERSON, self_wish=SelfWish.WISHED
    )
    for step in (Step.DRAFT_MADE, Step.DRAFT_SUBMITTED, Step.DECIDED):
        plans.step(second, step, TODAY - timedelta(days=2))
    first.refresh_from_db()
    assert (first.stage, second.stage) == (Stage.REPLACED, Stage.ACTIVE)
    assert first.stage_since == TODAY - timedelta(days=2)


def test_a_consent_taken_back_brings_the_plan_before_back(plans: PlanRoom) -> None:
    first = plans.plan()
    plans.until(first, Step.PLAN_CONSENTED)
    since, version = first.stage_since, first.version
    second = plans.plan(first.case)
    plans.until(second, Step.PLAN_CONSENTED)
    row = PlanStep._base_manager.get(plan=second, step=Step.PLAN_CONSENTED)
    withdraw_step(step=row, by=plans.room.actor("specialist"), now=NOW)
    first.refresh_from_db()
    second = Plan._base_manager.get(pk=second.pk)
    assert (first.stage, second.stage) == (Stage.ACTIVE, Stage.PLAN_MADE)
    assert (first.stage_since, first.version) == (since, version + 2)
    plans.step(second, Step.PLAN_CONSENTED, TODAY)
    first.refresh_from_db()
    assert (first.stage, first.stage_since) == (Stage.REPLACED, TODAY)


def test_what_was_ended_is_not_brought_back(plans: PlanRoom) -> None:
    first = plans.plan()
    plans.until(first, Step.PLAN_CONSENTED)
    end_plan(
        plan=first, reason="転出", version=1, by=plans.room.actor("specialist"),
        now=NOW, today=TODAY,
    )  # fmt: skip
    second = plans.plan(first.case)
    assert second.previous is None
    plans.until(second, Step.PLAN_CONSENTED)
    row = PlanStep._base_manager.get(plan=second, step=Step.PLAN_CONSENTED)
    withdraw_step(step=row, by=plans.room.actor("specialist"), now=NOW)
    first.refresh_from_db()
    assert first.stage == Stage.ENDED


def test_an_ended_plan_takes_nothing_more(plans: PlanRoom) -> None:
    plan = plans.plan()
    sheet = plans.sheet(plan)
    actor = plans.room.actor("specialist")
    with pytest.raises(UserError):
        end_plan(plan=plan, reason="転出", version=9, by=actor, now=NOW, today=TODAY)
    end_plan(plan=plan, reason="転出", version=1, by=actor, now=NOW, today=TODAY)
    sheet.refresh_from_db()
    for write in (
        lambda: plans.step(plan, Step.APPLIED, BEGUN),
        lambda: write_texts(sheet=sheet, values={"policy": "x"}, version=1, by=actor,
                            now=NOW),
        lambda: plans.sheet(plan, SheetStage.PLAN),
    ):  # fmt: skip
        with pytest.raises(UserError) as error:
            write()
        assert code_of(error) == "PLN-006"


def test_every_save_of_a_sheet_is_a_version(plans: PlanRoom) -> None:
    plan = plans.plan()
    actor = plans.room.actor("specialist")
    sheet = plans.sheet(plan)
    second = write_texts(
        sheet=sheet, values={"policy": "ゆっくり"}, version=1, by=actor, now=NOW
    )
    assert second.items == [ITEM] and second.wishes_person == "海の近くで"
    same = write_texts(
        sheet=second, values={"policy": "ゆっくり"}, version=2, by=actor, now=NOW
    )
    assert same.version == 2, "nothing changed, nothing new"
    with pytest.raises(UserError):
        write_week(sheet=sheet, entries=(), version=1, by=actor, now=NOW)
    third = write_week(
        sheet=second, entries=entries_of(second.week)[:1], version=2, by=actor, now=NOW
    )
    assert len(third.week) == 1 and third.policy == "ゆっくり"
    assert PlanSheet._base_manager.filter(is_current=True).get() == third
    with pytest.raises(UserError):
        plans.sheet(plan)


def test_after_the_consent_a_reason_is_asked(plans: PlanRoom) -> None:
    plan = plans.plan()
    plans.until(plan, Step.DRAFT_CONSENTED)
    actor = plans.room.actor("specialist")
    sheet = PlanSheet._base_manager.get(plan=plan, is_current=True)
    with pytest.raises(UserError) as error:
        write_texts(sheet=sheet, values={"policy": "x"}, version=1, by=actor, now=NOW)
    assert code_of(error) == "PLN-007"
    row = write_texts(
        sheet=sheet, values={"policy": "x"}, version=1, reason="書きまちがい", by=actor,
        now=NOW,
    )  # fmt: skip
    assert row.correction_reason == "書きまちがい"


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ((Item(key="a", need=" "),), "PLN-011"),
        (
            (Item(key="a", need="n", supports=(Support(SupportKind.SERVICE, " "),)),),
            "PLN-012",
        ),
        (tuple(Item(key=str(n), need="n") for n in range(31)), "PLN-010"),
    ],
)
def test_rows_that_are_refused(
    plans: PlanRoom, items: tuple[Item, ...], code: str
) -> None:
    sheet = plans.sheet(plans.plan())
    with pytest.raises(UserError) as error:
        write_items(
            sheet=sheet, items=items, version=1, by=plans.room.actor("specialist"),
            now=NOW,
        )  # fmt: skip
    assert code_of(error) == code
    assert PlanSheet._base_manager.count() == 1


def test_the_plan_begins_with_its_draft(plans: PlanRoom) -> None:
    plan = plans.plan()
    draft = plans.sheet(plan)
    row = begin_sheet(
        plan=plan, stage=SheetStage.PLAN, start=draft,
        by=plans.room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert (row.items, row.week, row.version) == (draft.items, draft.week, 1)
    assert row.record_id != draft.record_id


MEETING = {
    "held_on": BEGUN, "place": "", "minutes": None, "person_came": True,
    "person_words": "", "people": [], "talked": "", "decided": "午前から", "left_open": "",
}  # fmt: skip


def test_a_meeting_takes_its_step_with_it(plans: PlanRoom, room: CaseRoom) -> None:
    plan = plans.plan()
    actor = room.actor("specialist")

    def meet(**more: object) -> PlanMeeting:
        return record_meeting(
            plan=plan, values={**MEETING, **more}, by=actor, now=NOW, today=TODAY
        )

    with pytest.raises(UserError) as error:
        meet(decided=" ")
    assert code_of(error) == "PLN-018"
    with pytest.raises(UserError):
        meet(held_on=TODAY + timedelta(days=1))
    row = meet()
    assert dates_of(plan)[Step.MEETING] == BEGUN
    with pytest.raises(UserError) as error:
        correct_meeting(
            meeting=row, values=MEETING, version=1, reason="", now=NOW, today=TODAY,
            by=room.actor("manager"),
        )  # fmt: skip
    assert code_of(error) == "PLN-019"
    second = correct_meeting(
        meeting=row, values={**MEETING, "talked": "冬のこと"}, version=1, reason="",
        now=NOW, today=TODAY, by=actor,
    )  # fmt: skip
    gone = withdraw_meeting(
        meeting=second, version=2, reason="別の人の会議", by=actor, now=NOW
    )
    assert gone.is_withdrawn and gone.talked == "冬のこと"
    assert PlanMeeting._base_manager.filter(is_current=True).count() == 1
    with pytest.raises(UserError):
        withdraw_meeting(meeting=gone, version=3, reason="x", by=actor, now=NOW)


def test_deliveries(plans: PlanRoom, room: CaseRoom) -> None:
    plan = plans.plan()
    actor = room.actor("specialist")

    def deliver() -> object:
        return record_delivery(
            plan=plan, stage=SheetStage.DRAFT, to="本人", on=TODAY, method="手渡し",
            by=actor, now=NOW, today=TODAY,
        )  # fmt: skip

    with pytest.raises(UserError) as error:
        deliver()
    assert code_of(error) == "PLN-005"
    plans.sheet(plan)
    deliver()
    row = plan.deliveries.unscoped("test").get()  # type: ignore[attr-defined]
    withdraw_delivery(delivery=row, by=actor, now=NOW)
    with pytest.raises(UserError):
        withdraw_delivery(delivery=row, by=actor, now=NOW)
    other = room.actor("alone")
    with pytest.raises((AccessDenied, NotVisible)):
        withdraw_delivery(delivery=row, by=other, now=NOW)


@pytest.mark.parametrize(
    ("last", "decided_on", "stage"),
    [
        pytest.param(Step.DRAFT_SUBMITTED, TODAY, Stage.DECIDED, id="待っていた"),
        pytest.param(
            Step.DRAFT_SUBMITTED, BEGUN, Stage.DRAFT_SUBMITTED, id="日が合わない"
        ),
        pytest.param(Step.DRAFT_SUBMITTED, None, Stage.DRAFT_SUBMITTED, id="日がない"),
        pytest.param(Step.PLAN_CONSENTED, TODAY, Stage.ACTIVE, id="もう使っている"),
    ],
)
def test_a_decision_that_is_written_reaches_the_plan_that_waits(
    plans: PlanRoom, last: Step, decided_on: date | None, stage: Stage
) -> None:
    plan = plans.plan()
    plans.until(plan, last)
    decide(plans.room, plan.case, decided_on=decided_on)
    plan.refresh_from_db()
    assert plan.stage == stage


@pytest.mark.parametrize(
    ("words", "reason", "code"),
    [
        pytest.param("海の近くで", "", None, id="本人の言葉がある"),
        pytest.param(" \n", "", "PLN-020", id="空のまま"),
        pytest.param(
            "", "言葉での表出がなく、表情の記録を添えた", None, id="わけがある"
        ),
    ],
)
def test_nobody_agrees_to_a_draft_without_the_persons_words(
    plans: PlanRoom, words: str, reason: str, code: str | None
) -> None:
    plan = plans.plan()
    plans.until(plan, Step.DRAFT_EXPLAINED)
    PlanSheet._base_manager.filter(plan=plan).update(wishes_person=words)
    on = BEGUN + timedelta(days=20)
    if code is None:
        row = plans.step(plan, Step.DRAFT_CONSENTED, on, reason=reason)
        assert row.reason == reason
        return
    with pytest.raises(UserError) as error:
        plans.step(plan, Step.DRAFT_CONSENTED, on, reason=reason)
    assert (code_of(error), error.value.field) == (code, "reason")


def test_the_plan_itself_likewise(plans: PlanRoom) -> None:
    plan = plans.plan()
    plans.until(plan, Step.PLAN_EXPLAINED)
    PlanSheet._base_manager.filter(plan=plan, stage=SheetStage.PLAN).update(
        wishes_person=""
    )
    with pytest.raises(UserError) as error:
        plans.step(plan, Step.PLAN_CONSENTED, BEGUN + timedelta(days=30))
    assert code_of(error) == "PLN-020"
    plan.refresh_from_db()
    assert plan.stage != Stage.ACTIVE
