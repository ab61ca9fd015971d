"""関わりのふり返り: 数え方、本人と上司だけ、質問の数。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.actor import NotVisible
from tsunagi.reports.reflection.queries import shares, whose
from tsunagi.reports.reflection.rules import Share, sentence_of, share_of

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def room(region: Region) -> CaseRoom:
    return CaseRoom(region)


@pytest.mark.parametrize(
    ("contents", "share"),
    [
        ([], Share()), ([[]], Share()), ([["NAT-N1"]], Share(only=1)),
        ([["NAT-N1", "NAT-N4"], ["NAT-N4"], ["NAT-N1"]], Share(1, 1, 1)),
    ],
)  # fmt: skip
def test_how_records_are_counted(contents: list[list[str]], share: Share) -> None:
    assert share_of(contents) == share


@pytest.mark.parametrize(
    ("share", "percent", "words"),
    [
        (Share(), None, "まだありません"), (Share(only=6, other=4), 60, "話題にできているでしょうか"),
        (Share(only=1, both=1, other=2), 25, "25%、それ以外の支援もある関わりは75%"),
    ],
)  # fmt: skip
def test_the_sentence_judges_nobody(
    share: Share, percent: int | None, words: str
) -> None:
    assert share.only_percent == percent and words in sentence_of(share)


def test_only_oneself_and_who_decides_on_the_work(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    room.contact(case, contents=["NAT-N1"])
    room.contact(
        case, contents=["NAT-N1", "NAT-N4"], occurred_on=TODAY - timedelta(days=40)
    )
    room.contact(case, contents=["NAT-N4"], by="manager")
    staff = room.region.staff["specialist"]
    manager = room.actor("manager")
    found = dict(shares(actor=manager, staff=staff, now=NOW, today=TODAY))
    assert sum(one.total for one in found.values()) == 2
    assert whose(actor=manager, staff_id=staff.public_id, today=TODAY) == staff
    with pytest.raises(NotVisible):
        whose(
            actor=room.actor("specialist"), staff_id=room.region.staff["manager"].public_id,
            today=TODAY,
        )  # fmt: skip
    url = reverse("reflection")
    page = client_for("specialist").get(url).content.decode()
    assert "点数でも評価でもありません" in page and "この人で見る" not in page
    theirs = client_for("manager").get(f"{url}?staff={staff.public_id}")
    assert theirs.status_code == 200 and staff.name in theirs.content.decode()
    assert client_for("alone").get(f"{url}?staff={staff.public_id}").status_code == 404


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    counts = []
    for _ in range(2):
        room.contact(case, contents=["NAT-N1"])
        client.get(reverse("reflection"))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("reflection"))
        counts.append(len(found))
    assert counts[0] == counts[1]
