"""希望と課題の画面、一覧、書き出し、きょう、受付からの課題。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.aims.test_actions import STEP, VALUES, go_on, write
from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.aims.actions import add_life_step
from tsunagi.cases.aims.models import LifeStep, Problem
from tsunagi.cases.person.actions import write_section
from tsunagi.cases.person.rules import Section

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
PAGES = ["case-aims", "case-path", "problem-new", "life-step-new"]
POSTED = {
    "text": "ひとりで買い物をしたことがない", "kind": "experience", "whose": "person",
    "causes": ["environment"], "stage": "present", "noticed_on": "令和8年10月1日",
    "next_look_on": "",
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_the_specialist_opens_and_the_look_is_written(
    name: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    write(room, case)
    add_life_step(
        case=case, values=STEP, by=room.actor("specialist"), now=NOW, today=TODAY
    )
    client = client_for("specialist")
    before = AuditEvent.objects.count()
    page = client.get(reverse(name, args=[case.public_id]))
    assert page.status_code == 200
    assert "架空 花子さん" in page.content.decode()
    event = list(AuditEvent.objects.order_by("id")[before:])[-1]
    assert event.subjects.get().subject_public_id == case.person.public_id


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["alone", "core_staff", "minato_specialist"])
def test_for_others_there_is_nothing(
    name: str, who: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    page = client_for(who).get(reverse(name, args=[case.public_id]))
    assert page.status_code == 404


def test_a_problem_sent_twice_is_written_once(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("problem-new", args=[case.public_id])
    key = str(client.get(url).context["form"]["key"].value())
    for _ in range(2):
        assert client.post(url, {**POSTED, "key": key}).status_code == 302
    assert Problem._base_manager.count() == 1


def test_a_refusal_keeps_what_was_typed(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("problem-new", args=[case.public_id])
    key = str(client.get(url).context["form"]["key"].value())
    page = client.post(url, {**POSTED, "stage": "latent", "key": key})
    assert page.status_code == 422
    text = page.content.decode()
    assert "次に様子を見る日が要ります" in text and POSTED["text"] in text


def test_progress_and_step_are_written_on_screen(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    problem = write(room, case)
    client = client_for("specialist")
    url = reverse("problem-progress", args=[case.public_id, problem.public_id])
    data = {
        "note": "一緒に行けた",
        "on": "令和8年11月22日",
        "state": "solved",
        "version": 1,
    }
    assert client.post(url, data).status_code == 302
    page = client.get(reverse("case-aims", args=[case.public_id])).content.decode()
    assert "終えた課題" in page and "一緒に行けた" in page

    url = reverse("life-step-new", args=[case.public_id])
    key = str(client.get(url).context["form"]["key"].value())
    data = {
        "text": "バスに乗る",
        "doers": ["person"],
        "decided_on": "R8.11.1",
        "key": key,
    }
    assert client.post(url, data).status_code == 302
    step = LifeStep._base_manager.get()
    url = reverse("life-step-edit", args=[case.public_id, step.public_id])
    data = {
        "text": "バスに乗る", "doers": ["person"], "decided_on": "R8.11.1",
        "state": "done", "reflection": "うれしかった", "version": 1,
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    page = client.get(reverse("case-path", args=[case.public_id])).content.decode()
    assert "バスに乗る" in page and "うれしかった" in page


def test_the_paper_shows_the_wish_and_what_was_said_before(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    for version, text in enumerate(["家にいたい", "町で暮らしたい"]):
        write_section(
            case=case, section=Section.WISHES, text=text, version=version,
            by=room.actor("specialist"), now=NOW,
        )  # fmt: skip
    page = client_for("specialist").get(reverse("case-path", args=[case.public_id]))
    text = page.content.decode()
    assert text.index("町で暮らしたい") < text.index("家にいたい")


def test_the_list_filters_pages_and_exports(
    room: CaseRoom, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    case = room.case()
    write(room, case, text="経験がない")
    write(room, case, text="雨の日に困る", kind="daily", causes=["society"])
    look = TODAY + timedelta(days=3)
    write(
        room, case, text="母が高齢", stage="latent", signs=["carer"], next_look_on=look
    )
    client = client_for("specialist")
    url = reverse("problem-list")
    text = client.get(url).content.decode()
    assert text.index("母が高齢") < text.index("経験がない"), "日のあるものが先"
    for query, shown, hidden in (
        ("stage=latent", "母が高齢", "経験がない"),
        ("cause=society", "雨の日に困る", "ほかの言葉"),
        ("sign=carer", "母が高齢", "雨の日に困る"),
        ("kind=daily", "雨の日に困る", "母が高齢"),
        ("mine=1", "雨の日に困る", "ほかの言葉"),
    ):
        text = client.get(f"{url}?{query}").content.decode()
        assert shown in text and hidden not in text, query
    assert (
        "この条件の課題はありません"
        in client.get(f"{url}?state=dropped").content.decode()
    )
    answer = client.post(reverse("problem-export"), {"purpose": "meeting"})
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    event = AuditEvent.objects.filter(action="problem.export").get()
    assert event.subjects.count() == 1


def test_the_next_page_goes_on_where_the_first_ended(
    room: CaseRoom, client_for: ClientFor
) -> None:
    from tsunagi.cases.aims.list_rules import ProblemFilter
    from tsunagi.cases.aims.queries import problem_lines

    case = room.case()
    days = [None, TODAY, TODAY + timedelta(days=1), None, TODAY]
    for number, day in enumerate(days):
        write(
            room, case, text=f"課題{number}", stage="latent" if day else "present",
            next_look_on=day, noticed_on=date(2026, 1, 1 + number % 2),
        )  # fmt: skip
    by = room.actor("specialist")
    whole, _ = problem_lines(actor=by, wanted=ProblemFilter(), now=NOW)
    found: list[Problem] = []
    after = None
    while True:
        rows, after = problem_lines(
            actor=by, wanted=ProblemFilter(), now=NOW, after=after, limit=2
        )
        found += rows
        if after is None:
            break
    assert [row.pk for row in found] == [row.pk for row in whole]
    assert len(whole) == 5


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, client_for: ClientFor, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = room.case()
    client = client_for("specialist")
    counts = []
    for _ in range(2):
        for number in range(4):
            row = write(room, case, text=f"課題{number}")
            go_on(room, row, "eased")
        for url in (
            reverse("problem-list"),
            reverse("case-aims", args=[case.public_id]),
        ):
            client.get(url)
            with CaptureQueriesContext(
                connection,
            ) as found:
                client.get(url)
            counts.append(len(found))
    assert counts[:2] == counts[2:]


def test_today_names_whom_to_look_after(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    write(room, case, stage="latent", next_look_on=TODAY, text="母が高齢で心配")
    from tsunagi.reports.worklist.queries import today_for

    found = today_for(actor=room.actor("specialist"), now=NOW, today=TODAY)
    titles = [item.title for item in found.due]
    assert "架空 花子さんの様子を見る" in titles
    other = today_for(actor=room.actor("alone"), now=NOW, today=TODAY)
    assert not any("様子を見る" in item.title for item in other.due)


def test_values_are_those_of_the_form() -> None:
    from tsunagi.cases.aims.forms import ProblemForm

    assert set(VALUES) == set(ProblemForm.base_fields) - {"key"}
