"""相談実績の月報: 数と一覧が合い、締めた月は変わらず、見てよい人だけが開ける。"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW
from tests.factories.region import LONG_AGO
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.activity.record.closing import close_month
from tsunagi.activity.record.rules import amount
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.contact import actions
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.models import OfficeKindPeriod
from tsunagi.reports.contacts import drawing, queries
from tsunagi.reports.work.queries import work_report

pytestmark = pytest.mark.django_db
OCTOBER = YearMonth(2026, 10)
DAY = date(2026, 10, 15)
ClientFor = Callable[[str], Client]


@pytest.fixture
def room(region: Any) -> CaseRoom:
    return CaseRoom(region)


def filled(room: CaseRoom) -> None:
    """October of ひかり: two persons, one anonymous call, one record with gaps."""
    found = contact_categories(actor=room.actor("specialist"), on=DAY)
    methods, contents = found.methods.codes, found.contents.codes
    kinds = found.disability_kinds.codes
    one = room.case(disability_kinds=[kinds[0]], opened_on=date(2026, 10, 1))
    two = room.case(name="架空 次郎", disability_kinds=[kinds[0], kinds[3]])
    room.contact(
        one, occurred_on=DAY, method=methods[0], contents=contents[:2], minutes=30,
        travel_minutes=10, counterpart=("self",),
    )  # fmt: skip
    room.contact(
        one, occurred_on=DAY, method=methods[3], contents=contents[:1], minutes=5
    )
    room.contact(two, occurred_on=DAY, method=methods[3])
    room.contact(
        None, occurred_on=DAY, method=methods[3], contents=contents[:1], minutes=8
    )


def report(room: CaseRoom, who: str = "manager") -> queries.MonthlyReport:
    actor = room.actor(who)
    return queries.report(
        actor=actor, month=OCTOBER, scope=queries.default_scope(actor=actor)
    )


def test_the_figures_of_a_small_month(room: CaseRoom) -> None:
    filled(room)
    found = report(room).figures
    assert (found.total, found.persons, found.anonymous) == (4, 2, 1)
    assert (found.new, found.continuing) == (1, 1)
    assert found.content_total == 4
    assert sum(found.by_method.values()) == found.total


def test_every_figure_opens_the_list_that_it_counts(room: CaseRoom) -> None:
    filled(room)
    found = report(room)
    lines = [
        *drawing.plain_lines(found), *drawing.gap_lines(found),
        *(line for _, group in drawing.groups(found) for line in group),
    ]  # fmt: skip
    assert sum(line.value > 0 for line in lines) > 10
    for line in lines:
        cell = drawing.read_cell(line.cell)
        assert cell is not None
        _, records = queries.counted_rows(
            actor=room.actor("manager"), month=OCTOBER, scope=found.scope, cell=cell,
            now=NOW,
        )  # fmt: skip
        assert amount(cell, records) == line.value, line.label


def test_the_pages_open_and_name_only_whom_one_may_see(
    room: CaseRoom, client_for: ClientFor
) -> None:
    filled(room)
    for who, sees in (("manager", True), ("officer", False)):
        client = client_for(who)
        page = client.get(reverse("contact-report"), {"month": "2026-10"})
        assert page.status_code == 200
        assert "延べ4件" in page.content.decode()
        records = client.get(
            reverse("contact-records", args=["total"]), {"month": "2026-10"}
        )
        assert ("架空 次郎さん" in records.content.decode()) is sees
    for who in ("trainee", "secretary", "administrator"):
        assert client_for(who).get(reverse("contact-report")).status_code == 403


def test_another_office_sees_its_own_figures_only(
    room: CaseRoom, client_for: ClientFor
) -> None:
    filled(room)
    client = client_for("alone")
    page = client.get(reverse("contact-report"), {"month": "2026-10"})
    assert "延べ0件" in page.content.decode()
    other = room.region.offices["hikari"].public_id
    url = reverse("contact-report")
    assert client.get(url, {"office": str(other)}).status_code == 404
    assert client.get(url, {"office": "x"}).status_code == 404


def test_a_closed_month_keeps_its_figures_beside_the_corrected_ones(
    room: CaseRoom, client_for: ClientFor
) -> None:
    filled(room)
    client = client_for("manager")
    office = str(room.region.offices["hikari"].public_id)
    data = {"month": "2026-10", "office": office}
    assert client.post(reverse("month-close"), data).status_code == 302
    contact = actions.Contact._base_manager.filter(minutes=30).get()
    actions.withdraw_contact(
        contact=contact, reason="二重だった", version=1, by=room.actor("specialist"),
        now=NOW,
    )  # fmt: skip
    page = client.get(reverse("contact-report"), data).content.decode()
    assert "締めた月です" in page and "訂正あり" in page
    found = report(room)
    assert found.closed is not None and found.closed.figures.total == 4
    assert found.figures.total == 3
    answer = queries.as_json(actor=room.actor("manager"), found=found)
    assert answer["total"] == 4 and len(answer["corrections"]) == 1


def test_this_month_is_not_closed_and_a_specialist_closes_none(
    room: CaseRoom, client_for: ClientFor
) -> None:
    office = str(room.region.offices["hikari"].public_id)
    data = {"month": str(YearMonth.of(NOW.date()).plus(1)), "office": office}
    page = client_for("manager").post(reverse("month-close"), data, follow=True)
    assert "締め" in page.content.decode()
    assert (
        client_for("specialist").post(reverse("month-close"), data).status_code == 403
    )


def test_the_excel_file_holds_the_same_figures(
    room: CaseRoom, client_for: ClientFor
) -> None:
    filled(room)
    response = client_for("manager").get(
        reverse("contact-report-excel"), {"month": "2026-10"}
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert ["全体", "延件数", 4.0, "件"] in [row[:4] for row in rows]
    assert any("架空 managerが書き出しました" in str(row[0]) for row in rows)


def test_the_command_answers_in_the_words_of_the_catalogue(room: CaseRoom) -> None:
    filled(room)
    OfficeKindPeriod.objects.filter(
        office=room.region.offices["hikari"], valid_from=LONG_AGO
    ).update(office_number="4799900001")
    out = io.StringIO()
    call_command(
        "report", "contacts", "--month", "2026-10", "--office", "4799900001", "--json",
        stdout=out,
    )  # fmt: skip
    answer = json.loads(out.getvalue())
    assert list(answer) == [
        "month", "scope", "total", "persons", "anonymous", "by_method", "by_content",
        "content_total", "by_disability", "gaps", "corrections",
    ]  # fmt: skip
    assert answer["by_method"]["電話相談"] == 3
    assert answer["by_disability"]["身体障害"] == 2
    assert len(answer["gaps"]) == 1
    with pytest.raises(CommandError):
        call_command("report", "contacts", "--month", "2026-10", "--office", "1")


def test_the_command_without_a_scope_counts_the_first_municipality(
    room: CaseRoom,
) -> None:
    filled(room)
    out = io.StringIO()
    call_command("report", "contacts", "--month", "2026-10", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["scope"] == room.region.areas["tsunagi"].name
    assert (answer["total"], answer["persons"]) == (4, 2)


def test_minutes_add_up_the_same_from_every_side(
    room: CaseRoom, client_for: ClientFor
) -> None:
    filled(room)
    actor = room.actor("manager")
    found = work_report(
        actor=actor, month=OCTOBER, scope=queries.default_scope(actor=actor)
    )
    assert found.total_minutes == 53 and found.records == 4
    for lines in (found.by_kind, found.by_mode, found.by_funding, found.by_method):
        assert sum(line.spent.total_minutes for line in lines) == 53
    assert {line.label for line in found.by_mode} == {"計画相談", "匿名の相談"}
    client = client_for("manager")
    page = client.get(reverse("work-report"), {"month": "2026-10"})
    assert "53分" in page.content.decode()
    file = client.get(reverse("work-report"), {"month": "2026-10", "format": "xlsx"})
    assert file.content.startswith(b"PK")


def test_plan_and_entrusted_stand_side_by_side_by_the_same_codes(
    room: CaseRoom,
) -> None:
    methods = contact_categories(actor=room.actor("manager"), on=DAY).methods
    one, two, *_ = methods.codes
    cases = {
        mode: room.case(name=f"架空 {mode}", mode=mode)
        for mode in (Mode.PLAN, Mode.CHILD_PLAN, Mode.ENTRUSTED, Mode.SETTLING)
    }
    for mode, method, minutes in (
        (Mode.PLAN, one, 10), (Mode.CHILD_PLAN, one, 5), (Mode.ENTRUSTED, one, 20),
        (Mode.ENTRUSTED, two, 7), (Mode.SETTLING, methods.codes[2], 90),
    ):  # fmt: skip
        room.contact(cases[mode], occurred_on=DAY, method=method, minutes=minutes)
    actor = room.actor("manager")
    found = work_report(
        actor=actor, month=OCTOBER, scope=queries.default_scope(actor=actor)
    )
    pairs = {
        pair.label: (
            pair.plan.records, pair.plan.minutes,
            pair.entrusted.records, pair.entrusted.minutes,
        )
        for pair in dict(found.pairs)["支援方法"]
    }  # fmt: skip
    assert pairs == {
        methods.label_of(one): (2, 15, 1, 20),
        methods.label_of(two): (0, 0, 1, 7),
    }


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("manager")

    def queries_of_page() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("contact-report"), {"month": "2026-10"})
        return len(captured)

    queries_of_page()  # the first page of a session also writes the session
    before = queries_of_page()
    filled(room)
    assert queries_of_page() == before


def test_closing_twice_is_refused(room: CaseRoom) -> None:
    close = {
        "office_id": room.region.offices["hikari"].pk, "month": OCTOBER,
        "by": room.actor("manager"), "now": NOW,
    }  # fmt: skip
    close_month(**close)
    with pytest.raises(UserError):
        close_month(**close)
