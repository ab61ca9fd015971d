"""計画の進みの一覧と、市町村の机: 見方、頁、だれに見えるか、質問の数。"""

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
from tests.cases.plan.conftest import BEGUN, PlanRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.plan import list_queries as queries
from tsunagi.cases.plan.list_rules import (
    BoardFilter,
    BoardView,
    DeskView,
    board_filter,
    board_query,
    days_here,
    desk_view,
    progress_of,
)
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import PlanKind, Step
from tsunagi.cases.plan_review.actions import ask_review, return_review
from tsunagi.reports.worklist.queries import today_for

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.mark.parametrize(
    ("query", "view"),
    [
        ({}, "moving"),
        ({"view": "city"}, "city"),
        ({"view": "x", "staff": "y"}, "moving"),
    ],
)
def test_what_an_address_asks_for(query: dict[str, str], view: str) -> None:
    wanted = board_filter(query)
    assert wanted.view == view and wanted.staff_id is None
    assert (
        board_filter(dict([p.split("=") for p in board_query(wanted).split("&")]))
        == wanted
    )


def test_desk_views_and_days() -> None:
    assert desk_view({"view": "missing"}) is DeskView.MISSING
    assert desk_view({"view": "?"}) is DeskView.ASKED
    assert days_here(TODAY, today=TODAY) == 0
    assert days_here(TODAY - timedelta(days=3), today=TODAY) == 3


def test_a_row_says_what_is_done_and_what_is_next() -> None:
    dates = {Step.DRAFT_MADE: BEGUN, Step.DRAFT_CONSENTED: BEGUN}
    row = progress_of(dates, kind=PlanKind.PLAN, short=dict.fromkeys(dates, "R8.9.1"))
    assert row.draft == "作成 R8.9.1　同意 R8.9.1"
    assert (row.decision, row.meeting, row.plan) == ("", "", "")
    assert row.next_actor and row.next_label


def world(plans: PlanRoom, room: CaseRoom) -> dict[str, Plan]:
    """One plan in each place of the chain."""
    found = {}
    for number, (name, last, due) in enumerate(
        (
            ("asked", Step.REQUESTED, 30), ("late", Step.VISITED, -5),
            ("submitted", Step.DRAFT_SUBMITTED, -9), ("active", Step.PLAN_TO_CITY, None),
        )
    ):  # fmt: skip
        plan = plans.plan(
            room.case(name=f"架空 {number}郎"),
            due_on=None if due is None else TODAY + timedelta(days=due),
        )
        plans.until(plan, last)
        found[name] = plan
    room.case(name="架空 無子")
    return found


def names(plans: list[Plan]) -> list[str]:
    return [plan.case.person.name for plan in plans]


def test_every_view_shows_its_own_rows(plans: PlanRoom, room: CaseRoom) -> None:
    world(plans, room)
    actor = room.actor("specialist")

    def board(view: BoardView) -> list[str]:
        rows, _ = queries.board_lines(
            actor=actor, wanted=BoardFilter(view), now=NOW, today=TODAY
        )
        return names(rows)

    assert board(BoardView.MOVING) == ["架空 2郎", "架空 1郎", "架空 0郎"]
    assert board(BoardView.DUE) == ["架空 1郎"]
    assert board(BoardView.CITY) == ["架空 2郎"]
    assert board(BoardView.ACTIVE) == ["架空 3郎"]
    cases, _ = queries.cases_without_plan(
        actor=actor, wanted=BoardFilter(BoardView.WITHOUT), now=NOW
    )
    assert [case.person.name for case in cases] == ["架空 無子"]
    counts = queries.board_counts(
        actor=actor, wanted=BoardFilter(), now=NOW, today=TODAY
    )
    assert (counts.moving, counts.due, counts.city, counts.active, counts.without) == (
        3, 1, 1, 1, 1,
    )  # fmt: skip
    officer = room.actor("officer")

    def desk(view: DeskView) -> list[str]:
        rows, _ = queries.desk_lines(actor=officer, view=view, now=NOW, today=TODAY)
        return names(rows)

    assert desk(DeskView.ASKED) == ["架空 1郎", "架空 0郎"]
    assert desk(DeskView.MISSING) == ["架空 1郎"]
    assert desk(DeskView.WAITING) == ["架空 2郎"]
    undated = plans.plan(room.case(name="架空 無期"))
    plans.step(undated, Step.REQUESTED, BEGUN)
    assert desk(DeskView.UNDATED) == ["架空 無期"]
    assert desk(DeskView.RECEIVED) == []
    assert queries.desk_counts(actor=officer, now=NOW, today=TODAY) == {
        DeskView.ASKED: 2, DeskView.MISSING: 1, DeskView.UNDATED: 1,
        DeskView.RECEIVED: 0, DeskView.WAITING: 1,
    }  # fmt: skip


@pytest.mark.parametrize("most", [1, 2, 1_000])
def test_the_tabs_of_the_desk_are_counted_as_each_alone(
    plans: PlanRoom, room: CaseRoom, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    for number, late in enumerate((3, 2, 0, -5)):
        due_on = TODAY - timedelta(days=late)
        plan = plans.plan(room.case(name=f"架空 {number}郎"), due_on=due_on)
        plans.step(plan, Step.REQUESTED, BEGUN)
    monkeypatch.setattr(queries, "MOST_COUNTED", most)
    frame: dict[str, Any] = {
        "actor": room.actor("officer"), "now": NOW, "today": TODAY,
    }  # fmt: skip
    alone = {view: queries.desk_count(view=view, **frame) for view in DeskView}
    assert queries.desk_counts(**frame) == alone
    assert alone[DeskView.MISSING] == min(2, most)
    assert alone[DeskView.ASKED] == min(4, most)


def test_pages_follow_each_other(plans: PlanRoom, room: CaseRoom) -> None:
    world(plans, room)
    actor = room.actor("specialist")
    seen: list[str] = []
    after = None
    for _ in range(3):
        rows, after = queries.board_lines(
            actor=actor,
            wanted=BoardFilter(),
            now=NOW,
            today=TODAY,
            after=after,
            limit=1,
        )
        seen += names(rows)
    assert seen == ["架空 2郎", "架空 1郎", "架空 0郎"] and after is None


def test_pages_of_the_desk_follow_each_other(plans: PlanRoom, room: CaseRoom) -> None:
    for number in range(3):
        plan = plans.plan(room.case(name=f"架空 {number}郎"), due_on=TODAY)
        plans.step(plan, Step.REQUESTED, BEGUN)
    seen: list[str] = []
    after = None
    for _ in range(3):
        rows, after = queries.desk_lines(
            actor=room.actor("officer"), view=DeskView.ASKED, now=NOW, today=TODAY,
            after=after, limit=1,
        )  # fmt: skip
        seen += names(rows)
    assert seen == ["架空 0郎", "架空 1郎", "架空 2郎"] and after is None


def test_the_board_on_screen(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    world(plans, room)
    client = client_for("specialist")
    page = client.get(reverse("plan-board")).content.decode()
    assert "架空 1郎" in page and "つぎの一歩" in page and "日目" in page
    without = client.get(reverse("plan-board") + "?view=without").content.decode()
    assert "架空 無子" in without and "計画を始める" in without
    looked = AuditEvent.objects.filter(action="plan.board").order_by("-pk").first()
    assert looked is not None and looked.subjects.count() == 1
    alone = client_for("alone").get(reverse("plan-board")).content.decode()
    assert (
        "架空" not in alone.split("<main")[1] or "この見方の計画はありません" in alone
    )


def test_the_desk_asks_receives_and_is_the_officers(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("officer")
    new = reverse("plan-new", args=[case.public_id])
    form = client.get(new).context["form"]
    assert form["is_requested"].value() is True
    begun = localdate() - timedelta(days=20)
    client.post(
        new,
        {"kind": "plan", "occasion": "new", "begun_on": str(begun), "is_requested": "on",
         "due_on": str(begun + timedelta(days=10)), "key": str(form["key"].value())},
    )  # fmt: skip
    plan = Plan._base_manager.get()
    assert plan.stage == "requested"
    page = client.get(reverse("plan-desk") + "?view=missing").content.decode()
    assert case.person.name in page and "受け取った" in page
    plans.step(plan, Step.VISITED, begun)
    plans.sheet(plan)
    for step in (Step.DRAFT_MADE, Step.DRAFT_EXPLAINED, Step.DRAFT_CONSENTED):
        plans.step(plan, step, min(begun, TODAY))
    took = reverse(
        "plan-step", args=[case.public_id, plan.public_id, "draft_submitted"]
    )
    key = str(client.get(took).context["form"]["key"].value())
    client.post(took, {"on": str(localdate()), "key": key})
    page = client.get(reverse("plan-desk") + "?view=received").content.decode()
    assert "きょう届いた計画案は1件です" in page and "支給決定を書く" in page
    decided = reverse("plan-step", args=[case.public_id, plan.public_id, "decided"])
    assert decided in page
    key = str(client.get(decided).context["form"]["key"].value())
    client.post(decided, {"on": str(localdate()), "key": key})
    waiting = client.get(reverse("plan-desk") + "?view=waiting").content.decode()
    assert case.person.name not in waiting.split("<main")[1]
    assert client_for("specialist").get(reverse("plan-desk")).status_code == 403


def lines_today(room: CaseRoom, who: str) -> str:
    found = today_for(actor=room.actor(who), now=NOW, today=TODAY)
    return "\n".join(item.title for item in (*found.due, *found.waiting, *found.news))


def test_today_shows_what_is_due_to_each_side(plans: PlanRoom, room: CaseRoom) -> None:
    found = world(plans, room)
    assert "提出期限が近いか過ぎた計画案が1件" in lines_today(room, "specialist")
    officer = lines_today(room, "officer")
    assert "期限を過ぎても届いていない計画案が1件" in officer
    assert "支給決定を待つ計画案が1件" in officer
    assert "計画案" not in lines_today(room, "alone")
    sheet = PlanSheet._base_manager.get(
        plan=found["active"], stage="plan", is_current=True
    )
    review = ask_review(sheet=sheet, words="", by=room.actor("specialist"), now=NOW)
    assert "助言を待つ計画が1件" in lines_today(room, "manager")
    return_review(
        review=review, lines=(), comments={}, version=1, by=room.actor("manager"), now=NOW,
        values={"levels": {}, "good": "よい", "advice": "", "recheck_on": None},
    )  # fmt: skip
    assert "計画への助言が1件返っています" in lines_today(room, "specialist")


def test_the_number_of_queries_does_not_grow(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    client, officer = client_for("specialist"), client_for("officer")

    def counts() -> list[int]:
        found: list[Any] = []
        for one, url in (
            (client, reverse("plan-board")), (client, reverse("plan-board") + "?view=active"),
            (officer, reverse("plan-desk")),
        ):  # fmt: skip
            one.get(url)
            with CaptureQueriesContext(connection) as queries_made:
                one.get(url)
            found.append(len(queries_made))
        return found

    world(plans, room)
    before = counts()
    for number in range(3):
        plan = plans.plan(room.case(name=f"架空 {number}美"), due_on=TODAY)
        plans.until(plan, Step.PLAN_TO_CITY if number else Step.VISITED)
    assert counts() == before
