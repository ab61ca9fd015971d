"""直したことは、どの画面でも、前の内容とともに読める。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide, month_row
from tests.cases.resource.test_resource_uses import VALUES, add
from tests.conftest import NOW, TODAY
from tsunagi.cases.aims.actions import (
    REVIEW_FIELDS,
    STEP_FIELDS,
    add_life_step,
    edit_life_step,
)
from tsunagi.cases.assessment.actions import NEED_FIELDS, add_need, edit_need
from tsunagi.cases.case.models import Case
from tsunagi.cases.monitoring.actions import mark_not_done, plan_visit
from tsunagi.cases.resource.actions import edit_use

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
TITLE = "直す前の内容"


def change_step(room: CaseRoom, case: Case) -> None:
    by = room.actor("specialist")
    values: dict[str, Any] = {
        "text": "ひとりで電車に乗る", "doers": ["person"], "aim_words": "",
        "aim_on": None, "decided_on": TODAY,
    }  # fmt: skip
    step = add_life_step(case=case, values=values, by=by, now=NOW, today=TODAY)
    wanted = {name: getattr(step, name) for name in (*STEP_FIELDS, *REVIEW_FIELDS)}
    edit_life_step(
        step=step, values={**wanted, "text": "二人で乗る"}, version=1, by=by, now=NOW,
        today=TODAY,
    )  # fmt: skip


def change_need(room: CaseRoom, case: Case) -> None:
    by = room.actor("specialist")
    values: dict[str, Any] = {
        "domain": "society", "voiced_by": "person", "expressed": "", "evidence": "",
        "need": "練習の相手", "goal": "", "priority": 1, "state": "open",
    }  # fmt: skip
    need = add_need(case=case, values=values, by=by, now=NOW)
    wanted = {name: getattr(need, name) for name in NEED_FIELDS}
    edit_need(
        need=need, values={**wanted, "state": "planned"}, version=1, by=by, now=NOW
    )


def change_use(room: CaseRoom, case: Case) -> None:
    edit_use(
        use=add(room, case, place_name="架空町 ひだまり"),
        values={**VALUES, "office": room.region.offices["core"], "outcome": "refused"},
        version=1, by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip


def change_month(room: CaseRoom, case: Case) -> None:
    decide(room, case)
    by = room.actor("specialist")
    row = month_row(case, 202610)
    plan_visit(row=row, planned_on=date(2026, 10, 7), version=1, by=by, now=NOW)
    mark_not_done(row=row, reason="入院", version=2, by=by, now=NOW, today=TODAY)


@pytest.mark.parametrize(
    ("change", "page", "lines"),
    [
        (change_step, "case-aims", ["したいこと・やってみること: ひとりで電車に乗る → 二人で乗る"]),
        (change_need, "case-needs", ["いま: これから計画に → 計画に入れた"]),
        (
            change_use, "case-resources",
            ["社会資源: — → 架空 core", "どうなったか: まだ分からない → 受けてもらえなかった"],
        ),
        (
            change_month, "case-monitoring",
            ["訪ねる日: — → 令和8年10月7日", "いま: 予定 → 未実施"],
        ),
    ],
    ids=["一歩", "ニーズ", "社会資源", "モニタリングの月"],
)  # fmt: skip
def test_what_was_changed_is_shown_with_what_it_was(
    change: Callable[[CaseRoom, Case], None],
    page: str,
    lines: list[str],
    room: CaseRoom,
    client_for: ClientFor,
) -> None:
    case = room.case()
    url = reverse(page, args=[case.public_id])
    client = client_for("specialist")
    assert TITLE not in client.get(url).content.decode()
    change(room, case)
    text = client.get(url).content.decode()
    assert TITLE in text
    for line in lines:
        assert line in text
