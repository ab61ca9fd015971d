"""書面を選ぶ、受け取る、送る: だれが見られるか、何が残るか、問い合わせの数。"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cases.papers.conftest import PlanRoom, read
from tests.cases.test_person_actions import shield
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.papers.rules import PaperKind
from tsunagi.cases.person.actions import add_certificate
from tsunagi.cases.person.rules import CertificateKind
from tsunagi.cases.plan.actions import record_delivery
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.plan.rules import Step
from tsunagi.cases.plan.sheet_rules import SheetStage

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
NAME = "葛\U000e0100城 𠮷髙"


def url(name: str, plan: Plan) -> str:
    return reverse(name, args=[plan.case.public_id, plan.public_id])


def report_of(plan: Plan, **values: object) -> MonitoringReport:
    """As the monitoring screen will write it."""
    return MonitoringReport._base_manager.create(
        case=plan.case, plan=plan, office=plan.office, staff=plan.staff,
        recorded_at=NOW,
        **{
            "held_on": date(2026, 11, 20), "policy": "方針", "overall": "落ち着いている",
            "results": [{"key": "a", "goal": "買い物", "person_words": "楽しい"}],
            "change_kind": False, "change_amount": True, **values,
        },
    )  # fmt: skip


def test_the_papers_of_a_plan_as_pdf(plans: PlanRoom, client_for: ClientFor) -> None:
    plan = plans.plan(name=NAME, support_level="3")
    add_certificate(
        case=plan.case, kind=CertificateKind.WELFARE,
        values={"number": "0123456789", "valid_from": date(2026, 4, 1)},
        by=plans.room.actor("specialist"), now=NOW,
    )  # fmt: skip
    plans.sheet(plan)
    plans.step(plan, Step.VISITED, date(2026, 10, 3))
    plans.step(plan, Step.DRAFT_MADE, date(2026, 10, 5))
    plans.step(plan, Step.DRAFT_EXPLAINED, date(2026, 10, 6))
    plans.step(plan, Step.DRAFT_CONSENTED, date(2026, 10, 6), consented_by=NAME)
    client = client_for("specialist")
    page = client.get(url("plan-papers", plan)).content.decode()
    assert "PDF で受け取る" in page and "まだ書かれていません" in page
    answer = client.get(
        url("plan-papers-file", plan),
        {"kind": [kind.value for kind in PaperKind], "format": "pdf"},
    )
    assert answer["Content-Type"] == "application/pdf"
    text = read(answer.content)
    for words in (
        NAME, "区分3", "0123456789", "令和8年10月5日", "3か月ごと（令和8年12月から）",
        "（本人）海の近くで暮らしたい", "居宅介護", "架空県つなぎ市東区1番地", "様式１－２",
    ):  # fmt: skip
        assert words.replace(" ", "") in text.replace(" ", ""), words
    assert "様式２－１" not in text, "nothing was written for it"
    assert f"{NAME}令和8年10月6日".replace(" ", "") in "".join(text.split())
    event = AuditEvent.objects.get(action="papers.make")
    assert [row.subject_public_id for row in event.subjects.all()] == [
        plan.case.person.public_id
    ]


def test_the_familiar_sheets_in_excel(plans: PlanRoom, client_for: ClientFor) -> None:
    plan = plans.plan(name=NAME)
    for stage in SheetStage:
        plans.sheet(plan, stage, wishes_person="=1+1")
    report_of(plan)
    answer = client_for("specialist").get(
        url("plan-papers-file", plan),
        {"kind": [kind.value for kind in PaperKind], "format": "excel"},
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == [kind.sheet_name for kind in PaperKind]

    def cells(name: str) -> str:
        rows = book.get_sheet_by_name(name).to_python()
        return "\n".join(str(cell) for row in rows for cell in row if cell)

    assert NAME in cells("2_1計画") and "（本人）=1+1" in cells("2_1計画")
    assert "①居宅介護　買い物の付き添い　8回/月" in cells("1_1計画案")
    assert "9:00〜16:00 生活介護（架空作業所）" in cells("2_2計画週")
    assert "10:00〜12:00 （祝）移動支援" in cells("１_2計画案週")
    assert "落ち着いている" in cells("3_1モニタ")


def test_a_report_is_chosen_by_its_day(plans: PlanRoom, client_for: ClientFor) -> None:
    plan = plans.plan()
    plans.sheet(plan, SheetStage.PLAN)
    first = report_of(plan, overall="一回目の様子", held_on=date(2026, 10, 20))
    report_of(plan, overall="二回目の様子")
    report_of(plan, overall="取り消した様子", is_withdrawn=True)
    client = client_for("specialist")
    where, kind = url("plan-papers-file", plan), {"kind": "report"}
    assert "二回目の様子" in read(client.get(where, kind).content)
    named = {**kind, "report": str(first.record_id)}
    text = read(client.get(where, named).content)
    assert "一回目の様子" in text and "令和8年10月20日" in text
    for wrong in ("x", str(plan.public_id)):
        assert client.get(where, {**kind, "report": wrong}).status_code == 404
    assert client.get(url("plan-papers", plan)).content.decode().count("?report=") == 1


def test_nothing_chosen_goes_back_with_its_reason(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    answer = client_for("specialist").get(
        url("plan-papers-file", plan), {"kind": "report"}, follow=True
    )
    assert "書面が一つも選ばれていません" in answer.content.decode()


@pytest.mark.parametrize("who", ["alone", "core_staff", "minato_specialist"])
def test_another_office_sees_no_paper(
    who: str, plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    plans.sheet(plan)
    client = client_for(who)
    for name in ("plan-papers", "plan-papers-file", "plan-letter"):
        answer = client.get(url(name, plan), {"kind": "draft"})
        assert answer.status_code == 404


def test_a_plan_of_another_case_is_not_there(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    plan, other = plans.plan(), plans.plan(name="架空 次郎")
    where = reverse("plan-papers", args=[other.case.public_id, plan.public_id])
    assert client_for("specialist").get(where).status_code == 404


def test_a_shielded_address_is_printed_for_nobody_else(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    shield(plans.room, plan.case, "manager", who="manager")
    client = client_for("specialist")
    answer = client.get(url("plan-papers-file", plan), {"kind": "person"})
    text = read(answer.content)
    assert "1番地" not in text and "000-111-2222" not in text and "（秘匿）" in text
    letter = client.get(url("plan-letter", plan)).content.decode()
    assert "1番地" not in letter
    assert "秘匿" in client.get(url("plan-papers", plan)).content.decode()
    named = client_for("manager")
    answer = named.get(url("plan-papers-file", plan), {"kind": "person"})
    assert "1番地" in read(answer.content)


def test_a_letter_and_an_envelope(plans: PlanRoom, client_for: ClientFor) -> None:
    plan = plans.plan(name=NAME)
    plans.sheet(plan)
    record_delivery(
        plan=plan, stage=SheetStage.DRAFT, to="架空 後見人", on=date(2026, 11, 1),
        method="郵送", by=plans.room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    client = client_for("specialist")
    where = url("plan-letter", plan)
    page = client.get(where)
    assert page.context["form"]["to"].value() == NAME
    for name in ("架空ヘルパーあおぞら", "架空 後見人", "架空 desk"):
        assert name in page.content.decode()
    chosen = client.get(where, {"to": "other0"}).context["form"]
    assert chosen["to"].value() == "架空 後見人"
    data = {
        "to": NAME, "honorific": "person", "postal_code": "9990001",
        "address": "架空県つなぎ市", "kinds": ["draft"], "shape": "letter",
    }  # fmt: skip
    text = read(client.post(where, data).content)
    assert NAME.replace(" ", "") in text.replace(" ", "") and "計画案" in text
    assert (
        client.post(where, {**data, "shape": "kaku2"})["Content-Type"]
        == "application/pdf"
    )
    assert client.post(where, {**data, "to": ""}).status_code == 422
    assert AuditEvent.objects.filter(action="papers.letter").count() == 3


def test_blank_forms_for_everybody(region: object, client_for: ClientFor) -> None:
    client = client_for("secretary")
    where = reverse("papers-blank")
    assert "白紙の様式" in client.get(where).content.decode()
    answer = client.get(where, {"kind": ["plan", "plan_week"], "format": "pdf"})
    assert "様式２－２" in read(answer.content)
    assert client.get(where, {"kind": "plan", "format": "excel"}).status_code == 200


def test_the_number_of_queries_does_not_grow(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    plan = plans.plan()
    plans.sheet(plan)
    client, counts = client_for("specialist"), []
    everything = {"kind": [kind.value for kind in PaperKind]}
    for number in range(2):
        report_of(plan, held_on=date(2026, 10, 10 + number))
        plans.room.case(name=f"架空 他人{number}")
        row = []
        for where, asked in (
            (url("plan-papers", plan), {}), (url("plan-papers-file", plan), everything),
            (url("plan-letter", plan), {}),
        ):  # fmt: skip
            client.get(where, asked)
            with CaptureQueriesContext(connection) as found:
                client.get(where, asked)
            row.append(len(found))
        counts.append(row)
    assert counts[0] == counts[1]
    assert max(counts[0]) < 40
