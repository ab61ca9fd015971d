"""引継ぎの書込み: 責任はいつ動き、だれに何が見え、何が断られるか。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.cases.handover.conftest import HandRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.actions import close_case
from tsunagi.cases.case.models import Case, CaseResponsibility
from tsunagi.cases.case.rules import ClosingReason, Mode
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.handover import actions, answer_actions
from tsunagi.cases.handover.answer_actions import Said
from tsunagi.cases.handover.models import Handover, HandoverAsk, HandoverStep
from tsunagi.cases.handover.rules import Answer, Choice, Decline, Stage, Way
from tsunagi.cases.person.models import Person
from tsunagi.cases.scope import sight_of
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db


def current(row: Any) -> Any:
    return type(row).objects.unscoped("test").get(pk=row.pk)


def code(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.message.code, caught.value.field


def relations(hands: HandRoom, case: Case, name: str) -> frozenset[str]:
    return sight_of(current(case), actor=hands.room.actor(name), now=NOW).relations


def test_the_responsibility_moves_with_the_acceptance_and_not_before(
    hands: HandRoom,
) -> None:
    case = hands.room.case()
    handover = hands.prepare(case)
    first, second = hands.ask(handover, "alone"), hands.ask(handover, "core")
    hands.consent(case, "alone")
    assert relations(hands, case, "alone") == frozenset()
    assert current(case).responsible_office == hands.room.region.offices["hikari"]
    hands.accept(first)
    assert current(case).responsible_office == hands.room.region.offices["alone"]
    assert current(second).answer == Answer.ELSEWHERE
    assert current(handover).stage == Stage.ACCEPTED
    assert relations(hands, case, "alone") == {"responsible"}
    assert relations(hands, case, "specialist") == {"collaborating"}, "until it is done"
    history = CaseResponsibility.objects.unscoped("test").filter(case=case)
    assert history.filter(valid_before=None).count() == 1 and history.count() == 2


def test_the_former_office_sees_nothing_after_the_end(hands: HandRoom) -> None:
    case = hands.room.case()
    handover = hands.prepare(case)
    hands.consent(case, "alone")
    hands.accept(hands.ask(handover))
    alone = hands.room.actor("alone")
    for act in (answer_actions.record_meeting, answer_actions.finish):
        row = current(handover)
        act(
            handover=row, on=TODAY, note="", version=row.version, by=alone,
            **hands.now,
        )  # fmt: skip
    assert current(handover).stage == Stage.DONE
    later = NOW + timedelta(minutes=1)
    actor = hands.room.actor("specialist")
    assert not sight_of(current(case), actor=actor, now=later).classes
    acts = list(
        HandoverStep.objects.unscoped("test")
        .order_by("pk")
        .values_list("act", flat=True)
    )
    assert acts == ["prepare", "ask", "accept", "meet", "finish"]


def test_nobody_takes_over_without_the_consent(hands: HandRoom) -> None:
    case = hands.room.case()
    ask = hands.ask(hands.prepare(case))
    assert code(lambda: hands.accept(ask)) == ("HND-007", None)
    hands.consent(case, "core")
    assert code(lambda: hands.accept(ask)) == ("HND-007", None)
    hands.consent(case, "alone", classes=(FieldClass.IDENTITY, FieldClass.SUPPORT))
    assert code(lambda: hands.accept(ask)) == ("HND-008", None)
    assert current(ask).answer == Answer.ASKED
    assert current(case).responsible_office == hands.room.region.offices["hikari"]
    consent = hands.consent(case, "alone")
    hands.accept(ask)
    assert current(ask).consent == consent


def test_only_one_place_takes_over(hands: HandRoom) -> None:
    case = hands.room.case()
    handover = hands.prepare(case)
    hands.consent(case, "alone", "core")
    first, second = hands.ask(handover, "alone"), hands.ask(handover, "core")
    stale = hands.fresh(second)
    hands.accept(first)
    with pytest.raises(UserError):
        answer_actions.accept(
            ask=stale, said=Said(on=TODAY), staff=None, mode=None,
            by=hands.room.actor("consultant"), **hands.now,
        )  # fmt: skip
    assert current(case).responsible_office == hands.room.region.offices["alone"]


def test_a_refusal_leaves_the_person_where_they_are(hands: HandRoom) -> None:
    case = hands.room.case()
    ask = hands.ask(hands.prepare(case))
    answer_actions.decline(
        ask=hands.fresh(ask), why=Decline.FULL, said=Said(on=TODAY),
        by=hands.room.actor("alone"), **hands.now,
    )  # fmt: skip
    assert current(ask).answer == Answer.DECLINED and current(ask).decline == "full"
    assert current(case).responsible_office == hands.room.region.offices["hikari"]
    again = hands.ask(ask.handover, "alone")
    assert again.pk != ask.pk, "the same place may be asked once more"


def test_what_a_partner_without_an_account_says_is_entered_for_it(
    hands: HandRoom,
) -> None:
    case = hands.room.case()
    handover = hands.prepare(case)
    ask = hands.ask(handover, None)
    hands.consent(case, names=("架空病院",))
    by = "specialist"
    assert code(lambda: hands.accept(ask, by=by)) == ("HND-014", "name")
    assert code(lambda: hands.accept(ask, by=by, way=Way.PHONE)) == ("HND-014", "name")
    hands.accept(ask, by=by, way=Way.PHONE, name="架空 相談員")
    step = HandoverStep.objects.unscoped("test").get(act="accept")
    assert (step.for_other, step.way, step.name) == (True, "phone", "架空 相談員")
    assert current(handover).taken_by_name == "架空病院"
    assert current(case).responsible_office == hands.room.region.offices["hikari"]


def test_an_office_by_telephone_takes_over_as_well(hands: HandRoom) -> None:
    case = hands.room.case()
    ask = hands.ask(hands.prepare(case))
    hands.consent(case, "alone")
    hands.accept(ask, by="specialist", way=Way.VISIT, name="架空 所長")
    assert current(case).responsible_office == hands.room.region.offices["alone"]
    assert current(case).responsible_staff is None, "it waits in the team"


def test_the_asked_side_can_ask_back_and_is_answered(hands: HandRoom) -> None:
    case = hands.room.case()
    ask = hands.ask(hands.prepare(case))
    alone = hands.room.actor("alone")
    answer_actions.see_ask(ask=hands.fresh(ask), by=alone, **hands.now)
    answer_actions.ask_back(
        ask=hands.fresh(ask), question="通院はありますか。", by=alone, **hands.now
    )
    assert current(ask).answer == Answer.QUESTIONED
    by = hands.room.actor("specialist")
    telling = "花子さんは月に一度。"
    act = actions.reply_to_question
    assert code(
        lambda: act(ask=hands.fresh(ask), reply=telling, by=by, **hands.now)
    ) == ("HND-001", "reply")
    act(ask=hands.fresh(ask), reply="月に一度。", by=by, **hands.now)
    assert (current(ask).answer, current(ask).reply) == (Answer.SEEN, "月に一度。")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"outline": "架空 花子さんのこと。"}, ("HND-001", "outline")),
        ({"choice": Choice.CHOSEN}, ("HND-016", "chosen_place")),
    ],
)
def test_what_cannot_be_prepared(
    hands: HandRoom, more: dict[str, Any], expected: tuple[str, str]
) -> None:
    case = hands.room.case()
    assert code(lambda: hands.prepare(case, **more)) == expected
    assert not Handover.objects.unscoped("test").exists()


@pytest.mark.parametrize(
    ("office", "more", "expected"),
    [
        ("hikari", {}, ("HND-004", "office")),
        (None, {"partner_name": " "}, ("HND-003", "partner_name")),
        ("alone", {"asked_on": TODAY + timedelta(days=1)}, ("HND-011", "asked_on")),
        ("alone", {"answer_by": TODAY - timedelta(days=1)}, ("HND-013", "answer_by")),
        ("alone", {"rank": 2}, ("HND-006", "why_here")),
        ("alone", {"rank": None}, ("HND-006", "why_here")),
    ],
)
def test_what_cannot_be_asked(
    hands: HandRoom, office: str | None, more: dict[str, Any],
    expected: tuple[str, str],
) -> None:  # fmt: skip
    handover = hands.prepare()
    assert code(lambda: hands.ask(handover, office, **more)) == expected
    assert current(handover).stage == Stage.PREPARED
    assert not HandoverAsk.objects.unscoped("test").exists()


def test_the_choice_of_the_person_is_no_override(hands: HandRoom) -> None:
    handover = hands.prepare(choice=Choice.CHOSEN, chosen_place="架空 alone")
    assert hands.ask(handover, "alone", rank=7).why_here == ""


def test_a_place_is_asked_once_at_a_time_and_one_handover_is_open(
    hands: HandRoom,
) -> None:
    case = hands.room.case()
    handover = hands.prepare(case)
    hands.ask(handover)
    assert code(lambda: hands.ask(handover)) == ("HND-005", "office")
    assert code(lambda: hands.prepare(case)) == ("HND-002", None)


def test_an_excluded_office_is_not_asked(hands: HandRoom) -> None:
    case = hands.room.case()
    exclude(
        case=case, staff=None, office=hands.room.region.offices["alone"],
        reason="親族がいる", by=hands.room.actor("manager"), now=NOW,
    )  # fmt: skip
    handover = hands.prepare(case)
    assert code(lambda: hands.ask(handover)) == ("HND-019", "office")


def test_withdrawing_ends_every_request(hands: HandRoom) -> None:
    handover = hands.prepare()
    asks = [hands.ask(handover, key) for key in ("alone", "core")]
    row = current(handover)
    actions.withdraw_handover(
        handover=row, reason="本人の希望が変わった", version=row.version,
        by=hands.room.actor("specialist"), **hands.now,
    )  # fmt: skip
    assert {current(ask).answer for ask in asks} == {Answer.WITHDRAWN}
    with pytest.raises(UserError):
        hands.accept(asks[0])
    assert hands.prepare(current(handover).case).pk != handover.pk


def test_a_request_that_moved_meanwhile_is_not_changed(hands: HandRoom) -> None:
    ask = hands.ask(hands.prepare())
    stale = hands.fresh(ask)
    by = hands.room.actor("specialist")
    day = TODAY + timedelta(days=14)
    actions.extend_ask(ask=hands.fresh(ask), answer_by=day, by=by, **hands.now)
    with pytest.raises(UserError):
        actions.withdraw_ask(ask=stale, reason="x", by=by, **hands.now)
    assert current(ask).answer == Answer.ASKED and current(ask).answer_by == day


def test_another_municipality_opens_its_own_case(hands: HandRoom) -> None:
    case = hands.room.case(birth_on=None)
    handover = hands.prepare(case)
    ask = hands.ask(handover, "shiokaze", why_here="転出先")
    hands.consent(case, "shiokaze")
    hands.accept(ask, by="minato_specialist")
    there = current(handover).next_case
    assert there.continues_from == case and there.is_open
    assert there.municipality == hands.room.region.municipalities["minato"]
    assert current(case).closing_reason == ClosingReason.MOVED
    person = Person.objects.unscoped("test").get(pk=there.person_id)
    assert (person.name, person.address) == ("架空 花子", "")


def test_for_another_municipality_nobody_enters_the_acceptance(
    hands: HandRoom,
) -> None:
    case = hands.room.case()
    ask = hands.ask(hands.prepare(case), "shiokaze", why_here="転出先")
    hands.consent(case, "shiokaze")
    act = lambda: hands.accept(ask, by="specialist", way=Way.PHONE, name="架空")  # noqa: E731
    assert code(act) == ("HND-018", None)
    assert current(case).is_open and current(ask).answer == Answer.ASKED


def test_the_mode_changes_with_the_acceptance(hands: HandRoom) -> None:
    case = hands.room.case(mode=Mode.ENTRUSTED)
    ask = hands.ask(hands.prepare(case))
    hands.consent(case, "alone")
    answer_actions.accept(
        ask=hands.fresh(ask), said=Said(on=TODAY), staff=hands.room.region.staff["alone"],
        mode=Mode.PLAN, by=hands.room.actor("alone"), **hands.now,
    )  # fmt: skip
    assert current(case).mode == Mode.PLAN
    assert current(case).responsible_staff == hands.room.region.staff["alone"]


def test_others_neither_ask_nor_answer(hands: HandRoom) -> None:
    case = hands.room.case()
    handover = hands.prepare(case)
    ask = hands.ask(handover)
    with pytest.raises((NotVisible, AccessDenied)):
        hands.ask(handover, "core", by="consultant")
    with pytest.raises(NotVisible):
        hands.accept(ask, by="consultant")
    with pytest.raises(NotVisible):
        answer_actions.see_ask(
            ask=hands.fresh(ask), by=hands.room.actor("specialist"), **hands.now
        )


def closing(hands: HandRoom, case: Case) -> Callable[[], Case]:
    row = current(case)
    return lambda: close_case(
        case=row, reason=ClosingReason.WISH, note="", on=TODAY, follow_up_on=None,
        version=row.version, by=hands.room.actor("specialist"), **hands.now,
    )  # fmt: skip


def test_a_case_is_not_closed_while_somebody_is_asked(hands: HandRoom) -> None:
    case = hands.room.case()
    handover = hands.prepare(case)
    assert code(closing(hands, case)) == ("CAS-013", None)
    ask = hands.ask(handover)
    assert code(closing(hands, case)) == ("CAS-013", None)
    assert current(ask).answer == Answer.ASKED and current(case).is_open
    row = current(handover)
    actions.withdraw_handover(
        handover=row, reason="x", version=row.version,
        by=hands.room.actor("specialist"), **hands.now,
    )  # fmt: skip
    closing(hands, case)()
    assert not current(case).is_open


def test_a_case_that_a_hospital_took_over_is_closed_by_the_asker(
    hands: HandRoom,
) -> None:
    case = hands.room.case()
    ask = hands.ask(hands.prepare(case), None)
    hands.consent(case, names=("架空病院",))
    hands.accept(ask, by="specialist", way=Way.PHONE, name="架空 相談員")
    closing(hands, case)()
    assert not current(case).is_open


def test_every_act_leaves_its_audit_row(hands: HandRoom) -> None:
    case = hands.room.case()
    handover = hands.prepare(case)
    hands.consent(case, "alone")
    hands.accept(hands.ask(handover))
    names = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"handover.prepare", "handover.ask", "handover.accept"} <= names
