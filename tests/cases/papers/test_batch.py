"""まとめて印刷: 自分の事業所の分だけ、進み具合とともに、一度だけ受け取れる。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cases.papers.conftest import PlanRoom, pages, read
from tests.conftest import NOW
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent
from tsunagi.cases.papers.batch_actions import keep_batch, purge_batches, take_batch
from tsunagi.cases.papers.batch_queries import plans_to_print
from tsunagi.cases.papers.models import PaperBatch
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.plan.rules import Stage, Step
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
LIST = "papers-batch"


def three(plans: PlanRoom) -> list[Plan]:
    """Two with a plan, one with a draft only."""
    found = [plans.plan(name=f"架空 {n}番", kana=f"かくう {n}") for n in range(3)]
    for plan in found[:2]:
        plans.sheet(plan, SheetStage.PLAN)
    plans.sheet(found[2], SheetStage.DRAFT)
    return found


def made(client: Client, plans: list[Plan], *kinds: str) -> str:
    answer = client.post(
        reverse(LIST),
        {"plan": [plan.public_id for plan in plans], "kind": list(kinds)},
    )
    assert answer.streaming
    return b"".join(answer.streaming_content).decode()


def test_one_file_of_many_plans_with_its_progress(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    rows = three(plans)
    client = client_for("specialist")
    page = client.get(reverse(LIST)).content.decode()
    assert page.count('name="plan"') == 3 and "架空 2番" in page
    text = made(client, rows, "plan", "plan_week")
    assert text.index('value="0" max="3"') < text.index('value="3" max="3"')
    assert "2件の計画を一つの PDF" in text and "1件には" in text
    assert text.rstrip().endswith("</html>")
    row = PaperBatch._base_manager.get()
    assert b"%PDF" not in bytes(row.sealed)
    take = reverse("papers-batch-take", args=[row.public_id])
    assert take in text
    answer = client.post(take)
    assert answer["Content-Type"] == "application/pdf"
    content = read(answer.content)
    assert "架空 0番" in content and "架空 1番" in content and "架空 2番" not in content
    assert len(pages(answer.content)) == 4
    assert not PaperBatch._base_manager.get().sealed
    again = client.post(take, follow=True).content.decode()
    assert "もうありません" in again
    event = AuditEvent.objects.get(action="papers.batch")
    assert event.subjects.count() == 3 and event.details["rows"] == 3
    assert AuditEvent.objects.filter(action="papers.batch_take").count() == 1


@pytest.mark.parametrize(
    ("chosen", "kinds", "words"),
    [(3, [], "書面が一つも"), (0, ["plan"], "計画が一つも")],
)
def test_nothing_chosen_makes_nothing(
    chosen: int, kinds: list[str], words: str, plans: PlanRoom, client_for: ClientFor
) -> None:
    rows = three(plans)[:chosen]
    data = {"plan": [plan.public_id for plan in rows], "kind": kinds}
    answer = client_for("specialist").post(reverse(LIST), data, follow=True)
    assert words in answer.content.decode()


def test_nothing_written_is_said(plans: PlanRoom, client_for: ClientFor) -> None:
    plan = plans.plan()
    text = made(client_for("specialist"), [plan], "report")
    assert "PDF はできていません" in text
    assert not PaperBatch._base_manager.exists()


def test_another_office_prints_nothing(plans: PlanRoom, client_for: ClientFor) -> None:
    rows = three(plans)
    client = client_for("core_staff")
    assert 'name="plan"' not in client.get(reverse(LIST)).content.decode()
    data = {"plan": [plan.public_id for plan in rows], "kind": ["plan"]}
    answer = client.post(reverse(LIST), data, follow=True)
    assert "もう見られません" in answer.content.decode()
    for who in ("secretary", "information_officer"):
        assert client_for(who).get(reverse(LIST)).status_code == 403


def test_the_file_is_its_makers_alone(plans: PlanRoom, client_for: ClientFor) -> None:
    made(client_for("specialist"), three(plans), "plan")
    row = PaperBatch._base_manager.get()
    take = reverse("papers-batch-take", args=[row.public_id])
    assert client_for("manager").post(take).status_code == 404
    assert PaperBatch._base_manager.get().sealed
    assert client_for("specialist").get(take).status_code == 405


def test_it_is_gone_after_an_hour(plans: PlanRoom) -> None:
    by = plans.room.actor("specialist")
    row = keep_batch(content=b"x", plans=1, by=by, now=NOW)
    later = NOW + timedelta(hours=1)
    with pytest.raises(UserError):
        take_batch(public_id=row.public_id, by=by, now=later)
    purge_batches(now=later - timedelta(seconds=1))
    assert PaperBatch._base_manager.exists()
    purge_batches(now=later)
    assert not PaperBatch._base_manager.exists()
    with pytest.raises(AccessDenied):
        keep_batch(content=b"x", plans=1, by=plans.room.actor("secretary"), now=NOW)


def test_by_stage_and_month(plans: PlanRoom) -> None:
    rows = three(plans)
    plans.step(rows[0], Step.VISITED, date(2026, 11, 3))
    by = plans.room.actor("specialist")

    def found(**wanted: object) -> list[str]:
        asked = plans_to_print(actor=by, now=timezone.now(), **wanted)  # type: ignore[arg-type]
        return [plan.case.person.name for plan in asked]

    assert found() == ["架空 0番", "架空 1番", "架空 2番"]
    assert found(stage=Stage.ASSESSED) == ["架空 0番"]
    assert found(month=YearMonth(2026, 11)) == ["架空 0番"]
    assert found(stage=Stage.ENDED) == []


def test_the_officer_prints_for_the_whole_municipality(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    three(plans)
    page = client_for("officer").get(reverse(LIST)).content.decode()
    assert page.count('name="plan"') == 3


def test_every_plan_costs_the_same(plans: PlanRoom, client_for: ClientFor) -> None:
    rows = three(plans)
    client = client_for("specialist")

    def count(chosen: list[Plan]) -> int:
        with CaptureQueriesContext(connection) as found:
            made(client, chosen, "plan")
        return len(found)

    count(rows[:1])
    one, two = count(rows[:1]), count(rows[:2])
    assert two - one < 12
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as before:
        client.get(reverse(LIST))
    plans.plan(name="架空 四番")
    with CaptureQueriesContext(connection) as after:
        client.get(reverse(LIST))
    assert len(before) == len(after)
