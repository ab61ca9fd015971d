"""計画の行がどこから来たか: ニーズ、意思決定支援の記録、足りない資源。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.plan.conftest import ITEM, PlanRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.assessment.actions import add_need
from tsunagi.cases.assessment.models import Need
from tsunagi.cases.case.models import Case
from tsunagi.cases.easy.decision_actions import record_decision
from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.sheet_actions import write_items
from tsunagi.cases.plan.sheet_rules import Item, items_of
from tsunagi.cases.resource.actions import USUAL, add_missing, edit_use
from tsunagi.cases.resource.models import ResourceUse
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def need(room: CaseRoom, case: Case, words: str = "話せる場所がほしい") -> Need:
    values = {
        "domain": "society", "voiced_by": "person", "expressed": "だれかと話したい",
        "goal": "", "evidence": "", "need": words, "priority": 1,
    }  # fmt: skip
    return add_need(case=case, values=values, by=room.actor("specialist"), now=NOW)


def decision(room: CaseRoom, case: Case) -> DecisionSupport:
    values: dict[str, Any] = {
        "plan": None, "item_key": "", "held_on": TODAY, "place": "",
        "question": "どこで話すか", "options": ["居場所", "電話"], "shown": [],
        "shown_words": "", "expressions": "", "took_part": "", "outcome": "own",
        "decided": "居場所", "grounds": "", "left_open": "",
    }  # fmt: skip
    return record_decision(
        case=case, values=values, by=room.actor("specialist"), now=NOW, today=TODAY
    )


def address(name: str, plan: Plan, *more: object) -> str:
    return reverse(name, args=[plan.case.public_id, plan.public_id, *more])


def test_a_row_names_its_needs_and_the_decision_and_the_sheet_shows_them(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    plans.sheet(plan)
    one, two = need(room, plan.case), need(room, plan.case, "夜に話せる人")
    chosen = decision(room, plan.case)
    client = client_for("specialist")
    page = address("plan-sheet", plan, "draft")
    assert "ニーズに結び付かない目標" in client.get(page).content.decode()
    edit = address("plan-item", plan, "draft", "row1")
    form = client.get(edit).context["form"]
    assert len(form.fields["need_ids"].choices) == 2
    sent = {
        "need": "話せる場所", "goal": "週に一度", "version": 1,
        "need_ids": [str(one.public_id), str(two.public_id)],
        "decision_id": str(chosen.public_id),
    }  # fmt: skip
    assert client.post(edit, sent).status_code == 302
    shown = client.get(page).content.decode()
    assert "ニーズに結び付かない目標" not in shown
    assert "だれかと話したい" in shown and "夜に話せる人" in shown
    assert "どこで話すか" in shown
    (item,) = items_of(PlanSheet._base_manager.get(is_current=True).items)
    assert item.need_ids == (str(one.public_id), str(two.public_id))
    old = client.get(address("plan-version", plan, "draft", 1)).content.decode()
    assert "だれかと話したい" not in old
    wrong = client.post(edit, {**sent, "need_ids": ["x"], "version": 2})
    assert wrong.status_code == 422 and "週に一度" in wrong.content.decode()


def test_what_another_person_needs_is_no_origin(
    plans: PlanRoom, room: CaseRoom
) -> None:
    sheet = plans.sheet(plans.plan())
    other = room.case(name="架空 次郎")
    for change in (
        {"need_ids": (str(need(room, other).public_id),)},
        {"decision_id": str(decision(room, other).public_id)},
    ):
        item = Item(**{"key": "row1", "need": "話す", **change})  # type: ignore[arg-type]
        with pytest.raises(UserError) as error:
            write_items(
                sheet=sheet, items=[item], version=1, by=room.actor("specialist"),
                now=NOW,
            )  # fmt: skip
        assert error.value.message.code == "PLN-021"


def test_one_press_says_that_the_resource_is_missing(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    plans.sheet(plan)
    client = client_for("specialist")
    page = address("plan-sheet", plan, "draft")
    assert "資源がないと記す" in client.get(page).content.decode()
    url = address("plan-item-missing", plan, "draft", "row1")
    for _ in range(2):
        assert client.post(url).status_code == 302
    use = ResourceUse._base_manager.get()
    assert (use.purpose, use.need, use.item_key) == ("missing", ITEM["need"], "row1")
    shown = client.get(page).content.decode()
    assert "資源がないと記す" not in shown and "足りない資源" in shown
    step = f"{reverse('candidate-write')}?source=missing&amp;key={use.public_id}"
    assert step in shown, "one step to a candidate for a local issue"
    listed = client.get(reverse("case-resources", args=[plan.case.public_id]))
    assert ITEM["need"] in listed.content.decode()
    assert AuditEvent.objects.filter(action="resource_use.missing").count() == 1
    assert client_for("alone").post(url).status_code == 404
    assert (
        client.post(address("plan-item-missing", plan, "draft", "x")).status_code == 404
    )


def test_a_row_says_it_once_and_may_say_it_again_when_it_was_found(
    plans: PlanRoom, room: CaseRoom
) -> None:
    plan, by = plans.plan(), room.actor("specialist")

    def say() -> ResourceUse:
        return add_missing(
            plan=plan, item_key="row1", need="話す場所", by=by, now=NOW, today=TODAY
        )

    use = say()
    with pytest.raises(UserError):
        say()
    values = {
        **USUAL, "office": None, "place_name": "ひだまり", "purpose": "use",
        "need": "話す場所", "outcome": "connected", "on": TODAY, "note": "",
    }  # fmt: skip
    edit_use(use=use, values=values, version=1, by=by, now=NOW, today=TODAY)
    again = say()
    with pytest.raises(UserError) as error:
        edit_use(
            use=use, values={**values, "purpose": "missing"}, version=2, by=by, now=NOW,
            today=TODAY,
        )  # fmt: skip
    assert error.value.field == "purpose" and again.pk != use.pk


def test_the_sheet_asks_a_constant_number_of_questions(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    sheet = plans.sheet(plan)
    client, page = client_for("specialist"), address("plan-sheet", plan, "draft")

    def count() -> int:
        client.get(page)
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        return len(found)

    # Where nothing is missing, nobody looks for candidates: the first one costs a query.
    client.post(address("plan-item-missing", plan, "draft", "row1"))
    before = count()
    rows = [
        Item(
            key=f"k{number}", need="話す", goal="週に一度",
            need_ids=(str(need(room, plan.case).public_id),),
            decision_id=str(decision(room, plan.case).public_id),
        )
        for number in range(3)
    ]  # fmt: skip
    write_items(
        sheet=sheet, items=rows, version=1, by=room.actor("specialist"), now=NOW
    )
    for row in rows:
        client.post(address("plan-item-missing", plan, "draft", row.key))
    client.get(page)
    assert count() == before
