"""引継ぎの画面: 準備して、頼んで、相手が引き受け、終えるまで。相手に名前は見えない。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from tests.cases.conftest import CaseRoom
from tests.cases.handover.conftest import HandRoom
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import Case
from tsunagi.cases.handover.models import Handover, HandoverAsk
from tsunagi.cases.handover.rules import Answer, Stage

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def key_of(client: Client, url: str) -> str:
    return str(client.get(url).context["form"]["key"].value())


def only(model: Any) -> Any:
    return model.objects.unscoped("test").get()


def test_from_preparing_to_the_end(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    case = room.case()
    hands.consent(case, "alone")
    sender, place = client_for("specialist"), client_for("alone")
    url = reverse("handover-new", args=[case.public_id])
    values = {
        "key": key_of(sender, url), "purpose": "better_place", "choice": "left_to_us",
        "own_words": "近いところがいい", "outline": "本人は近くで相談したい。",
        "letter": "花子さんは、朝の電話が苦手です。",
    }  # fmt: skip
    refused = sender.post(url, {**values, "outline": "花子さんのこと。"})
    assert refused.status_code == 422 and "花子さんのこと。" in text(refused)
    sender.post(url, values)
    handover = only(Handover)
    frame = [case.public_id, handover.public_id]
    ask_url = reverse("handover-ask", args=frame)
    page = sender.get(ask_url)
    places = page.context["form"].by_id
    assert next(iter(places.values())).office == room.region.offices["alone"]
    sender.post(
        ask_url,
        {
            "key": key_of(sender, ask_url), "office": next(iter(places)),
            "partner_name": "", "why_here": "", "asked_on": localdate().isoformat(),
            "answer_by": (localdate() + timedelta(days=7)).isoformat(),
        },
    )  # fmt: skip
    ask = only(HandoverAsk)
    inbox = text(place.get(reverse("handover-list")))
    received = place.get(reverse("handover-ask-page", args=[ask.public_id]))
    for shown in (inbox, text(received)):
        assert "花子" not in shown and "はなこ" not in shown
    assert "本人は近くで相談したい。" in text(received) and "30代" in text(received)
    assert "朝の電話" not in text(received), "the letter follows the acceptance"
    assert place.get(reverse("case-page", args=[case.public_id])).status_code == 404
    accept_url = reverse("handover-accept", args=[ask.public_id])
    place.post(
        accept_url,
        {"key": key_of(place, accept_url), "staff": "", "mode": "", "note": ""},
    )
    assert "花子" in text(place.get(reverse("case-page", args=[case.public_id])))
    for name in ("handover-meet", "handover-finish"):
        form_url = reverse(name, args=frame)
        version = place.get(form_url).context["form"]["version"].value()
        answered = place.post(
            form_url, {"on": localdate().isoformat(), "note": "", "version": version}
        )
        assert answered.status_code == 302
    assert only(Handover).stage == Stage.DONE
    assert sender.get(reverse("case-page", args=[case.public_id])).status_code == 404


@pytest.mark.parametrize("why", ["full", "unfit", "other", "unknown"])
def test_one_press_is_an_answer(
    hands: HandRoom, client_for: ClientFor, why: str
) -> None:
    ask = hands.ask(hands.prepare())
    place = client_for("alone")
    place.post(reverse("handover-decline", args=[ask.public_id]), {"why": why})
    row = only(HandoverAsk)
    page = text(place.get(reverse("handover-ask-page", args=[ask.public_id])))
    assert "家の近くで" not in page, "the outline is shown only while it is needed"
    assert row.answer == Answer.DECLINED
    assert row.decline == (why if why != "unknown" else "other")


def test_the_asking_side_enters_a_telephone_answer(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    case = room.case()
    handover = hands.prepare(case)
    ask = hands.ask(handover)
    hands.consent(case, "alone")
    client = client_for("specialist")
    frame = [case.public_id, handover.public_id]
    url = reverse("handover-answer-for", args=[*frame, ask.public_id])
    values = {
        "key": key_of(client, url), "taken": "yes", "decline": "", "way": "phone",
        "name": "", "on": localdate().isoformat(), "note": "",
    }  # fmt: skip
    assert client.post(url, values).status_code == 422
    client.post(url, {**values, "name": "架空 所長"})
    case = Case.objects.unscoped("test").get(pk=case.pk)
    assert case.responsible_office == room.region.offices["alone"]
    page = text(client.get(reverse("handover-page", args=frame)))
    assert "代理入力" in page and "架空 所長" in page


def test_papers_for_the_person_and_the_place(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    case = room.case()
    handover = hands.prepare(case, letter="朝の電話は苦手。")
    client = client_for("specialist")
    choices = text(client.get(reverse("handover-choices", args=[case.public_id])))
    assert "架空 alone" in choices and "まかせたい" in choices
    choices = choices[choices.index("<main") : choices.index("</main>")]
    assert "候補" not in choices and "1番目" not in choices, "no ranking"
    sheet = reverse("handover-sheet", args=[case.public_id, handover.public_id])
    assert "朝の電話は苦手。" in text(client.get(sheet))


def test_the_menu_of_today_says_whose_turn_it_is(
    hands: HandRoom, client_for: ClientFor
) -> None:
    ask = hands.ask(hands.prepare())
    assert "引継ぎの依頼が1件届いています" in text(client_for("alone").get("/"))
    HandoverAsk.objects.unscoped("test").filter(pk=ask.pk).update(
        answer_by=localdate() - timedelta(days=1)
    )
    assert "1件は期限を過ぎています" in text(client_for("alone").get("/"))
    assert "返事の期限が過ぎた引継ぎが1件" in text(client_for("specialist").get("/"))


def test_looks_are_written(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    case = room.case()
    handover = hands.prepare(case)
    ask = hands.ask(handover)
    client, place = client_for("specialist"), client_for("alone")
    client.get(reverse("case-handovers", args=[case.public_id]))
    client.get(reverse("handover-page", args=[case.public_id, handover.public_id]))
    place.get(reverse("handover-list"))
    place.get(reverse("handover-ask-page", args=[ask.public_id]))
    names = list(AuditEvent.objects.values_list("action", flat=True))
    for name in ("list", "view", "inbox", "see"):
        assert f"handover.{name}" in names


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    client, place = client_for("specialist"), client_for("alone")
    case = room.case()
    handover = hands.prepare(case)
    hands.ask(handover)
    frame = [case.public_id, handover.public_id]
    urls = (
        (client, reverse("case-handovers", args=[case.public_id])),
        (client, reverse("handover-page", args=frame)),
        (client, reverse("handover-ask", args=frame)),
        (client, reverse("handover-list") + "?view=sent"),
        (place, reverse("handover-list")),
        (place, reverse("handover-list") + "?view=answered"),
    )

    def counts() -> list[int]:
        found = []
        for one, url in urls:
            one.get(url)
            with CaptureQueriesContext(connection) as made:
                one.get(url)
            found.append(len(made))
        return found

    before = counts()
    hands.ask(handover, "core")
    for number in range(3):
        other = hands.prepare(room.case(name=f"架空 {number}美"))
        hands.ask(other)
    assert counts() == before
