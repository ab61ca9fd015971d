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
from tsunagi.cases.handover.answer_actions import Said
from tsunagi.cases.handover.queries import Waiting
from tsunagi.cases.handover.rules import Answer, Decline, Way, first_answer_by
from tsunagi.cases.intake import handoff_moves, handoff_queries
from tsunagi.cases.intake.handoff_actions import (
    NewHandoff,
    answer_core,
    ask_core,
    start_handoff,
)
from tsunagi.cases.intake.models import CoreQuestion, Handoff, Reception
from tsunagi.cases.intake.rules import HandoffWay, Result, State
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
WHY = "a test looks at the table"
WHEN: dict[str, Any] = {"now": NOW, "today": TODAY}


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


def accept(room: CaseRoom, handoff: Handoff, by: str, **said: Any) -> Handoff:
    return handoff_moves.accept(
        handoff=handoff, said=Said(**{"on": TODAY, **said}), by=room.actor(by),
        **WHEN,
    )  # fmt: skip


def decline(room: CaseRoom, handoff: Handoff, by: str, **said: Any) -> Handoff:
    return handoff_moves.decline(
        handoff=handoff, why=Decline.FULL, said=Said(**{"on": TODAY, **said}),
        by=room.actor(by), **WHEN,
    )  # fmt: skip


def arrive(room: CaseRoom, handoff: Handoff, by: str, on: date = TODAY) -> Handoff:
    return handoff_moves.confirm_arrival(
        handoff=handoff, on=on, note="", version=handoff.version, by=room.actor(by),
        **WHEN,
    )  # fmt: skip


def state(reception: Reception) -> str:
    return Reception.objects.unscoped(WHY).get(pk=reception.pk).state


def counts(room: CaseRoom, who: str, today: date = TODAY) -> Waiting:
    return handoff_queries.waiting_handoff_counts(
        actor=room.actor(who), now=NOW, today=today
    )


def test_a_handoff_stays_open_until_the_other_side_takes_it_up(
    room: CaseRoom, take: Take
) -> None:
    reception = take(result=Result.REFER)
    handoff = hand_over(room, reception, shown=["架空 core"])
    assert state(reception) == State.HANDOFF
    assert handoff.answer_by == first_answer_by(TODAY)
    waiting = handoff_queries.waiting_handoffs(actor=room.actor("consultant"), now=NOW)
    assert [row.pk for row in waiting] == [handoff.pk]
    done = accept(room, handoff, "consultant")
    assert done.state == Answer.ACCEPTED and not done.is_entered_for_other
    assert state(reception) == State.SETTLED
    assert AuditEvent.objects.filter(action="handoff.accept").count() == 1


def test_the_desk_keeps_whoever_is_not_taken(room: CaseRoom, take: Take) -> None:
    reception = take(result=Result.REFER)
    done = decline(room, hand_over(room, reception), "consultant")
    assert (done.state, done.decline) == (Answer.DECLINED, Decline.FULL)
    assert state(reception) == State.KEPT


def test_a_partner_without_account_is_entered_by_us_and_says_so(
    room: CaseRoom, take: Take
) -> None:
    handoff = hand_over(room, take(), office=None, partner_name="架空病院")
    for said in ({}, {"way": Way.PHONE}, {"name": "架空 次郎"}):
        with pytest.raises(UserError, match="HND-014"):
            accept(room, handoff, "assistant", **said)
    done = accept(room, handoff, "assistant", way=Way.PHONE, name="架空 次郎")
    assert done.is_entered_for_other and done.place == "架空病院"
    assert (done.answer_way, done.answered_by_name) == ("phone", "架空 次郎")


def test_seen_asked_back_and_answered_as_in_a_handover(
    room: CaseRoom, take: Take
) -> None:
    reception = take(result=Result.REFER, person_name="架空 太郎")
    handoff = hand_over(room, reception)
    theirs: Any = {"by": room.actor("consultant"), "now": NOW}
    ours: Any = {"by": room.actor("specialist"), "now": NOW}
    for _ in range(2):
        handoff_moves.see_handoff(handoff=handoff, **theirs)
    assert (handoff.state, handoff.version) == (Answer.SEEN, 2)
    with pytest.raises(UserError, match="HND-015"):
        handoff_moves.ask_back(handoff=handoff, question=" ", **theirs)
    handoff_moves.ask_back(handoff=handoff, question="通院は？", **theirs)
    assert handoff.state == Answer.QUESTIONED and state(reception) == State.HANDOFF
    assert counts(room, "specialist").questions == 1
    for words, refusal in ((" ", "HND-015"), ("太郎さんは月に一度", "HND-001")):
        with pytest.raises(UserError, match=refusal):
            handoff_moves.reply(handoff=handoff, reply=words, **ours)
    handoff_moves.reply(handoff=handoff, reply="本人は月に一度。", **ours)
    assert (handoff.state, handoff.reply) == (Answer.SEEN, "本人は月に一度。")
    for act, side in (
        (handoff_moves.see_handoff, ours), (handoff_moves.ask_back, ours),
    ):  # fmt: skip
        more = {"question": "？"} if act is handoff_moves.ask_back else {}
        with pytest.raises(AccessDenied):
            act(handoff=handoff, **more, **side)
    with pytest.raises(NotVisible):
        handoff_moves.reply(handoff=handoff, reply="はい", **theirs)


def test_a_passed_day_is_told_to_both_and_refuses_nobody(
    room: CaseRoom, take: Take
) -> None:
    reception = take(result=Result.REFER)
    handoff = hand_over(room, reception)
    later = handoff.answer_by + timedelta(days=1)
    assert counts(room, "consultant").late == counts(room, "specialist").lapsed == 0
    assert counts(room, "consultant", later).late == 1
    assert counts(room, "specialist", later).lapsed == 1
    assert state(reception) == State.HANDOFF
    ours: Any = {"by": room.actor("specialist"), "now": NOW, "today": later}
    with pytest.raises(UserError, match="HND-013"):
        handoff_moves.extend(handoff=handoff, answer_by=TODAY, **ours)
    handoff_moves.extend(handoff=handoff, answer_by=later, **ours)
    assert counts(room, "specialist", later).lapsed == 0
    accept(room, handoff, "consultant")
    with pytest.raises(UserError, match="HND-009"):
        handoff_moves.extend(handoff=handoff, answer_by=later, **ours)


def test_what_is_withdrawn_is_over_and_the_desk_looks_on(
    room: CaseRoom, take: Take
) -> None:
    reception = take(result=Result.REFER)
    handoff = hand_over(room, reception)
    gone: Any = {"reason": "本人が選び直した", "by": room.actor("specialist"), **WHEN}
    with pytest.raises(UserError, match="ACC-"):
        handoff_moves.withdraw(handoff=handoff, version=99, **gone)
    handoff = handoff_queries.handoff_by_public_id(
        actor=room.actor("specialist"), public_id=handoff.public_id, now=NOW
    )
    handoff_moves.withdraw(handoff=handoff, version=handoff.version, **gone)
    assert handoff.state == Answer.WITHDRAWN and state(reception) == State.KEPT
    with pytest.raises(UserError, match="HND-009"):
        accept(room, handoff, "consultant")


def test_it_stays_on_both_lists_until_the_person_has_arrived(
    room: CaseRoom, take: Take
) -> None:
    handoff = hand_over(room, take(result=Result.REFER))
    with pytest.raises(UserError, match="HND-010"):
        arrive(room, handoff, "specialist")
    accept(room, handoff, "consultant")
    sides = ("specialist", "consultant")
    for who in sides:
        assert counts(room, who).to_finish == 1
        rows = handoff_queries.open_handoffs(actor=room.actor(who), now=NOW)
        assert [row.pk for row in rows] == [handoff.pk]
    with pytest.raises(UserError, match="HND-020"):
        arrive(room, handoff, "consultant", on=TODAY - timedelta(days=1))
    with pytest.raises(UserError, match="HND-011"):
        arrive(room, handoff, "consultant", on=TODAY + timedelta(days=1))
    with pytest.raises(NotVisible):
        arrive(room, handoff, "alone")
    arrive(room, handoff, "consultant")
    assert handoff.arrived_on == TODAY
    for who in sides:
        assert counts(room, who).to_finish == 0
        assert not handoff_queries.open_handoffs(actor=room.actor(who), now=NOW)
    with pytest.raises(UserError, match="HND-010"):
        arrive(room, handoff, "specialist")


def test_what_a_handoff_and_its_answer_refuse(room: CaseRoom, take: Take) -> None:
    reception = take()
    for values, code in (
        ({"office": None}, "INT-006"),
        ({"office": room.region.offices["hikari"]}, "INT-007"),
        ({"reason": " "}, "INT-021"),
        ({"asked_on": TODAY + timedelta(days=1)}, "INT-003"),
        ({"answer_by": TODAY - timedelta(days=1)}, "HND-013"),
    ):
        with pytest.raises(UserError, match=code):
            hand_over(room, reception, **values)
    closed = room.region.offices["alone"]
    closed.closed_on = TODAY
    with pytest.raises(UserError, match="HND-017"):
        hand_over(room, reception, office=closed)
    assert not Handoff.objects.unscoped(WHY).exists()
    handoff = hand_over(room, reception)
    with pytest.raises(UserError, match="HND-012"):
        accept(room, handoff, "consultant", on=TODAY - timedelta(days=1))
    with pytest.raises(UserError, match="HND-011"):
        decline(room, handoff, "consultant", on=TODAY + timedelta(days=1))
    with pytest.raises(NotVisible):
        accept(room, handoff, "alone")
    with pytest.raises(NotVisible):
        hand_over(room, reception, by="alone")
    accept(room, handoff, "consultant")
    with pytest.raises(UserError, match="HND-009"):
        decline(room, handoff, "specialist", way=Way.PHONE, name="架空 次郎")


def test_two_who_answer_at_once_do_not_both_win(room: CaseRoom, take: Take) -> None:
    handoff = hand_over(room, take())
    stale = handoff_queries.handoff_by_public_id(
        actor=room.actor("consultant"), public_id=handoff.public_id, now=NOW
    )
    accept(room, handoff, "consultant")
    with pytest.raises(UserError, match="ACC-"):
        decline(room, stale, "consultant")


def test_a_handoff_of_a_case_stands_in_its_timeline(room: CaseRoom, take: Take) -> None:
    reception = take(case=room.case())
    arrive(room, accept(room, hand_over(room, reception), "consultant"), "specialist")
    events = CaseEvent.objects.unscoped(WHY).filter(kind=EventKind.REFERRED)
    assert events.count() == 3


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
    outline = handoff_queries.outline_of(actor=room.actor("core_staff"), asked=question)
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
