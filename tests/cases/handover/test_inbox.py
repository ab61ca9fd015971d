"""One list: what was asked of a case and of a reception, with the same words and buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.handover.conftest import HandRoom
from tests.cases.intake.conftest import take  # noqa: F401 - a fixture of both
from tests.cases.intake.test_handoffs import accept, hand_over
from tests.conftest import NOW, TODAY
from tsunagi.cases.handover import answer_actions, inbox
from tsunagi.cases.handover.answer_actions import Said
from tsunagi.cases.handover.models import HandoverAsk
from tsunagi.cases.handover.rules import Answer, Decline, Stage, stage_of_one
from tsunagi.cases.intake import handoff_moves
from tsunagi.cases.intake.models import Handoff

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
WHY = "a test looks at the table"


def both(room: CaseRoom, hands: HandRoom, taken: Any) -> tuple[HandoverAsk, Handoff]:
    ask = hands.ask(hands.prepare(), "core")
    return ask, hand_over(room, taken(result="refer"))


def shown(client: Client, view: str) -> str:
    return client.get(f"/handovers/?view={view}").content.decode()


def test_both_routes_stand_side_by_side_with_the_same_words(
    room: CaseRoom,
    hands: HandRoom,
    client_for: ClientFor,
    take: Any,  # noqa: F811
) -> None:
    ask, handoff = both(room, hands, take)
    lines = inbox.waiting(actor=room.actor("consultant"), now=NOW, today=TODAY)
    assert [line.words.word for line in lines] == [Answer.ASKED.label] * 2
    later = inbox.waiting(
        actor=room.actor("consultant"), now=NOW, today=TODAY + timedelta(days=8)
    )
    assert [line.words.word for line in later] == ["期限切れ"] * 2
    sent = inbox.under_way(actor=room.actor("specialist"), now=NOW, today=TODAY)
    assert len({line.turn for line in sent}) == 1 and len(sent) == 2
    pages = [
        reverse("handover-ask-page", args=[ask.public_id]),
        reverse("handoff-page", args=[handoff.public_id]),
    ]
    theirs = client_for("consultant")
    listed = shown(theirs, "received")
    assert all(page in listed for page in pages)
    for page in pages:
        text = theirs.get(page).content.decode()
        for word in ("引き受ける", "もう少し尋ねる", *(one.label for one in Decline)):
            assert word in text
        theirs.post(f"{page}decline/", {"why": "full"})
    answered = shown(theirs, "answered")
    assert all(page in answered for page in pages)
    assert answered.count(Answer.DECLINED.label) == 2
    assert inbox.waiting(actor=room.actor("alone"), now=NOW, today=TODAY) == []


def test_the_answered_of_both_tables_are_paged_as_one_list(
    room: CaseRoom, hands: HandRoom, take: Any,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(inbox, "PAGE", 2)
    core = room.actor("consultant")
    days = (0, 1, 1, 2)
    for ago in days:
        ask, handoff = both(room, hands, take)
        on = {"asked_on": TODAY - timedelta(days=ago)}
        answer_actions.decline(
            ask=hands.fresh(ask), why=Decline.FULL, said=Said(on=TODAY), by=core,
            now=NOW, today=TODAY,
        )  # fmt: skip
        accept(room, handoff, "consultant")
        HandoverAsk.objects.unscoped(WHY).filter(pk=ask.pk).update(**on)
        Handoff.objects.unscoped(WHY).filter(pk=handoff.pk).update(**on)
    urls: list[str] = []
    asked: list[Any] = []
    after = None
    while True:
        lines, after = inbox.answered(actor=core, now=NOW, today=TODAY, after=after)
        urls += [line.url for line in lines]
        asked += [line.asked_on for line in lines]
        if after is None:
            break
    assert len(urls) == len(set(urls)) == 2 * len(days)
    assert asked == sorted(asked, reverse=True)


def test_whose_name_was_not_told_has_none_in_the_list(
    room: CaseRoom,
    client_for: ClientFor,
    take: Any,  # noqa: F811
) -> None:
    for shares in (False, True):
        handoff = hand_over(
            room, take(person_name="架空 太郎", result="refer"), shares_name=shares
        )
        accept(room, handoff, "consultant")
        assert ("架空 太郎" in shown(client_for("consultant"), "sent")) is shares
    assert shown(client_for("specialist"), "sent").count("架空 太郎さん") == 2


def test_the_list_counts_its_queries(
    room: CaseRoom,
    hands: HandRoom,
    client_for: ClientFor,
    take: Any,  # noqa: F811
) -> None:
    ours = client_for("specialist")
    both(room, hands, take)
    shown(ours, "sent")
    with CaptureQueriesContext(connection) as few:
        shown(ours, "sent")
    for _ in range(4):
        both(room, hands, take)
    with CaptureQueriesContext(connection) as many:
        text = shown(ours, "sent")
    assert len(set(re.findall(r"/handoffs/[0-9a-f-]+/", text))) == 5
    assert len(many) == len(few)


def test_the_stage_of_one_request() -> None:
    stages = {answer: stage_of_one(answer, has_arrived=False) for answer in Answer}
    assert stages == {
        Answer.ASKED: Stage.ASKING, Answer.SEEN: Stage.ASKING,
        Answer.QUESTIONED: Stage.ASKING, Answer.ACCEPTED: Stage.ACCEPTED,
        Answer.DECLINED: Stage.PREPARED, Answer.ELSEWHERE: Stage.PREPARED,
        Answer.WITHDRAWN: Stage.WITHDRAWN,
    }  # fmt: skip
    assert stage_of_one(Answer.ACCEPTED, has_arrived=True) is Stage.DONE


def test_there_is_no_second_table_of_moves() -> None:
    assert handoff_moves.answer_after.__module__ == "tsunagi.cases.handover.rules"
    field = Handoff._meta.get_field("state")
    assert list(field.choices) == list(Answer.choices())
