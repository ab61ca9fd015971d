"""一人分のファイル一式: 記録、すべての計画の様式、報告が一つの PDF に。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide
from tests.cases.monitoring.test_reports import write
from tests.cases.plan.conftest import PlanRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.papers.whole_blocks import plan_blocks
from tsunagi.cases.plan.rules import Step
from tsunagi.cases.seen import looked_up

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def plans(room: CaseRoom) -> PlanRoom:
    return PlanRoom(room)


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def test_everything_of_one_person_in_one_file(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case(name="髙橋 架空")
    room.contact(case, text="はじめて会った日の記録")
    plan = plans.plan(case)
    plans.until(plan, Step.PLAN_TO_CITY)
    decide(room, case, burden_limit=9_300)
    write(plans, plan, overall="通えるようになった", held_on=date(2026, 10, 20))
    write(plans, plan, overall="雨の日も通えた", held_on=date(2026, 11, 10))
    url = reverse("whole-file", args=[case.public_id])
    answer = client_for("manager").get(url)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content).replace("\r", "").replace("\n", "")
    for words in (
        "髙橋 架空", "はじめて会った日の記録", "支給決定とモニタリングの月", "計画への同意",
        "9,300円", "様式１－１", "様式２－１", "様式２－２", "様式３－１", "通えるようになった", "雨の日も通えた",
    ):  # fmt: skip
        assert words in text, words
    looked = AuditEvent.objects.filter(action="papers.whole").get()
    assert looked.subjects.count() == 1
    assert client_for("alone").get(url).status_code in (403, 404)
    page = client_for("manager").get(reverse("case-plans", args=[case.public_id]))
    assert "一人分のファイル一式" in page.content.decode()
    printed = client_for("manager").get(reverse("case-print", args=[case.public_id]))
    assert "計画への同意" in printed.content.decode()


def test_the_blocks_take_the_same_queries_for_many_plans(
    plans: PlanRoom, room: CaseRoom
) -> None:
    case = room.case()
    actor = room.actor("specialist")
    counts = []
    for _ in range(2):
        plan = plans.plan(case, begun_on=TODAY)
        plan.begun_on = TODAY
        plans.until(plan, Step.PLAN_TO_CITY)
        seen = looked_up(actor=actor, public_id=case.public_id, now=NOW)
        assert seen is not None
        with CaptureQueriesContext(connection) as found:
            plan_blocks(actor=actor, seen=seen)
        counts.append(len(found))
    assert counts[0] == counts[1]
