"""Where the own search of an office starts: at what it holds, whoever wrote it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.access_models import CaseAccess
from tsunagi.cases.case.access_rows import open_access
from tsunagi.cases.case.actions import move_responsibility
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.contact.actions import correct_contact, record_contacts
from tsunagi.cases.contact.bulk import BulkContact, record_contacts_in_bulk
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.field_classes import RESPONSIBLE, FieldClass
from tsunagi.cases.search import note_queries, reach
from tsunagi.cases.search.models import ContactSearch
from tsunagi.cases.search.note_rules import NoteQuery, Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "_HOLDING", {})


def found(
    room: CaseRoom, who: str, word: str = "送迎", before: Place | None = None
) -> note_queries.FoundNotes:
    return note_queries.notes_found(
        actor=room.actor(who), query=NoteQuery(words=(word,)), now=NOW, before=before
    )


def texts(room: CaseRoom, who: str, word: str = "送迎") -> list[str]:
    return [row.hit.texts[0] for row in found(room, who, word).rows]


def move(room: CaseRoom, case: Case, to: str) -> None:
    move_responsibility(
        case=case, office=room.region.offices[to], staff=None, reason="引継ぎ",
        version=case.version, by=room.region.builder(), now=NOW, today=TODAY,
    )  # fmt: skip


def holders() -> set[int]:
    return set(ContactSearch._base_manager.values_list("holder", flat=True))


def test_what_another_office_wrote_is_found_by_the_one_that_took_over(room) -> None:
    case = room.case()
    room.contact(case, text="送迎 前の事業所が書いた")
    assert texts(room, "specialist") == ["送迎 前の事業所が書いた"]
    move(room, case, "core")
    room.contact(case, text="送迎 引き継いで書いた", by="consultant", office="core")
    assert texts(room, "core_staff") == [
        "送迎 引き継いで書いた",
        "送迎 前の事業所が書いた",
    ]
    assert texts(room, "specialist") == []
    assert holders() == {room.region.offices["core"].pk}


def test_a_corrected_record_stays_with_the_office_that_holds_it(room) -> None:
    case = room.case()
    contact = room.contact(case, text="送迎")
    move(room, case, "core")
    contact = Contact._base_manager.select_related("case").get(pk=contact.pk)
    move(room, case, "hikari")
    assert contact.case.responsible_office == room.region.offices["core"]
    correct_contact(
        contact=contact, new=note_of(contact, "送迎を直した"), reason="聞き違え",
        version=contact.version, by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert texts(room, "specialist") == ["送迎を直した"]
    assert holders() == {room.region.offices["hikari"].pk}


def note_of(contact: Contact, text: str):
    from tsunagi.cases.contact.actions import as_new
    from tsunagi.common.frozen import replace

    return replace(as_new(contact), text=text)


def test_a_case_that_moved_while_the_record_was_written(room) -> None:
    """The case was read before another office took it over."""
    case = room.case()
    first = room.contact(case, text="はじめの記録")
    read_before = Case._base_manager.get(pk=case.pk)
    move(room, case, "core")
    open_access(
        case=case, relation=Relation.COLLABORATING, classes=RESPONSIBLE,
        office=room.region.offices["hikari"], valid_from=NOW, source_ref="test",
        by=room.region.builder(),
    )  # fmt: skip
    assert read_before.responsible_office == room.region.offices["hikari"]
    record_contacts(
        cases=[read_before], office=room.region.offices["hikari"],
        staff=room.region.staff["specialist"], new=note_of(first, "送迎 遅れて書いた"),
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert texts(room, "core_staff") == ["送迎 遅れて書いた"]
    read_before = Case._base_manager.get(pk=case.pk)
    read_before.responsible_office = room.region.offices["hikari"]
    with transaction.atomic():
        record_contacts_in_bulk(
            [
                BulkContact(
                    read_before, room.region.offices["hikari"],
                    room.region.staff["specialist"], note_of(first, "送迎 取り込んだ"),
                )
            ],
            by=room.region.builder(), now=NOW,
        )  # fmt: skip
    assert set(texts(room, "core_staff")) == {"送迎 遅れて書いた", "送迎 取り込んだ"}
    assert holders() == {room.region.offices["core"].pk}


def test_cases_besides_come_in_by_day_and_none_twice(room, monkeypatch) -> None:
    """Own cases and those of others, also where the asker is named for an own case."""
    monkeypatch.setattr(note_queries, "PAGE", 3)
    monkeypatch.setattr(note_queries, "SPARE", 0)
    own = room.case(opened_on=TODAY - timedelta(days=90))
    other = room.case(
        name="架空 よその人", kana="かくう よそ", office="alone", staff="alone",
        by="alone", opened_on=TODAY - timedelta(days=90),
    )  # fmt: skip
    for day in range(12):
        is_own = day % 3 != 1
        room.contact(
            own if is_own else other, text=f"送迎 {day}",
            by="specialist" if is_own else "alone",
            office="hikari" if is_own else "alone",
            occurred_on=TODAY - timedelta(days=day),
        )  # fmt: skip
    grant = {"valid_from": NOW, "by": room.region.builder(), "classes": RESPONSIBLE}
    open_access(
        case=other, relation=Relation.CONSENT, source_ref="a", **grant,
        office=room.region.offices["hikari"],
    )  # fmt: skip
    open_access(
        case=own, relation=Relation.EMERGENCY, source_ref="b", **grant,
        staff=room.region.staff["specialist"],
    )  # fmt: skip
    seen: list[str] = []
    before = None
    while True:
        page = found(room, "specialist", before=before)
        seen += [row.hit.texts[0] for row in page.rows]
        before = page.next_place
        if before is None:
            break
    assert seen == [f"送迎 {day}" for day in range(12)]


def test_how_many_an_office_holds_is_counted_once_in_a_while(room, monkeypatch) -> None:
    room.contact(room.case(), text="送迎")
    actor = room.actor("specialist")
    assert reach.notes_in_reach(actor, now=NOW) == (
        {room.region.offices["hikari"].pk},
        [],
    )
    monkeypatch.setattr(reach, "FEW_CASES", 0)
    almost = NOW + reach.STAYS_WIDE - timedelta(seconds=1)
    assert reach.notes_in_reach(actor, now=almost) is not None
    assert reach.notes_in_reach(actor, now=NOW + reach.STAYS_WIDE) is None


def test_the_few_cases_besides_are_found_by_their_own_index(room) -> None:
    """The condition of the statement and that of the index are the same words."""
    actor, asked = room.actor("specialist"), []

    def keep(execute, sql, *rest):
        asked.append(sql.replace('"', ""))
        return execute(sql, *rest)

    with connection.execute_wrapper(keep):
        reach._reasons(FieldClass.NARRATIVE, besides_own=True)(actor=actor, now=NOW)
    word = f"{CaseAccess._meta.db_table}.relation <> 'responsible'"
    assert len(asked) == 1 and word in asked[0]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        # Nothing else is left to it, so it takes the index if its condition allows.
        cursor.execute("SET LOCAL enable_seqscan = off; DROP INDEX access_by_office")
        cursor.execute(
            f"EXPLAIN SELECT case_id FROM {CaseAccess._meta.db_table}"  # noqa: S608
            f" WHERE municipality_id = 1 AND office_id = 1 AND {word}"
        )
        assert "access_besides_own" in str(cursor.fetchall())
