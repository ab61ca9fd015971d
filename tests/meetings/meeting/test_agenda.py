"""議題: 並べ替え、名前のない文、次の会議へ、決めたことはケースへ。"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.conftest import NOW, TODAY
from tests.meetings.meeting.test_actions import code
from tests.meetings.review.conftest import ReviewRoom
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.cases.models import CaseEvent
from tsunagi.meetings.meeting import (
    actions,
    agenda_actions,
    queries,
    task_actions,
)
from tsunagi.meetings.meeting.models import AgendaItem, Meeting

pytestmark = pytest.mark.django_db


def test_the_chair_reorders_freely_and_whoever_comes_may_add(
    weekly: ReviewRoom,
) -> None:
    meeting = weekly.meeting()
    for title, by in (("一つめ", "core_staff"), ("二つめ", "specialist")):
        agenda_actions.add_item(
            meeting=meeting, values={"title": title}, by=weekly.actor(by), now=NOW
        )
    first, second = agenda_actions.items_of(meeting)
    core = weekly.actor("core_staff")
    agenda_actions.move_item(item=second, up=True, by=core, now=NOW)
    assert [one.title for one in agenda_actions.items_of(meeting)] == [
        "二つめ", "一つめ",
    ]  # fmt: skip
    with pytest.raises(AccessDenied):
        agenda_actions.move_item(
            item=first, up=True, by=weekly.actor("specialist"), now=NOW
        )
    values = {"title": "長い話", "talk_mode": "discuss", "minutes": 30}
    assert code(
        lambda: agenda_actions.add_item(
            meeting=meeting, values=values, by=core, now=NOW
        )
    ) == ("MTG-012", "purpose")


def test_what_is_written_where_persons_are_spoken_of_names_nobody(
    weekly: ReviewRoom,
) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")

    def add(title: str) -> AgendaItem:
        return agenda_actions.add_item(
            meeting=meeting, values={"title": title}, by=core, now=NOW
        )

    assert code(lambda: add("架空太郎さんの住まい")) == ("MTG-013", "title")
    item = add("住まいのこと")
    said = {"note": "山田さんが大家と話す"}
    assert code(
        lambda: agenda_actions.write_said(
            item=item, values=said, version=1, by=core, now=NOW
        )
    ) == ("MTG-013", "note")
    task = task_actions.NewTask("090-1234-5678にかける", owner_name="架空")
    assert code(
        lambda: task_actions.add_task(meeting=meeting, new=task, by=core, now=NOW)
    ) == ("MTG-013", "what")


def test_a_difficult_case_ends_with_a_helper_or_a_reason(weekly: ReviewRoom) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")

    def add(title: str) -> AgendaItem:
        values = {"title": title, "kind": "difficult"}
        return agenda_actions.add_item(meeting=meeting, values=values, by=core, now=NOW)

    def finish(item: AgendaItem, **said: str) -> None:
        agenda_actions.write_said(
            item=item, values={"state": "done", **said}, version=item.version, by=core,
            now=NOW,
        )  # fmt: skip

    alone, helped = add("夜間の見守り"), add("通院の付き添い")
    assert code(lambda: finish(alone)) == ("MTG-025", "decision")
    finish(alone, decision="夜に動ける事業所がない")
    task = task_actions.NewTask("付き添う", owner_name="架空", item=helped)
    task_actions.add_task(meeting=meeting, new=task, by=core, now=NOW)
    finish(helped)


def test_what_was_not_finished_stands_on_the_next_agenda(weekly: ReviewRoom) -> None:
    meeting, core = weekly.meeting(), weekly.actor("core_staff")
    values = {"title": "夜間の連絡先", "kind": "cases"}
    item = agenda_actions.add_item(meeting=meeting, values=values, by=core, now=NOW)
    later = weekly.meeting(TODAY + timedelta(days=7))
    agenda_actions.carry_item(item=item, version=1, by=core, now=NOW)
    [copy] = agenda_actions.items_of(later)
    assert (copy.title, copy.kind, copy.carried_from) == (item.title, "cases", item)
    agenda_actions.carry_item(item=copy, version=1, by=core, now=NOW)
    last = weekly.meeting(TODAY + timedelta(days=14))
    [again] = agenda_actions.items_of(last)
    assert again.carried_from == copy, "it waits for a meeting that is planned later"
    found = queries.items_of_series(
        actor=core, series=weekly.series, now=NOW, kind="cases", word="夜間"
    )
    assert found == [item], "what has not been talked about is not searched"
    in_two_weeks = queries.items_of_series(
        actor=core, series=weekly.series, now=NOW + timedelta(days=14), kind="cases"
    )
    assert in_two_weeks == [again, copy, item]
    stranger = weekly.actor("alone")
    assert queries.items_of_series(actor=stranger, series=weekly.series, now=NOW) == []


def test_what_is_decided_about_a_person_goes_back_to_the_case(
    weekly: ReviewRoom,
) -> None:
    case = weekly.room.case()

    def convene(office: str, by: str, **told: str) -> Meeting:
        values: dict[str, Any] = {"title": "つながる場", **told}
        return actions.plan_meeting(
            new=actions.NewMeeting(
                office=weekly.region.offices[office], kind="cross_field",
                held_on=TODAY, case=case, **values,
            ),
            by=weekly.actor(by), now=NOW, today=TODAY,
        )  # fmt: skip

    with pytest.raises(NotVisible):
        convene("alone", "alone")
    for told in ({"title": "花子の住まい"}, {"purpose": "架空花子のこと"}):
        said = partial(convene, "hikari", "specialist", **told)
        assert code(said) == ("MTG-013", next(iter(told)))
    meeting, me = convene("hikari", "specialist"), weekly.actor("specialist")
    assert meeting.speaks_of_persons
    told = {"meeting": meeting, "version": 1, "by": me, "now": NOW}
    assert code(
        lambda: actions.edit_meeting(values={"title": "花子のこと"}, **told)
    ) == ("MTG-013", "title")
    assert code(lambda: actions.cancel_meeting(reason="花子が入院", **told)) == (
        "MTG-013",
        "reason",
    )
    assert code(
        lambda: agenda_actions.add_item(
            meeting=meeting, values={"title": "花子の住まい"}, by=me, now=NOW
        )
    ) == ("MTG-013", "title")
    actions.edit_meeting(values={"speaks_of_persons": False}, **told)
    assert meeting.speaks_of_persons, "it is about one"
    item = agenda_actions.add_item(
        meeting=meeting, values={"title": "住まい"}, by=me, now=NOW
    )
    agenda_actions.write_said(
        item=item, values={"decision": "見学に行く"}, version=1, by=me, now=NOW
    )
    actions.end_meeting(
        meeting=meeting, minutes=60, version=2, by=me, now=NOW, today=TODAY
    )
    actions.finish_meeting(meeting=meeting, version=3, by=me, now=NOW)
    event = CaseEvent.objects.unscoped("test").get(case=case, kind="meeting")
    assert event.text == "つながる場: 見学に行く"
