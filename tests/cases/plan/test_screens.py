"""計画の画面: 始めて、書いて、順を変え、週を引き、同意まで。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from tests.cases.conftest import CaseRoom
from tests.cases.plan.conftest import BEGUN, ITEM, PlanRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.assessment.actions import add_need, record_assessment
from tsunagi.cases.plan.models import Plan, PlanMeeting, PlanSheet, PlanStep
from tsunagi.cases.plan.rules import Stage, Step
from tsunagi.cases.plan.sheet_rules import SheetStage, items_of

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def address(name: str, plan: Plan, *more: object) -> str:
    return reverse(name, args=[plan.case.public_id, plan.public_id, *more])


def key_of(client: Client, url: str) -> str:
    return str(client.get(url).context["form"]["key"].value())


def test_a_plan_is_begun_once_and_shows_its_next_step(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("plan-new", args=[case.public_id])
    page = client.get(url)
    assert page.context["form"]["occasion"].value() == "new"
    data = {
        "kind": "plan", "occasion": "new", "begun_on": "令和8年11月1日",
        "due_on": str(localdate() + timedelta(days=3)), "key": str(page.context["form"]["key"].value()),
    }  # fmt: skip
    refused = client.post(url, {**data, "kind": "self_person"})
    assert refused.status_code == 422 and "PLN-014" in text(refused)
    first, second = client.post(url, data), client.post(url, data)
    assert first.status_code == 302 and first["Location"] == second["Location"]
    shown = text(client.get(first["Location"]))
    assert "提出期限まで3日" in shown and "アセスメントの記録がありません" in shown
    assert "つぎ" in shown and "計画案を始める" in shown
    assert "計画案を始める" not in text(client_for("officer").get(first["Location"]))
    listed = text(client.get(reverse("case-plans", args=[case.public_id])))
    assert "新規" in listed


def test_from_the_draft_to_the_consent(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    record_assessment(
        case=plan.case, office=plan.office, staff=room.region.staff["specialist"],
        values={
            "assessed_on": BEGUN, "place": "home", "present": "", "strengths": "",
            "wishes_person": "海の近くで暮らしたい", "wishes_family": "近くに",
            "overall": "", "domains": {},
        },
        by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    client = client_for("specialist")
    visited = address("plan-step", plan, Step.VISITED)
    page = client.get(visited)
    assert page.context["form"]["on"].value() == "令和8年9月23日", "of the assessment"
    data = {"on": str(BEGUN), "key": str(page.context["form"]["key"].value())}
    assert client.post(visited, data).status_code == 302
    begun = client.post(address("plan-sheet-begin", plan, "draft"), follow=True)
    assert "海の近くで暮らしたい" in text(begun)
    texts = address("plan-texts", plan, "draft")
    form = client.get(texts).context["form"]
    sent = {
        "wishes_person": form["wishes_person"].value(), "policy": "本人の歩みで",
        "long_goal": "長い目標", "short_goal": "短い目標", "version": 1,
    }  # fmt: skip
    assert client.post(texts, sent).status_code == 302
    assert client.post(texts, sent).status_code == 302, "sent twice, changed once"
    late = client.post(texts, {**sent, "policy": "ほかの人の方針"})
    assert late.status_code == 422 and "ほかの人の方針" in text(late)
    interval = address("plan-interval", plan, "draft")
    client.post(
        interval,
        {"interval": "6", "interval_first": "3", "interval_reason": "新しく始めるため",
         "interval_from": "令和9年1月", "version": 2, "situations": ["new_start"]},
    )  # fmt: skip
    shown = text(client.get(address("plan-sheet", plan, "draft")))
    assert "6か月ごと" in shown and "本人の歩みで" in shown
    assert "行がまだありません" in shown
    made = address("plan-step", plan, Step.DRAFT_MADE)
    client.post(made, {"on": str(BEGUN), "key": key_of(client, made)})
    said = address("plan-step", plan, Step.DRAFT_EXPLAINED)
    early = client.post(
        said, {"on": str(BEGUN - timedelta(days=1)), "key": key_of(client, said)}
    )
    assert early.status_code == 422 and "PLN-001" in text(early)
    client.post(said, {"on": str(BEGUN), "key": key_of(client, said)})
    agreed = address("plan-step", plan, Step.DRAFT_CONSENTED)
    page = client.get(agreed)
    assert page.context["form"]["consented_by"].value() == plan.case.person.name
    client.post(
        agreed,
        {"on": str(BEGUN), "consented_by": "本人", "key": key_of(client, agreed)},
    )
    plan.refresh_from_db()
    assert plan.stage == Stage.DRAFT_CONSENTED
    shown = text(client.get(address("plan-page", plan)))
    assert "同意: 本人" in shown and "アセスメントの記録がありません" not in shown
    row = PlanStep._base_manager.get(step=Step.DRAFT_CONSENTED, withdrawn_at=None)
    client.post(address("plan-step-withdraw", plan, row.public_id))
    plan.refresh_from_db()
    assert plan.stage == Stage.DRAFT_MADE


def row_data(**more: Any) -> dict[str, Any]:
    return {
        "need": "歩く時間がほしい", "goal": "週に一度", "kind1": "informal",
        "service1": "友人", "amount1": "１．５", "unit1": "hours_month", **more,
    }  # fmt: skip


def test_rows_are_written_ordered_and_taken_out(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    sheet = plans.sheet(plan)
    need = add_need(
        case=plan.case, by=room.actor("specialist"), now=NOW,
        values={"domain": "society", "voiced_by": "person", "expressed": "", "goal": "",
                "evidence": "", "need": "話せる場所", "priority": 1},
    )  # fmt: skip
    client = client_for("specialist")
    new = address("plan-item-new", plan, "draft")
    assert "話せる場所" in text(client.get(new))
    from_need = client.get(f"{new}?need={need.public_id}").context["form"]
    assert from_need["need"].value() == "話せる場所"
    wrong = client.post(new, row_data(version=1, amount1="たくさん"))
    assert wrong.status_code == 422 and "歩く時間がほしい" in text(wrong)
    assert client.post(new, row_data(version=1)).status_code == 302
    rows = items_of(PlanSheet._base_manager.get(is_current=True).items)
    assert [one.need for one in rows] == [ITEM["need"], "歩く時間がほしい"]
    assert rows[1].supports[0].amount_words == "1.5時間/月"
    key = rows[1].key
    shown = text(client.get(address("plan-sheet", plan, "draft")))
    assert "本人の役割がまだです" in shown
    client.post(
        address("plan-item-move", plan, "draft", key), {"version": 2, "to": "up"}
    )
    current = PlanSheet._base_manager.get(is_current=True)
    assert [one["key"] for one in current.items] == [key, "row1"]
    edit = address("plan-item", plan, "draft", key)
    assert client.get(edit).context["form"]["amount1"].value() == "1.5"
    sent = row_data(version=3, person_part="靴をはく")
    assert client.post(edit, sent).status_code == 302
    gone = address("plan-item-remove", plan, "draft", "row1")
    assert ITEM["need"] in text(client.get(gone))
    client.post(gone, {"version": 4})
    current = PlanSheet._base_manager.get(is_current=True)
    assert [one["key"] for one in current.items] == [key] and current.version == 5
    old = text(client.get(address("plan-version", plan, "draft", 1)))
    assert ITEM["need"] in old and "前の版です" in old and "直す" not in old
    assert client.get(address("plan-item", plan, "draft", "row1")).status_code == 404
    assert sheet.record_id == current.record_id


def test_earlier_rows_of_the_same_person_and_of_nobody_else(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    other = plans.plan(room.case(name="架空 三郎"))
    plans.sheet(other, items=[{**ITEM, "need": "ほかの人のニーズ"}])
    first = plans.plan()
    plans.until(first, Step.PLAN_CONSENTED)
    second = plans.plan(first.case, begun_on=TODAY)
    client = client_for("specialist")
    client.post(address("plan-sheet-begin", second, "draft"))
    new = address("plan-item-new", second, "draft")
    page = client.get(new)
    similar = page.context["similar"]
    assert [one.item.need for one in similar] == [ITEM["need"]]
    assert "ほかの人のニーズ" not in text(page)
    like = client.get(f"{new}?like={similar[0].address}").context["form"]
    assert like["person_part"].value() == ITEM["person_part"]
    row = PlanSheet._base_manager.get(plan=second)
    assert row.items == [ITEM], "the plan before was carried over"


def test_the_week_is_drawn_written_moved_and_wiped(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    plans.sheet(plan, week=[])
    client = client_for("specialist")
    week = address("plan-week", plan, "draft")
    sent = {"days": ["1", "3", "8"], "start": "22:30", "end": "6時半", "label": "眠る",
            "kind": "own", "version": 1}  # fmt: skip
    wrong = client.post(week, {**sent, "end": "いつか"})
    assert wrong.status_code == 422 and "眠る" in text(wrong)
    assert client.post(week, sent).status_code == 302
    shown = text(client.get(week))
    assert "22:30〜翌6:30" in shown and "16時間" in shown
    current = PlanSheet._base_manager.get(is_current=True)
    key = next(one["key"] for one in current.week if one["day"] == "1")
    client.post(
        address("plan-week-move", plan, "draft", key),
        {"day": "5", "start": "607", "version": 2},
    )
    current = PlanSheet._base_manager.get(is_current=True)
    moved = next(one for one in current.week if one["key"] == key)
    assert (moved["day"], moved["start"], moved["end"]) == ("5", 600, 1080)
    for wild in ({"day": "9", "start": "0"}, {"day": "1", "start": "x"}):
        url = address("plan-week-move", plan, "draft", key)
        assert client.post(url, {**wild, "version": 3}).status_code == 404
    edit = address("plan-week-entry", plan, "draft", key)
    assert client.get(edit).context["form"]["start"].value() == "10:00"
    client.post(edit, {**sent, "days": ["6"], "version": 3})
    rows = PlanSheet._base_manager.get(is_current=True).week
    assert sorted(one["day"] for one in rows) == ["3", "6", "8"]
    key = rows[0]["key"]
    client.post(address("plan-week-remove", plan, "draft", key), {"version": 4})
    assert len(PlanSheet._base_manager.get(is_current=True).week) == 2


def test_after_the_consent_a_button_asks_for_its_reason(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    plans.until(plan, Step.DRAFT_CONSENTED)
    client = client_for("specialist")
    gone = address("plan-week-remove", plan, "draft", "w1")
    asked = client.post(gone, {"version": 1})
    assert asked.status_code == 422 and "PLN-007" in text(asked)
    assert PlanSheet._base_manager.get(is_current=True).version == 1
    reason = {"version": 1, "correction_reason": "作業所の日が変わった"}
    assert client.post(gone, reason).status_code == 302
    moved = address("plan-week-move", plan, "draft", "w2")
    sent = {"version": 2, "day": "6", "start": "1380"}
    page = text(client.post(moved, sent))
    assert 'name="day" value="6"' in page and 'name="start" value="1380"' in page
    client.post(moved, {**sent, "correction_reason": "土曜に"})
    current = PlanSheet._base_manager.get(is_current=True)
    assert [one["day"] for one in current.week] == ["6"]
    order = address("plan-item-move", plan, "draft", "row1")
    client.post(address("plan-item-new", plan, "draft"),
                row_data(version=3, correction_reason="足した"))  # fmt: skip
    page = text(client.post(order, {"version": 4, "to": "down"}))
    assert "直すわけを書いてください" in page and 'name="to" value="down"' in page
    client.post(order, {"version": 4, "to": "down", "correction_reason": "順番"})
    rows = PlanSheet._base_manager.get(is_current=True).items
    assert [one["key"] for one in rows][-1] == "row1"


def test_a_meeting_and_a_delivery_on_screen(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    plans.sheet(plan)
    client = client_for("specialist")
    new = address("plan-meeting-new", plan)
    sent = {
        "held_on": str(BEGUN), "person_came": "on", "person_words": "前の日に教えて",
        "place_of1": "架空作業所", "name1": "架空 支子", "came1": "asked",
        "opinion1": "午前だけから", "decided": "三か月後に見直す", "key": key_of(client, new),
    }  # fmt: skip
    for _ in range(2):
        assert client.post(new, sent).status_code == 302
    row = PlanMeeting._base_manager.get()
    page = text(client.get(address("plan-meeting", plan, row.record_id)))
    assert "前の日に教えて" in page and "欠席（前もって聞いた）" in page
    edit = address("plan-meeting-edit", plan, row.record_id)
    assert client.get(edit).context["form"]["opinion1"].value() == "午前だけから"
    data = {**sent, "decided": "半年後に見直す", "version": 1}
    assert client.post(edit, data).status_code == 302
    away = address("plan-meeting-withdraw", plan, row.record_id)
    client.post(away, {"reason": "別の人", "version": 2})
    assert "取り消した記録です" in text(
        client.get(address("plan-meeting", plan, row.record_id))
    )
    give = address("plan-delivery-new", plan)
    sent = {"stage": "draft", "to": "本人", "on": str(TODAY), "method": "手渡し",
            "key": key_of(client, give)}  # fmt: skip
    assert client.post(give, sent).status_code == 302
    shown = text(client.get(address("plan-page", plan)))
    assert "手渡し" in shown
    due = address("plan-due", plan)
    plan.refresh_from_db()
    client.post(due, {"due_on": "令和8年12月1日", "version": plan.version})
    end = address("plan-end", plan)
    client.post(end, {"reason": "取り下げ", "version": plan.version + 1})
    shown = text(client.get(address("plan-page", plan)))
    assert "取り下げ" in shown and "渡したことを記す" not in shown


@pytest.mark.parametrize("who", ["alone", "core_staff", "minato_specialist"])
def test_others_see_nothing(who: str, plans: PlanRoom, client_for: ClientFor) -> None:
    plan = plans.plan()
    plans.sheet(plan)
    client = client_for(who)
    for name, more in (
        ("plan-page", ()), ("plan-due", ()), ("plan-end", ()),
        ("plan-step", (Step.TERMS,)), ("plan-sheet", ("draft",)),
        ("plan-texts", ("draft",)), ("plan-interval", ("draft",)),
        ("plan-version", ("draft", 1)), ("plan-item-new", ("draft",)),
        ("plan-item", ("draft", "row1")), ("plan-week", ("draft",)),
        ("plan-meeting-new", ()), ("plan-delivery-new", ()),
    ):  # fmt: skip
        assert client.get(address(name, plan, *more)).status_code == 404, name
    assert (
        client.get(reverse("case-plans", args=[plan.case.public_id])).status_code == 404
    )
    looked = AuditEvent.objects.filter(action__startswith="plan", outcome="done")
    assert set(looked.values_list("action", flat=True)) <= {
        "plan.begin",
        "plan_sheet.begin",
    }


def test_looks_are_written_and_queries_do_not_grow(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    plan = plans.plan()
    pages = [
        reverse("case-plans", args=[plan.case.public_id]), address("plan-page", plan),
        address("plan-sheet", plan, "draft"), address("plan-week", plan, "draft"),
    ]  # fmt: skip
    plans.sheet(plan)

    def counts() -> list[int]:
        found = []
        for url in pages:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    before = counts()
    seen = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"plan.list", "plan.view", "plan_sheet.view"} <= seen
    for number, step in enumerate((Step.APPLIED, Step.REQUESTED, Step.TERMS)):
        plans.step(plan, step, BEGUN + timedelta(days=number))
    for _ in range(3):
        client.post(
            address("plan-item-new", plan, "draft"),
            row_data(version=PlanSheet._base_manager.get(is_current=True).version),
        )
    assert counts() == before


def test_addresses_that_are_no_sheet_or_step(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    client = client_for("specialist")
    assert client.get(address("plan-sheet", plan, "nothing")).status_code == 404
    assert client.get(address("plan-sheet", plan, SheetStage.PLAN)).status_code == 404
    assert client.get(address("plan-step", plan, "nothing")).status_code == 404
    assert client.get(address("plan-item-new", plan, "present")).status_code == 404
