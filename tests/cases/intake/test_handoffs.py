"""つなぎと、基幹への相談: 相手が引き受けるまで、受けた窓口が持つ。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.intake.conftest import Take
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import CaseEvent
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.intake import queries
from tsunagi.cases.intake.handoff_actions import (
    NewHandoff,
    answer_core,
    answer_handoff,
    ask_core,
    start_handoff,
)
from tsunagi.cases.intake.models import CoreQuestion, Handoff, Reception
from tsunagi.cases.intake.rules import HandoffState, HandoffWay, Result, State
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
WHY = "a test looks at the table"


def hand_over(room: CaseRoom, reception: Reception, **values: Any) -> Handoff:
    by = values.pop("by", "specialist")
    given = {
        "way": HandoffWay.PHONE,
        "reason": "本人が住む区を担当しているため",
        "asked_on": TODAY,
        "office": room.region.offices["core"],
        **values,
    }
    return start_handoff(
        reception=reception,
        new=NewHandoff(**given),
        by=room.actor(by),
        now=NOW,
        today=TODAY,
    )


def answer(
    room: CaseRoom, handoff: Handoff, by: str, *, taken: bool = True, **v: Any
) -> Handoff:
    values = {"on": TODAY, "name": "架空 次郎", "method": "", "note": "", **v}
    return answer_handoff(
        handoff=handoff, is_taken=taken, by=room.actor(by), now=NOW, today=TODAY,
        **values,
    )  # fmt: skip


def state(reception: Reception) -> str:
    return Reception.objects.unscoped(WHY).get(pk=reception.pk).state


def test_a_handoff_stays_open_until_the_other_side_takes_it_up(
    room: CaseRoom, take: Take
) -> None:
    reception = take(result=Result.REFER)
    handoff = hand_over(room, reception, shown=["架空 core"])
    assert state(reception) == State.HANDOFF
    waiting = queries.waiting_handoffs(actor=room.actor("consultant"), now=NOW)
    assert [row.pk for row in waiting.received] == [handoff.pk]
    done = answer(room, handoff, "consultant")
    assert done.state == HandoffState.TAKEN_UP and not done.is_entered_for_other
    assert state(reception) == State.SETTLED
    assert AuditEvent.objects.filter(action="handoff.answer").count() == 1


def test_the_desk_keeps_whoever_is_not_taken(room: CaseRoom, take: Take) -> None:
    reception = take(result=Result.REFER)
    answer(room, hand_over(room, reception), "consultant", taken=False)
    assert state(reception) == State.KEPT


def test_a_partner_without_account_is_entered_by_us_and_says_so(
    room: CaseRoom, take: Take
) -> None:
    handoff = hand_over(room, take(), office=None, partner_name="架空病院")
    done = answer(room, handoff, "assistant")
    assert done.is_entered_for_other and done.place == "架空病院"


def test_what_a_handoff_and_its_answer_refuse(room: CaseRoom, take: Take) -> None:
    reception = take()
    for values, code in (
        ({"office": None}, "INT-006"),
        ({"office": room.region.offices["hikari"]}, "INT-007"),
        ({"reason": " "}, "INT-021"),
        ({"asked_on": TODAY + timedelta(days=1)}, "INT-003"),
    ):
        with pytest.raises(UserError, match=code):
            hand_over(room, reception, **values)
    assert not Handoff.objects.unscoped(WHY).exists()
    handoff = hand_over(room, reception)
    with pytest.raises(UserError, match="INT-009"):
        answer(room, handoff, "consultant", on=TODAY - timedelta(days=1))
    with pytest.raises(UserError, match="INT-003"):
        answer(room, handoff, "consultant", on=TODAY + timedelta(days=1))
    with pytest.raises(NotVisible):
        answer(room, handoff, "alone")
    with pytest.raises(NotVisible):
        hand_over(room, reception, by="alone")
    answer(room, handoff, "consultant")
    with pytest.raises(UserError, match="INT-008"):
        answer(room, handoff, "specialist")


def test_a_handoff_of_a_case_stands_in_its_timeline(room: CaseRoom, take: Take) -> None:
    reception = take(case=room.case())
    answer(room, hand_over(room, reception), "consultant")
    events = CaseEvent.objects.unscoped(WHY).filter(kind=EventKind.REFERRED)
    assert events.count() == 2


def test_the_same_corporation_is_recorded_and_nothing_more(
    room: CaseRoom, take: Take
) -> None:
    from tsunagi.organisations.office.models import Corporation

    corporation = Corporation.objects.create(name="架空会")
    for key in ("hikari", "core"):
        room.region.offices[key].corporation = corporation
        room.region.offices[key].save()
    assert hand_over(room, take()).is_own_corporation
    assert not hand_over(
        room, take(), office=room.region.offices["alone"]
    ).is_own_corporation


# --- 基幹への相談 -------------------------------------------------------------------
def ask(room: CaseRoom, reception: Reception, by: str = "specialist", **v: Any) -> Any:
    values = {"question": "どこがよいでしょうか。", "shares_name": False, **v}
    return ask_core(
        reception=reception, by=room.actor(by), now=NOW, today=TODAY, **values
    )


def test_one_button_reaches_the_core_centre_and_the_answer_comes_back(
    room: CaseRoom, take: Take
) -> None:
    reception = take(area=room.region.areas["east"])
    question = ask(room, reception)
    assert question.to_office == room.region.offices["core"]
    assert state(reception) == State.ASKED
    answer_core(
        question=question, answer="委託で受けます。", by=room.actor("core_staff"),
        now=NOW,
    )  # fmt: skip
    assert state(reception) == State.UNDECIDED
    with pytest.raises(UserError, match="INT-008"):
        answer_core(
            question=question, answer="もう一度", by=room.actor("core_staff"), now=NOW
        )


def test_what_asking_and_answering_refuse(room: CaseRoom, take: Take) -> None:
    reception = take()
    question = ask(room, reception)
    with pytest.raises(UserError, match="INT-011"):
        ask(room, reception)
    with pytest.raises(NotVisible):
        ask(room, reception, by="alone")
    with pytest.raises(UserError, match="INT-013"):
        ask(room, take("consultant", office="core"), by="consultant")
    for by, expected in (
        ("core_staff", UserError), ("specialist", AccessDenied), ("alone", NotVisible),
    ):  # fmt: skip
        with pytest.raises(expected):
            answer_core(question=question, answer=" ", by=room.actor(by), now=NOW)
    assert CoreQuestion.objects.unscoped(WHY).get().answered_at is None


def test_without_a_core_centre_the_desk_is_asked(room: CaseRoom, take: Take) -> None:
    room.region.offices["core"].closed_on = TODAY - timedelta(days=1)
    room.region.offices["core"].save()
    assert ask(room, take()).to_office.pk in {
        room.region.offices["desk"].pk, room.region.offices["ward_desk"].pk,
    }  # fmt: skip


@pytest.mark.parametrize("shares", [False, True])
def test_the_asked_side_sees_names_only_with_consent(
    room: CaseRoom, take: Take, shares: bool
) -> None:
    reception = take(
        person_name="架空 太郎", phone="000-111-2222", asker_name="架空 はは",
        asker_phone="000-333-4444",
    )  # fmt: skip
    question = ask(room, reception, shares_name=shares)
    outline = queries.outline_of(actor=room.actor("core_staff"), asked=question)
    told = (
        outline.person_name, outline.person_phone, outline.asker_name,
        outline.asker_phone,
    )  # fmt: skip
    assert all(told) if shares else not any(told)
    assert outline.complaint == reception.complaint


def test_the_share_within_the_own_corporation_is_counted_for_those_in_charge(
    room: CaseRoom, take: Take
) -> None:
    from tsunagi.organisations.office.models import Corporation
    from tsunagi.reports.handoffs.queries import handoff_lines

    corporation = Corporation.objects.create(name="架空会")
    for key in ("hikari", "core"):
        room.region.offices[key].corporation = corporation
        room.region.offices[key].save()
    hand_over(room, take())
    hand_over(room, take(), office=room.region.offices["alone"])
    first, before = date(2026, 4, 1), date(2027, 4, 1)
    for who in ("officer", "manager"):
        (line,) = handoff_lines(actor=room.actor(who), first=first, before=before)
        assert (line.handoffs, line.own_corporation, line.own_share) == (2, 1, 50)
    assert handoff_lines(actor=room.actor("alone"), first=first, before=before) == []
    assert (
        handoff_lines(
            actor=room.actor("officer"), first=date(2025, 4, 1), before=date(2026, 4, 1)
        )
        == []
    )
