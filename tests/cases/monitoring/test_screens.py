"""支給決定とモニタリングの画面、一覧、まとめて決める、暦、きょう、命令。"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide, month_row
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.entitlement.actions import withdraw_entitlement
from tsunagi.cases.entitlement.models import Entitlement
from tsunagi.cases.monitoring.list_rules import DueFilter, DueView
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.queries import (
    due_lines,
    ending_entitlements,
    turnings_of_mine,
    workload,
)
from tsunagi.common.dates import YearMonth

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
POSTED = {
    "kind": "plan", "valid_from": "令和8年5月1日", "last_day": "令和9年4月30日",
    "from_month": "令和8年5月", "to_month": "令和9年4月", "every": "3",
    "source": "certificate",
}  # fmt: skip


def test_the_command_counts_months() -> None:
    out = StringIO()
    call_command(
        "monitoring", "months", "--from", "2012-05", "--to", "2013-04", "--every", "6",
        "--monthly-first", "3", "--json", stdout=out,
    )  # fmt: skip
    assert json.loads(out.getvalue()) == {
        "months": ["2012-05", "2012-06", "2012-07", "2012-10", "2013-04"]
    }
    with pytest.raises(CommandError):
        call_command(
            "monitoring", "months", "--from", "2013-05", "--to", "2013-04",
            "--every", "6", stdout=StringIO(),
        )  # fmt: skip


@pytest.mark.parametrize("name", ["case-monitoring", "entitlement-new"])
def test_who_opens_the_pages(name: str, room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    decide(room, case)
    url = reverse(name, args=[case.public_id])
    assert client_for("specialist").get(url).status_code == 200
    event = AuditEvent.objects.order_by("-id")[0]
    assert event.subjects.get().subject_public_id == case.person.public_id
    assert client_for("officer").get(url).status_code == 200
    for who in ("alone", "core_staff", "minato_specialist"):
        assert client_for(who).get(url).status_code == 404


def test_an_entitlement_is_written_once_and_refused_with_what_was_typed(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("entitlement-new", args=[case.public_id])
    key = str(client.get(url).context["form"]["key"].value())
    refused = client.post(url, {**POSTED, "last_day": "令和8年4月30日", "key": key})
    assert refused.status_code == 422
    assert "始まる日より前" in refused.content.decode()
    assert "令和8年4月30日" in refused.content.decode()
    for _ in range(2):
        assert client.post(url, {**POSTED, "key": key}).status_code == 302
    assert Entitlement._base_manager.count() == 1
    page = client.get(reverse("case-monitoring", args=[case.public_id]))
    text = page.content.decode()
    assert "終期月" in text and "遅れ" in text and "3か月ごと" in text


def test_each_step_on_screen(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    row = decide(room, case)
    client = client_for("specialist")
    month = month_row(case, 202610)
    at = [case.public_id, month.public_id]
    assert client.get(reverse("monitoring-visit", args=at)).status_code == 200
    client.post(
        reverse("monitoring-visit", args=at), {"planned_on": "R8.12.1", "version": 1}
    )
    client.post(
        reverse("monitoring-not-done", args=at), {"reason": "入院", "version": 2}
    )
    back = reverse("monitoring-take-back", args=at)
    for stale in ({}, {"version": "2"}, {"version": "²"}):
        client.post(back, stale)
        assert month_row(case, 202610).state == "not_done"
    client.post(back, {"version": "3"})
    client.post(
        reverse("monitoring-done", args=at) + "?back=list",
        {"done_on": "R8.10.30", "version": 4},
    )
    assert month_row(case, 202610).done_on == date(2026, 10, 30)
    reset = reverse("interval-reset", args=[case.public_id, row.public_id])
    key = str(client.get(reset).context["form"]["key"].value())
    data = {
        "every": "1", "from_month": "令和9年2月", "reason": "unstable",
        "reason_words": "退院", "source": "notice", "key": key,
    }  # fmt: skip
    assert client.post(reset, data).status_code == 302
    assert month_row(case, 202703).state == "planned"
    withdraw = reverse("entitlement-withdraw", args=[case.public_id, row.public_id])
    assert client.post(withdraw, {"reason": "誤り"}).status_code == 302
    page = client.get(reverse("case-monitoring", args=[case.public_id]))
    assert "取り消し" in page.content.decode()


def test_the_list_shows_what_is_due_and_plans_many(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    decide(
        room, case, from_month=YearMonth(2026, 5), to_month=YearMonth(2026, 11),
        last_day=date(2026, 11, 30),
    )  # fmt: skip
    client = client_for("specialist")
    url = reverse("monitoring-list")
    assert "架空 花子" in client.get(url).content.decode()
    assert "架空 花子" in client.get(url, {"view": "late"}).content.decode()
    assert "ありません" in client.get(url, {"view": "next"}).content.decode()
    row = month_row(case, 202611)
    plan = reverse("monitoring-plan-many")
    data = {f"day-{row.public_id}": "13月1日", f"version-{row.public_id}": "1"}
    refused = client.post(plan, data)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "13月1日" in text and "まだ保存していません" in text
    data = {f"day-{row.public_id}": "R8.11.30", f"version-{row.public_id}": "1"}
    assert client.post(plan, data).status_code == 302
    assert month_row(case, 202611).planned_on == date(2026, 11, 30)
    page = client.get(reverse("monitoring-calendar"), {"month": "2026-11"})
    assert "架空 花子さん" in page.content.decode()
    for name in ("monitoring-list", "monitoring-calendar"):
        other = client_for("alone").get(reverse(name))
        assert "架空 花子" not in other.content.decode()
        assert client_for("member").get(reverse(name)).status_code == 403
    stranger = client_for("alone").post(plan, data)
    assert stranger.status_code == 422
    assert month_row(case, 202611).version == 2


def test_what_cannot_be_saved_shows_the_same_page_with_what_was_typed(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    decide(room, case)
    client = client_for("specialist")
    first, second = month_row(case, 202607), month_row(case, 202610)
    after = f"?view=late&after={first.public_id}"
    plan = reverse("monitoring-plan-many") + after
    shown = client.get(reverse("monitoring-list") + after).content.decode()
    assert f"after={first.public_id}" in shown.split(reverse("monitoring-plan-many"))[1]
    data = {f"day-{second.public_id}": "R8.12.2", f"version-{second.public_id}": "7"}
    for wrong in (data, {**data, f"version-{second.public_id}": "²" * 5000}):
        refused = client.post(plan, wrong)
        assert refused.status_code == 422
        assert "R8.12.2" in refused.content.decode()
    short = {f"day-{second.public_id.hex}": "R8.12.2"}
    assert client.post(plan, short).status_code == 422
    other = room.case(name="架空 次郎")
    gone = decide(room, other)
    both = {
        f"day-{second.public_id}": "R8.12.2", f"version-{second.public_id}": "1",
        f"day-{month_row(other, 202610).public_id}": "R8.12.3",
    }  # fmt: skip
    withdraw_entitlement(
        entitlement=gone, reason="誤り", by=room.actor("specialist"), now=NOW
    )
    assert client.post(plan, both).status_code == 422
    assert month_row(case, 202610).planned_on is None


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-13", "x"])
def test_a_calendar_of_another_age_is_this_month(
    month: str, room: CaseRoom, client_for: ClientFor
) -> None:
    page = client_for("specialist").get(
        reverse("monitoring-calendar"), {"month": month}
    )
    assert page.status_code == 200
    assert page.context["asked"] == "2026-11"


def test_the_numbers_of_the_tabs_follow_the_chosen_person(
    room: CaseRoom, client_for: ClientFor
) -> None:
    decide(room, room.case())
    url, staff = reverse("monitoring-list"), room.region.staff
    counts = {}
    for name in ("specialist", "manager"):
        page = client_for("specialist").get(url, {"staff": staff[name].public_id})
        counts[name] = [tab.count for tab in page.context["tabs"]][:2]
    assert counts == {"specialist": [0, 2], "manager": [0, 0]}


def test_the_end_of_the_last_decision_is_announced_until_the_next_is_written(
    room: CaseRoom,
) -> None:
    case, by = room.case(), room.actor("specialist")
    decide(room, case, to_month=YearMonth(2026, 10), last_day=date(2026, 10, 31))
    after = {"from_month": YearMonth(2026, 11), "valid_from": date(2026, 11, 1)}
    last = decide(room, case, **after)
    assert ending_entitlements(actor=by, now=NOW, today=TODAY) == []
    withdraw_entitlement(entitlement=last, reason="誤り", by=by, now=NOW)
    found = ending_entitlements(actor=by, now=NOW, today=TODAY)
    assert [row.to_month for row in found] == [202610]
    decide(
        room, case, **after, to_month=YearMonth(2026, 12), last_day=date(2026, 12, 31)
    )
    found = ending_entitlements(actor=by, now=NOW, today=TODAY)
    assert [row.to_month for row in found] == [202612]


def test_pages_of_the_list_go_on_where_the_last_ended(room: CaseRoom) -> None:
    for number in range(5):
        case = room.case(name=f"架空 {number}")
        decide(room, case)
        MonitoringMonth._base_manager.filter(case=case, month=202701).update(
            planned_on=None if number % 2 else date(2027, 1, 5 + number % 3)
        )
    by = room.actor("specialist")
    wanted = DueFilter(DueView.NEXT)
    whole, _ = due_lines(actor=by, wanted=wanted, now=NOW, today=TODAY)
    found: list[MonitoringMonth] = []
    after = None
    while True:
        rows, after = due_lines(
            actor=by, wanted=wanted, now=NOW, today=TODAY, after=after, limit=2
        )
        found += rows
        if after is None:
            break
    assert [row.pk for row in found] == [row.pk for row in whole]
    assert len(whole) == 5
    load = workload(actor=by, now=NOW, today=TODAY)
    assert (load.late, load.this_month) == (10, 0)
    assert dict(load.months)[YearMonth(2027, 1)] == 5


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    counts: list[int] = []
    for number in range(2):
        case = room.case(name=f"架空 {number}")
        decide(room, case)
        for url in (
            reverse("monitoring-list") + "?view=late",
            reverse("monitoring-calendar"),
            reverse("case-monitoring", args=[case.public_id]),
        ):
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                client.get(url)
            counts.append(len(found))
    assert counts[:3] == counts[3:]


def test_turning_points_of_my_persons(room: CaseRoom) -> None:
    room.case(name="架空 十七", birth_on=date(2009, 1, 10))
    room.case(name="架空 六四", birth_on=date(1962, 2, 1))
    room.case(name="架空 中年", birth_on=date(1980, 1, 10))
    room.case(name="架空 年だけ", birth_on=date(2009, 1, 1), birth_precision="year")
    found = turnings_of_mine(actor=room.actor("specialist"), now=NOW, today=TODAY)
    assert [(name, turning.label) for _, _, name, turning, _ in found] == [
        ("架空 十七", "18歳"),
        ("架空 六四", "65歳"),
    ]
    assert turnings_of_mine(actor=room.actor("manager"), now=NOW, today=TODAY) == []


def test_today_says_what_is_due(room: CaseRoom) -> None:
    from tsunagi.reports.worklist.queries import today_for

    case = room.case(birth_on=date(2009, 1, 10))
    decide(room, case, to_month=YearMonth(2026, 12), last_day=date(2026, 12, 31))
    found = today_for(actor=room.actor("specialist"), now=NOW, today=TODAY)
    titles = [item.title for item in (*found.due, *found.waiting)]
    assert any("遅れているモニタリング" in title for title in titles), titles
    assert any("18歳" in title for title in titles), titles
    assert any("支給期間が終わります" in title for title in titles), titles
