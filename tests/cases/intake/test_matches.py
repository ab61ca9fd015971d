"""同じ人かの問い合わせ: いるかいないかを、尋ねた側に言わない。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.intake.conftest import Take
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.access_models import CaseAccess, Exclusion
from tsunagi.cases.case.models import CaseEvent
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.intake import lead_queries
from tsunagi.cases.intake.lead_models import MatchRequest
from tsunagi.cases.intake.match_actions import (
    answer_match,
    ask_match_for_case,
    ask_match_for_reception,
    open_match,
)
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.rules import MOST_MATCH_REQUESTS_A_DAY, MatchAnswer
from tsunagi.cases.person.actions import add_certificate
from tsunagi.cases.person.rules import CertificateKind
from tsunagi.cases.scope import sight_of
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
WHY = "a test looks at the table"
TOLD = {"person_kana": "カクウ　ハナコ", "birth_on": date(1990, 5, 5)}


def file(room: CaseRoom, reception: Reception, **v: Any) -> MatchRequest:
    values = {"by": room.actor("specialist"), "now": NOW, "today": TODAY, **v}
    return ask_match_for_reception(reception=reception, **values)


def candidates(room: CaseRoom, row: MatchRequest, now: Any = NOW) -> list[Any]:
    actor = room.actor("core_staff")
    return lead_queries.candidates_of(actor=actor, request=row, now=now)


def reply(room: CaseRoom, row: MatchRequest, answer: MatchAnswer, **v: Any) -> Any:
    values = {
        "matched": None, "note": "電話します。", "by": room.actor("core_staff"),
        "now": NOW, "today": TODAY, **v,
    }  # fmt: skip
    return answer_match(request=row, answer=answer, **values)


@pytest.fixture
def elsewhere(room: CaseRoom) -> Any:
    """かくう はなこ is known to another office."""
    return room.case(office="alone", by="alone", staff="alone")


def test_the_answering_person_alone_sees_name_and_birth_for_a_day(
    room: CaseRoom, take: Take, elsewhere: Any
) -> None:
    row = file(room, take(**TOLD))
    assert row.to_office == room.region.offices["core"]
    assert candidates(room, row) == [], "nothing is looked up before it is opened"
    assert open_match(request=row, by=room.actor("core_staff"), now=NOW) == 1
    assert [case.pk for case in candidates(room, row)] == [elsewhere.pk]
    sight = sight_of(elsewhere, actor=room.actor("core_staff"), now=NOW)
    assert sight.classes == {FieldClass.IDENTITY}
    assert not sight_of(elsewhere, actor=room.actor("consultant"), now=NOW).classes
    assert candidates(room, row, NOW + timedelta(hours=24)) == []
    event = AuditEvent.objects.get(action="match.open")
    assert list(event.subjects.values_list("subject_public_id", flat=True)) == [
        elsewhere.person.public_id
    ]
    open_match(request=row, by=room.actor("core_staff"), now=NOW)
    opened = CaseAccess.objects.unscoped(WHY).filter(relation="matching")
    assert opened.count() == 1, "opening twice makes one reason"


def test_same_leaves_a_line_with_both_and_closes_the_sight(
    room: CaseRoom, take: Take, elsewhere: Any
) -> None:
    reception = take(**TOLD)
    row = file(room, reception)
    open_match(request=row, by=room.actor("core_staff"), now=NOW)
    reply(room, row, MatchAnswer.SAME, matched=elsewhere)
    texts = CaseEvent.objects.unscoped(WHY).filter(case=elsewhere)
    assert texts.filter(source_ref=f"match:{row.public_id}").count() == 1
    note = Reception.objects.unscoped(WHY).get().match_note
    assert "連絡があります" in note and "alone" not in note
    assert not sight_of(
        elsewhere, actor=room.actor("core_staff"), now=NOW + timedelta(seconds=1)
    ).classes


@pytest.mark.parametrize("answer", [MatchAnswer.DIFFERENT, MatchAnswer.UNKNOWN])
def test_any_other_answer_tells_nobody_anything(
    room: CaseRoom, take: Take, elsewhere: Any, answer: MatchAnswer
) -> None:
    row = file(room, take(**TOLD))
    open_match(request=row, by=room.actor("core_staff"), now=NOW)
    reply(room, row, answer, matched=elsewhere)
    assert Reception.objects.unscoped(WHY).get().match_note == ""
    assert row.matched_case is None
    events = CaseEvent.objects.unscoped(WHY)
    assert not events.filter(source_ref__startswith="match:").exists()


def test_a_certificate_number_finds_too(
    room: CaseRoom, take: Take, elsewhere: Any
) -> None:
    add_certificate(
        case=elsewhere, kind=CertificateKind.WELFARE, values={"number": "1234567890"},
        by=room.actor("alone"), now=NOW,
    )  # fmt: skip
    row = file(room, take(person_kana="ちがう かな"), number="1234567890")
    open_match(request=row, by=room.actor("core_staff"), now=NOW)
    assert [case.pk for case in candidates(room, row)] == [elsewhere.pk]


def test_a_case_can_ask_as_well_and_is_not_its_own_candidate(
    room: CaseRoom, elsewhere: Any
) -> None:
    ours = room.case()
    row = ask_match_for_case(
        case=ours, by=room.actor("specialist"), now=NOW, today=TODAY
    )
    open_match(request=row, by=room.actor("core_staff"), now=NOW)
    assert [case.pk for case in candidates(room, row)] == [elsewhere.pk]
    reply(room, row, MatchAnswer.SAME, matched=elsewhere)
    with_line = CaseEvent.objects.unscoped(WHY).filter(
        source_ref=f"match:{row.public_id}"
    )
    assert set(with_line.values_list("case_id", flat=True)) == {ours.pk, elsewhere.pk}


def test_an_exclusion_hides_the_candidate(
    room: CaseRoom, take: Take, elsewhere: Any
) -> None:
    Exclusion.objects.create(
        case=elsewhere, staff=room.region.staff["core_staff"], reason="家族",
        valid_from=NOW,
    )  # fmt: skip
    row = file(room, take(**TOLD))
    open_match(request=row, by=room.actor("core_staff"), now=NOW)
    assert candidates(room, row) == []


def test_twenty_a_day_and_what_is_needed(room: CaseRoom, take: Take) -> None:
    reception = take(**TOLD)
    with pytest.raises(UserError, match="INT-015"):
        file(room, take(person_kana="かくう はなこ"))
    with pytest.raises(UserError, match="INT-015"):
        file(room, take(**TOLD, birth_precision="year"))
    for _ in range(MOST_MATCH_REQUESTS_A_DAY):
        file(room, reception)
    with pytest.raises(UserError, match="INT-014"):
        file(room, reception)
    file(room, reception, by=room.actor("assistant"))
    tomorrow = {"now": NOW + timedelta(days=1), "today": TODAY + timedelta(days=1)}
    assert file(room, reception, **tomorrow).pk


def test_who_may_ask_open_and_answer(
    room: CaseRoom, take: Take, elsewhere: Any
) -> None:
    reception = take(**TOLD)
    with pytest.raises(NotVisible):
        file(room, reception, by=room.actor("alone"))
    row = file(room, reception)
    for name in ("specialist", "consultant", "minato_officer"):
        with pytest.raises(NotVisible):
            open_match(request=row, by=room.actor(name), now=NOW)
    with pytest.raises(UserError, match="INT-017"):
        reply(room, row, MatchAnswer.UNKNOWN)
    open_match(request=row, by=room.actor("core_staff"), now=NOW)
    with pytest.raises(UserError, match="INT-017"):
        reply(room, row, MatchAnswer.UNKNOWN, now=NOW + timedelta(hours=24))
    with pytest.raises(UserError, match="INT-016"):
        reply(room, row, MatchAnswer.SAME)
    with pytest.raises(UserError, match="INT-016"):
        reply(room, row, MatchAnswer.SAME, matched=room.case(name="別人", kana="べつ"))
    reply(room, row, MatchAnswer.UNKNOWN)
    with pytest.raises(UserError, match="INT-008"):
        reply(room, row, MatchAnswer.UNKNOWN)
