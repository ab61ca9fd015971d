"""年の表: 月報と同じ数になり、見てよい事業所だけを数える。"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cases.conftest import CaseRoom
from tests.reports.test_contact_report import ClientFor
from tsunagi.access.actor import NotVisible
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.common.dates import YearMonth, months_of_fiscal_year
from tsunagi.reports.contacts import queries as monthly
from tsunagi.reports.year import queries

pytestmark = pytest.mark.django_db
DAYS = (
    date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2), date(2026, 10, 15),
)  # fmt: skip


@pytest.fixture
def room(region: Any) -> CaseRoom:
    return CaseRoom(region)


def filled(room: CaseRoom) -> None:
    methods = contact_categories(actor=room.actor("specialist"), on=DAYS[-1]).methods
    case = room.case(opened_on=date(2026, 1, 5))
    for number, day in enumerate(DAYS):
        method = methods.codes[number % 2]
        room.contact(case, occurred_on=day, method=method, minutes=20)
    room.contact(None, occurred_on=DAYS[-1], method=methods.codes[0], minutes=5)


def table(room: CaseRoom, who: str = "manager", year: int = 2026) -> queries.YearTable:
    actor = room.actor(who)
    scope = monthly.default_scope(actor=actor)
    return queries.year_table(actor=actor, year=year, scope=scope)


def test_a_fiscal_year_begins_in_april() -> None:
    months = months_of_fiscal_year(2026)
    assert (months[0], months[-1]) == (YearMonth(2026, 4), YearMonth(2027, 3))
    assert len(months) == 12


def test_every_month_says_what_the_monthly_report_says(room: CaseRoom) -> None:
    filled(room)
    found = table(room)
    actor = room.actor("manager")
    for month in found.months:
        figures = monthly.report(actor=actor, month=month, scope=found.scope).figures
        assert found.of_month(month) == figures.total, month
        assert figures.by_method == {
            method: found.served(month, method)
            for method in found.methods
            if found.served(month, method)
        }, month
        spent = figures.minutes + figures.travel_minutes
        assert found.minutes_of_month(month) == spent, month
    assert found.total == 4
    assert table(room, year=2025).total == 1


def test_sums_of_rows_and_of_columns_agree(room: CaseRoom) -> None:
    filled(room)
    found = table(room)
    assert sum(map(found.of_month, found.months)) == found.total
    assert sum(map(found.of_method, found.methods)) == found.total
    assert sum(map(found.minutes_of_month, found.months)) == found.minutes


def test_an_office_that_is_not_ones_own_is_not_counted(room: CaseRoom) -> None:
    filled(room)
    scope = table(room).scope
    with pytest.raises(NotVisible):
        queries.year_table(actor=room.actor("alone"), year=2026, scope=scope)


def test_page_and_excel(room: CaseRoom, client_for: ClientFor) -> None:
    filled(room)
    client = client_for("manager")
    page = client.get(reverse("year-report"), {"year": "2026"})
    html = page.content.decode()
    assert page.status_code == 200
    assert "令和8年度" in html
    assert "延べ4件" in html
    file = client.get(reverse("year-report-excel"), {"year": "2026"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(
        0
    )
    rows = [[str(cell) for cell in row] for row in sheet.to_python()]
    last = next(row for row in rows if row[0] == "年度の計")
    assert float(last[-2]) == 4


@pytest.mark.parametrize("typed", ["", "abc", "99999", "１２", "-1", "2100"])
def test_an_impossible_year_shows_this_one(
    room: CaseRoom, client_for: ClientFor, typed: str
) -> None:
    page = client_for("manager").get(reverse("year-report"), {"year": typed})
    assert page.status_code == 200
    assert "令和8年度" in page.content.decode()


def test_as_many_queries_for_many_records(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("officer")
    counts = []
    client.get(reverse("year-report"))
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("year-report"))
        counts.append(len(caught))
        filled(room)
    assert counts[0] == counts[1]
