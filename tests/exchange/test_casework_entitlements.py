"""支給決定の表: 知らない人は登録し、月を置き、重なる期間と読めない行は断る。"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.plan.conftest import PlanRoom
from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import Case
from tsunagi.cases.entitlement.models import Entitlement
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.person.models import Certificate
from tsunagi.cases.plan.actions import dates_of
from tsunagi.cases.plan.models import Plan, PlanStep
from tsunagi.cases.plan.rules import Stage, Step
from tsunagi.common.csvfile import LineError
from tsunagi.exchange.casework.actions import import_table
from tsunagi.exchange.casework.place import Place
from tsunagi.exchange.casework.rules import Kind
from tsunagi.exchange.reports import ImportReport

pytestmark = pytest.mark.django_db
HEAD = "利用者番号,氏名,氏名カナ,生年月日,受給者証番号,支給決定開始日,支給決定終了日,計画作成日,モニタリング間隔,開始年月,終期月"
GOOD = "A-1,架空 花子,カクウ ハナコ,S60.4.1,9900000001,R8.5.1,R9.4.30,R8.4.20,3か月ごと,令和8年7月,令和9年4月"


def load(
    region: Region, *lines: str, commit: bool = True, by: str = "manager"
) -> ImportReport:
    head = f"{HEAD},支給決定日" if any(one.count(",") > 10 for one in lines) else HEAD
    text = "\n".join([head, *lines])
    place = Place(region.offices["hikari"], region.actor(by), NOW, TODAY)
    return import_table(Kind.ENTITLEMENTS, text.encode(), place=place, commit=commit)


def months() -> list[int]:
    rows = MonitoringMonth._base_manager.order_by("month", "id")
    return list(rows.values_list("month", flat=True))


def test_forty_persons_arrive_with_their_calendar(region: Region) -> None:
    lines = [
        GOOD.replace("A-1", f"A-{n}").replace("花子", f"花子{n}") for n in range(40)
    ]
    report = load(region, *lines)
    assert (report.new, report.errors, report.committed) == (40, (), True)
    assert Case._base_manager.count() == 40
    assert Certificate._base_manager.filter(number="9900000001").count() == 40
    assert set(months()) == {202607, 202610, 202701, 202704}
    row = Entitlement._base_manager.first()
    assert row is not None
    assert (row.from_month, row.to_month, row.source) == (202604, 202704, "import")


def test_without_commit_nothing_is_written(region: Region) -> None:
    report = load(region, GOOD, commit=False)
    assert (report.new, report.committed) == (1, False)
    assert not Case._base_manager.exists()


def test_the_same_table_again_changes_nothing(region: Region) -> None:
    load(region, GOOD)
    report = load(region, GOOD)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 1)
    assert len(months()) == 4


def test_the_next_period_of_a_known_person_is_added(region: Region) -> None:
    load(region, GOOD)
    following = "A-1,架空 花子,カクウ ハナコ,S60.4.1,9900000001,R9.5.1,R10.4.30,,6,令和9年10月,令和10年4月"
    report = load(region, following)
    assert (report.new, report.changed) == (1, 0)
    assert months()[-2:] == [202710, 202804]


def test_an_overlapping_period_is_refused(region: Region) -> None:
    load(region, GOOD)
    report = load(region, GOOD.replace("3か月ごと", "6か月ごと"))
    assert [(e.line, e.column) for e in report.errors] == [(2, "開始年月")]
    assert not report.committed


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("3か月ごと", "ときどき", "モニタリング間隔"),
        ("3か月ごと", "", "モニタリング間隔"),
        ("R9.4.30", "R8.4.30", "支給決定終了日"),
        ("R8.5.1", "4月31日", "支給決定開始日"),
        ("R8.5.1", "令和8年", "支給決定開始日"),
        ("令和9年4月", "令和8年6月", "終期月"),
        ("令和8年7月", "春", "開始年月"),
        ("架空 花子", "", "氏名"),
        ("A-1", "", "利用者番号"),
    ],
)
def test_a_bad_line_says_where_and_why_and_nothing_is_written(
    old: str, new: str, column: str, region: Region
) -> None:
    other = GOOD.replace("A-1", "A-2").replace("花子", "次郎")
    report = load(region, GOOD.replace(old, new, 1), other)
    assert (2, column) in {(e.line, e.column) for e in report.errors}
    assert not Case._base_manager.exists() and not report.committed


def test_the_same_number_twice_is_refused(region: Region) -> None:
    report = load(region, GOOD, GOOD)
    assert {e.line for e in report.errors} == {3}


def test_a_missing_heading_is_named(region: Region) -> None:
    place = Place(region.offices["hikari"], region.actor("manager"), NOW, TODAY)
    report = import_table(
        Kind.ENTITLEMENTS,
        "利用者番号,氏名\nA-1,架空".encode(),
        place=place,
        commit=True,
    )
    assert "支給決定開始日" in report.errors[0].reason


def test_another_office_writes_nothing(region: Region) -> None:
    from tsunagi.access.actor import AccessDenied

    with pytest.raises(AccessDenied):
        load(region, GOOD, by="alone")


def test_the_child_of_a_childrens_case_gets_its_kind(region: Region) -> None:
    load(region, GOOD.replace("S60.4.1", "R1.6.1"))
    assert Entitlement._base_manager.get().kind == "child"


def test_on_the_command_line(region: Region, tmp_path: Path) -> None:
    from tsunagi.organisations.office.models import OfficeKindPeriod

    OfficeKindPeriod.objects.filter(office=region.offices["hikari"]).update(
        office_number="4739999996"
    )
    CaseRoom(region)
    file = tmp_path / "table.csv"
    file.write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8")
    out = StringIO()
    call_command(
        "import", "entitlements", str(file), "--office", "4739999996", "--commit",
        "--json", stdout=out, stderr=StringIO(),
    )  # fmt: skip
    answer = json.loads(out.getvalue())
    assert (answer["new"], answer["committed"]) == (1, True)
    template = StringIO()
    call_command("import", "template", "entitlements", stdout=template)
    assert template.getvalue().splitlines()[0] == f"{HEAD},支給決定日"


def test_a_renewal_begins_with_its_period_whenever_the_plan_was_made(
    region: Region,
) -> None:
    load(region, GOOD)
    following = "A-1,架空 花子,カクウ ハナコ,S60.4.1,9900000001,R9.5.1,R10.4.30,R9.4.20,6,,令和10年4月"
    for written in (1, 0):
        report = load(region, following)
        assert (report.new, report.errors) == (written, ())
    last = Entitlement._base_manager.order_by("-id")[0]
    assert last.from_month == 202705


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("令和9年4月", "令和19年4月", "終期月"),
        ("R9.4.30,R8.4.20,3か月ごと,令和8年7月,令和9年4月", "R19.4.30,,3,,",
         "支給決定終了日"),
        ("R8.4.20", "H8.4.20", "終期月"),
    ],
)  # fmt: skip
def test_a_period_of_many_years_is_refused_in_the_preview(
    old: str, new: str, column: str, region: Region
) -> None:
    report = load(region, GOOD.replace(old, new), commit=False)
    assert [(e.line, e.column) for e in report.errors] == [(2, column)]


def test_whose_decisions_were_written_stands_in_the_log(region: Region) -> None:
    load(region, GOOD)
    following = "A-1,架空 花子,カクウ ハナコ,S60.4.1,9900000001,R9.5.1,R10.4.30,,6,,"
    load(region, following)
    event = AuditEvent.objects.filter(action="entitlement.import").order_by("-id")[0]
    person = Case._base_manager.get().person.public_id
    assert [one.subject_public_id for one in event.subjects.all()] == [person]


def waiting_plan(region: Region) -> Plan:
    """A person of the table whose plan was handed in and waits for the decision."""
    load(region, GOOD)
    room = PlanRoom(CaseRoom(region))
    plan = room.plan(Case._base_manager.get(), by="manager")
    PlanStep._base_manager.create(
        plan=plan, case=plan.case, step=Step.DRAFT_SUBMITTED, recorded_at=NOW,
        on=date(2026, 10, 20),
    )  # fmt: skip
    return plan


NEXT = "A-1,架空 花子,カクウ ハナコ,S60.4.1,9900000001,R9.5.1,R10.4.30,,6,,"


def of_the_plan(report: ImportReport) -> list[LineError]:
    return [one for one in report.warnings if "計画" in one.reason]


def test_a_plan_that_waited_for_the_decision_goes_on(region: Region) -> None:
    plan = waiting_plan(region)
    report = load(region, f"{NEXT},R8.10.28", commit=False)
    assert (report.plans_advanced, of_the_plan(report)) == (1, [])
    assert dates_of(plan).get(Step.DECIDED) is None
    report = load(region, f"{NEXT},R8.10.28")
    assert (report.new, report.plans_advanced) == (1, 1)
    assert dates_of(plan)[Step.DECIDED] == date(2026, 10, 28)
    plan.refresh_from_db()
    assert plan.stage == Stage.DECIDED
    assert AuditEvent.objects.filter(action="plan.step").exists()
    row = Entitlement._base_manager.order_by("-id")[0]
    assert row.decided_on == date(2026, 10, 28)


@pytest.mark.parametrize(
    ("day", "column", "words"),
    [
        (",", "支給決定開始日", "支給決定日がありません"),
        (",R8.10.1", "支給決定日", "日付の順に合いません"),
    ],
)
def test_a_day_that_does_not_fit_leaves_the_plan_and_says_so(
    day: str, column: str, words: str, region: Region
) -> None:
    plan = waiting_plan(region)
    report = load(region, f"{NEXT}{day}")
    assert (report.new, report.plans_advanced) == (1, 0)
    (warning,) = of_the_plan(report)
    assert warning.column == column and words in warning.reason
    assert Step.DECIDED not in dates_of(plan)


def test_a_day_of_decision_that_cannot_be_read_is_refused(region: Region) -> None:
    report = load(region, f"{NEXT},さくねん")
    assert [one.column for one in report.errors] == ["支給決定日"]


def test_the_preview_says_how_many_plans_go_on(
    region: Region, client_for: Callable[[str], Client]
) -> None:
    plan = waiting_plan(region)
    client = client_for("manager")
    pasted = "\n".join([f"{HEAD},支給決定日", f"{NEXT},R8.10.28"]).replace(",", "\t")
    page = client.post(reverse("import-entitlements"), {"pasted": pasted})
    words = "支給決定を待っていた計画のうち 1件に、支給決定の日が記されて次へ進みます"
    assert words in page.content.decode() and Step.DECIDED not in dates_of(plan)
    done = client.post(page.context["confirm_url"], follow=True)
    assert "1件の計画に、支給決定の日を記しました" in done.content.decode()
    assert dates_of(plan)[Step.DECIDED] == date(2026, 10, 28)
