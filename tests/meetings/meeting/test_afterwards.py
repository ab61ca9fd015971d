"""会議のあと: することは済むまで戻り、会議録は確かめてから公開される。"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW, TODAY
from tests.meetings.meeting.test_actions import code, row_of
from tests.meetings.review.conftest import ReviewRoom
from tsunagi.meetings.meeting import (
    minutes_actions,
    queries,
    task_actions,
)
from tsunagi.meetings.meeting.rules import (
    CheckAnswer,
    MinutesState,
    TaskState,
)
from tsunagi.meetings.meeting.sight import sight_of

pytestmark = pytest.mark.django_db


# --- すること ------------------------------------------------------------------------------
def test_a_task_comes_back_until_it_is_done(weekly: ReviewRoom) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    owner = weekly.region.staff["specialist"]
    task = task_actions.add_task(
        meeting=meeting,
        new=task_actions.NewTask("見学先を調べる", due_on=TODAY, owner=owner),
        by=core, now=NOW,
    )  # fmt: skip
    me = weekly.actor("specialist")
    assert queries.tasks_due(actor=me, now=NOW, today=TODAY) == [task]
    later = weekly.meeting(TODAY + timedelta(days=7))

    def carried() -> list[str]:
        seen = sight_of(later, actor=me, now=NOW)
        return [
            one.what for one in queries.inside(actor=me, seen=seen, now=NOW).carried
        ]

    assert carried() == ["見学先を調べる"]
    assert (
        code(
            lambda: task_actions.settle_task(
                task=task, state=TaskState.DONE, result="", version=1, now=NOW,
                today=TODAY, by=weekly.actor("ward_officer"),
            )
        )[0]
        == "MTG-019"
    )  # fmt: skip
    task_actions.settle_task(
        task=task, state=TaskState.DONE, result="二か所見つけた", version=1, by=me,
        now=NOW, today=TODAY,
    )  # fmt: skip
    assert carried() == [] and queries.tasks_due(actor=me, now=NOW, today=TODAY) == []


# --- 会議録 --------------------------------------------------------------------------------
def test_minutes_are_checked_by_who_came_before_they_are_public(
    weekly: ReviewRoom,
) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    specialist = weekly.actor("specialist")

    def write(text: str, version: int, reason: str = "") -> object:
        return minutes_actions.write_minutes(
            meeting=meeting, text=text, reason=reason, version=version, by=core,
            now=NOW,
        )  # fmt: skip

    assert code(lambda: write(" ", 0))[0] == "MTG-022"
    write("はじめの文", 0)
    assert code(lambda: write("ほかの人が先に書いた", 0))[0] == "ACC-008"
    minutes = minutes_actions.current_minutes(meeting)
    assert minutes is not None
    assert (
        code(
            lambda: minutes_actions.publish_minutes(
                minutes=minutes, on=True, version=1, by=core, now=NOW
            )
        )[0]
        == "MTG-021"
    )
    asked = minutes_actions.ask_check(
        minutes=minutes, check_by=TODAY, version=1, by=core, now=NOW
    )
    assert queries.minutes_to_check(actor=specialist, now=NOW) == [asked]

    def answer(answer: CheckAnswer, comment: str = "") -> None:
        minutes_actions.answer_check(
            minutes=asked, attendance=row_of(meeting, weekly, "hikari"),
            answer=answer, comment=comment, by=specialist, now=NOW,
        )  # fmt: skip

    assert code(lambda: answer(CheckAnswer.COMMENT))[0] == "MTG-023"
    answer(CheckAnswer.COMMENT, "二番目の決めたことが違う")
    assert queries.minutes_to_check(actor=specialist, now=NOW) == []

    def agree() -> object:
        return minutes_actions.agree_minutes(
            minutes=asked, version=asked.version, by=core, now=NOW
        )

    assert code(agree)[0] == "MTG-020"
    answer(CheckAnswer.AGREED)
    agree()
    current = minutes_actions.current_minutes(meeting)
    assert current is not None and current.state == MinutesState.AGREED
    minutes_actions.publish_minutes(
        minutes=current, on=True, version=current.version, by=core, now=NOW
    )
    outside = weekly.actor("alone")
    seen = sight_of(meeting, actor=outside, now=NOW)
    assert queries.minutes_of(actor=outside, seen=seen).text == "はじめの文"


def test_a_change_after_the_check_asks_why_and_is_checked_again(
    weekly: ReviewRoom,
) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    values = {"meeting": meeting, "by": core, "now": NOW}
    first = minutes_actions.write_minutes(text="一", reason="", version=0, **values)
    minutes_actions.ask_check(
        minutes=first, check_by=TODAY, version=1, by=core, now=NOW
    )
    again = {"text": "二", "version": 2, **values}
    assert code(lambda: minutes_actions.write_minutes(reason="", **again))[0] == (
        "MTG-007"
    )
    row = minutes_actions.write_minutes(reason="数をまちがえた", **again)
    assert (row.version, row.state) == (3, MinutesState.DRAFT)
