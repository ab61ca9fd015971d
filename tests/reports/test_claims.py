"""今月の請求のもと: 事実だけ、足りないもの、事業所の外には見せない。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide, month_row
from tests.cases.monitoring.test_reports import VALUES, write
from tests.cases.plan.conftest import BEGUN, PlanRoom
from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.models import AuditEvent
from tsunagi.cases.monitoring.actions import mark_done
from tsunagi.cases.monitoring.report_actions import correct_report
from tsunagi.cases.plan.rules import Step
from tsunagi.common.dates import YearMonth
from tsunagi.reports.claims.queries import claim_lines
from tsunagi.reports.claims.rules import (
    PLAN_NEEDS,
    Fact,
    Happened,
    facts_of_contact,
    missing_of_monitoring,
    missing_of_plan,
)
from tsunagi.reports.claims.views import facts_words

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
DAY = date(2026, 10, 3)


@pytest.fixture
def room(region: Region) -> CaseRoom:
    return CaseRoom(region)


@pytest.fixture
def plans(room: CaseRoom) -> PlanRoom:
    return PlanRoom(room)


def test_what_a_plan_still_needs() -> None:
    assert len(missing_of_plan({})) == len(PLAN_NEEDS)
    assert missing_of_plan(dict.fromkeys(PLAN_NEEDS, DAY)) == ()


@pytest.mark.parametrize(
    ("has_report", "consented", "explained", "missing"),
    [
        (False, None, None, ("モニタリング報告",)),
        (True, None, None, ("説明の日", "同意の日")),
        (True, DAY, None, ("説明の日",)),
        (True, DAY, DAY, ()),
    ],
)
def test_what_a_monitoring_still_needs(
    has_report: bool, consented: date | None, explained: date | None,
    missing: tuple[str, ...],
) -> None:  # fmt: skip
    assert missing == missing_of_monitoring(
        has_report=has_report, consented_on=consented, explained_on=explained
    )


@pytest.mark.parametrize(
    ("method", "counterparts", "facts"),
    [
        ("NAT-M1", [], [Fact.VISIT]), ("NAT-M4", ["self"], []),
        ("NAT-M6", ["medical", "school"], [Fact.MEETING, Fact.HOSPITAL, Fact.SCHOOL]),
    ],
)  # fmt: skip
def test_facts_of_a_record(
    method: str, counterparts: list[str], facts: list[Fact]
) -> None:
    found = facts_of_contact(method=method, counterparts=counterparts, on=DAY)
    assert [one.fact for one in found] == facts


def test_facts_in_words() -> None:
    facts = [Happened(Fact.VISIT, DAY), Happened(Fact.VISIT, date(2026, 10, 17)),
             Happened(Fact.EXTRA, DAY), Happened(Fact.VISIT, DAY)]  # fmt: skip
    assert facts_words(facts) == "訪問 3日、17日　臨時のモニタリング 3日"


def test_the_month_of_an_office(plans: PlanRoom, room: CaseRoom) -> None:
    plan = plans.plan()
    plans.until(plan, Step.PLAN_CONSENTED)
    made = plan.steps.unscoped("test").get(step=Step.PLAN_MADE).on  # type: ignore[attr-defined]
    actor = room.actor("specialist")
    room.contact(plan.case, occurred_on=made, method="NAT-M1", counterpart=["medical"])
    (line,) = claim_lines(actor=actor, month=YearMonth.of(made), now=NOW)
    assert line.line.on == made and line.line.missing == ("本人への交付",)
    assert {one.fact for one in line.line.facts} >= {Fact.VISIT, Fact.HOSPITAL}
    assert (
        claim_lines(actor=room.actor("alone"), month=YearMonth.of(made), now=NOW) == []
    )
    decide(room, plan.case)
    row = month_row(plan.case, 202610)
    mark_done(
        row=row, done_on=date(2026, 10, 20), version=row.version, by=actor, now=NOW,
        today=TODAY,
    )  # fmt: skip
    october = YearMonth(2026, 10)
    before = [
        one for one in claim_lines(actor=actor, month=october, now=NOW)
        if one.line.on == date(2026, 10, 20)
    ]  # fmt: skip
    assert [one.line.missing for one in before] == [("モニタリング報告",)]
    row.refresh_from_db()
    report = write(plans, plan, row)
    write(plans, plan, held_on=date(2026, 10, 25), consented_on=date(2026, 10, 25))
    found = [
        one.line for one in claim_lines(actor=actor, month=october, now=NOW)
        if one.report is not None
    ]  # fmt: skip
    assert [one.missing for one in found] == [("説明の日", "同意の日"), ("説明の日",)]
    assert Happened(Fact.EXTRA, date(2026, 10, 25)) in found[1].facts
    assert Happened(Fact.EXTRA, date(2026, 10, 25)) not in found[0].facts
    correct_report(
        report=report, values={**VALUES, "held_on": date(2026, 11, 2)}, reason="",
        version=1, by=actor, now=NOW, today=TODAY,
    )  # fmt: skip
    october_lines = claim_lines(actor=actor, month=october, now=NOW)
    assert ("モニタリング報告",) not in [one.line.missing for one in october_lines]


def test_on_screen_and_in_excel(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    plans.until(plan, Step.PLAN_CONSENTED)
    month = YearMonth.of(BEGUN + timedelta(days=list(Step).index(Step.PLAN_MADE)))
    url = f"{reverse('claim-base')}?month={month}"
    page = client_for("specialist").get(url).content.decode()
    assert plan.case.person.name in page and "本人への交付" in page
    assert "点" not in page.split("<main")[1].split("単位や加算")[0]
    assert plan.case.person.name not in client_for("alone").get(url).content.decode()
    sheet_url = f"{reverse('claim-base-excel')}?month={month}"
    answer = client_for("manager").get(sheet_url)
    assert answer.status_code == 200
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    assert plan.case.person.name in str(rows.to_python())
    looked = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"claim_base.view", "claim_base.excel"} <= looked
    assert (
        client_for("specialist").get(f"{reverse('claim-base')}?month=x").status_code
        == 200
    )


def test_the_number_of_queries_does_not_grow(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    month = YearMonth.of(BEGUN + timedelta(days=list(Step).index(Step.PLAN_MADE)))
    counts = []
    for number in range(2):
        for name in range(1 + number * 2):
            plan = plans.plan(room.case(name=f"架空 {number}{name}"))
            plans.until(plan, Step.PLAN_CONSENTED)
        url = f"{reverse('claim-base')}?month={month}"
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        counts.append(len(found))
    assert counts[0] == counts[1]
