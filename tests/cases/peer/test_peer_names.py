"""ピアサポーターの名前が、どこまで見えるか。二度押し、終わったケース。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import CaseRoom
from tests.cases.peer.test_peer import WANTS, answer, listed, meet, offer, wish
from tests.cases.test_page_sight import share
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent, AuditSubject
from tsunagi.cases.case.actions import close_case
from tsunagi.cases.case.rules import ClosingReason
from tsunagi.cases.peer import supporter_actions
from tsunagi.cases.peer.models import (
    PeerMatch,
    PeerRequest,
    PeerSession,
    PeerSupporter,
)
from tsunagi.cases.peer.rules import Answer

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


# --- だれの名前が、どこまで見えるか -----------------------------------------------------
def test_a_supporter_of_another_register_is_not_named(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = wish(room, room.case())
    match = offer(room, row, listed(room))
    page_url = reverse("case-peer", args=[row.case.public_id])
    own = client_for("specialist")
    answering = reverse(
        "peer-answer", args=[row.case.public_id, row.public_id, match.public_id]
    )
    assert "さくらさんについての返事" in own.get(answering).content.decode()
    answer(room, match, Answer.CHOSEN)
    meet(room, row)
    assert own.get(page_url).content.decode().count("さくらさん") == 2
    page = client_for("officer").get(page_url).content.decode()
    assert WANTS in page
    assert "さくら" not in page
    assert page.count("（ほかの事業所の名簿の人）") == 2


def test_whoever_has_left_the_register_is_seen_by_its_office_alone(
    room: CaseRoom, client_for: ClientFor
) -> None:
    supporter_actions.end_supporter(
        supporter=listed(room, name="けん", is_shared=True), version=1,
        ended_on=TODAY - timedelta(days=1), by=room.actor("manager"), now=NOW,
        today=TODAY,
    )  # fmt: skip
    for who, sees in (("manager", True), ("alone", False), ("officer", False)):
        page = client_for(who).get(reverse("peer-list")).content.decode()
        assert ("けん" in page) is sees, who


def test_the_log_names_the_supporters_whom_the_form_offers(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = wish(room, room.case())
    shown = {listed(room).public_id, listed(room, name="けん").public_id}
    client_for("specialist").get(
        reverse("peer-offer", args=[row.case.public_id, row.public_id])
    )
    event = AuditEvent.objects.filter(action="case.form").latest("id")
    assert event.details["form"] == "peer.offer"
    subjects = AuditSubject.objects.filter(event=event)
    assert set(subjects.values_list("subject_public_id", flat=True)) == {
        *shown, row.case.person.public_id,
    }  # fmt: skip


def test_a_closed_case_is_not_under_way(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    wish(room, case)
    close_case(
        case=case, reason=ClosingReason.ACHIEVED, note="", on=TODAY, follow_up_on=None,
        version=case.version, by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    page = client_for("specialist").get(reverse("peer-list")).content.decode()
    assert "進んでいる申し込みはありません" in page


def test_each_form_sent_twice_writes_once(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    day = TODAY.isoformat()

    def twice(name: str, args: list[Any], /, **data: Any) -> None:
        sent = {**data, "key": str(uuid4())}
        for _ in range(2):
            assert client.post(reverse(name, args=args), sent).status_code == 302
        del sent["key"]
        assert client.post(reverse(name, args=args), sent).status_code == 422

    twice("peer-supporter-new", [], name="さくら", reach="火曜", agreed_on=day)
    supporter = PeerSupporter.objects.unscoped("test").get()
    case = room.case()
    twice("peer-wish", [case.public_id], wants=WANTS, wished_on=day)
    row = PeerRequest.objects.unscoped("test").get()
    one = [case.public_id, row.public_id]
    twice("peer-offer", one, supporter=str(supporter.public_id), offered_on=day)
    answer(room, PeerMatch.objects.unscoped("test").get(), Answer.CHOSEN)
    twice("peer-session", one, held_on=day, going="yes")
    assert PeerSession.objects.unscoped("test").count() == 1


def test_an_identity_alone_does_not_open_the_page(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    share(room, case)
    client = client_for("alone")
    assert client.get(reverse("case-page", args=[case.public_id])).status_code == 200
    for name in ("case-peer", "case-guardianship"):
        page = client.get(reverse(name, args=[case.public_id]))
        assert page.status_code == 404, name
