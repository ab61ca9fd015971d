"""本文をさがす: 読んでよい記録だけを、どちらの道でも同じに。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent, AuditSubject
from tsunagi.cases.case.access_rows import open_access
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.contact.actions import withdraw_contact
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.models import Contact
from tsunagi.cases.search import note_candidates, note_queries, reach
from tsunagi.cases.search.note_rules import NoteQuery
from tsunagi.cases.search.rules import words_of

pytestmark = pytest.mark.django_db
WAYS = ["few", "walk", "index", "one by one", "scoped"]


@pytest.fixture(params=WAYS)
def way(request, monkeypatch) -> str:
    """Every way to search must find the same."""
    monkeypatch.setattr(reach, "_HOLDING", {})
    if request.param != "few":
        monkeypatch.setattr(reach, "FEW_CASES", -1)
    if request.param in ("index", "one by one", "scoped"):
        # The walk reads two days and finds too little.
        monkeypatch.setattr(note_candidates, "WALK", 1)
        monkeypatch.setattr(note_queries, "COMMON", 10_000)
    if request.param == "one by one":
        monkeypatch.setattr(note_queries, "MOST_ROWS", 1)
        monkeypatch.setattr(note_queries, "SPARE", 0)
    if request.param == "scoped":
        # Of what the index names only the newest is looked at by itself.
        monkeypatch.setattr(note_queries, "MOST_INDEXED", 1)
    return request.param


def texts(room: CaseRoom, who: str, typed: str, **filters) -> list[str]:
    return [row.hit.texts[0] for row in found(room, who, typed, **filters).rows]


def found(room: CaseRoom, who: str, typed: str, *, before=None, offset=0, **filters):
    return note_queries.notes_found(
        actor=room.actor(who), query=NoteQuery(words=words_of(typed), **filters),
        now=NOW, before=before, offset=offset,
    )  # fmt: skip


def test_two_letters_are_enough_and_every_word_must_stand_there(room, way) -> None:
    case = room.case()
    room.contact(case, text="送迎の時間について母から電話")
    room.contact(case, text="作業所の見学、送迎あり")
    room.contact(case, text="迎え。送る")
    assert texts(room, "specialist", "送迎") == [
        "作業所の見学、送迎あり",
        "送迎の時間について母から電話",
    ]
    assert texts(room, "specialist", "送迎 見学") == ["作業所の見学、送迎あり"]
    assert texts(room, "specialist", "送 見学") == ["作業所の見学、送迎あり"]


def all_pages(room: CaseRoom, typed: str, **filters) -> list[str]:
    """As somebody reads who goes on to the end."""
    seen: list[str] = []
    before, pages = None, 0
    while before is not None or pages == 0:
        result = found(room, "specialist", typed, before=before, **filters)
        seen += [row.hit.texts[0] for row in result.rows]
        before, pages = result.next_place, pages + 1
        assert pages < 50
    return seen


def test_words_of_one_letter_are_found_wherever_they_stand(room, way) -> None:
    """Recall: first letter, last letter, alone, between marks, on any day."""
    case = room.case(opened_on=TODAY - timedelta(days=60))
    holding = ["薬", "薬局へ行く", "飲み忘れた薬", "服薬の確認", "（薬）について"]
    for day, text in enumerate([*holding, "作業所の見学", "薫さんと会う"]):
        room.contact(case, text=text, occurred_on=TODAY - timedelta(days=3 * day))
    assert all_pages(room, "薬") == holding
    assert all_pages(room, "薬 飲") == ["飲み忘れた薬"]
    assert all_pages(room, "薬 確認") == ["服薬の確認"]
    assert all_pages(room, "水") == []


def test_a_letter_in_a_city_costs_so_many_rows_and_no_more(room, monkeypatch) -> None:
    """A page of the wide search stops walking and says where to go on."""
    monkeypatch.setattr(reach, "FEW_CASES", -1)
    monkeypatch.setattr(note_candidates, "WALK", 1)
    case = room.case(opened_on=TODAY - timedelta(days=60))
    for day in range(10):
        text = "母と会う" if day == 9 else "作業所"
        room.contact(case, text=text, occurred_on=TODAY - timedelta(days=day))
    first = found(room, "specialist", "母")
    assert first.rows == [] and first.next_place is not None and first.count is None
    assert all_pages(room, "母") == ["母と会う"]


def test_pieces_apart_are_not_the_word(room: CaseRoom, way: str) -> None:
    case = room.case()
    room.contact(case, text="相談のあと談話室の見学と話室")
    assert texts(room, "specialist", "相談話室") == []
    room.contact(case, text="相談、話室")
    assert texts(room, "specialist", "相談話室") == ["相談、話室"]


def test_judgement_and_next_action_are_searched_too(room: CaseRoom, way: str) -> None:
    case = room.case()
    room.contact(
        case, text="電話", judgement="金銭管理に不安", next_action="訪問の調整"
    )
    assert texts(room, "specialist", "金銭") == ["電話"]
    row = found(room, "specialist", "調整").rows[0]
    assert row.parts == [("訪問の", False), ("調整", True)]


@pytest.mark.parametrize("who", ["alone", "core_staff", "officer", "minato_specialist"])
def test_a_planted_note_never_shows_to_who_may_not_read_it(room, who, way) -> None:
    case = room.case()
    room.contact(case, text="秘密の言葉がある")
    result = found(room, who, "秘密の言葉")
    assert result.rows == [] and result.next_place is None
    assert result.count == 0
    best = found(room, who, "秘密の言葉", best_first=True)
    assert best.rows == [] and best.count == 0


def test_the_count_is_of_readable_notes_only(room: CaseRoom, way: str) -> None:
    room.contact(room.case(), text="送迎の相談")
    other = room.case(
        name="架空 よその人",
        kana="かくう よそ",
        office="alone",
        staff="alone",
        by="alone",
    )
    room.contact(other, text="送迎の秘密", by="alone", office="alone")
    for best_first in (False, True):
        result = found(room, "specialist", "送迎", best_first=best_first)
        assert [row.hit.texts[0] for row in result.rows] == ["送迎の相談"]
        assert result.count == 1


def test_anonymous_notes_belong_to_the_office_that_wrote_them(room, way) -> None:
    room.contact(None, text="匿名で送迎の相談")
    assert texts(room, "assistant", "送迎") == ["匿名で送迎の相談"]
    assert texts(room, "alone", "送迎") == []


def test_a_consent_for_the_text_opens_it_and_one_without_does_not(room, way) -> None:
    case = room.case()
    room.contact(case, text="送迎の相談")
    grant = {
        "case": case, "relation": Relation.CONSENT, "valid_from": NOW,
        "source_ref": "test", "by": room.region.builder(),
        "office": room.region.offices["alone"],
    }  # fmt: skip
    open_access(classes="13", **grant)
    assert texts(room, "alone", "送迎") == []
    open_access(classes="134", **grant)
    assert texts(room, "alone", "送迎") == ["送迎の相談"]


def test_filters_by_period_method_and_own_office(room: CaseRoom, way: str) -> None:
    case = room.case(opened_on=TODAY - timedelta(days=60))
    old = TODAY - timedelta(days=30)
    room.contact(case, text="送迎 古い", occurred_on=old)
    room.contact(case, text="送迎 新しい")
    mark = Contact.objects.unscoped("test").get(text="送迎 新しい").method
    Contact.objects.unscoped("test").filter(text="送迎 古い").update(method="other")
    assert texts(room, "specialist", "送迎", until=old) == ["送迎 古い"]
    assert texts(room, "specialist", "送迎", since=old + timedelta(1)) == [
        "送迎 新しい"
    ]
    assert texts(room, "specialist", "送迎", since=old, until=old) == ["送迎 古い"]
    assert texts(room, "specialist", "送迎", method=mark) == ["送迎 新しい"]
    assert len(texts(room, "specialist", "送迎", own_office=True)) == 2
    Contact.objects.unscoped("test").update(office=room.region.offices["alone"])
    note_candidates.ContactSearch.objects.unscoped("test").update(
        office=room.region.offices["alone"]
    )
    assert texts(room, "specialist", "送迎", own_office=True) == []


def test_pages_are_newest_first_and_lose_nothing(room, way, monkeypatch) -> None:
    monkeypatch.setattr(note_queries, "PAGE", 2)
    monkeypatch.setattr(note_queries, "SPARE", 1)
    case = room.case(opened_on=TODAY - timedelta(days=60))
    hidden = room.case(
        name="架空 よその人",
        kana="かくう よそ",
        office="alone",
        staff="alone",
        by="alone",
    )
    for day in (3, 1, 2, 1, 0):
        room.contact(case, text=f"送迎 {day}", occurred_on=TODAY - timedelta(days=day))
        room.contact(
            hidden, text=f"送迎 見えない{day}", by="alone", office="alone",
            occurred_on=TODAY,
        )  # fmt: skip
    seen: list[str] = []
    before, pages = None, 0
    while before is not None or pages == 0:
        result = found(room, "specialist", "送迎", before=before)
        seen += [row.hit.texts[0] for row in result.rows]
        before, pages = result.next_place, pages + 1
    assert seen == ["送迎 0", "送迎 1", "送迎 1", "送迎 2", "送迎 3"]
    assert pages == 3


def test_best_first_counts_the_words(room, way, monkeypatch) -> None:
    monkeypatch.setattr(note_queries, "PAGE", 2)
    case = room.case()
    for text in ("送迎 一", "送迎と送迎", "送迎、送迎、送迎", "送迎 二"):
        room.contact(case, text=text)
    result = found(room, "specialist", "送迎", best_first=True)
    assert [row.hit.texts[0] for row in result.rows] == [
        "送迎、送迎、送迎",
        "送迎と送迎",
    ]
    assert (result.count, result.next_offset) == (4, 2)
    rest = found(room, "specialist", "送迎", best_first=True, offset=2)
    assert [row.hit.texts[0] for row in rest.rows] == ["送迎 二", "送迎 一"]
    assert rest.next_offset is None


def test_a_withdrawn_note_is_not_found(room: CaseRoom, way: str) -> None:
    contact = room.contact(room.case(), text="送迎の相談")
    withdraw_contact(
        contact=contact, reason="書く人を間違えた", version=contact.version,
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert texts(room, "specialist", "送迎") == []


def test_the_number_of_queries_does_not_grow(room, way, monkeypatch) -> None:
    # Not one walk for each of the rows.
    monkeypatch.setattr(note_candidates, "WALK", 1_000)
    actor, query = room.actor("specialist"), NoteQuery(words=("送迎",))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            note_queries.notes_found(actor=actor, query=query, now=NOW)
        return len(queries)

    case = room.case()
    for number in range(3):
        room.contact(case, text=f"送迎 {number}")
    count()  # how many cases the office holds is counted now and then
    before = count()
    for number in range(20):
        room.contact(case, text=f"送迎 続き{number}")
    assert count() == before <= 7


def test_whose_cases_are_too_many_is_not_read_again_for_a_while(
    room: CaseRoom, monkeypatch
) -> None:
    room.case()
    monkeypatch.setattr(reach, "_WIDE", {})
    monkeypatch.setattr(reach, "LOOKED_AT", 1)
    actor = room.actor("specialist")

    def asked(at: datetime) -> int:
        with CaptureQueriesContext(connection) as queries:
            few = reach.cases_in_reach(actor, FieldClass.NARRATIVE, now=at)
        assert few is None
        return len(queries)

    assert asked(NOW) == 1
    assert asked(NOW + reach.STAYS_WIDE - timedelta(seconds=1)) == 0
    assert asked(NOW + reach.STAYS_WIDE) == 1


def test_the_newest_come_first_however_the_index_names_them(
    room: CaseRoom, way: str, monkeypatch
) -> None:
    """Numbers do not follow the days: what happened long ago may be written down last."""
    monkeypatch.setattr(note_queries, "PAGE", 3)
    case = room.case()
    days = [3, 40, 1, 22, 8, 35, 2, 14]
    for day in days:
        room.contact(case, text=f"送迎 {day}", occurred_on=TODAY - timedelta(days=day))
    expected = [f"送迎 {day}" for day in sorted(days)]
    seen: list[str] = []
    before = None
    while True:
        page = found(room, "specialist", "送迎", before=before)
        seen += [row.hit.texts[0] for row in page.rows]
        before = page.next_place
        if before is None:
            break
    assert seen == expected


def test_the_screen_escapes_marks_and_keeps_the_words_out_of_address_and_audit(
    client_for: Callable, room: CaseRoom, monkeypatch
) -> None:
    monkeypatch.setattr(note_queries, "PAGE", 1)
    case = room.case()
    room.contact(case, text="<script>送迎</script>")
    room.contact(case, text="送迎 二")
    client = client_for("specialist")
    page = client.post(reverse("note-search"), {"q": "送迎"}).content.decode()
    assert "<mark>送迎</mark> 二" in page
    link = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "kept=v1." in link and "%E9%80%81" not in link
    second = client.get(link).content.decode()
    assert "&lt;script&gt;<mark>送迎</mark>&lt;/script&gt;" in second
    event = AuditEvent.objects.filter(action="note.search").latest("id")
    assert event.details == {"rows": 1}
    subjects = AuditSubject.objects.filter(event=event)
    assert [s.subject_public_id for s in subjects] == [case.person.public_id]


def test_marks_alone_are_answered_with_what_to_do(client_for, room) -> None:
    page = client_for("specialist").post(reverse("note-search"), {"q": "、。"})
    assert "文字か数字のある言葉を入れてください。" in page.content.decode()


def test_one_letter_is_marked_on_the_page(client_for, room) -> None:
    room.contact(room.case(), text="母から電話")
    page = client_for("specialist").post(reverse("note-search"), {"q": "母"})
    assert "<mark>母</mark>から電話" in page.content.decode()


def test_an_empty_page_of_a_walk_leads_on(client_for, room, monkeypatch) -> None:
    monkeypatch.setattr(reach, "FEW_CASES", -1)
    monkeypatch.setattr(note_candidates, "WALK", 1)
    case = room.case(opened_on=TODAY - timedelta(days=60))
    for day in range(8):
        room.contact(case, text="作業所", occurred_on=TODAY - timedelta(days=day))
    page = client_for("specialist").post(reverse("note-search"), {"q": "母"})
    html = page.content.decode()
    assert "新しい記録の中には見つかりませんでした" in html
    assert "before=" in html


@pytest.mark.parametrize("who", ["member", "administrator", "secretary"])
def test_roles_without_persons_do_not_open_the_search(client_for, region, who) -> None:
    for name in ("note-search", "person-search"):
        assert client_for(who).get(reverse(name)).status_code == 403
