"""まとめて担当を替える、一覧を書き出す。"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent, AuditSubject
from tsunagi.cases.case.actions import assign
from tsunagi.cases.lists import queries
from tsunagi.cases.lists.rules import TEAM
from tsunagi.cases.models import Case, CaseEvent

pytestmark = pytest.mark.django_db


def ticked(*cases: Case) -> list[str]:
    return [f"{case.public_id}.{case.version}" for case in cases]


def fresh(case: Case) -> Case:
    return Case.objects.unscoped("test").get(pk=case.pk)


@pytest.fixture
def two(room: CaseRoom) -> tuple[Case, Case]:
    return (
        room.case(name="架空 一", kana="かくう いち"),
        room.case(name="架空 二", kana="かくう に", staff="assistant"),
    )


def test_first_the_question_then_the_preview_then_the_act(
    client_for: Callable, room: CaseRoom, two: tuple[Case, Case]
) -> None:
    client, url = client_for("manager"), reverse("case-reassign")
    assistant = room.region.staff["assistant"]
    asked = client.post(url, {"cases": ticked(*two)})
    assert asked.status_code == 200 and "新しい担当者" in asked.content.decode()
    answer = {
        "cases": ticked(*two), "staff": str(assistant.public_id), "reason": "異動のため",
    }  # fmt: skip
    preview = client.post(url, {**answer, "step": "preview"}).content.decode()
    assert "まだ替えていません" in preview
    assert "変わりません" in preview and assistant.name in preview
    assert fresh(two[0]).responsible_staff == room.region.staff["specialist"]
    done = client.post(url, {**answer, "step": "save"}, follow=True)
    assert "1件の担当を替えました" in done.content.decode()
    assert [fresh(case).responsible_staff for case in two] == [assistant, assistant]
    assert AuditEvent.objects.filter(action="case.assign").count() == 1


def test_a_change_since_the_preview_stops_all_of_them(
    client_for: Callable, room: CaseRoom, two: tuple[Case, Case]
) -> None:
    seen = ticked(*two)
    assign(
        case=fresh(two[1]), staff=None, reason="休み", version=two[1].version,
        by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    answer = {
        "cases": seen, "staff": str(room.region.staff["manager"].public_id),
        "reason": "異動", "step": "save",
    }  # fmt: skip
    response = client_for("manager").post(reverse("case-reassign"), answer)
    assert response.status_code == 422
    assert fresh(two[0]).responsible_staff == room.region.staff["specialist"]
    assert fresh(two[1]).responsible_staff is None


def test_to_wait_in_the_team_is_chosen_and_never_assumed(
    client_for: Callable, two: tuple[Case, Case]
) -> None:
    client, url = client_for("manager"), reverse("case-reassign")
    empty = {"cases": ticked(*two), "staff": "", "reason": "休職", "step": "save"}
    assert client.post(url, empty).status_code == 422
    client.post(url, {**empty, "staff": TEAM})
    assert [fresh(case).responsible_staff for case in two] == [None, None]
    assert CaseEvent.objects.unscoped("test").filter(text__contains="チームで").exists()


def test_cases_of_another_office_and_closed_ones_are_dropped(
    client_for: Callable, room: CaseRoom, two: tuple[Case, Case]
) -> None:
    other = room.case(
        name="架空 よその人",
        kana="かくう よそ",
        office="alone",
        staff="alone",
        by="alone",
    )
    Case.objects.unscoped("test").filter(pk=two[1].pk).update(
        closed_on=TODAY, closing_reason="wish", retention_until=TODAY
    )
    page = client_for("manager").post(
        reverse("case-reassign"), {"cases": ticked(*two, other)}
    )
    text = page.content.decode()
    assert "2件は" in text and "架空 一" in text
    assert "架空 よその人" not in text and "架空 二" not in text


def test_nothing_chosen_leads_back_to_the_list(client_for, room) -> None:
    for cases in ([], ["x"], ["00000000-0000-7000-8000-000000000000.1"]):
        response = client_for("manager").post(
            reverse("case-reassign"), {"cases": cases}
        )
        assert response.url == reverse("case-office")


@pytest.mark.parametrize("who", ["specialist", "assistant", "officer"])
def test_who_may_not_assign_is_refused(client_for, two, who: str) -> None:
    response = client_for(who).post(reverse("case-reassign"), {"cases": ticked(*two)})
    assert response.status_code in (302, 403)
    assert fresh(two[0]).version == two[0].version


def test_an_export_asks_why_and_says_who_when_and_why(
    client_for: Callable, room: CaseRoom, two: tuple[Case, Case]
) -> None:
    client, url = client_for("manager"), reverse("case-office-export")
    assert client.get(url).status_code == 200
    assert client.post(url, {"shape": "csv"}).status_code == 422
    assert not AuditEvent.objects.filter(action="case.export", outcome="done").exists()
    response = client.post(url, {"shape": "csv", "purpose": "handover"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert "目的: 担当の引継ぎ" in rows[0][0] and "架空 manager" in rows[0][0]
    assert "2件" in rows[0][0] and "取扱注意" in rows[0][0]
    assert rows[1][:3] == ["氏名", "かな", "生年月日"]
    assert [row[0] for row in rows[2:]] == ["架空 一", "架空 二"]
    assert "1番地" not in str(rows) and "000-111" not in str(rows)
    event = AuditEvent.objects.get(action="case.export")
    assert event.details == {
        "list": "office", "purpose": "handover", "shape": "csv", "rows": 2,
    }  # fmt: skip
    assert AuditSubject.objects.filter(event=event).count() == 2


def test_an_export_holds_the_filtered_lines_of_all_pages(
    client_for: Callable, room: CaseRoom, two: tuple[Case, Case], monkeypatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    address = reverse("case-office-export")
    staff = room.region.staff["assistant"].public_id
    answer = {"shape": "csv", "purpose": "meeting"}
    client = client_for("manager")
    everything = client.post(address, answer).content.decode()
    assert "架空 一" in everything and "架空 二" in everything
    some = client.post(f"{address}?staff={staff}", answer).content.decode()
    assert "架空 一" not in some and "架空 二" in some


def test_the_print_page_carries_the_same_line_on_top(client_for, two) -> None:
    page = client_for("specialist").post(
        reverse("case-mine-export"), {"shape": "print", "purpose": "visits"}
    )
    text = page.content.decode()
    assert "目的: 訪問や連絡の予定を立てる" in text and "架空 一" in text
    assert "架空 二" not in text


def test_more_than_can_be_written_is_refused_with_what_to_do(
    client_for: Callable, two: tuple[Case, Case], monkeypatch
) -> None:
    monkeypatch.setattr(queries, "MOST_EXPORTED", 1)
    response = client_for("manager").post(
        reverse("case-office-export"), {"shape": "csv", "purpose": "meeting"}
    )
    assert response.status_code == 422 and "LST-002" in response.content.decode()
    assert not AuditEvent.objects.filter(action="case.export", outcome="done").exists()
