"""検討事項: 自動で集まり、名前は出ず、決まると受付と計画と経過に戻る。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.cases.monitoring.test_reports import in_use, write
from tests.conftest import NOW, TODAY
from tests.meetings.review.conftest import ReviewRoom
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.consent.rules import Purpose
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.rules import State as CallState
from tsunagi.cases.models import CaseEvent, PlanSheet
from tsunagi.common.errors import UserError
from tsunagi.meetings.meeting.rules import ItemState, TalkMode
from tsunagi.meetings.review import actions, agenda_actions, queries
from tsunagi.meetings.review.agenda_actions import Decided
from tsunagi.meetings.review.case_queries import packet_start
from tsunagi.meetings.review.collect import collect_all
from tsunagi.meetings.review.models import ReviewItem, ReviewStep
from tsunagi.meetings.review.reception import give_back
from tsunagi.meetings.review.rules import (
    ACCEPTANCE,
    NOTICE,
    PLAN,
    WORRY,
    Decision,
    IntervalAnswer,
    PreResult,
    State,
    Urgency,
)
from tsunagi.meetings.review.slot_queries import names_for

pytestmark = pytest.mark.django_db


def code(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.message.code, caught.value.field


def worry(weekly: ReviewRoom, by: str = "specialist", **more: Any) -> ReviewItem:
    new = actions.NewWorry(**{"section": WORRY, "headline": "日中の過ごし方", **more})
    return actions.bring(
        series=weekly.series, new=new, by=weekly.actor(by), now=NOW, today=TODAY
    )


def decided(weekly: ReviewRoom, item: ReviewItem, **more: Any) -> ReviewItem:
    slot = weekly.listed(item)
    agenda_actions.decide(
        slot=slot, decided=Decided(**{"decision": Decision.ADVISED, **more}),
        version=slot.version, by=weekly.actor("core_staff"), now=NOW,
    )  # fmt: skip
    item.refresh_from_db()
    return item


# --- 集まる -------------------------------------------------------------------------------
def test_every_new_plan_appears_by_itself_and_once(weekly: ReviewRoom) -> None:
    plan = weekly.drafted(interval=3)
    [item] = weekly.collected()
    assert (item.section, item.plan, item.office) == (PLAN, plan, plan.office)
    assert item.headline == "新規の計画案（3か月ごとの案）"
    assert item.facts == [], "nothing of the person without consent to be talked about"
    assert len(weekly.collected()) == 1
    assert AuditEvent.objects.filter(action="review.collect").count() == 1


def test_facts_are_told_only_with_consent_and_never_of_a_shielded_person(
    weekly: ReviewRoom,
) -> None:
    agreed = weekly.room.case(name="架空 一郎", kana="かくう いちろう")
    weekly.agree(agreed, Purpose.COUNCIL)
    other = weekly.room.case(name="架空 二郎", kana="かくう じろう")
    weekly.agree(other, Purpose.SUPPORT)
    for case in (agreed, other):
        weekly.drafted(case)
    facts = {item.case_id: item.facts for item in weekly.collected()}
    assert facts[agreed.pk][0] == "30代" and "架空" not in "".join(facts[agreed.pk])
    assert facts[other.pk] == []


def test_a_reception_that_waits_for_the_meeting_comes_as_the_first_section(
    weekly: ReviewRoom,
) -> None:
    call = _call(weekly)
    [item] = weekly.collected()
    assert (item.section, item.reception, item.urgency) == (
        ACCEPTANCE, call, Urgency.WAIT,
    )  # fmt: skip
    assert "架空" not in item.headline


def _call(weekly: ReviewRoom, office: str = "hikari") -> Reception:
    return Reception.objects.create(
        municipality=weekly.region.municipalities["tsunagi"],
        office=weekly.region.offices[office],
        received_by=weekly.region.staff["specialist"], received_on=TODAY,
        method="phone", complaint="通う場所がほしい", person_name="架空 夏子",
        state=CallState.MEETING, result="meeting", created_at=NOW,
    )  # fmt: skip


# --- 出す ---------------------------------------------------------------------------------
def test_a_worry_is_one_line_and_says_nobody(weekly: ReviewRoom) -> None:
    case = weekly.room.case()
    assert code(lambda: worry(weekly, headline="")) == ("REV-010", "headline")
    told = {"headline": "架空さんの外出のこと", "case": case}
    assert code(lambda: worry(weekly, **told))[0] == "MTG-013"
    item = worry(weekly, case=case)
    assert (item.state, item.minutes, item.talk_mode) == (
        State.WAITING, 3, TalkMode.SHARE,
    )  # fmt: skip
    assert ReviewStep.objects.unscoped("test").filter(item=item).count() == 1


def test_a_worry_may_only_be_about_somebody_one_works_with(weekly: ReviewRoom) -> None:
    case = weekly.room.case()
    with pytest.raises(NotVisible):
        worry(weekly, by="alone", case=case)


def test_only_a_member_brings_something_to_the_series(weekly: ReviewRoom) -> None:
    with pytest.raises(NotVisible):
        worry(weekly, by="alone")


def test_thinking_a_while_is_not_on_the_agenda_until_its_day(
    weekly: ReviewRoom,
) -> None:
    soon = TODAY + timedelta(days=3)
    assert code(lambda: worry(weekly, think_until=TODAY)) == ("REV-002", "think_until")
    item = worry(weekly, think_until=soon)
    early, late = weekly.meeting(), weekly.meeting(soon)
    core = weekly.actor("core_staff")
    assert queries.ready_for(actor=core, meeting=early, now=NOW)[0] == []
    assert queries.ready_for(actor=core, meeting=late, now=NOW)[0] == [item]
    me = weekly.actor("specialist")
    assert not queries.back_today(actor=me, now=NOW, today=TODAY)
    assert queries.back_today(actor=me, now=NOW, today=soon) == [item]


def test_what_cannot_wait_stands_at_once_before_the_centre(weekly: ReviewRoom) -> None:
    item = worry(weekly, urgency=Urgency.NOW)
    assert queries.urgent_items(actor=weekly.actor("core_staff"), now=NOW) == [item]
    assert queries.urgent_items(actor=weekly.actor("specialist"), now=NOW) == []


def test_a_monitoring_is_talked_over_before_with_one_message(
    weekly: ReviewRoom,
) -> None:
    report = write(weekly.plans, in_use(weekly.plans), held_on=TODAY)
    me, core = weekly.actor("specialist"), weekly.actor("core_staff")
    assert queries.reports_to_bring(actor=me, now=NOW, today=TODAY) == [report]

    def consult(note: str) -> ReviewItem:
        return actions.consult(
            series=weekly.series, report=report, note=note, by=me, now=NOW, today=TODAY
        )

    assert code(lambda: consult("花子さんのこと")) == ("MTG-013", "note")
    item = consult("日中を変えるか迷う")
    assert code(lambda: consult("もう一度"))[0] == "REV-003"
    assert queries.reports_to_bring(actor=me, now=NOW, today=TODAY) == []
    assert queries.to_answer(actor=core, now=NOW) == 1

    def answer(by: Actor, result: PreResult) -> ReviewItem:
        return actions.answer_consult(
            item=item, result=result, answer="会議で", version=item.version, by=by,
            now=NOW, today=TODAY,
        )  # fmt: skip

    with pytest.raises(AccessDenied):
        answer(me, PreResult.TO_MEETING)
    answer(core, PreResult.TO_MEETING)
    assert (item.state, item.pre_result) == (State.WAITING, PreResult.TO_MEETING)
    start = packet_start(actor=me, item=item, now=NOW)
    assert start.fields["assessment"] == "落ち着いた", "filled from the report"


def test_the_four_fields_begin_with_what_the_plan_says(weekly: ReviewRoom) -> None:
    weekly.drafted()
    [item] = weekly.collected()
    start = packet_start(actor=weekly.actor("specialist"), item=item, now=NOW)
    assert start.fields["wishes"] == "海の近くで"
    with pytest.raises(NotVisible):
        packet_start(actor=weekly.actor("core_staff"), item=item, now=NOW)


def test_the_ticker_collects_for_every_series(weekly: ReviewRoom) -> None:
    weekly.drafted()
    assert collect_all(now=NOW) == 1
    assert collect_all(now=NOW) == 0


# --- 議題と結論 ---------------------------------------------------------------------------
def test_a_name_is_drawn_anew_for_every_meeting(weekly: ReviewRoom) -> None:
    weekly.drafted()
    [item] = weekly.collected()
    first = weekly.listed(item)
    assert first.pseudonym and "架空" not in first.pseudonym
    agenda_actions.carry(
        slot=first, version=first.version, by=weekly.actor("core_staff"), now=NOW
    )
    item.refresh_from_db()
    assert item.state == State.WAITING
    second = weekly.listed(item, weekly.meeting(TODAY + timedelta(days=7)))
    assert second.meeting_id != first.meeting_id and second.pseudonym


def test_a_member_reads_the_item_without_a_name(weekly: ReviewRoom) -> None:
    case = weekly.room.case(office="hikari")
    weekly.drafted(case)
    [item] = weekly.collected()
    slot = weekly.listed(item)
    slot.review = item
    own = names_for(actor=weekly.actor("specialist"), now=NOW, slots=[slot])
    assert own[item.pk].name == "架空 花子さん"
    assert names_for(actor=weekly.actor("core_staff"), now=NOW, slots=[slot]) == {}
    seen = ReviewItem.objects.visible_to(weekly.actor("ward_officer"), now=NOW)
    assert list(seen) == [item], "invited"
    nobody = ReviewItem.objects.visible_to(weekly.actor("secretary"), now=NOW)
    assert list(nobody) == []


def test_the_queue_of_a_member_holds_its_own_items_only(weekly: ReviewRoom) -> None:
    own = worry(weekly)
    other = worry(weekly, by="core_staff", headline="研修の希望")
    for item in (own, other):
        weekly.listed(item, weekly.meeting(TODAY + timedelta(days=item.pk)))

    def waiting(name: str) -> list[ReviewItem]:
        frame: dict[str, Any] = {
            "actor": weekly.actor(name), "series": weekly.series, "now": NOW,
        }  # fmt: skip
        return queries.waiting(**frame)[0]

    assert waiting("specialist") == [own]
    assert sorted(waiting("core_staff"), key=lambda one: one.pk) == [own, other]
    for item in (own, other):
        slot = item.slots(manager="_base_manager").get()
        agenda_actions.decide(
            slot=slot, decided=Decided(Decision.ADVISED), version=slot.version,
            by=weekly.actor("core_staff"), now=NOW,
        )  # fmt: skip
        ReviewItem.objects.unscoped("test").filter(pk=item.pk).update(state="closed")
    me = weekly.actor("specialist")
    shown, more = queries.ended(actor=me, series=weekly.series, now=NOW)
    assert shown == [own] and more is None


def test_the_interval_must_be_answered_and_goes_back_into_the_plan(
    weekly: ReviewRoom,
) -> None:
    weekly.drafted(interval=6)
    [item] = weekly.collected()
    slot = weekly.listed(item)

    def decide(**more: Any) -> None:
        agenda_actions.decide(
            slot=slot, decided=Decided(Decision.AGREE, **more), version=slot.version,
            by=weekly.actor("core_staff"), now=NOW,
        )  # fmt: skip

    assert code(decide) == ("REV-013", "interval_answer")
    shorter = IntervalAnswer.SHORTER
    assert code(lambda: decide(interval=shorter)) == ("REV-014", "interval_months")
    decide(interval=shorter, interval_months=1, interval_reason="退院したばかり")
    item.refresh_from_db()
    assert (item.state, item.interval_months) == (State.FOLLOWING, 1)
    assert slot.state == ItemState.DONE
    agenda_actions.interval_to_plan(item=item, by=weekly.actor("specialist"), now=NOW)
    sheet = PlanSheet.objects.unscoped("test").get(plan=item.plan, is_current=True)
    assert (sheet.interval, sheet.interval_reason) == (1, "退院したばかり")
    with pytest.raises(NotVisible):
        agenda_actions.interval_to_plan(
            item=item, by=weekly.actor("core_staff"), now=NOW
        )


def test_a_decision_stands_on_the_timeline_of_the_case(weekly: ReviewRoom) -> None:
    case = weekly.room.case()
    decided(weekly, worry(weekly, case=case))
    event = CaseEvent.objects.unscoped("test").get(case=case, kind="meeting")
    assert "助言した" in event.text


def test_the_result_of_the_meeting_becomes_that_of_the_reception(
    weekly: ReviewRoom,
) -> None:
    call = _call(weekly)
    [item] = weekly.collected()
    decided(weekly, item, decision=Decision.INFORM, direction="一緒に見学する")
    specialist = weekly.actor("specialist")
    give_back(
        item=item, result="information", note="一緒に見学する", next_on=None,
        version=call.version, by=specialist, now=NOW, today=TODAY,
    )  # fmt: skip
    call.refresh_from_db()
    assert (call.result, call.state) == ("information", CallState.SETTLED)
    assert weekly.collected() == [item], "decided is not undecided again"


def test_an_item_stays_open_until_the_person_was_told(weekly: ReviewRoom) -> None:
    case = weekly.room.case()
    item = decided(weekly, worry(weekly, case=case), follow_what="週に一度電話")
    me = weekly.actor("specialist")
    assert queries.to_follow(actor=me, now=NOW, today=TODAY) == [item]

    def follow(**more: Any) -> None:
        values = {"result": "落ち着いた", "told_on": None, "told_note": "", **more}
        actions.follow_up(
            item=item, version=item.version, by=me, now=NOW, today=TODAY, **values
        )

    assert code(lambda: follow(result=""))[0] == "REV-006"
    assert code(follow) == ("REV-007", "told_on")
    ahead = TODAY + timedelta(days=1)
    assert code(lambda: follow(told_on=ahead)) == ("REV-008", "told_on")
    follow(told_on=TODAY)
    assert (item.state, item.ended_on) == (State.CLOSED, TODAY)
    assert queries.to_follow(actor=me, now=NOW, today=TODAY) == []


def test_a_notice_ends_when_it_was_told(weekly: ReviewRoom) -> None:
    item = decided(
        weekly, worry(weekly, section=NOTICE, headline="研修のお知らせ"),
        decision=Decision.TOLD,
    )  # fmt: skip
    assert item.state == State.CLOSED


def test_what_was_solved_alone_is_counted(weekly: ReviewRoom) -> None:
    item = worry(weekly)
    actions.leave_out(
        item=item, solved=True, note="先輩に聞いて動けた", version=item.version,
        by=weekly.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    assert queries.solved_share(
        actor=weekly.actor("core_staff"), series=weekly.series, now=NOW,
        first=TODAY, last=TODAY,
    ) == (1, 1)  # fmt: skip


def test_two_people_cannot_decide_over_each_other(weekly: ReviewRoom) -> None:
    item = worry(weekly)
    slot = weekly.listed(item)
    stale = slot.version
    core = weekly.actor("core_staff")
    one = Decided(Decision.ADVISED)
    agenda_actions.decide(slot=slot, decided=one, version=stale, by=core, now=NOW)
    slot.refresh_from_db()
    assert (
        code(
            lambda: agenda_actions.decide(
                slot=slot, decided=one, version=stale, by=core, now=NOW
            )
        )[0]
        == "ACC-008"
    )


def test_the_packet_is_a_copy_without_names_made_with_consent(
    weekly: ReviewRoom,
) -> None:
    case = weekly.room.case()
    weekly.drafted(case)
    [item] = weekly.collected()

    def fill(text: str) -> None:
        actions.fill_packet(
            item=item, fields={"wishes": text}, version=item.version,
            by=weekly.actor("specialist"), now=NOW, today=TODAY,
        )  # fmt: skip

    assert code(lambda: fill("海の近くで"))[0] == "REV-004"
    weekly.agree(case)
    assert code(lambda: fill("花子は海の近くで暮らしたい")) == ("MTG-013", "wishes")
    fill("海の近くで暮らしたい")
    assert item.packet["wishes"] == "海の近くで暮らしたい"


def test_who_does_not_convene_does_not_run_the_meeting(weekly: ReviewRoom) -> None:
    item = worry(weekly)
    slot = weekly.listed(item)
    with pytest.raises(AccessDenied):
        agenda_actions.carry(
            slot=slot, version=slot.version, by=weekly.actor("specialist"), now=NOW
        )
    with pytest.raises(NotVisible):
        agenda_actions.carry(
            slot=slot, version=slot.version, by=weekly.actor("alone"), now=NOW
        )
