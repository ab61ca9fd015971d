"""100件を一つの PDF にするまで、30秒かからない: 一覧から選び、受け取れるところまで。"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cases.papers.conftest import PlanRoom, pages
from tests.cases.papers.test_batch import made
from tests.conftest import NOW
from tsunagi.cases.papers.batch_actions import take_batch
from tsunagi.cases.papers.models import PaperBatch
from tsunagi.cases.plan.sheet_rules import SheetStage


@pytest.mark.slow
@pytest.mark.django_db
def test_a_hundred_plans_in_half_a_minute(
    plans: PlanRoom, client_for: Callable[[str], Client]
) -> None:
    rows = [plans.plan(name=f"架空 {n}番", kana=f"かくう {n}") for n in range(100)]
    for plan in rows:
        plans.sheet(plan, SheetStage.PLAN, whole_life="絵を描いて暮らす。" * 60)
    client = client_for("specialist")
    begun = time.perf_counter()
    text = made(client, rows, "plan", "plan_week")
    took = time.perf_counter() - begun
    assert "100件の計画" in text
    row = PaperBatch._base_manager.get()
    content = take_batch(
        public_id=row.public_id, by=plans.room.actor("specialist"), now=NOW
    )
    assert len(pages(content)) >= 200
    print(f"{took:.1f} seconds")
    assert took < 30
