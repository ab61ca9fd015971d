"""受付の画面: 保存、下書き、自分の利用者だけが出る照合、見えない人には404。"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.intake.conftest import Take
from tests.conftest import NOW, TODAY
from tsunagi.access.drafts.models import Draft
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.access_models import Exclusion
from tsunagi.cases.case.access_rows import open_access
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.intake.handoff_actions import NewHandoff, start_handoff
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.rules import HandoffWay
from tsunagi.cases.person.shield_actions import start_shield

pytestmark = pytest.mark.django_db
WHY = "a test looks at the table"
NEW = "/receptions/new/"


def receptions() -> list[Reception]:
    return list(Reception.objects.unscoped(WHY).order_by("id"))


def page_of(reception: Reception) -> str:
    return reverse("reception-page", args=[reception.public_id])


def test_the_shortest_call_is_saved_and_its_draft_ends(
    client_for: Any, typed: dict[str, Any]
) -> None:
    client = client_for("specialist")
    assert client.get(NEW).status_code == 200
    client.post(NEW, {**typed, "_draft": "1"})
    assert Draft.objects.unscoped(WHY).count() == 1 and receptions() == []
    shown = client.get(NEW)
    assert "眠れないと母から電話" in shown.content.decode()
    seen = {
        name: re.search(rf'name="{name}" value="([^"]*)"', shown.content.decode())[1]
        for name in ("_draft_seen", "_draft_tab")
    }
    for _ in range(2):
        response = client.post(NEW, {**typed, **seen})
        assert response.status_code == 302
        assert response["Location"] == page_of(receptions()[0])
    assert len(receptions()) == 1
    assert Draft.objects.unscoped(WHY).count() == 0


def test_a_mistake_returns_with_all_that_was_typed(
    client_for: Any, typed: dict[str, Any]
) -> None:
    response = client_for("specialist").post(
        NEW, {**typed, "complaint": "", "response": "来週うかがう"}
    )
    assert response.status_code == 422
    assert "来週うかがう" in response.content.decode() and receptions() == []


def test_a_raised_urgency_is_shown_with_its_reason(
    client_for: Any, typed: dict[str, Any]
) -> None:
    response = client_for("specialist").post(
        NEW, {**typed, "danger_signs": ["life"], "urgency": "weekly"}, follow=True
    )
    text = response.content.decode()
    assert "緊急度を「すぐに動く」に上げました" in text
    assert receptions()[0].urgency == "now"


def test_anonymous_and_continuing_is_explained(
    client_for: Any, typed: dict[str, Any]
) -> None:
    response = client_for("specialist").post(NEW, {**typed, "result": "continuing"})
    assert response.status_code == 422 and "INT-004" in response.content.decode()


def test_own_persons_are_found_by_any_spelling_and_named_in_the_log(
    room: CaseRoom, client_for: Any
) -> None:
    ours = room.case()
    room.case(office="alone", by="alone", staff="alone", name="架空 花江")
    client = client_for("specialist")
    where = reverse("reception-own-matches")
    assert client.get(where).status_code == 405
    for sent in (
        {"person_kana": "ｶｸｳ ﾊﾅ"},
        {"person_name": "架空　花子"},
        {"birth": "平成2年5月5日"},
    ):
        text = client.post(where, sent).content.decode()
        assert str(ours.public_id) in text and "花江" not in text
    events = AuditEvent.objects.filter(action="reception.matches")
    assert events.count() == 3
    assert {
        str(pk) for pk in events[0].subjects.values_list("subject_public_id", flat=True)
    } == {str(ours.person.public_id)}
    nobody = client.post(where, {"person_kana": "べつ"}).content.decode()
    assert "見つかりません" in nobody and events.count() == 3
    assert client.post(where, {"birth": "なに"}).status_code == 200


def test_whoever_agrees_best_comes_first(room: CaseRoom, client_for: Any) -> None:
    same = room.case(birth_on=date(1980, 1, 1))
    for number in range(25):
        room.case(kana=f"かくう はなこ{number}", birth_on=None)
    sent = {"person_kana": "かくうはなこ", "birth": "昭和55年1月1日"}
    text = (
        client_for("specialist")
        .post(reverse("reception-own-matches"), sent)
        .content.decode()
    )
    found = re.findall(r'name="known_case" value="([0-9a-f-]+)"', text)
    assert found[0] == str(same.public_id) and len(found) == 5


def test_without_javascript_a_button_shows_the_same_list(
    room: CaseRoom, client_for: Any, typed: dict[str, Any]
) -> None:
    ours = room.case()
    client = client_for("specialist")
    sent = {**typed, "person_kana": "かくう はなこ", "complaint": ""}
    client.post(NEW, {**sent, "person_kana": "ふるい かな", "_draft": "1"})
    response = client.post(NEW, {**sent, "_find": "1"})
    text = response.content.decode()
    assert response.status_code == 200 and receptions() == []
    assert str(ours.public_id) in text and "かくう はなこ" in text
    assert "error-summary" not in text and "ふるい かな" not in text
    client.post(NEW, {**typed, "known_case": str(ours.public_id)})
    assert receptions()[0].case_id == ours.pk


def test_a_case_that_is_not_visible_cannot_be_picked(
    room: CaseRoom, client_for: Any, typed: dict[str, Any]
) -> None:
    theirs = room.case(office="alone", by="alone", staff="alone")
    response = client_for("specialist").post(
        NEW, {**typed, "known_case": str(theirs.public_id)}
    )
    assert response.status_code == 404 and receptions() == []


# --- who sees what -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "status"),
    [("assistant", 200), ("manager", 200), ("consultant", 404), ("alone", 404),
     ("officer", 404), ("minato_specialist", 404), ("secretary", 403)],
)  # fmt: skip
def test_a_reception_is_its_desks_own(
    client_for: Any, take: Take, who: str, status: int
) -> None:
    assert client_for(who).get(page_of(take())).status_code == status


def test_an_exclusion_beats_even_the_own_desk(
    room: CaseRoom, client_for: Any, take: Take
) -> None:
    reception = take(case=room.case())
    client = client_for("specialist")
    assert client.get(page_of(reception)).status_code == 200
    Exclusion.objects.create(
        case=reception.case, staff=room.region.staff["specialist"], reason="家族",
        valid_from=NOW,
    )  # fmt: skip
    assert client.get(page_of(reception)).status_code == 404
    assert "架空 花子" not in client.get("/receptions/").content.decode()


def test_a_shield_hides_the_telephone_that_stayed_with_the_call(
    room: CaseRoom, client_for: Any, take: Take
) -> None:
    reception = take(case=room.case(), phone="000-777-8888")
    assert (
        "000-777-8888"
        in client_for("assistant").get(page_of(reception)).content.decode()
    )
    start_shield(
        case=reception.case, reason_code="violence", basis="",
        viewers=[room.region.staff["manager"]], by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    text = client_for("assistant").get(page_of(reception)).content.decode()
    assert "000-777-8888" not in text and "秘匿" in text
    assert (
        "000-777-8888" in client_for("manager").get(page_of(reception)).content.decode()
    )


def test_a_reader_through_the_case_does_not_learn_who_reported(
    room: CaseRoom, client_for: Any, take: Take
) -> None:
    told = {"asker_kinship": "neighbour", "asker_name": "架空 となり"}
    case = room.case()
    open_access(
        case=case, relation=Relation.CONSENT, classes="134", valid_from=NOW,
        office=room.region.offices["alone"], by=room.actor("manager"),
        source_ref="test",
    )  # fmt: skip
    reader, desk = client_for("alone"), client_for("specialist")
    for signs, is_told in ((["abuse"], False), (["money"], True)):
        where = page_of(take(case=case, danger_signs=signs, **told))
        assert ("架空 となり" in reader.get(where).content.decode()) is is_told
        assert "架空 となり" in desk.get(where).content.decode()


def test_the_list_of_answers_counts_its_queries(
    room: CaseRoom, client_for: Any, take: Take
) -> None:
    client = client_for("consultant")

    def hand_over() -> None:
        start_handoff(
            reception=take(person_name="架空 太郎"), by=room.actor("specialist"),
            new=NewHandoff(
                HandoffWay.PHONE, "近い", TODAY, office=room.region.offices["core"]
            ),
            now=NOW, today=TODAY,
        )  # fmt: skip

    hand_over()
    client.get("/handovers/")
    with CaptureQueriesContext(connection) as few:
        client.get("/handovers/")
    for _ in range(5):
        hand_over()
    with CaptureQueriesContext(connection) as many:
        shown = client.get("/handovers/").content.decode()
    assert shown.count("受付からのつなぎ") == 6
    assert len(many) == len(few)


def test_every_look_at_a_reception_is_in_the_log(client_for: Any, take: Take) -> None:
    reception = take()
    client_for("specialist").get(page_of(reception))
    event = AuditEvent.objects.get(action="reception.view")
    assert [str(s.subject_public_id) for s in event.subjects.all()] == [
        str(reception.public_id)
    ]


# --- lists -------------------------------------------------------------------------
def test_the_views_of_the_list(room: CaseRoom, client_for: Any, take: Take) -> None:
    take(complaint="会議まち", result="meeting")
    take("assistant", complaint="助手が受けた", result="information")
    client = client_for("specialist")

    def shown(view: str) -> str:
        return client.get(f"/receptions/?view={view}").content.decode()

    assert "会議まち" in shown("open") and "助手が受けた" not in shown("open")
    assert "会議まち" in shown("meeting") and "会議まち" in shown("mine")
    assert "助手が受けた" in shown("all") and "助手が受けた" not in shown("mine")
    assert "この見方の受付はありません" in shown("handoff")
    assert client.get("/receptions/?view=x&after=%00_1").status_code == 200


def test_the_list_is_paged_by_key_and_counts_its_queries(
    client_for: Any, take: Take
) -> None:
    client = client_for("specialist")
    take()
    client.get("/receptions/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/receptions/?view=all")
    first = take(complaint="いちばん古い", received_on=date(2026, 10, 1))
    for _ in range(51):
        take(person_name="架空 太郎", result="short")
    with CaptureQueriesContext(connection) as many:
        text = client.get("/receptions/?view=all").content.decode()
    assert len(many) == len(few)
    assert text.count("<tr>") == 51
    after = re.search(r"after=([0-9_-]+)", text)[1]
    rest = client.get(f"/receptions/?view=all&after={after}").content.decode()
    assert first.complaint in rest and rest.count("<tr>") == 4


def test_the_page_counts_its_queries(
    room: CaseRoom, client_for: Any, take: Take
) -> None:
    client = client_for("specialist")
    reception = take(area=room.region.areas["east"])
    one = client.get(page_of(reception))
    client.post(reverse("core-ask", args=[reception.public_id]), {"question": "一"})
    hand = {"partner_name": "架空病院", "reason": "近い", "way": "phone",
            "asked_on": "R8.11.22"}  # fmt: skip
    where = reverse("handoff-new", args=[reception.public_id])
    assert client.post(where, hand).status_code == 302
    with CaptureQueriesContext(connection) as few:
        client.get(page_of(reception))
    for _ in range(4):
        client.post(where, hand)
    with CaptureQueriesContext(connection) as many:
        client.get(page_of(reception))
    assert one.status_code == 200 and len(many) == len(few)
