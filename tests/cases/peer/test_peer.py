"""ピアカウンセリング: 名簿、申し込み、相手さがし、会った回。操作と画面。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.activity.record.models import Activity
from tsunagi.cases.case.models import Case, CaseEvent
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.peer import actions, queries, supporter_actions
from tsunagi.cases.peer.models import (
    PeerMatch,
    PeerRequest,
    PeerSession,
    PeerSupporter,
    PeerSupporterRevision,
)
from tsunagi.cases.peer.rules import Answer, Going, State, Topic
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
WANTS = "夜がこわくない方法を聞きたい"


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


def listed(room: CaseRoom, *, by: str = "specialist", **values: Any) -> PeerSupporter:
    return supporter_actions.list_supporter(
        office=room.region.offices["hikari"],
        values={
            "name": "さくら", "topics": [Topic.ALONE], "reach": "火曜の午後",
            "agreed_on": TODAY - timedelta(days=30), **values,
        },
        by=room.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


def wish(
    room: CaseRoom, case: Case, *, by: str = "specialist", **values: Any
) -> PeerRequest:
    return actions.wish_for_peer(
        **{
            "case": case, "wished_on": TODAY - timedelta(days=9), "wants": WANTS,
            "wished_peer": "", "topics": [], "by": room.actor(by), "now": NOW,
            "today": TODAY, **values,
        }
    )  # fmt: skip


def offer(
    room: CaseRoom, row: PeerRequest, who: PeerSupporter, **values: Any
) -> PeerMatch:
    return actions.offer_peer(
        **{
            "request": row, "supporter": who, "offered_on": TODAY, "note": "",
            "by": room.actor("specialist"), "now": NOW, "today": TODAY, **values,
        }
    )  # fmt: skip


def answer(room: CaseRoom, match: PeerMatch, given: Answer, **values: Any) -> None:
    actions.answer_peer(
        **{
            "match": match, "answer": given, "answered_on": TODAY, "note": "",
            "by": room.actor("specialist"), "now": NOW, "today": TODAY, **values,
        }
    )  # fmt: skip


def meet(room: CaseRoom, row: PeerRequest, **values: Any) -> PeerSession:
    return actions.record_session(
        **{
            "request": row, "held_on": TODAY, "minutes": 50, "how": "",
            "own_words": "またしゃべりたい", "going": Going.YES,
            "by": room.actor("specialist"), "now": NOW, "today": TODAY, **values,
        }
    )  # fmt: skip


# --- 名簿 ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "PEE-001"),
        ({"reach": ""}, "PEE-001"),
        ({"agreed_on": TODAY + timedelta(days=1)}, "PEE-002"),
    ],
)
def test_what_is_refused(values: dict[str, Any], code: str, room: CaseRoom) -> None:
    with pytest.raises(UserError, match=code):
        listed(room, **values)


def test_only_those_who_agreed_are_on_the_register(room: CaseRoom) -> None:
    own, shared = listed(room), listed(room, name="けん", is_shared=True)
    today = {"now": NOW, "today": TODAY}
    seen = {
        who: [row.name for row in queries.supporters(actor=room.actor(who), **today)]
        for who in ("manager", "alone", "officer", "minato_specialist", "member")
    }
    assert seen == {
        "manager": ["けん", "さくら"], "alone": ["けん"], "officer": ["けん"],
        "minato_specialist": [], "member": [],
    }  # fmt: skip
    end = {"ended_on": TODAY - timedelta(days=1), "version": 1, **today}
    with pytest.raises(AccessDenied):
        supporter_actions.end_supporter(supporter=shared, by=room.actor("alone"), **end)
    with pytest.raises(NotVisible):
        supporter_actions.end_supporter(supporter=own, by=room.actor("alone"), **end)
    supporter_actions.end_supporter(supporter=own, by=room.actor("manager"), **end)
    left = queries.supporters(actor=room.actor("manager"), **today)
    assert [row.name for row in left] == ["けん"]
    with pytest.raises(UserError, match="PEE-005"):
        offer(room, wish(room, room.case()), own)


def test_topics_find_a_supporter(room: CaseRoom) -> None:
    listed(room)
    for topic, count in ((Topic.ALONE, 1), (Topic.WORK, 0)):
        found = queries.supporters(
            actor=room.actor("manager"), now=NOW, today=TODAY, topic=topic
        )
        assert len(found) == count


# --- 申し込みから終わりまで -----------------------------------------------------------
def test_several_may_be_tried_and_the_person_chooses_one(room: CaseRoom) -> None:
    row = wish(room, room.case())
    first = offer(room, row, listed(room))
    second = offer(room, row, listed(room, name="けん"))
    third = offer(room, row, listed(room, name="みどり"))
    with pytest.raises(UserError, match="PEE-007"):
        meet(room, row)
    answer(room, first, Answer.DECLINED)
    assert PeerRequest.objects.unscoped("test").get().state == State.WISHED
    with pytest.raises(UserError, match="PEE-008"):
        answer(room, first, Answer.CHOSEN)
    answer(room, second, Answer.CHOSEN)
    with pytest.raises(UserError, match="PEE-006"):
        answer(room, third, Answer.CHOSEN)
    row.refresh_from_db()
    assert row.state == State.MATCHED
    session = meet(room, row)
    assert session.supporter.name == "けん"
    assert row.state == State.UNDER_WAY


def test_a_session_leaves_a_line_and_counts_no_minutes(room: CaseRoom) -> None:
    row = wish(room, room.case())
    answer(room, offer(room, row, listed(room)), Answer.CHOSEN)
    meet(room, row)
    event = CaseEvent.objects.unscoped("test").get(kind="peer")
    assert event.text == "ピアサポーターと話した（また会う）"
    assert not Activity.objects.unscoped("test").exists()


def test_days_are_in_order_and_a_closed_one_stays_closed(room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(UserError, match="PEE-003"):
        wish(room, case, wants=" ")
    with pytest.raises(UserError, match="PEE-002"):
        wish(room, case, wished_on=TODAY + timedelta(days=1))
    row = wish(room, case)
    early = row.wished_on - timedelta(days=1)
    supporter = listed(room)
    with pytest.raises(UserError, match="PEE-002"):
        offer(room, row, supporter, offered_on=early)
    match = offer(room, row, supporter)
    with pytest.raises(UserError, match="PEE-002"):
        answer(room, match, Answer.CHOSEN, answered_on=TODAY - timedelta(days=1))
    answer(room, match, Answer.CHOSEN)
    with pytest.raises(UserError, match="PEE-002"):
        meet(room, row, held_on=early)
    row.refresh_from_db()
    close = {
        "request": row, "closed_on": TODAY, "words": "友だちになった",
        "by": room.actor("specialist"), "now": NOW, "today": TODAY,
    }  # fmt: skip
    with pytest.raises(UserError):
        actions.close_request(version=99, **close)
    actions.close_request(version=row.version, **close)
    with pytest.raises(UserError, match="PEE-004"):
        meet(room, row)


def test_only_whoever_carries_the_case(room: CaseRoom) -> None:
    case = room.case()
    for who, error in (("alone", NotVisible), ("officer", AccessDenied)):
        with pytest.raises(error):
            wish(room, case, by=who)
    row = wish(room, case)
    answer(room, offer(room, row, listed(room)), Answer.CHOSEN)
    meet(room, row)
    exclude(
        case=case, staff=room.region.staff["assistant"], office=None, reason="x",
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    for model in (PeerRequest, PeerMatch, PeerSession):
        for who, sees in (("manager", True), ("assistant", False), ("alone", False)):
            rows = model.objects.visible_to(room.actor(who), now=NOW)
            assert rows.exists() is sees, (model, who)


# --- 画面 ---------------------------------------------------------------------------
def test_a_wish_becomes_a_match_and_a_session(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    day = TODAY.isoformat()
    client.post(
        reverse("peer-supporter-new"),
        {
            "name": "さくら",
            "topics": ["alone"],
            "reach": "火曜",
            "agreed_on": day,
            "key": str(uuid4()),
        },
    )
    supporter = PeerSupporter.objects.unscoped("test").get()
    assert "さくらさん" in client.get(reverse("peer-list")).content.decode()
    page_url = reverse("case-peer", args=[case.public_id])
    assert "まだありません" in client.get(page_url).content.decode()
    client.post(
        reverse("peer-wish", args=[case.public_id]),
        {"wants": WANTS, "wished_on": day, "key": str(uuid4())},
    )
    row = PeerRequest.objects.unscoped("test").get()
    one = [case.public_id, row.public_id]
    assert (
        "さくら（一人ぐらし）"
        in client.get(reverse("peer-offer", args=one)).content.decode()
    )
    client.post(
        reverse("peer-offer", args=one),
        {"supporter": str(supporter.public_id), "offered_on": day, "key": str(uuid4())},
    )
    match = PeerMatch.objects.unscoped("test").get()
    client.post(
        reverse("peer-answer", args=[*one, match.public_id]),
        {"answer": "chosen", "answered_on": day},
    )
    client.post(
        reverse("peer-session", args=one),
        {
            "held_on": day,
            "minutes": "50",
            "own_words": "おなじ人がいた",
            "going": "yes",
            "key": str(uuid4()),
        },
    )
    page = client.get(page_url).content.decode()
    for words in (WANTS, "本人が選んだ", "50分", "おなじ人がいた", "また会う"):
        assert words in page
    timeline = client.get(reverse("case-page", args=[case.public_id])).content.decode()
    assert "ピアサポーターと話した（また会う）" in timeline
    row.refresh_from_db()
    closing = {"closed_on": day, "words": "友だち", "version": row.version}
    assert client.post(reverse("peer-close", args=one), closing).status_code == 302
    assert "友だち" in client.get(page_url).content.decode()


def test_the_register_is_kept_on_its_page(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = listed(room, is_shared=True)
    client = client_for("manager")
    edit = reverse("peer-supporter-edit", args=[row.public_id])
    data = {
        "name": "さくらこ",
        "reach": "水曜",
        "agreed_on": TODAY.isoformat(),
        "version": 1,
    }
    assert client.get(edit).status_code == 200
    assert client.post(edit, data).status_code == 302
    assert client.post(edit, data).status_code == 422
    page = client.get(edit).content.decode()
    for words in (
        "直す前の内容",
        "さくら → さくらこ",
        "はい → いいえ",
        "一人ぐらし → —",
    ):
        assert words in page
    rows = PeerSupporterRevision.objects
    assert rows.visible_to(room.actor("manager"), now=NOW).count() == 1
    assert not rows.visible_to(room.actor("officer"), now=NOW).exists()
    other = client_for("alone")
    page = other.get(reverse("peer-list")).content.decode()
    assert "さくらこ" not in page  # 共有をやめた
    end = reverse("peer-supporter-end", args=[row.public_id])
    assert other.get(end).status_code == 404
    ending = {"ended_on": TODAY.isoformat(), "version": 2}
    assert client.post(end, ending).status_code == 302


def test_outsiders_get_404(room: CaseRoom, client_for: ClientFor) -> None:
    case, other = room.case(), room.case(name="架空 べつ", kana="かくう べつ")
    row = wish(room, case)
    match = offer(room, row, listed(room))
    one = [case.public_id, row.public_id]
    names: dict[str, list[Any]] = {
        "case-peer": one[:1], "peer-wish": one[:1], "peer-offer": one,
        "peer-session": one, "peer-close": one, "peer-answer": [*one, match.public_id],
    }  # fmt: skip
    for name, args in names.items():
        assert client_for("alone").get(reverse(name, args=args)).status_code == 404, (
            name
        )
    swapped = [other.public_id, row.public_id]
    client = client_for("specialist")
    assert client.get(reverse("peer-offer", args=swapped)).status_code == 404
    assert WANTS not in client_for("alone").get(reverse("peer-list")).content.decode()


def test_page_and_list_take_a_constant_number_of_queries(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    for url in (reverse("case-peer", args=[case.public_id]), reverse("peer-list")):
        client.get(url)
        counts = []
        for _ in range(2):
            row = wish(room, case)
            answer(room, offer(room, row, listed(room)), Answer.CHOSEN)
            meet(room, row)
            with CaptureQueriesContext(connection) as taken:
                assert client.get(url).status_code == 200
            counts.append(len(taken))
        assert counts[0] == counts[1], url
