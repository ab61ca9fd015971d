"""グループスーパービジョンの書込み: はじめの問い、段の決まり、発表した人が選ぶ、その後。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.conftest import NOW, TODAY
from tests.factories.meetings import make_item, make_meeting, make_series, pledge
from tests.meetings.supervision.conftest import (
    ACT,
    IDEAS,
    PICK,
    QUESTIONS,
    SupervisionRoom,
)
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.common.errors import UserError
from tsunagi.meetings.meeting.rules import State as MeetingState
from tsunagi.meetings.series.queries import days_of
from tsunagi.meetings.series.rhythm_rules import Day
from tsunagi.meetings.series.rules import Rhythm
from tsunagi.meetings.supervision import actions, queries
from tsunagi.meetings.supervision.models import (
    Supervision,
    SupervisionLine,
    SupervisionRevision,
)
from tsunagi.meetings.supervision.rules import LineKind, State

pytestmark = pytest.mark.django_db


def code(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.message.code


def test_a_crisis_is_recorded_and_not_begun(gsv: SupervisionRoom) -> None:
    item = make_item(gsv.region, gsv.meeting)
    row = actions.stop_for_crisis(
        meeting=gsv.meeting, item=item, by=gsv.region.actor("specialist"), now=NOW
    )
    assert row.is_crisis and row.state == State.STOPPED and row.item == item
    assert row.theme == "" and row.presenter is None
    assert AuditEvent.objects.filter(action="supervision.stop").count() == 1
    with pytest.raises(NotVisible):
        queries.session_of(
            actor=gsv.region.actor("core_staff"), now=NOW, meeting=gsv.meeting,
            public_id=row.public_id,
        )  # fmt: skip


@pytest.mark.parametrize("answer", [None, True])
def test_it_begins_only_after_the_gate(
    gsv: SupervisionRoom, answer: bool | None
) -> None:
    assert code(lambda: gsv.begin(is_crisis=answer)) == "GSV-001"
    assert not Supervision.objects.unscoped("test").exists()


def test_it_begins_with_a_method_a_presenter_and_a_plain_theme(
    gsv: SupervisionRoom,
) -> None:
    row = gsv.begin(wish="はじめの一歩", topic="relation")
    assert (row.state, row.step, row.method) == (State.GOING, 0, "strengths")
    assert row.method_version and row.presenter == gsv.region.staff["specialist"]
    assert code(lambda: gsv.begin(theme=" ")) == "GSV-003"
    assert code(lambda: gsv.begin(theme="田中さんのこと")) == "MTG-013"
    assert code(lambda: gsv.begin(wish="090-0000-0000に")) == "MTG-013"
    assert code(lambda: gsv.begin(presenter="alone")) == "GSV-004"
    assert code(lambda: gsv.begin(method="other")) == "GSV-005"
    event = AuditEvent.objects.get(action="supervision.begin")
    assert "つながり" not in str(event.details)


def test_only_who_is_in_the_meeting(gsv: SupervisionRoom) -> None:
    for name in ("alone", "officer", "minato_specialist"):
        with pytest.raises(NotVisible):
            gsv.begin(by=name)
    with pytest.raises(AccessDenied):
        gsv.begin(by="trainee")
    gone = make_meeting(gsv.region, state=MeetingState.CANCELLED, title="架空")
    assert code(lambda: gsv.begin(meeting=gone)) == "GSV-002"


def test_the_pledge_comes_first_where_persons_are_spoken_of(
    gsv: SupervisionRoom,
) -> None:
    meeting = make_meeting(gsv.region, speaks_of_persons=True)
    assert code(lambda: gsv.begin(meeting=meeting)) == "MTG-001"
    pledge(gsv.region, "core_staff")
    gsv.begin(meeting=meeting)
    listed = {"now": NOW, "today": TODAY, "series": None, "state": ""}
    assert queries.session_list(actor=gsv.region.actor("core_staff"), **listed)
    assert not queries.session_list(actor=gsv.region.actor("specialist"), **listed)


def test_questions_only(gsv: SupervisionRoom) -> None:
    row = gsv.begin()
    assert code(lambda: gsv.say(row, LineKind.QUESTION)) == "GSV-006", (
        "first the earlier result"
    )
    gsv.move(row, QUESTIONS)
    for kind in (LineKind.IDEA, LineKind.ANSWER, LineKind.STRENGTH):
        assert code(lambda kind=kind: gsv.say(row, kind)) == "GSV-006"
    gsv.say(row, LineKind.QUESTION, "いつもは、どこで会う？")
    assert code(lambda: gsv.say(row, LineKind.QUESTION, "　")) == "GSV-007"
    assert code(lambda: gsv.say(row, LineKind.QUESTION, "佐藤様は？")) == "MTG-013"
    gsv.move(row, IDEAS)
    assert code(lambda: gsv.say(row, LineKind.QUESTION)) == "GSV-006"
    gsv.say(row, LineKind.IDEA)
    assert [
        one.position for one in SupervisionLine.objects.unscoped("test").order_by("id")
    ] == [1, 2]


def test_a_line_has_no_author() -> None:
    names = {one.name for one in SupervisionLine._meta.get_fields()}
    assert names == {
        "id", "public_id", "supervision", "kind", "position", "text", "is_picked",
        "is_struck",
    }  # fmt: skip


def test_a_slip_is_struck_out_and_stays(gsv: SupervisionRoom) -> None:
    row = gsv.begin()
    gsv.move(row, IDEAS)
    line = gsv.say(row, LineKind.IDEA)
    actions.strike_line(line=line, by=gsv.region.actor("assistant"), now=NOW)
    kept = SupervisionLine.objects.unscoped("test").get()
    assert kept.is_struck and kept.text
    gsv.move(row, PICK)
    gsv.pick(line)
    assert not SupervisionLine.objects.unscoped("test").get().is_picked


def test_of_two_who_move_on_one_does(gsv: SupervisionRoom) -> None:
    row = gsv.begin()
    gsv.move(row, 1)
    assert code(lambda: actions.move_step(
        session=row, to=1, seen=0, by=gsv.region.actor("manager"), now=NOW
    )) == "GSV-008"  # fmt: skip
    gsv.move(row, 99)
    assert gsv.fresh(row).step == ACT


def test_the_presenter_picks_or_the_runner_on_their_behalf(
    gsv: SupervisionRoom,
) -> None:
    row = gsv.begin()
    gsv.move(row, IDEAS)
    first, second = (
        gsv.say(row, LineKind.IDEA),
        gsv.say(row, LineKind.IDEA, "手紙を置く"),
    )
    assert code(lambda: gsv.pick(first)) == "GSV-006", "not yet"
    gsv.move(row, PICK)
    assert code(lambda: gsv.pick(first, by="manager")) == "GSV-009"
    gsv.pick(first)
    gsv.pick(second, by="core_staff")
    gsv.pick(second, is_picked=False)
    picked = SupervisionLine.objects.unscoped("test").filter(is_picked=True)
    assert [one.pk for one in picked] == [first.pk]


def test_action_report_and_what_stood_before(gsv: SupervisionRoom) -> None:
    row = gsv.begin()
    assert code(lambda: gsv.decide(row)) == "GSV-006", "the step has not come"
    assert code(lambda: gsv.report(row)) == "GSV-014"
    gsv.move(row, ACT)
    assert code(lambda: gsv.decide(row, by="manager")) == "GSV-009"
    assert code(lambda: gsv.decide(row, action="")) == "GSV-011"
    assert (
        code(lambda: gsv.decide(row, report_on=TODAY - timedelta(days=1))) == "GSV-012"
    )
    gsv.decide(row)
    assert code(lambda: gsv.decide(row, version=1)) == "ACC-008"
    gsv.decide(row, action="手紙を置く")
    assert gsv.fresh(row).state == State.PICKED
    assert code(lambda: gsv.say(row, LineKind.IDEA)) == "GSV-010"
    assert code(lambda: gsv.report(row, result="")) == "GSV-013"
    gsv.report(row)
    gsv.report(row, result="続いている")
    last = gsv.fresh(row)
    assert (last.state, last.result, last.version) == (State.REPORTED, "続いている", 5)
    assert code(lambda: gsv.decide(row)) == "GSV-010"
    changes = SupervisionRevision.objects.unscoped("test").order_by("version")
    assert changes[2].changes["action"] == ["玄関先で待つ", "手紙を置く"]
    assert changes[4].changes["result"] == ["二度目に話せた", "続いている"]


def test_the_earlier_result_comes_first(gsv: SupervisionRoom) -> None:
    series = make_series(gsv.region)
    days = (60, 30, 0)
    old, before, today = (
        make_meeting(gsv.region, series=series, held_on=TODAY - timedelta(days=ago))
        for ago in days
    )
    reported = gsv.decided(meeting=old)
    gsv.report(reported)
    waiting = gsv.decided(meeting=before, theme="夜に困ること")
    gsv.begin(meeting=before, theme="まだ話している")
    actions.stop_for_crisis(
        meeting=before, item=None, by=gsv.region.actor("core_staff"), now=NOW
    )

    def earlier(who: str, **values: object) -> list[str]:
        rows = queries.earlier_sessions(
            actor=gsv.region.actor(who), now=NOW, meeting=today, **values
        )
        return [one.theme for one in rows]

    assert earlier("specialist") == [waiting.theme, reported.theme]
    assert earlier("alone") == []
    elsewhere = make_meeting(gsv.region)
    same_person = gsv.begin(meeting=elsewhere)
    rows = queries.earlier_sessions(
        actor=gsv.region.actor("specialist"),
        now=NOW,
        meeting=elsewhere,
        but=same_person,
    )
    assert len(rows) == 2, "the same presenter, whatever the meeting"


def test_areas_without_one_this_month(gsv: SupervisionRoom) -> None:
    def missing(who: str = "core_staff") -> set[str]:
        rows = queries.areas_without_this_month(
            actor=gsv.region.actor(who), today=TODAY
        )
        return {one.name for one in rows}

    assert missing() == {"東区", "西区", "北区"}
    actions.stop_for_crisis(
        meeting=gsv.meeting, item=None, by=gsv.region.actor("core_staff"), now=NOW
    )
    assert missing() == {"東区", "西区", "北区"}, "not begun is not held"
    gsv.begin()
    assert missing() == {"西区", "北区"}
    assert missing("member") == set()


def test_the_core_centre_of_the_own_area(gsv: SupervisionRoom) -> None:
    for name in ("specialist", "officer"):
        found = queries.core_centre_of(
            actor=gsv.region.actor(name), meeting=gsv.meeting, today=TODAY
        )
        assert found == gsv.region.offices["core"]


def test_a_session_inside_another_meeting_counts_for_the_month(
    gsv: SupervisionRoom,
) -> None:
    series = make_series(
        gsv.region, kind="supervision", rhythm=Rhythm.MONTHLY, name="月一回"
    )
    core = gsv.region.actor("core_staff")

    def days() -> list[Day]:
        found = days_of(actor=core, now=NOW, series=[series], year=2026)
        return found[series.pk]

    assert days() == []
    gsv.begin()
    assert days() == [Day(gsv.meeting.held_on, 0, True)]
