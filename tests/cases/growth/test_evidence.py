"""記録を、できることの項目に添える: 自分のものだけ、番号だけ、見られなくなれば種類と日だけ。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.growth.conftest import ITEM, RecordRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.activity.growth import aim_actions, evidence_actions
from tsunagi.activity.growth.aim_actions import NewTaken
from tsunagi.activity.growth.evidence_actions import Chosen
from tsunagi.activity.growth.models import GrowthEvidence, SelfAssessment
from tsunagi.activity.growth.rules import EvidenceKind
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.growth.sources import own_sources
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
WORDS = "選択肢を絵にして、二回に分けて聞けた"


def page(record: SelfAssessment) -> str:
    return reverse("growth-assessment", args=[record.record_id])


def new(record: SelfAssessment, item: str = ITEM) -> str:
    return reverse("growth-evidence-new", args=[record.record_id, item])


def keep_away(record: RecordRoom, case: Case) -> None:
    """The specialist may see this person no more."""
    exclude(
        case=case, staff=record.region.staff["specialist"], office=None,
        reason="架空のわけ", by=record.actor("manager"), now=NOW,
    )  # fmt: skip


def sent(client: Client, url: str, source: str, **more: Any) -> Any:
    form = client.get(url).context["form"]
    data = {"source": source, "words": WORDS, "key": str(form["key"].value())}
    return client.post(url, {**data, **more})


def test_a_decision_support_record_is_attached_to_an_item(
    record: RecordRoom, client_for: ClientFor
) -> None:
    case, row = record.room.case(), record.assessment()
    made = record.decision(case)
    client = client_for("specialist")
    assert "意思決定の支援" in client.get(page(row)).content.decode()
    answer = sent(client, new(row), f"decision:{made.public_id}")
    assert answer.status_code == 302 and answer["Location"] == page(row)
    shown = client.get(page(row)).content.decode()
    link = reverse("decision-page", args=[case.public_id, made.public_id])
    assert link in shown and WORDS in shown
    assert "どこで話すか" not in shown and "架空 花子" not in shown, "nothing is copied"
    stored = GrowthEvidence._base_manager.get()
    assert (stored.ref, stored.on, stored.item_code) == (made.public_id, TODAY, ITEM)
    event = AuditEvent.objects.get(action="growth_evidence.attach")
    assert list(event.subjects.values_list("subject_public_id", flat=True)) == [
        case.person.public_id
    ]
    assert "絵" not in str(event.details)


def test_every_kind_of_own_record_can_be_chosen(record: RecordRoom) -> None:
    aim_actions.add_taken(
        new=NewTaken(TODAY, "架空の演習"), by=record.actor("specialist"), now=NOW,
        today=TODAY,
    )  # fmt: skip
    record.decision()
    record.reflection(name="架空 次郎")
    observed = record.observation()
    row = record.assessment()
    found = {
        one.kind: one for one in own_sources(actor=record.actor("specialist"), now=NOW)
    }
    assert set(found) == set(EvidenceKind) - {EvidenceKind.WORDS}
    for kind in (EvidenceKind.REFLECTION, EvidenceKind.OBSERVATION):
        made = record.attach(row, kind, found[kind].ref)
        assert (made.kind, made.on) == (kind, found[kind].on)
    assert found[EvidenceKind.OBSERVATION].ref == observed.record_id
    for other in ("manager", "core_staff", "trainee"):
        assert own_sources(actor=record.actor(other), now=NOW) == [], other


@pytest.mark.parametrize("kind", [EvidenceKind.DECISION, EvidenceKind.REFLECTION])
def test_the_record_of_somebody_else_is_not_attached(
    record: RecordRoom, kind: EvidenceKind
) -> None:
    """The manager sees the case; the record is still not theirs."""
    made = (
        record.decision().public_id
        if kind is EvidenceKind.DECISION
        else record.reflection().record_id
    )
    row = record.assessment(by="manager")
    for ref in (made, uuid4()):
        with pytest.raises(UserError) as error:
            record.attach(row, kind, ref, by="manager")
        assert error.value.message.code == "GRO-006"
    assert not GrowthEvidence._base_manager.exists()


def test_a_record_that_may_be_seen_no_more_is_neither_offered_nor_attached(
    record: RecordRoom,
) -> None:
    case, row = record.room.case(staff="assistant"), record.assessment()
    made = record.decision(case)
    keep_away(record, case)
    assert own_sources(actor=record.actor("specialist"), now=NOW) == []
    with pytest.raises(UserError) as error:
        record.attach(row, EvidenceKind.DECISION, made.public_id)
    assert error.value.message.code == "GRO-006"


def test_when_sight_ends_kind_and_day_stay(
    record: RecordRoom, client_for: ClientFor
) -> None:
    case, row = record.room.case(staff="assistant"), record.assessment()
    made = record.decision(case)
    evidence = record.attach(row, EvidenceKind.DECISION, made.public_id, WORDS)
    record.share()
    edit = reverse("growth-evidence-edit", args=[evidence.record_id])
    link = reverse("decision-page", args=[case.public_id, made.public_id])
    client = client_for("specialist")
    assert client.get(edit).status_code == 200
    keep_away(record, case)
    for name in ("specialist", "manager"):
        for url in (page(row), reverse("growth-of", args=[row.author.public_id])):
            shown = client_for(name).get(url)
            if shown.status_code == 404:
                assert name == "specialist", "nobody is shown their own record"
                continue
            text = shown.content.decode()
            assert "意思決定支援の記録" in text and WORDS not in text, (name, url)
    assert link not in client.get(page(row)).content.decode()
    assert client.get(edit).status_code == 404
    detach = reverse("growth-evidence-detach", args=[evidence.record_id])
    assert client.post(detach, {"version": 1}).status_code == 302
    assert "根拠を添える" in client.get(page(row)).content.decode()
    assert not GrowthEvidence._base_manager.filter(
        is_current=True, is_withdrawn=False
    ).exists()


def test_who_is_shown_the_record_never_sees_through_it(
    record: RecordRoom, client_for: ClientFor
) -> None:
    record.make_chief()
    case, row = record.room.case(), record.assessment()
    made = record.decision(case)
    record.attach(row, EvidenceKind.DECISION, made.public_id, WORDS)
    reflection = record.reflection(name="架空 次郎")
    record.attach(
        row, EvidenceKind.REFLECTION, reflection.record_id, "待つことを学んだ"
    )
    record.share(to="core_staff")
    text = client_for("core_staff").get(page(row)).content.decode()
    assert WORDS in text and "待つことを学んだ" in text, "the author's own words"
    for hidden in (
        str(case.public_id), str(made.public_id), str(reflection.record_id),
        "架空 花子", "架空 次郎", "どこで話すか", "笑って手を振った",
    ):  # fmt: skip
        assert hidden not in text, hidden
    chief = client_for("core_staff")
    assert chief.get(
        reverse("decision-page", args=[case.public_id, made.public_id])
    ).status_code == 404  # fmt: skip
    assert chief.get(new(row)).status_code == 404


def test_words_and_trainings_come_the_same_way(
    record: RecordRoom, client_for: ClientFor
) -> None:
    event, row = record.training(), record.assessment()
    training = aim_actions.add_taken(
        new=NewTaken(TODAY, event_id=event.record_id), by=record.actor("specialist"),
        now=NOW, today=TODAY,
    )  # fmt: skip
    client = client_for("specialist")
    assert sent(client, new(row), "words").status_code == 302
    assert sent(client, new(row), f"training:{training.record_id}").status_code == 302
    text = client.get(page(row)).content.decode()
    assert reverse("training-page", args=[event.record_id]) in text
    assert f"「{event.title}」" in text and text.count(WORDS) == 2
    aim_actions.withdraw_taken(
        row=training, version=1, by=record.actor("specialist"), now=NOW
    )
    text = client.get(page(row)).content.decode()
    assert event.title not in text and text.count(WORDS) == 1, "kind and day only"


def test_a_mistake_stays_beside_its_field(
    record: RecordRoom, client_for: ClientFor
) -> None:
    row, client = record.assessment(), client_for("specialist")
    for source, words, field in (
        ("words", " ", "words"), ("words", "中村さんのとき", "words"),
        (f"decision:{uuid4()}", "一言", "source"), ("", "一言", "source"),
    ):  # fmt: skip
        answer = sent(client, new(row), source, words=words)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {field}
        assert answer.context["form"]["words"].value() == words
    assert not GrowthEvidence._base_manager.exists()
    form = client.get(new(row)).context["form"]
    data = {"source": "words", "words": "一度だけ", "key": str(form["key"].value())}
    for _ in range(2):
        assert client.post(new(row), data).status_code == 302
    assert GrowthEvidence._base_manager.count() == 1, "sent twice, saved once"
    assert client.get(new(row, "TOKYO-VAL1")).status_code == 404, "not answered there"
    assert client_for("manager").get(new(row)).status_code == 404


def test_words_are_corrected_and_a_stale_page_is_told(
    record: RecordRoom, client_for: ClientFor
) -> None:
    made = evidence_actions.attach_own(
        assessment=record.assessment(), item=ITEM, words="はじめ",
        chosen=Chosen(EvidenceKind.WORDS, TODAY), by=record.actor("specialist"), now=NOW,
    )  # fmt: skip
    client = client_for("specialist")
    edit = reverse("growth-evidence-edit", args=[made.record_id])
    assert client.post(edit, {"words": "直した", "version": 1}).status_code == 302
    stale = client.post(edit, {"words": "おくれて", "version": 1})
    assert stale.status_code == 422 and "おくれて" in stale.content.decode()
    for url in ("growth-evidence-edit", "growth-evidence-detach"):
        where = reverse(url, args=[made.record_id])
        assert client_for("manager").get(where).status_code == 404
