from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.intake.conftest import Take
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.activity.record.models import Activity
from tsunagi.cases.case.models import Case, CaseEvent
from tsunagi.cases.case.rules import EventKind, Mode
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.intake.actions import edit_reception, save_reception_once
from tsunagi.cases.intake.models import Reception, ReceptionRevision
from tsunagi.cases.intake.result_actions import decide_result, join_case
from tsunagi.cases.intake.rules import Result, State, Urgency
from tsunagi.cases.person.models import Person, PersonSection, RelatedPerson
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
WHY = "a test looks at the table"
NAMED = {
    "person_name": "架空 太郎",
    "person_kana": "かくう たろう",
    "birth_on": date(1990, 5, 5),
    "address": "架空県つなぎ市東区1番地",
    "phone": "000-111-2222",
}


def contacts() -> list[Contact]:
    rows = Contact.objects.unscoped(WHY).filter(is_current=True, is_withdrawn=False)
    return list(rows.order_by("id"))


def decide(room: CaseRoom, reception: Reception, result: Result, **extra: object):
    values = {
        "note": "", "next_on": None, "version": reception.version,
        "by": room.actor("specialist"), "now": NOW, "today": TODAY, **extra,
    }  # fmt: skip
    return decide_result(reception=reception, result=result, **values)


def edit(room: CaseRoom, reception: Reception, by: str = "specialist", **values):
    return edit_reception(
        reception=reception,
        values={
            "method": reception.method,
            "complaint": reception.complaint,
            **values,
        },
        version=reception.version,
        by=room.actor(by),
        now=NOW,
        today=TODAY,
    )


def refused(code: str):
    return pytest.raises(UserError, match=code)


def test_method_and_complaint_are_enough_and_the_call_counts_once(take: Take) -> None:
    reception = take()
    assert reception.state == State.UNDECIDED and reception.urgency == ""
    (contact,) = contacts()
    assert contact.record_id == reception.record_id
    assert contact.is_anonymous and "息子が部屋から出てこない。" in contact.text
    assert Activity.objects.unscoped(WHY).count() == 1
    event = AuditEvent.objects.get(action="reception.save")
    assert list(event.subjects.values_list("subject_public_id", flat=True)) == [
        reception.public_id
    ]


def test_the_same_form_sent_twice_is_one_reception(room: CaseRoom, take: Take) -> None:
    first, key = take(), uuid4()
    common = {
        "key": key, "office": first.office, "staff": first.received_by,
        "by": room.actor("specialist"), "now": NOW, "today": TODAY,
        "values": {"method": first.method, "complaint": "二重に押した"},
    }  # fmt: skip
    one, again = save_reception_once(**common), save_reception_once(**common)
    assert one.pk == again.pk
    assert Reception.objects.unscoped(WHY).count() == 2 and len(contacts()) == 2


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"complaint": "　"}, "INT-001"),
        ({"method": "no-such"}, "INT-002"),
        ({"received_on": TODAY + timedelta(days=1)}, "INT-003"),
        ({"birth_on": TODAY + timedelta(days=1)}, "INT-003"),
        ({"next_on": TODAY - timedelta(days=1)}, "INT-023"),
        ({"result": Result.CONTINUING}, "INT-004"),
        ({"result": Result.PLAN, "is_anonymous": True, **NAMED}, "INT-004"),
    ],
)
def test_refusals_store_nothing(take: Take, values: dict, code: str) -> None:
    with refused(code):
        take(**values)
    assert not Reception.objects.unscoped(WHY).exists() and contacts() == []


def test_danger_signs_raise_and_a_reason_lowers(room: CaseRoom, take: Take) -> None:
    reception = take(danger_signs=["life"], urgency="weekly")
    assert reception.urgency == Urgency.NOW
    edit(room, reception, danger_signs=["life"], urgency="days")
    assert reception.urgency == Urgency.NOW
    edit(
        room, reception, danger_signs=["life"], urgency="days",
        urgency_reason="けさ訪問し、家族がそばにいる",
    )  # fmt: skip
    assert reception.urgency == Urgency.DAYS


def test_a_desk_takes_calls_only_for_itself(take: Take) -> None:
    with pytest.raises(AccessDenied):
        take("specialist", office="core")
    with pytest.raises(AccessDenied):
        take("trainee")
    assert take("officer", office="desk").pk


def test_a_named_person_becomes_a_case_with_all_that_was_told(take: Take) -> None:
    reception = take(
        result=Result.CONTINUING, asker_kinship="mother", asker_name="架空 はは",
        asker_phone="000-333-4444", guardian_kinship="mother",
        guardian_name="架空 はは", person_wants="働いてみたい", **NAMED,
    )  # fmt: skip
    case = reception.case
    assert case.responsible_office == reception.office and case.mode == Mode.ENTRUSTED
    assert case.responsible_staff is None
    assert (case.person.address, case.person.phone) == (
        NAMED["address"], NAMED["phone"],
    )  # fmt: skip
    related = RelatedPerson.objects.unscoped(WHY).get()
    assert (related.roles, related.phone) == (["guardian"], "000-333-4444")
    assert PersonSection.objects.unscoped(WHY).get().text == "働いてみたい"
    stored = Reception.objects.unscoped(WHY).get()
    assert {stored.address, stored.phone, stored.asker_phone} == {""}
    assert [contact.case_id for contact in contacts()] == [case.pk]
    assert stored.state == State.SETTLED


def test_a_child_towards_a_plan_is_a_childs_case(take: Take) -> None:
    values = {**NAMED, "birth_on": date(2016, 4, 2)}
    assert take(result=Result.PLAN, **values).case.mode == Mode.CHILD_PLAN


def test_an_emergency_is_never_held_up_by_a_missing_name(take: Take) -> None:
    assert take(result=Result.EMERGENCY).case is None
    assert take(result=Result.EMERGENCY, **NAMED).case is not None


def test_deciding_later_moves_the_count_to_the_person(
    room: CaseRoom, take: Take
) -> None:
    reception = take(**NAMED)
    before = contacts()[0]
    decide(room, reception, Result.CONTINUING, by=room.actor("assistant"))
    (contact,) = contacts()
    assert contact.case_id == reception.case_id and contact.pk != before.pk
    assert Contact.objects.unscoped(WHY).filter(is_withdrawn=True).count() == 1
    events = CaseEvent.objects.unscoped(WHY).filter(kind=EventKind.RECEIVED)
    assert events.get().source_ref == f"reception:{reception.public_id}"
    assert AuditEvent.objects.filter(action="reception.result").count() == 1


@pytest.mark.parametrize(
    ("result", "state"),
    [(Result.MEETING, State.MEETING), (Result.REFER, State.KEPT)],
)
def test_some_results_keep_the_reception_open(
    room: CaseRoom, take: Take, result: Result, state: State
) -> None:
    assert decide(room, take(), result).state == state
    assert Case.objects.unscoped(WHY).count() == 0


def test_result_refusals(room: CaseRoom, take: Take) -> None:
    reception = take(is_anonymous=True)
    with refused("INT-004"):
        decide(room, reception, Result.PLAN)
    with refused("INT-023"):
        decide(room, reception, Result.SHORT, next_on=date(2020, 1, 1))
    with pytest.raises(UserError):
        decide(room, reception, Result.SHORT, version=7)
    with pytest.raises(NotVisible):
        decide(room, reception, Result.SHORT, by=room.actor("alone"))
    assert Person.objects.unscoped(WHY).count() == 0


def test_a_correction_keeps_what_stood_before_but_no_whereabouts(
    room: CaseRoom, take: Take
) -> None:
    reception = take(**NAMED)
    edit(room, reception, complaint="聞き直した主訴", phone="000-999-9999")
    revision = ReceptionRevision.objects.unscoped(WHY).get()
    assert revision.changes["complaint"] == [
        "息子が部屋から出てこない。", "聞き直した主訴",
    ]  # fmt: skip
    assert "000" not in str(revision.changes["phone"])
    (contact,) = contacts()
    assert "聞き直した主訴" in contact.text and contact.version == 2


def test_after_the_case_began_the_name_is_the_persons(
    room: CaseRoom, take: Take
) -> None:
    reception = take(result=Result.CONTINUING, **NAMED)
    edit(room, reception, person_name="別の 名前", response="家庭訪問を約束した")
    stored = Reception.objects.unscoped(WHY).get()
    assert stored.person_name == "架空 太郎" and stored.response
    with refused("INT-005"):
        edit(room, reception, is_anonymous=True)


def test_a_known_person_gets_only_what_was_missing(room: CaseRoom, take: Take) -> None:
    case = room.case(phone="")
    reception = take(
        case=case, person_name="架空 花子", phone="000-555-6666", address="別の住所"
    )
    person = Person.objects.unscoped(WHY).get()
    assert person.phone == "000-555-6666" and person.address != "別の住所"
    stored = Reception.objects.unscoped(WHY).get()
    assert (stored.phone, stored.address) == ("", "別の住所")
    assert contacts()[0].case_id == reception.case_id == case.pk


def test_a_reception_can_be_joined_to_a_known_person_once(
    room: CaseRoom, take: Take
) -> None:
    reception, case = take(), room.case()
    values = {
        "reception": reception, "case": case, "by": room.actor("specialist"),
        "now": NOW, "today": TODAY,
    }  # fmt: skip
    join_case(**values)
    assert [contact.case_id for contact in contacts()] == [case.pk]
    with refused("INT-022"):
        join_case(**values)


def test_a_case_of_another_office_cannot_be_named(room: CaseRoom, take: Take) -> None:
    case = room.case(office="alone", by="alone", staff="alone")
    with pytest.raises(NotVisible):
        take(case=case)


def test_who_reported_an_abuse_stays_with_the_desk(take: Take) -> None:
    reception = take(
        result=Result.CONTINUING, danger_signs=["abuse"], asker_kinship="neighbour",
        asker_name="架空 となり", asker_phone="000-333-4444", **NAMED,
    )  # fmt: skip
    (contact,) = contacts()
    assert (contact.counterpart, contact.counterpart_name) == ([], "")
    assert not RelatedPerson.objects.unscoped(WHY).exists()
    assert Reception.objects.unscoped(WHY).get().asker_phone == "000-333-4444"
    assert reception.case is not None
