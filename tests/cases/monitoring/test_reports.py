"""モニタリング報告: 計画からの写し、月が実施になること、版、変更の要否、いまの週間。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide, month_row
from tests.cases.plan.conftest import ITEM, PlanRoom, plans
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.report_actions import (
    correct_report,
    record_report,
    withdraw_report,
    write_report_week,
)
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.monitoring.report_rules import (
    Result,
    report_hints,
    result_of,
    results_from,
    wants_new_plan,
)
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.plan.rules import PlanKind, SelfWish, Step
from tsunagi.cases.plan.sheet_rules import items_of
from tsunagi.common.errors import UserError

__all__ = ["plans"]
pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
HELD = date(2026, 10, 20)
VALUES: dict[str, Any] = {
    "held_on": HELD, "place": "home", "present": "本人", "policy": "", "overall": "落ち着いた",
    "results": [Result(key="row1", goal="週に二回通う", achieved="partly").as_json()],
    "change_kind": False, "change_amount": None, "change_week": None,
    "change_words": "", "week": [], "other_services": "", "next_month": 202701,
    "explained_on": None, "consented_on": None, "submitted_on": None,
}  # fmt: skip


def in_use(plans: PlanRoom) -> Plan:
    plan = plans.plan()
    plans.until(plan, Step.PLAN_CONSENTED)
    return plan


def write(
    plans: PlanRoom, plan: Plan, month: MonitoringMonth | None = None,
    *, by: str = "specialist", **more: Any,
) -> MonitoringReport:  # fmt: skip
    room = plans.room
    return record_report(
        plan=plan, month=month, office=plan.office, staff=room.region.staff[by],
        values={**VALUES, **more}, by=room.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "wants"),
    [
        ({}, False), ({"change_kind": None, "change_week": False}, False),
        ({"change_week": True}, True), ({"change_kind": True, "change_amount": False}, True),
    ],
)  # fmt: skip
def test_one_yes_leads_to_a_new_plan(
    answers: dict[str, bool | None], wants: bool
) -> None:
    assert wants_new_plan(answers) is wants


@pytest.mark.parametrize(
    ("result", "overall", "count"),
    [
        pytest.param(Result("k"), "", 3, id="何もない"),
        pytest.param(Result("k", satisfaction="good", achieved="met"), "x", 0, id="足りる"),
        pytest.param(Result("k", person_words="よい", achieved="not_yet"), "x", 1, id="まだ"),
        pytest.param(
            Result("k", satisfaction="unheard", achieved="not_yet", ahead="続ける"), "x", 0,
            id="聞けなかったも答え",
        ),
    ],
)  # fmt: skip
def test_what_is_still_to_be_written(result: Result, overall: str, count: int) -> None:
    assert len(report_hints([result], overall=overall)) == count


def test_the_goals_come_from_the_plan_and_back_from_storage() -> None:
    (result,) = results_from(items_of([ITEM]))
    assert (result.key, result.goal, result.when) == ("row1", "週に二回通う", "半年後")
    assert result_of(result.as_json()) == result


def test_the_report_makes_its_month_done_once(plans: PlanRoom) -> None:
    plan = in_use(plans)
    decide(plans.room, plan.case)
    row = write(plans, plan, month_row(plan.case, 202610))
    month = month_row(plan.case, 202610)
    assert (month.state, month.done_on) == ("done", HELD)
    with pytest.raises(UserError) as error:
        write(plans, plan, month)
    assert error.value.message.code == "MON-012"
    withdraw_report(
        report=row,
        reason="別の人",
        version=1,
        by=plans.room.actor("specialist"),
        now=NOW,
    )
    write(plans, plan, month)
    assert MonitoringReport._base_manager.filter(is_current=True).count() == 2
    named = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"report.record", "report.withdraw", "monitoring.done"} <= named


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "MON-015"),
        ({"explained_on": HELD - timedelta(days=1)}, "MON-016"),
        ({"explained_on": TODAY, "consented_on": HELD}, "MON-016"),
        ({"submitted_on": HELD - timedelta(days=1)}, "MON-016"),
        ({"overall": " ", "results": []}, "MON-017"),
    ],
)
def test_what_is_refused(plans: PlanRoom, change: dict[str, Any], code: str) -> None:
    plan = in_use(plans)
    with pytest.raises(UserError) as error:
        write(plans, plan, **change)
    assert error.value.message.code == code
    assert not MonitoringReport._base_manager.exists()


def test_no_report_of_a_self_made_plan(plans: PlanRoom) -> None:
    plan = plans.plan(kind=PlanKind.SELF_PERSON, self_wish=SelfWish.WISHED)
    with pytest.raises(UserError) as error:
        write(plans, plan)
    assert error.value.message.code == "MON-011"


def test_versions_and_reasons(plans: PlanRoom) -> None:
    plan = in_use(plans)
    row = write(plans, plan)

    def correct(by: str, reason: str, version: int) -> MonitoringReport:
        return correct_report(
            report=row, values={**VALUES, "overall": "直した"}, reason=reason,
            version=version, by=plans.room.actor(by), now=NOW, today=TODAY,
        )  # fmt: skip

    with pytest.raises(UserError) as error:
        correct("manager", "", 1)
    assert error.value.message.code == "MON-014"
    second = correct("specialist", "", 1)
    with pytest.raises(UserError):
        correct("specialist", "", 1)
    third = write_report_week(
        report=second, entries=(), version=2, reason="", now=NOW,
        by=plans.room.actor("specialist"),
    )  # fmt: skip
    assert (third.overall, third.version) == ("直した", 3)
    gone = withdraw_report(
        report=third,
        reason="別の人",
        version=3,
        by=plans.room.actor("specialist"),
        now=NOW,
    )
    with pytest.raises(UserError):
        withdraw_report(
            report=gone,
            reason="x",
            version=4,
            by=plans.room.actor("specialist"),
            now=NOW,
        )


def test_written_on_screen_from_the_plan(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = in_use(plans)
    decide(plans.room, plan.case)
    client = client_for("specialist")
    new = reverse("report-new", args=[plan.case.public_id])
    page = client.get(f"{new}?month={month_row(plan.case, 202610).public_id}")
    form = page.context["form"]
    assert [one.goal for one in form.results] == ["週に二回通う"]
    sent = {
        "held_on": str(HELD), "overall": "通えている", "person_words_1": "席が決まっていて安心",
        "satisfaction_1": "good", "achieved_1": "nearly", "change_week": "yes",
        "change_words": "週三回に", "key": str(form["key"].value()),
        "month": form["month"].value(),
    }  # fmt: skip
    wrong = client.post(new, {**sent, "held_on": "令和8年9月1日"})
    assert wrong.status_code == 422 and "席が決まっていて安心" in wrong.content.decode()
    first, second = client.post(new, sent), client.post(new, sent)
    assert first.status_code == 302 and first["Location"] == second["Location"]
    row = MonitoringReport._base_manager.get()
    assert row.week == items_week(plan) and row.change_week is True
    shown = client.get(first["Location"]).content.decode()
    assert "席が決まっていて安心" in shown and "新しい計画案を始める" in shown
    begun = client.get(
        reverse("plan-new", args=[plan.case.public_id]) + "?occasion=change"
    )
    assert begun.context["form"]["occasion"].value() == "change"
    week = reverse("report-week", args=[plan.case.public_id, row.record_id])
    entry = {"days": ["6"], "start": "10:00", "end": "11:00", "label": "市場",
             "kind": "own", "version": 1}  # fmt: skip
    assert client.post(week, entry).status_code == 302
    key = MonitoringReport._base_manager.get(is_current=True).week[-1]["key"]
    one = [plan.case.public_id, row.record_id, key]
    client.post(reverse("report-week-move", args=one),
                {"day": "7", "start": "660", "version": 2})  # fmt: skip
    assert client.get(reverse("report-week-entry", args=one)).status_code == 200
    client.post(reverse("report-week-remove", args=one), {"version": 3})
    current = MonitoringReport._base_manager.get(is_current=True)
    assert current.version == 4 and current.week == items_week(plan)
    edit = reverse("report-correct", args=one[:2])
    assert client.get(edit).context["form"]["change_week"].value() == "yes"
    assert (
        client.post(edit, {**sent, "version": 4, "change_week": "no"}).status_code
        == 302
    )
    away = reverse("report-withdraw", args=one[:2])
    client.post(away, {"reason": "別の人", "version": 5})
    assert "取り消した報告です" in client.get(first["Location"]).content.decode()
    listed = client.get(reverse("case-monitoring", args=[plan.case.public_id]))
    assert "通えている" in listed.content.decode()


def items_week(plan: Plan) -> Any:
    from tsunagi.cases.plan.models import PlanSheet

    return PlanSheet._base_manager.get(plan=plan, stage="plan", is_current=True).week


def test_without_a_plan_in_use_the_page_says_so(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    page = client_for("specialist").get(reverse("report-new", args=[case.public_id]))
    assert (
        page.status_code == 200
        and "使っている計画がまだありません" in page.content.decode()
    )


@pytest.mark.parametrize("who", ["alone", "core_staff"])
def test_others_see_and_write_nothing(
    who: str, plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = in_use(plans)
    row = write(plans, plan)
    with pytest.raises(NotVisible):
        write(plans, plan, by=who)
    client = client_for(who)
    one = [plan.case.public_id, row.record_id]
    assert client.get(reverse("report-new", args=one[:1])).status_code == 404
    for name in ("report-page", "report-correct", "report-withdraw", "report-week"):
        assert client.get(reverse(name, args=one)).status_code == 404


def test_the_number_of_queries_does_not_grow(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = in_use(plans)
    client = client_for("specialist")
    counts = []
    for number in range(2):
        row = write(plans, plan, held_on=HELD + timedelta(days=2 * number))
        write(plans, plan, held_on=HELD + timedelta(days=2 * number + 1))
        for url in (
            reverse("report-page", args=[plan.case.public_id, row.record_id]),
            reverse("case-monitoring", args=[plan.case.public_id]),
        ):
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                client.get(url)
            counts.append(len(found))
    assert counts[:2] == counts[2:]
