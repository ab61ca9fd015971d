"""報酬の根拠が記録にない時間: 基本相談支援を、計画の仕事から分けて数える。"""

from __future__ import annotations

from collections.abc import Callable, Collection
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
from tests.cases.monitoring.test_reports import write
from tests.cases.plan.conftest import BEGUN, PlanRoom
from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO, Region
from tsunagi.activity.record.counting import Spent
from tsunagi.activity.record.person_counting import Marked
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.monitoring.actions import mark_done
from tsunagi.cases.plan.actions import end_plan
from tsunagi.cases.plan.models import Plan, PlanStep
from tsunagi.cases.plan.rules import PlanKind, SelfWish, Step
from tsunagi.common.dates import YearMonth
from tsunagi.organisations.office.models import OfficeKindPeriod
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.reports.contacts.queries import default_scope
from tsunagi.reports.work.basis_rules import (
    Basis,
    basis_lines,
    basis_of,
    unbased_minutes,
)
from tsunagi.reports.work.queries import work_report

ClientFor = Callable[[str], Client]
PLAN_OFFICE = {OfficeKind.DESIGNATED_PLAN}
BOTH = {OfficeKind.DESIGNATED_CHILD, OfficeKind.COMMISSIONED}


@pytest.mark.parametrize(
    ("mode", "worked", "planned", "kinds", "basis"),
    [
        (Mode.PLAN, True, True, PLAN_OFFICE, Basis.WORK),
        (Mode.PLAN, True, False, PLAN_OFFICE, Basis.WORK),
        (Mode.PLAN, False, True, PLAN_OFFICE, Basis.QUIET),
        (Mode.CHILD_PLAN, False, False, PLAN_OFFICE, Basis.NO_PLAN),
        (Mode.SELF_PLAN, False, False, PLAN_OFFICE, Basis.NO_PLAN),
        (Mode.ENTRUSTED, False, False, PLAN_OFFICE, Basis.NO_PLAN),
        ("", False, False, PLAN_OFFICE, Basis.NO_PLAN),
        (Mode.ENTRUSTED, False, True, BOTH, Basis.OTHER),
        ("", False, False, BOTH, Basis.OTHER),
        (Mode.PLAN, False, True, BOTH, Basis.QUIET),
        (Mode.SETTLING, False, True, PLAN_OFFICE, Basis.OTHER),
        (Mode.CORE_DIFFICULT, False, False, PLAN_OFFICE, Basis.OTHER),
        (Mode.PLAN, True, True, {OfficeKind.COMMISSIONED}, Basis.OTHER),
        (Mode.PLAN, False, False, set(), Basis.OTHER),
    ],
)
def test_where_a_piece_of_work_lies(
    mode: str, worked: bool, planned: bool, kinds: Collection[str], basis: Basis
) -> None:
    assert basis_of(Marked(1, mode, worked, planned), kinds=kinds) is basis


def test_lines_stand_in_the_order_of_the_offices_and_add_up() -> None:
    lines = basis_lines(
        {
            Marked(2, Mode.PLAN, False, True): Spent("", 2, 30, 10),
            Marked(2, Mode.PLAN, True, True): Spent("", 1, 60, 0),
            Marked(2, "", False, False): Spent("", 1, 5, 0),
            Marked(1, Mode.ENTRUSTED, False, False): Spent("", 1, 7, 0),
        },
        names={1: "架空 委託", 2: "架空 指定", 3: "架空 なにもない"},
        kinds={1: {OfficeKind.COMMISSIONED}, 2: PLAN_OFFICE},
    )
    assert [(one.label, one.cells) for one in lines] == [
        ("架空 委託", (0, 0, 0, 7)), ("架空 指定", (60, 40, 5, 0)),
    ]  # fmt: skip
    assert [one.unbased for one in lines] == [0, 45] and unbased_minutes(lines) == 45
    assert lines[1].records[Basis.QUIET] == 2


pytestmark = pytest.mark.django_db
MADE = BEGUN + timedelta(days=list(Step).index(Step.PLAN_MADE))
MONTH = YearMonth.of(MADE)
LATER = MONTH.plus(1)


@pytest.fixture
def room(region: Region) -> CaseRoom:
    return CaseRoom(region)


@pytest.fixture
def plans(room: CaseRoom) -> PlanRoom:
    return PlanRoom(room)


def in_use(plans: PlanRoom, case: Case | None = None) -> Plan:
    plan = plans.plan(case)
    plans.until(plan, Step.PLAN_CONSENTED)
    return plan


def cells(room: CaseRoom, month: YearMonth, by: str = "manager") -> tuple[int, ...]:
    """Minutes of 指定の事業所 ひかり: work, quiet, without a plan, paid otherwise."""
    actor = room.actor(by)
    found = work_report(actor=actor, month=month, scope=default_scope(actor=actor))
    told = {line.label: line.cells for line in found.basis}
    assert sum(map(sum, told.values())) == found.total_minutes
    return told.get("架空 hikari", ())


def test_only_the_month_of_the_plan_is_plan_work(
    plans: PlanRoom, room: CaseRoom
) -> None:
    case = in_use(plans).case
    room.contact(case, occurred_on=MADE, minutes=30, travel_minutes=10)
    room.contact(case, occurred_on=LATER.first_day, minutes=20)
    room.contact(case, occurred_on=MONTH.plus(-2).first_day, minutes=5)
    assert cells(room, MONTH) == (40, 0, 0, 0)
    assert cells(room, LATER) == (0, 20, 0, 0)
    assert cells(room, MONTH.plus(-2)) == (0, 0, 5, 0), "the plan was not made yet"


def test_the_plan_of_another_office_is_no_work_of_this_one(
    plans: PlanRoom, room: CaseRoom
) -> None:
    plan = in_use(plans)
    room.contact(plan.case, occurred_on=MADE, minutes=30)
    type(plan)._base_manager.filter(pk=plan.pk).update(
        office=room.region.offices["alone"]
    )
    assert cells(room, MONTH) == (0, 30, 0, 0)


def test_a_monitoring_is_work_whether_it_has_a_report_or_not(
    plans: PlanRoom, room: CaseRoom
) -> None:
    october, day = YearMonth(2026, 10), date(2026, 10, 20)
    one, other = (in_use(plans, room.case(name=f"架空 {n}")) for n in ("一郎", "二郎"))
    made = PlanStep._base_manager.filter(step=Step.PLAN_MADE)
    made.update(on=date(2026, 9, 1))
    for plan, minutes in ((one, 30), (other, 7)):
        room.contact(plan.case, occurred_on=day, minutes=minutes)
    assert cells(room, october) == (0, 37, 0, 0)
    decide(room, one.case)
    row = month_row(one.case, 202610)
    mark_done(
        row=row, done_on=day, version=row.version, by=room.actor("specialist"),
        now=NOW, today=TODAY,
    )  # fmt: skip
    assert cells(room, october) == (30, 7, 0, 0)
    write(plans, other, held_on=day)
    assert cells(room, october) == (37, 0, 0, 0)


def test_a_self_made_plan_and_nobody_are_without_a_plan(
    plans: PlanRoom, room: CaseRoom
) -> None:
    case = room.case(mode=Mode.SELF_PLAN)
    plans.plan(case, kind=PlanKind.SELF_PERSON, self_wish=SelfWish.WISHED)
    room.contact(case, occurred_on=MADE, minutes=30)
    room.contact(None, occurred_on=MADE, minutes=8)
    assert cells(room, MONTH) == (0, 0, 38, 0)
    OfficeKindPeriod.objects.create(
        office=room.region.offices["hikari"], kind=OfficeKind.COMMISSIONED,
        valid_from=LONG_AGO, valid_before=MONTH.plus(1).first_day,
    )  # fmt: skip
    assert cells(room, MONTH) == (0, 0, 30, 8), "its commission pays for the nameless"
    room.contact(None, occurred_on=LATER.first_day, minutes=3)
    assert cells(room, LATER) == (0, 0, 3, 0), "the commission is over"


def test_a_plan_that_ended_before_the_month_is_no_plan(
    plans: PlanRoom, room: CaseRoom
) -> None:
    plan = in_use(plans)
    room.contact(plan.case, occurred_on=LATER.first_day, minutes=20)
    plan.refresh_from_db(from_queryset=Plan.objects.unscoped("test"))
    end_plan(
        plan=plan, reason="転出", version=plan.version, by=room.actor("specialist"),
        now=NOW, today=LATER.first_day,
    )  # fmt: skip
    assert cells(room, LATER) == (0, 20, 0, 0)
    Plan.objects.unscoped("test").update(stage_since=MONTH.last_day)
    assert cells(room, LATER) == (0, 0, 20, 0)


def test_others_see_no_hours_of_this_office(plans: PlanRoom, room: CaseRoom) -> None:
    room.contact(in_use(plans).case, occurred_on=MADE, minutes=30)
    assert cells(room, MONTH, "alone") == ()
    assert cells(room, MONTH, "officer") == (30, 0, 0, 0), (
        "as in the rest of the report"
    )


def test_on_screen_and_in_excel(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    plan = in_use(plans)
    room.contact(plan.case, occurred_on=LATER.first_day, minutes=23)
    client, asked = client_for("manager"), {"month": str(LATER)}
    page = client.get(reverse("work-report"), asked).content.decode()
    assert "報酬の根拠が記録にない時間は23分です" in page
    assert "請求できない、という判断でもありません" in page
    assert plan.case.person.name not in page
    file = client.get(reverse("work-report"), {**asked, "format": "xlsx"}).content
    book = CalamineWorkbook.from_filelike(BytesIO(file))
    rows = book.get_sheet_by_name("報酬の根拠").to_python()
    assert ["架空 hikari", Basis.QUIET.label, 1, 23, "根拠が記録にない"] in rows
    assert plan.case.person.name not in str(rows)


def test_the_number_of_queries_does_not_grow(
    plans: PlanRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("officer")
    counts = []
    for number in range(2):
        for name in range(1 + number * 2):
            plan = in_use(plans, room.case(name=f"架空 {number}{name}"))
            room.contact(plan.case, occurred_on=MADE, minutes=10)
        url = f"{reverse('work-report')}?month={MONTH}"
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        counts.append(len(found))
    assert counts[0] == counts[1]
