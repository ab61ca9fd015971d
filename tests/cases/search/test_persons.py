"""利用者をさがす: どの書き方でも、見てよい人だけ。"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent, AuditSubject
from tsunagi.cases.case.access_rows import open_access
from tsunagi.cases.case.actions import open_case
from tsunagi.cases.case.rules import Mode, Relation
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.models import Case, CaseAccess, Certificate, PersonNumber
from tsunagi.cases.search import person_candidates, person_queries, reach
from tsunagi.cases.search.person_rules import read_person_query

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["few", "many"])
def way(request, monkeypatch) -> str:
    """Both ways to search must find the same: from the cases, and from the index."""
    if request.param == "many":
        monkeypatch.setattr(reach, "FEW_CASES", -1)
    return request.param


def names(room: CaseRoom, who: str, typed: str) -> list[str]:
    rows, _ = person_queries.persons_found(
        actor=room.actor(who), query=read_person_query(typed), now=NOW, today=TODAY
    )
    return [row.name for row in rows]


@pytest.mark.parametrize(
    "typed",
    ["髙橋", "高橋", "たかはし", "ﾀｶﾊｼ", "カハ", "平成2年5月5日", "H2.5.5", "1990-05-05",
     "000-111-2222", "0001112222", "平成2年5月"],
)  # fmt: skip
def test_one_box_finds_by_any_spelling(typed: str, room: CaseRoom, way: str) -> None:
    room.case(name="髙橋 架空", kana="たかはし かくう")
    room.case(name="別の人", kana="べつのひと", birth_on=None, phone="099-999-9999")
    assert names(room, "specialist", typed) == ["髙橋 架空"]


def test_found_by_certificate_and_by_the_offices_own_number(
    room: CaseRoom, way: str
) -> None:
    case = room.case()
    Certificate.objects.create(
        person=case.person, municipality=case.municipality, kind="welfare",
        number="4310000001", recorded_at=NOW,
    )  # fmt: skip
    PersonNumber.objects.create(
        person=case.person, office=case.responsible_office, number="A-77"
    )
    assert names(room, "specialist", "4310000001") == ["架空 花子"]
    assert names(room, "specialist", "A-77") == ["架空 花子"]
    # The number is that of ひかり: it means nothing at another office.
    assert names(room, "officer", "A-77") == []


@pytest.mark.parametrize(
    "who", ["alone", "core_staff", "member", "administrator", "minato_specialist"]
)
@pytest.mark.parametrize("typed", ["架空", "H2.5.5", "0001112222"])
def test_who_has_no_reason_finds_nobody(room: CaseRoom, who, typed, way) -> None:
    room.case()
    assert names(room, who, typed) == []


@pytest.mark.parametrize("who", ["officer", "manager", "assistant"])
def test_who_has_a_reason_finds(room: CaseRoom, who: str, way: str) -> None:
    room.case()
    assert names(room, who, "かくう") == ["架空 花子"]


def test_an_excluded_staff_member_finds_nobody(room: CaseRoom, way: str) -> None:
    case = room.case()
    exclude(
        case=case, staff=room.region.staff["assistant"], office=None, reason="家族",
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    assert names(room, "assistant", "架空") == []
    assert names(room, "specialist", "架空") == ["架空 花子"]


def test_a_reason_for_the_name_alone_does_not_find_by_telephone_or_number(
    room: CaseRoom, way: str
) -> None:
    case = room.case()
    Certificate.objects.create(
        person=case.person, municipality=case.municipality, kind="welfare",
        number="4310000001", recorded_at=NOW,
    )  # fmt: skip
    open_access(
        case=case, relation=Relation.MATCHING, classes="1", valid_from=NOW,
        source_ref="test", by=room.region.builder(), staff=room.region.staff["alone"],
    )  # fmt: skip
    assert names(room, "alone", "かくう") == ["架空 花子"]
    assert names(room, "alone", "0001112222") == []
    assert names(room, "alone", "4310000001") == []


def test_who_supports_is_not_told_to_a_reason_for_the_name_alone(
    room: CaseRoom, way: str
) -> None:
    open_access(
        case=room.case(), relation=Relation.MATCHING, classes="1", valid_from=NOW,
        source_ref="test", by=room.region.builder(), staff=room.region.staff["alone"],
    )  # fmt: skip
    told = {}
    for who in ("alone", "specialist"):
        rows, _ = person_queries.persons_found(
            actor=room.actor(who), query=read_person_query("かくう"), now=NOW,
            today=TODAY,
        )  # fmt: skip
        told[who] = [(row.mode, row.office, row.staff) for row in rows]
    assert told["alone"] == [("", "", "")]
    assert all(all(line) for line in told["specialist"]) and told["specialist"]


def test_pages_follow_the_kana_and_lose_nobody(
    room: CaseRoom, way: str, monkeypatch
) -> None:
    monkeypatch.setattr(person_queries, "PAGE", 2)
    monkeypatch.setattr(person_queries, "WALKS", (3, 4))
    for kana in ("うえ", "あい", "いけ", "えだ", "いけ"):
        room.case(name=f"架空 {kana}", kana=f"かくう {kana}")
    hidden = room.case(name="架空 見えない", kana="かくう いえ")
    CaseAccess.objects.unscoped("planted").filter(case=hidden).delete()
    seen: list[str] = []
    after, pages = None, 0
    while after is not None or pages == 0:
        rows, after = person_queries.persons_found(
            actor=room.actor("specialist"), query=read_person_query("かくう"), now=NOW,
            today=TODAY, after=after,
        )  # fmt: skip
        seen += [row.name_kana for row in rows]
        pages += 1
    assert seen == [f"かくう {k}" for k in ("あい", "いけ", "いけ", "うえ", "えだ")]
    assert pages == 3


def test_the_page_shows_no_address_and_writes_who_was_shown(
    client_for: Callable, room: CaseRoom
) -> None:
    case = room.case()
    client = client_for("specialist")
    response = client.post(reverse("person-search"), {"q": "かくう"})
    page = response.content.decode()
    assert "架空 花子" in page and reverse("case-page", args=[case.public_id]) in page
    assert "1番地" not in page and "000-111-2222" not in page
    event = AuditEvent.objects.filter(action="person.search").latest("id")
    subjects = AuditSubject.objects.filter(event=event)
    assert [s.subject_public_id for s in subjects] == [case.person.public_id]
    assert "かくう" not in str(event.details)


def test_the_next_page_knows_the_name_that_its_address_does_not_show(
    client_for: Callable, room: CaseRoom, monkeypatch
) -> None:
    monkeypatch.setattr(person_queries, "PAGE", 1)
    room.case()
    room.case(name="架空 二郎", kana="かくう じろう")
    client = client_for("specialist")
    page = client.post(reverse("person-search"), {"q": "かくう"}).content.decode()
    link = next_link(page)
    assert "kept=v1." in link and quote("かくう") not in link
    # Another search, in another tab, changes nothing in this one.
    client.post(reverse("person-search"), {"q": "二郎"})
    second = client.get(reverse("person-search") + link).content.decode()
    assert "架空 花子" in second and "架空 二郎" not in second
    assert 'value="かくう"' in second
    first = client.get(reverse("person-search") + back_link(second)).content.decode()
    assert "架空 二郎" in first and "架空 花子" not in first


def test_an_address_opens_only_in_the_session_that_made_it(
    client_for: Callable, room: CaseRoom, monkeypatch
) -> None:
    monkeypatch.setattr(person_queries, "PAGE", 1)
    room.case()
    room.case(name="架空 二郎", kana="かくう じろう")
    page = client_for("specialist").post(reverse("person-search"), {"q": "かくう"})
    link = next_link(page.content.decode())
    other = client_for("manager").get(reverse("person-search") + link).content.decode()
    assert 'value="かくう"' not in other and "架空 花子" not in other
    assert "もう一度入れてください" in other
    torn = client_for("specialist").get(reverse("person-search") + "?kept=v1.x.y")
    assert "もう一度入れてください" in torn.content.decode()


def next_link(page: str) -> str:
    return page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")


def back_link(page: str) -> str:
    return page.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")


@pytest.mark.parametrize("who", ["specialist", "officer"])
def test_the_number_of_queries_does_not_grow(room: CaseRoom, who: str) -> None:
    actor, query = room.actor(who), read_person_query("かくう")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            person_queries.persons_found(actor=actor, query=query, now=NOW, today=TODAY)
        return len(queries)

    for number in range(3):
        room.case(name=f"架空 {number}", kana=f"かくう {number}")
    before = count()
    for number in range(12):
        room.case(name=f"架空 続き{number}", kana=f"かくう つづき{number}")
    assert count() == before <= 4


def test_of_several_cases_the_open_one_is_shown(room: CaseRoom, way: str) -> None:
    old = room.case()
    Case.objects.unscoped("test").filter(pk=old.pk).update(
        closed_on=TODAY, closing_reason="wish", retention_until=TODAY
    )
    rows, _ = person_queries.persons_found(
        actor=room.actor("specialist"), query=read_person_query("かくう"), now=NOW,
        today=TODAY,
    )  # fmt: skip
    assert [row.is_open for row in rows] == [False]
    again = open_case(
        person=old.person, office=room.region.offices["hikari"], staff=None,
        mode=Mode.PLAN, opened_on=TODAY, by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    rows, _ = person_queries.persons_found(
        actor=room.actor("specialist"), query=read_person_query("かくう"), now=NOW,
        today=TODAY,
    )  # fmt: skip
    assert [(row.case_id, row.is_open) for row in rows] == [(again.public_id, True)]


def test_many_with_the_same_beginning_of_a_number_are_paged(
    room: CaseRoom, way: str, monkeypatch
) -> None:
    monkeypatch.setattr(person_queries, "PAGE", 2)
    monkeypatch.setattr(person_candidates, "NUMBER_HITS", 1)
    for number in range(5):
        room.case(name=f"架空 {number}", kana=f"かくう {number}")
    seen: list[str] = []
    after, pages = None, 0
    while after is not None or pages == 0:
        rows, after = person_queries.persons_found(
            actor=room.actor("specialist"), query=read_person_query("000-111"), now=NOW,
            today=TODAY, after=after,
        )  # fmt: skip
        seen += [row.name for row in rows]
        pages += 1
    assert seen == [f"架空 {number}" for number in range(5)]
