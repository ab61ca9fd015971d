"""同意、撤回、同意のない提供、緊急の閲覧。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.consent.actions import (
    NewConsent,
    NewDisclosure,
    decide_disclosure,
    end_disclosure,
    record_consent,
    withdraw_consent,
)
from tsunagi.cases.consent.emergency_actions import (
    open_emergency,
    review_emergency,
    working_day_after,
)
from tsunagi.cases.consent.models import Consent, EmergencyAccess
from tsunagi.cases.consent.rules import (
    CHECKS,
    ConsentMethod,
    EmergencyReason,
    Explanation,
    LegalBasis,
    Purpose,
    ReviewOutcome,
    missing_checks,
)
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.scope import sight_of
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import replace

pytestmark = pytest.mark.django_db
REASON = "夜間に救急搬送され、飲んでいる薬を病院に伝える必要がある"


def consent_for(room: CaseRoom, *offices: str, **changes: Any) -> NewConsent:
    new = NewConsent(
        purposes=[Purpose.SUPPORT],
        classes=[FieldClass.IDENTITY, FieldClass.SUPPORT],
        offices=[room.region.offices[name] for name in offices],
        explained_on=TODAY,
        given_on=TODAY,
        explanation=Explanation.PLAIN,
        method=ConsentMethod.SIGNATURE,
    )
    return replace(new, **changes)


def recorded(room: CaseRoom, case: Case, new: NewConsent) -> Consent:
    return record_consent(case=case, new=new, by=room.actor("specialist"), now=NOW)


def test_consent_opens_what_was_agreed_and_nothing_more(room: CaseRoom) -> None:
    case = room.case()
    recorded(room, case, consent_for(room, "alone"))
    sight = sight_of(case, actor=room.actor("alone"), now=NOW)
    assert sight.classes == {FieldClass.IDENTITY, FieldClass.SUPPORT}
    assert not sight_of(case, actor=room.actor("core_staff"), now=NOW).classes


def test_withdrawal_acts_on_the_next_question(room: CaseRoom) -> None:
    case = room.case()
    consent = recorded(room, case, consent_for(room, "alone"))
    withdraw_consent(
        case=case, consent=consent, words="もういい", by=room.actor("manager"), now=NOW
    )
    assert not sight_of(case, actor=room.actor("alone"), now=NOW).classes
    with pytest.raises(UserError) as error:
        withdraw_consent(
            case=case, consent=consent, words="", by=room.actor("manager"), now=NOW
        )
    assert error.value.message.code == "CON-004"


def test_a_paper_consent_that_is_over_is_kept_and_opens_nothing(room: CaseRoom) -> None:
    case = room.case()
    past = TODAY - timedelta(days=30)
    recorded(
        room, case,
        consent_for(
            room, "alone", explained_on=past, given_on=past,
            last_day=TODAY - timedelta(days=1),
        ),
    )  # fmt: skip
    assert Consent._base_manager.count() == 1
    assert not sight_of(case, actor=room.actor("alone"), now=NOW).classes


def test_withdrawing_one_consent_leaves_another(room: CaseRoom) -> None:
    case = room.case()
    first = recorded(room, case, consent_for(room, "alone"))
    recorded(room, case, consent_for(room, "alone", classes=[FieldClass.WHEREABOUTS]))
    withdraw_consent(
        case=case, consent=first, words="", by=room.actor("specialist"), now=NOW
    )
    sight = sight_of(case, actor=room.actor("alone"), now=NOW)
    assert sight.classes == {FieldClass.WHEREABOUTS}


def test_consent_ends_after_its_last_day_at_midnight_in_japan(room: CaseRoom) -> None:
    case = room.case()
    recorded(room, case, consent_for(room, "alone", last_day=TODAY))
    midnight = NOW.replace(hour=0, minute=0) + timedelta(days=1)
    before = midnight - timedelta(seconds=1)
    assert sight_of(case, actor=room.actor("alone"), now=before).classes
    assert not sight_of(case, actor=room.actor("alone"), now=midnight).classes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"offices": []}, "CON-001"),
        ({"purposes": []}, "CON-002"),
        ({"classes": []}, "CON-002"),
        ({"given_on": TODAY - timedelta(days=1)}, "CON-003"),
        ({"given_on": TODAY + timedelta(days=1)}, "CON-014"),
        ({"last_day": TODAY - timedelta(days=1)}, "CON-015"),
        ({"given_by_kinship": Kinship.MOTHER}, "CON-005"),
        ({"classes": [FieldClass.ABUSE]}, "CON-006"),
        ({"classes": [FieldClass.REPORTER]}, "CON-006"),
    ],
)
def test_an_incomplete_consent_is_refused_and_opens_nothing(
    changes: dict[str, Any], code: str, room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        recorded(room, case, consent_for(room, "alone", **changes))
    assert error.value.message.code == code
    assert not Consent._base_manager.exists()
    assert not sight_of(case, actor=room.actor("alone"), now=NOW).classes


def test_a_reader_by_consent_does_not_pass_the_case_on(room: CaseRoom) -> None:
    case = room.case()
    recorded(room, case, consent_for(room, "alone"))
    with pytest.raises(AccessDenied):
        record_consent(
            case=case, new=consent_for(room, "core"), by=room.actor("alone"), now=NOW
        )


# --- legal exceptions -----------------------------------------------------------------
def test_every_basis_names_checks_that_exist() -> None:
    for basis in LegalBasis:
        assert missing_checks(basis, CHECKS) == []
        assert missing_checks(basis, ()), basis


def disclosure(room: CaseRoom, **changes: Any) -> NewDisclosure:
    new = NewDisclosure(
        basis=LegalBasis.A27_2,
        checks=["necessary", "hard_to_obtain"],
        reason="命の危険があり、本人と連絡がとれない",
        classes=[FieldClass.IDENTITY],
        last_day=TODAY,
        office=room.region.offices["alone"],
    )
    return replace(new, **changes)


def test_a_disclosure_opens_until_it_is_ended(room: CaseRoom) -> None:
    case = room.case()
    row = decide_disclosure(
        case=case, new=disclosure(room), by=room.actor("manager"), now=NOW, today=TODAY
    )
    assert sight_of(case, actor=room.actor("alone"), now=NOW).classes
    end_disclosure(case=case, row=row, by=room.actor("manager"), now=NOW)
    assert not sight_of(case, actor=room.actor("alone"), now=NOW).classes


@pytest.mark.parametrize(
    ("who", "changes", "code"),
    [
        ("manager", {"checks": ["necessary"]}, "CON-007"),
        ("manager", {"basis": LegalBasis.A69_2_3}, "CON-008"),
        ("officer", {}, "CON-008"),
        ("manager", {"last_day": TODAY - timedelta(days=1)}, "CON-015"),
        ("manager", {"office": None}, "CON-001"),
        ("manager", {"classes": [FieldClass.REPORTER]}, "CON-006"),
    ],
)
def test_a_disclosure_without_its_grounds_is_refused(
    who: str, changes: dict[str, Any], code: str, room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        decide_disclosure(
            case=case, new=disclosure(room, **changes), by=room.actor(who), now=NOW,
            today=TODAY,
        )  # fmt: skip
    assert error.value.message.code == code


def test_a_specialist_does_not_decide_a_disclosure_alone(room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(AccessDenied):
        decide_disclosure(
            case=case, new=disclosure(room), by=room.actor("specialist"), now=NOW,
            today=TODAY,
        )  # fmt: skip


# --- emergency ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 20), 3, date(2026, 11, 26)),  # weekend and 23 November
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
    ],
)
def test_working_days(day: date, count: int, expected: date) -> None:
    assert working_day_after(day, count) == expected


def emergency(room: CaseRoom, who: str = "alone", **changes: Any) -> EmergencyAccess:
    asked: dict[str, Any] = {
        "kana": "カクウ ハナコ",
        "birth_on": date(1990, 5, 5),
        "certificate_number": "",
        "reason_code": EmergencyReason.LIFE,
        "reason": REASON,
        "now": NOW,
        "today": TODAY,
        **changes,
    }
    return open_emergency(by=room.actor(who), **asked)


def test_an_emergency_opens_one_case_for_three_hours(room: CaseRoom) -> None:
    case = room.case()
    emergency(room)
    alone = room.actor("alone")
    sight = sight_of(case, actor=alone, now=NOW)
    assert sight.sees_narrative and not sight.sees_numbers
    assert not sight.sees(FieldClass.ABUSE)
    last = NOW + timedelta(hours=3) - timedelta(seconds=1)
    assert sight_of(case, actor=alone, now=last).classes
    assert not sight_of(case, actor=alone, now=NOW + timedelta(hours=3)).classes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "急いでいる"}, "CON-009"),
        ({"kana": "かくう"}, "CON-011"),
        ({"birth_on": None}, "CON-011"),
        ({"birth_on": date(1990, 5, 6)}, "CON-011"),
        ({"certificate_number": "0000000000"}, "CON-011"),
    ],
)
def test_without_a_reason_or_an_exact_match_nothing_opens(
    changes: dict[str, Any], code: str, room: CaseRoom
) -> None:
    room.case()
    with pytest.raises(UserError) as error:
        emergency(room, **changes)
    assert error.value.message.code == code
    assert not EmergencyAccess._base_manager.exists()


def test_an_excluded_person_gets_the_answer_of_nobody(room: CaseRoom) -> None:
    case = room.case()
    exclude(
        case=case, staff=room.region.staff["alone"], office=None, reason="兄",
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    with pytest.raises(UserError) as error:
        emergency(room)
    assert error.value.message.code == "CON-011"


def test_two_of_the_same_name_and_birthday_open_nothing(room: CaseRoom) -> None:
    room.case()
    room.case(name="架空 華子")
    with pytest.raises(UserError) as error:
        emergency(room)
    assert error.value.message.code == "CON-011"


def test_two_closed_cases_of_different_persons_open_nothing(room: CaseRoom) -> None:
    for name in ("架空 花子", "架空 華子"):
        room.case(name=name)
    Case._base_manager.update(
        closed_on=TODAY, closing_reason="wish", retention_until=TODAY
    )
    with pytest.raises(UserError) as error:
        emergency(room)
    assert error.value.message.code == "CON-011"


def test_the_excluded_do_not_even_see_that_it_was_opened(room: CaseRoom) -> None:
    from tsunagi.cases.consent.queries import emergencies

    case = room.case()
    emergency(room)
    alone = room.actor("alone")
    assert len(emergencies(actor=alone, now=NOW, open_only=True)) == 1
    exclude(
        case=case, staff=room.region.staff["alone"], office=None, reason="兄",
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    assert emergencies(actor=alone, now=NOW, open_only=True) == []


def test_a_reader_by_consent_does_not_review(room: CaseRoom) -> None:
    from tsunagi.cases.consent.queries import emergencies

    case = room.case()
    recorded(room, case, consent_for(room, "core"))
    emergency(room)
    assert emergencies(actor=room.actor("core_manager"), now=NOW, open_only=True) == []
    assert len(emergencies(actor=room.actor("manager"), now=NOW, open_only=True)) == 1


def test_roles_without_persons_never_open_one(room: CaseRoom) -> None:
    room.case()
    for who in ("trainee", "administrator", "information_officer", "secretary"):
        with pytest.raises(AccessDenied):
            emergency(room, who)


def test_a_second_person_reviews_once(room: CaseRoom) -> None:
    room.case()
    row = emergency(room)
    review = {"row": row, "outcome": ReviewOutcome.PROPER, "note": "", "now": NOW}
    with pytest.raises(UserError) as error:
        review_emergency(by=room.actor("alone"), **review)  # type: ignore[arg-type]
    assert error.value.message.code == "CON-012"
    with pytest.raises(NotVisible):
        review_emergency(by=room.actor("core_manager"), **review)  # type: ignore[arg-type]
    with pytest.raises(AccessDenied):
        review_emergency(by=room.actor("specialist"), **review)  # type: ignore[arg-type]
    review_emergency(by=room.actor("manager"), **review)  # type: ignore[arg-type]
    with pytest.raises(UserError) as error:
        review_emergency(by=room.actor("officer"), **review)  # type: ignore[arg-type]
    assert error.value.message.code == "CON-013"


def test_whoever_leaves_one_unreviewed_opens_no_other(room: CaseRoom) -> None:
    room.case()
    row = emergency(room)
    later = row.review_due_on + timedelta(days=1)
    with pytest.raises(UserError) as error:
        emergency(room, today=later, now=NOW + timedelta(days=10))
    assert error.value.message.code == "CON-010"
