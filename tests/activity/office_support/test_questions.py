"""事業所からの問い: 地域の基幹に届き、答えは助言の記録になり、時間が残る。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.activity.office_support.conftest import SupportRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent
from tsunagi.activity.office_support import question_actions as actions
from tsunagi.activity.office_support.models import OfficeSupport
from tsunagi.activity.office_support.question_models import OfficeQuestion
from tsunagi.activity.office_support.question_queries import questions_waiting
from tsunagi.activity.office_support.rules import (
    Mandate,
    QuestionState,
    Topic,
    elapsed_words,
    who_answers,
)
from tsunagi.activity.record.models import Activity
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("path", "centres", "found"),
    [
        ("/1/7/42/", {5: ["/1/7/"], 6: ["/1/7/42/"]}, 6),  # the narrowest
        ("/1/7/43/", {5: ["/1/7/"], 6: ["/1/7/42/"]}, 5),
        ("/1/7/42/", {6: ["/1/7/42/"], 5: ["/1/7/42/"]}, 5),  # always the same one
        ("/1/8/", {5: ["/1/7/"]}, None),
        ("/1/71/", {5: ["/1/7/"]}, None),
        ("/1/7/", {5: []}, None),
    ],
)
def test_which_centre_answers(
    path: str, centres: dict[int, list[str]], found: int | None
) -> None:
    assert who_answers(path, centres) == found


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(minutes=59), "1時間以内"), (timedelta(hours=1), "1時間"),
        (timedelta(hours=23, minutes=59), "23時間"), (timedelta(hours=24), "1日"),
        (timedelta(days=9, hours=23), "9日"),
    ],
)  # fmt: skip
def test_elapsed_time_in_words(passed: timedelta, words: str) -> None:
    assert elapsed_words(passed) == words


def ask(
    support: SupportRoom, *, office: str = "hikari", by: str = "specialist",
    now: datetime = NOW, **values: Any,
) -> OfficeQuestion:  # fmt: skip
    told = {
        "topic": Topic.CLAIMS, "question": "返戻の直し方", "detail": "", **values,
    }  # fmt: skip
    return actions.ask_question(
        office=support.region.offices[office], by=support.region.actor(by), now=now,
        today=TODAY, **told,
    )  # fmt: skip


def answer(
    support: SupportRoom, row: OfficeQuestion, *, by: str = "core_staff",
    words: str = "一覧の上から直す",
) -> OfficeSupport:  # fmt: skip
    return actions.answer_question(
        question=row, answer=words, minutes=15, by=support.region.actor(by),
        now=NOW + timedelta(hours=5), today=TODAY,
    )  # fmt: skip


def test_a_question_reaches_the_centre_of_the_area(support: SupportRoom) -> None:
    row = ask(support)
    assert row.to_office == support.region.offices["core"]

    def sees(name: str) -> bool:
        actor = support.region.actor(name)
        return OfficeQuestion.objects.visible_to(actor, now=NOW).exists()

    for name in ("specialist", "manager", "core_staff", "consultant"):
        assert sees(name), name
    for name in ("alone", "officer", "ward_officer", "secretary"):
        assert not sees(name), name
    core = questions_waiting(actor=support.region.actor("core_staff"), now=NOW)
    assert (core.count, core.oldest) == (1, NOW)
    with pytest.raises(UserError) as caught:
        ask(support, office="alone", by="alone")
    assert caught.value.message.code == "OFS-013"
    support.answer_for("core", "east", "west")
    assert ask(support, office="alone", by="alone").to_office == row.to_office


def test_nobody_asks_for_another_office(support: SupportRoom) -> None:
    for name, office in (("alone", "hikari"), ("secretary", "hikari")):
        with pytest.raises(AccessDenied):
            ask(support, office=office, by=name)
    with pytest.raises(UserError):
        ask(support, office="core", by="core_staff")
    with pytest.raises(UserError) as caught:
        ask(support, question=" ")
    assert (caught.value.message.code, caught.value.field) == ("OFS-012", "question")


def test_an_answer_is_advice_that_is_counted_once(support: SupportRoom) -> None:
    row = ask(support)
    given = answer(support, row)
    row = OfficeQuestion.objects.unscoped("test").get()
    assert row.state == QuestionState.ANSWERED and row.answer_record == given.record_id
    assert (given.topic, given.mandate) == (Topic.CLAIMS, Mandate.OFFICE)
    assert Activity.objects.unscoped("test").get().minutes == 15
    event = AuditEvent.objects.get(action="office_question.answer")
    assert event.details["hours"] == 5
    with pytest.raises(UserError) as caught:
        answer(support, row)
    assert caught.value.message.code == "OFS-014"
    assert OfficeSupport.objects.unscoped("test").count() == 1, "nothing is left half"


def test_only_the_centre_answers_and_only_the_asker_withdraws(
    support: SupportRoom,
) -> None:
    row = ask(support)
    for name in ("specialist", "manager", "officer"):
        with pytest.raises(AccessDenied):
            answer(support, row, by=name)
    with pytest.raises(UserError):
        answer(support, row, words="　")
    with pytest.raises(AccessDenied):
        actions.withdraw_question(question=row, by=support.region.actor("core_staff"))
    actions.withdraw_question(question=row, by=support.region.actor("specialist"))
    assert (
        questions_waiting(actor=support.region.actor("core_staff"), now=NOW).count == 0
    )


def text(response: Any) -> str:
    return str(response.content.decode())


def test_asked_answered_and_made_an_article(
    support: SupportRoom, client_for: ClientFor
) -> None:
    asker, core = client_for("specialist"), client_for("core_staff")
    url = reverse("question-new")
    key = str(asker.get(url).context["form"]["key"].value())
    values = {"key": key, "topic": "claims", "question": "", "detail": "二度目です"}
    refused = asker.post(url, values)
    assert refused.status_code == 422 and "二度目です" in text(refused)
    for _ in range(2):
        asker.post(url, {**values, "question": "返戻の直し方"})
    row = OfficeQuestion.objects.unscoped("test").get()
    assert "事業所からの問いが1件届いています" in text(core.get("/"))
    inbox = text(core.get(reverse("question-list") + "?view=received"))
    assert "返戻の直し方" in inbox and "1時間以内たった" in inbox
    reply = reverse("question-answer", args=[row.public_id])
    assert asker.get(reply).status_code == 403
    assert client_for("officer").get(reply).status_code == 404
    assert core.post(reply, {"answer": "", "minutes": ""}).status_code == 422
    page = core.post(reply, {"answer": "上から直す", "minutes": "10"}, follow=True)
    record = OfficeSupport.objects.unscoped("test").get().record_id
    article = reverse("article-new") + f"?support={record}"
    assert article in text(page)
    form = core.get(article).context["form"]
    assert form["title"].value() == "返戻の直し方"
    assert form["body"].value() == "上から直す"
    officer = client_for("officer").get(article).context["form"]
    assert not officer["body"].value(), "not of the own office"
    assert core.get(reverse("article-new") + "?support=x").status_code == 200
    mine = text(asker.get(reverse("question-list")))
    assert reverse("support-page", args=[record]) in mine and "で答えた" in mine
    shown = text(asker.get(reverse("support-page", args=[record])))
    assert "上から直す" in shown and article not in shown
    assert "事業所からの問いが" not in text(core.get("/"))


def test_a_question_is_withdrawn_on_the_screen(
    support: SupportRoom, client_for: ClientFor
) -> None:
    row = ask(support)
    url = reverse("question-withdraw", args=[row.public_id])
    assert client_for("alone").post(url).status_code == 404
    client_for("specialist").post(url)
    assert "取り下げた" in text(client_for("specialist").get(reverse("question-list")))


def test_the_number_of_queries_does_not_grow(
    support: SupportRoom, client_for: ClientFor
) -> None:
    answer(support, ask(support))
    ask(support)
    pairs = [
        (client_for("specialist"), reverse("question-list")),
        (client_for("core_staff"), reverse("question-list") + "?view=received"),
        (client_for("core_staff"), "/"),
    ]

    def counts() -> list[int]:
        found = []
        for client, url in pairs:
            client.get(url)
            with CaptureQueriesContext(connection) as made:
                client.get(url)
            found.append(len(made))
        return found

    before = counts()
    for _ in range(3):
        answer(support, ask(support))
        ask(support, by="manager")
    assert counts() == before
