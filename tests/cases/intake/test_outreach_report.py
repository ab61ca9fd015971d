"""アウトリーチの流れと、問いに答えるまでの時間: 数は年度で切れ、見てよい事業所だけ。"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.intake.conftest import Take
from tests.cases.intake.test_handoffs import ask, hand_over
from tests.cases.intake.test_outreach import attempt, close, lead
from tests.conftest import NOW, TODAY
from tests.reports.test_contact_report import ClientFor
from tsunagi.cases.intake.models import CoreQuestion, Handoff
from tsunagi.cases.intake.rules import Result
from tsunagi.common.dates import TOKYO, fiscal_year, fiscal_year_bounds
from tsunagi.reports.handoffs.queries import answer_lines, handoff_lines
from tsunagi.reports.outreach.queries import Funnel, OutreachYear, outreach_year

pytestmark = pytest.mark.django_db
FIRST, BEFORE = fiscal_year_bounds(fiscal_year(TODAY))


def year(room: CaseRoom, who: str = "officer") -> OutreachYear:
    return outreach_year(actor=room.actor(who), first=FIRST, before=BEFORE)


def filled(room: CaseRoom, take: Take) -> None:
    """Five heard of: one called, one met, one closed, one tried, one only heard of."""
    take(
        lead=lead(room), result=Result.CONTINUING, person_name="架空 太郎",
        route="outreach",
    )  # fmt: skip
    attempt(room, lead(room), has_met=True, with_whom="民生委員")
    close(room, lead(room))
    attempt(room, lead(room), with_whom="民生委員")
    lead(room)
    lead(room, heard_on=FIRST - timedelta(days=1))


def test_every_step_of_the_funnel(room: CaseRoom, take: Take) -> None:
    filled(room, take)
    found = year(room)
    assert found.total == Funnel(
        heard=5, tried=2, met=2, consulted=1, supported=1, closed=1, without_next=1
    )
    assert found.total.rate == 20
    assert [(office.name, line.heard) for office, line in found.by_office] == [
        (room.region.offices["hikari"].name, 5)
    ]
    assert found.closings == [("ほかの機関とつながっていた", 1)]
    assert found.agencies == [("民生委員", 2)]


def test_the_year_ends_before_the_first_of_april(room: CaseRoom) -> None:
    lead(room, heard_on=FIRST)
    assert year(room).total.heard == 1
    earlier = outreach_year(
        actor=room.actor("officer"), first=FIRST.replace(year=FIRST.year - 1),
        before=FIRST,
    )  # fmt: skip
    assert earlier.total == Funnel()
    assert earlier.total.rate is None


def test_only_offices_whose_figures_one_may_see(room: CaseRoom, take: Take) -> None:
    filled(room, take)
    assert year(room, "manager").total.heard == 5
    assert year(room, "alone").total.heard == 0


def test_the_page(room: CaseRoom, take: Take, client_for: ClientFor) -> None:
    client = client_for("officer")
    url = reverse("outreach-report")
    assert "聞いた方はいません" in client.get(url).content.decode()
    counts = []
    for _ in range(2):
        filled(room, take)
        with CaptureQueriesContext(connection) as caught:
            html = client.get(url).content.decode()
        counts.append(len(caught))
    assert "10人のうち、2人（20％）" in html
    assert counts[0] == counts[1]
    assert "三か月ほど姿を見かけない" not in html


def asked(room: CaseRoom, take: Take, at: datetime, hours: float | None) -> None:
    question = ask(room, take())
    CoreQuestion._base_manager.filter(pk=question.pk).update(
        asked_at=at,
        answered_at=None if hours is None else at + timedelta(hours=hours),
    )


def test_how_long_an_answer_takes(room: CaseRoom, take: Take) -> None:
    for hours in (1, 2, 50, None):
        asked(room, take, NOW - timedelta(days=5), hours)
    asked(room, take, datetime(BEFORE.year, 4, 1, tzinfo=TOKYO), 1)
    (line,) = answer_lines(actor=room.actor("officer"), first=FIRST, before=BEFORE)
    assert (line.asked, line.answered, line.waiting) == (4, 3, 1)
    assert line.median_hours == 2.0
    assert answer_lines(actor=room.actor("alone"), first=FIRST, before=BEFORE) == []


@pytest.mark.parametrize(
    ("day", "counted"),
    [(FIRST, 1), (FIRST - timedelta(days=1), 0), (BEFORE, 0),
     (BEFORE - timedelta(days=1), 1)],
)  # fmt: skip
def test_a_handoff_belongs_to_one_fiscal_year(
    day: date, counted: int, room: CaseRoom, take: Take
) -> None:
    handoff = hand_over(room, take(result=Result.REFER))
    Handoff._base_manager.filter(pk=handoff.pk).update(asked_on=day)
    lines = handoff_lines(actor=room.actor("officer"), first=FIRST, before=BEFORE)
    assert sum(line.handoffs for line in lines) == counted
