"""本人の声と意思決定支援の記録: 残る、答える、消えない、数える。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.easy.conftest import Planned, planned_for
from tests.cases.easy.test_papers import seen_by, write
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.easy import decision_queries, voice_queries
from tsunagi.cases.easy.decision_actions import edit_decision, record_decision
from tsunagi.cases.easy.decision_models import DecisionSupport, DecisionSupportRevision
from tsunagi.cases.easy.options_rules import figures
from tsunagi.cases.easy.rules import Expressed, VoiceKind
from tsunagi.cases.easy.voice_actions import (
    NewVoice,
    answer_voice,
    hear_voice,
    withdraw_voice,
)
from tsunagi.cases.easy.voice_models import PersonVoice, PersonVoiceRevision
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def hear(
    room: CaseRoom, planned: Planned, by: str = "specialist", **more: Any
) -> PersonVoice:
    new: dict[str, Any] = {
        "kind": VoiceKind.WRONG, "words": "それは ちがう", "expressed": Expressed.SPOKEN,
        "heard_on": TODAY - timedelta(days=1), "plan": planned.plan, **more,
    }  # fmt: skip
    return hear_voice(
        case=planned.case, new=NewVoice(**new), staff=room.region.staff[by],
        by=room.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


def answer(room: CaseRoom, row: PersonVoice, **more: Any) -> PersonVoice:
    values: dict[str, Any] = {
        "answer": "計画から外した", "answered_on": TODAY, "version": 1, **more,
    }  # fmt: skip
    return answer_voice(
        voice=row, staff=room.region.staff["specialist"], now=NOW, today=TODAY,
        by=room.actor("specialist"), **values,
    )  # fmt: skip


def decision_values(planned: Planned, **more: Any) -> dict[str, Any]:
    return {
        "plan": planned.plan, "item_key": "work", "held_on": TODAY, "place": "架空作業所",
        "question": "昼間どこで過ごすか", "options": ["作業所", "いまのまま", "生活介護"],
        "shown": ["visit", "pictures"], "shown_words": "", "expressions": "笑って指さした",
        "took_part": "架空の姉", "outcome": "own", "decided": "作業所に行く",
        "grounds": "", "left_open": "", **more,
    }  # fmt: skip


def decide(room: CaseRoom, planned: Planned, **more: Any) -> DecisionSupport:
    return record_decision(
        case=planned.case, values=decision_values(planned, **more),
        by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip


def test_a_no_stays_open_until_it_is_answered(room: CaseRoom, planned: Planned) -> None:
    row = hear(room, planned, item_key="cook")
    hear(room, planned, kind=VoiceKind.FINE, words="いい")
    by, seen = room.actor("specialist"), seen_by(room, planned)

    def waiting() -> list[voice_queries.VoiceLine]:
        return voice_queries.open_voices_of(actor=by, seen=seen, plan=planned.plan)

    (found,) = waiting()
    assert (found.row.pk, found.about, found.is_open) == (
        row.pk, "食事を自分で作りたい", True,
    )  # fmt: skip
    answer(room, row)
    assert waiting() == []
    assert PersonVoiceRevision._base_manager.get().changes["state"] == [
        "open", "answered",
    ]  # fmt: skip
    event = AuditEvent.objects.order_by("-id")[0]
    assert event.action == "voice.answer" and "計画から" not in str(event.details)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"answer": " "}, "EAS-010"),
        ({"answered_on": TODAY + timedelta(days=1)}, "EAS-002"),
        ({"answered_on": TODAY - timedelta(days=2)}, "EAS-011"),
    ],
)
def test_an_answer_needs_its_words_and_its_day(
    more: dict[str, Any], code: str, room: CaseRoom, planned: Planned
) -> None:
    row = hear(room, planned)
    with pytest.raises(UserError) as error:
        answer(room, row, **more)
    assert error.value.message.code == code
    row.refresh_from_db()
    assert row.state == "open" and row.version == 1


def test_two_answers_and_late_withdrawals(room: CaseRoom, planned: Planned) -> None:
    row, by = hear(room, planned), room.actor("specialist")
    with pytest.raises(UserError):
        answer(room, row, version=7)
    with pytest.raises(UserError) as error:
        withdraw_voice(voice=row, reason=" ", version=1, by=by, now=NOW)
    assert error.value.message.code == "EAS-008"
    withdraw_voice(voice=row, reason="別の人の声", version=1, by=by, now=NOW)
    for again in (
        lambda: withdraw_voice(voice=row, reason="x", version=2, by=by, now=NOW),
        lambda: answer(room, row, version=2),
    ):
        with pytest.raises(UserError) as error:
            again()
        assert error.value.message.code == "EAS-009"
    stored = PersonVoice._base_manager.get()
    assert stored.words == "それは ちがう" and stored.state == "withdrawn"


def test_the_database_holds_no_answered_voice_without_its_answer(
    room: CaseRoom, planned: Planned
) -> None:
    row = hear(room, planned)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonVoice._base_manager.filter(pk=row.pk).update(state="answered")


def test_a_voice_is_about_this_person_and_not_of_tomorrow(
    room: CaseRoom, planned: Planned
) -> None:
    other = planned_for(room, room.case(name="架空 次郎", kana="かくう じろう"))
    with pytest.raises(UserError) as error:
        hear(room, planned, plan=other.plan)
    assert error.value.message.code == "EAS-014"
    with pytest.raises(UserError) as error:
        hear(room, planned, heard_on=TODAY + timedelta(days=1))
    assert error.value.message.code == "EAS-002"
    with pytest.raises(NotVisible):
        hear(room, planned, by="alone")
    with pytest.raises(AccessDenied):
        hear(room, planned, by="officer")


def test_voices_on_screen(
    room: CaseRoom, planned: Planned, client_for: ClientFor
) -> None:
    case, client = planned.case.public_id, client_for("specialist")
    paper = write(room, planned)
    asked = f"?plan={planned.plan.public_id}&item=work&kind=wrong"
    url = reverse("voice-new", args=[case])
    form = client.get(url + asked).context["form"]
    target = form["target"].value()
    assert target == f"item:{planned.plan.public_id}:work"
    data = {
        "kind": "wrong", "words": "首を横にふった", "expressed": "gesture",
        "heard_on": "令和8年11月22日", "target": target, "about": "",
        "key": str(form["key"].value()),
    }  # fmt: skip
    assert client.post(url, {**data, "target": "item:no:such"}).status_code == 422
    for _ in range(2):
        assert client.post(url, data).status_code == 302
    row = PersonVoice._base_manager.get()
    assert (row.item_key, row.plan_id) == ("work", planned.plan.pk)
    page = reverse("easy-page", args=[case, paper.record_id])
    text = client.get(page).content.decode()
    assert "まだ答えていません" in text and "本人の声があります" in text
    assert (
        "首を横にふった"
        in client.get(reverse("case-easy", args=[case])).content.decode()
    )
    reply = reverse("voice-answer", args=[case, row.public_id])
    done = {"answer": "話し直した", "answered_on": "令和8年11月22日", "version": 1}
    assert client.post(reply, {**done, "answer": ""}).status_code == 422
    assert client.post(reply, done).status_code == 302
    assert "まだ答えていません" not in client.get(page).content.decode()
    wrong = reverse("voice-withdraw", args=[case, row.public_id])
    assert client.post(wrong, {"reason": "別の人", "version": 2}).status_code == 302
    listed = client.get(reverse("case-voices", args=[case])).content.decode()
    assert "話し直した" in listed and "書きまちがい: 別の人" in listed
    nobody = reverse("voice-answer", args=[case, paper.record_id])
    assert client.get(nobody).status_code == 404


def test_a_decision_keeps_what_was_shown_and_its_history(
    room: CaseRoom, planned: Planned
) -> None:
    row, by = decide(room, planned), room.actor("specialist")
    edit_decision(
        decision=row, values=decision_values(planned, left_open="曜日"), version=1,
        by=by, now=NOW, today=TODAY,
    )  # fmt: skip
    assert DecisionSupportRevision._base_manager.get().changes == {
        "left_open": ["", "曜日"]
    }
    with pytest.raises(UserError):
        edit_decision(
            decision=row, values=decision_values(planned), version=1, by=by, now=NOW,
            today=TODAY,
        )  # fmt: skip
    seen = seen_by(room, planned)
    found = decision_queries.options_offered(actor=by, seen=seen, plan=planned.plan)
    assert [(x.item_key, len(x.options)) for x in found] == [("work", 3)]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"options": []}, "EAS-013"),
        ({"outcome": "for_person"}, "EAS-012"),
        ({"held_on": TODAY + timedelta(days=1)}, "EAS-002"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(
    more: dict[str, Any], code: str, room: CaseRoom, planned: Planned
) -> None:
    with pytest.raises(UserError) as error:
        decide(room, planned, **more)
    assert error.value.message.code == code
    other = planned_for(room, room.case(name="架空 次郎", kana="かくう じろう"))
    with pytest.raises(UserError) as error:
        decide(room, planned, plan=other.plan)
    assert error.value.message.code == "EAS-014"
    assert not DecisionSupport._base_manager.exists()


def test_decisions_on_screen(
    room: CaseRoom, planned: Planned, client_for: ClientFor
) -> None:
    case, client = planned.case.public_id, client_for("specialist")
    url = reverse("decision-new", args=[case])
    form = client.get(f"{url}?plan={planned.plan.public_id}").context["form"]
    target = f"item:{planned.plan.public_id}:work"
    data = {
        "held_on": "令和8年11月20日", "question": "昼間どこで過ごすか", "place": "",
        "options": "作業所\n\nいまのまま\n作業所", "shown": ["visit"], "outcome": "together",
        "decided": "作業所", "target": target, "key": str(form["key"].value()),
    }  # fmt: skip
    assert client.post(url, {**data, "options": " \n"}).status_code == 422
    first, second = client.post(url, data), client.post(url, data)
    assert first["Location"] == second["Location"]
    row = DecisionSupport._base_manager.get()
    assert row.options == ["作業所", "いまのまま"]
    page = client.get(first["Location"]).content.decode()
    assert "見学して" in page and "仕事の練習" in page
    edit = reverse("decision-edit", args=[case, row.public_id])
    assert client.get(edit).context["form"]["target"].value() == target
    edited = {**data, "options": "作業所\n生活介護", "version": 1}
    edited.pop("key")
    assert client.post(edit, edited).status_code == 302
    page = client.get(first["Location"]).content.decode()
    assert "直す前の内容" in page and "作業所、いまのまま" in page
    listed = client.get(reverse("case-decisions", args=[case])).content.decode()
    assert "昼間どこで過ごすか" in listed


def test_options_and_breadth_of_an_office(room: CaseRoom, planned: Planned) -> None:
    decide(room, planned)
    decide(room, planned, options=["A"])
    planned_for(room, room.case(name="架空 次郎", kana="かくう じろう"))
    office = room.region.offices["hikari"].pk
    rows = decision_queries.plans_with_options(
        actor=room.actor("manager"), offices=[office], since=date(2026, 4, 1),
        until=TODAY,
    )  # fmt: skip
    found = figures(one for _, one in rows)
    assert (found.plans, found.asked, found.decisions, found.options) == (2, 1, 2, 4)
    assert (found.options_each, found.supports, found.informal) == ("2.0", 8, 2)
    nothing = decision_queries.plans_with_options(
        actor=room.actor("manager"), offices=[office], since=TODAY + timedelta(days=1),
        until=TODAY + timedelta(days=2),
    )  # fmt: skip
    assert nothing == []


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, planned: Planned, client_for: ClientFor
) -> None:
    client, counts = client_for("specialist"), []
    case = planned.case.public_id
    for _ in range(2):
        row = decide(room, planned)
        answer(room, hear(room, planned, item_key="cook"))
        hear(room, planned, item_key="work")
        for url in (
            reverse("case-voices", args=[case]),
            reverse("case-decisions", args=[case]),
            reverse("decision-page", args=[case, row.public_id]),
        ):
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                client.get(url)
            counts.append(len(found))
    assert counts[:3] == counts[3:]
