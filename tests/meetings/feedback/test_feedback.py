"""会議のあとのひとこと: だれの答えかは、どこからも分からない。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.meetings import attend, make_meeting, make_series, pledge
from tests.factories.region import Region
from tsunagi.access.actor import NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.common.errors import UserError
from tsunagi.meetings.feedback.actions import give_feedback
from tsunagi.meetings.feedback.models import FeedbackTicket, MeetingFeedback
from tsunagi.meetings.feedback.queries import result_for, trend_of
from tsunagi.meetings.feedback.rules import Question
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.meeting.rules import Presence, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]
THERE = ("core_staff", "specialist", "manager", "assistant")
LATER = TODAY + timedelta(days=8)


def done(region: Region, **values: Any) -> Meeting:
    return make_meeting(region, there=THERE, **{"state": State.DONE, **values})


def give(
    region: Region, meeting: Meeting, who: str, answer: int = 4, line: str = ""
) -> None:
    give_feedback(
        meeting=meeting, answers=dict.fromkeys(Question, answer), line=line,
        by=region.actor(who), now=NOW, today=meeting.held_on,
    )  # fmt: skip


def code(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.message.code


def test_a_row_has_no_author_no_moment_and_a_random_key() -> None:
    fields = MeetingFeedback._meta.get_fields()
    assert {one.name for one in fields} == {
        "id", "meeting", "line", *(one.value for one in Question),
    }  # fmt: skip
    assert not any(isinstance(one, models.DateField) for one in fields)
    assert not MeetingFeedback._meta.related_objects, "nothing refers to it"
    assert MeetingFeedback().id.version == 4
    assert {one.name for one in FeedbackTicket._meta.get_fields()} == {
        "id", "meeting", "staff",
    }  # fmt: skip


def test_neither_table_nor_log_tells_whose_answer_it_is(region: Region) -> None:
    meeting = done(region)
    for number, who in enumerate(THERE):
        give(region, meeting, who, answer=number + 1, line=f"ひとこと{number}")
    with connection.cursor() as cursor:
        # The order in which the rows lie, without any ORDER BY.
        cursor.execute("SELECT id FROM meetings_meetingfeedback")
        lying = [str(row[0]).replace("-", "") for row in cursor.fetchall()]
    assert lying == sorted(lying) and len(lying) == 4
    events = AuditEvent.objects.filter(action="feedback.give")
    assert events.count() == 4
    assert {str(event.details) for event in events} == {str(events[0].details)}
    keys = {
        str(pk)
        for pk in MeetingFeedback.objects.unscoped("test").values_list("pk", flat=True)
    }
    assert not any(key in str(event.__dict__) for event in events for key in keys)


def test_once_for_each_and_only_who_was_there(region: Region) -> None:
    meeting = done(region)
    give(region, meeting, "specialist")
    assert code(lambda: give(region, meeting, "specialist", 1)) == "FBK-003"
    assert MeetingFeedback.objects.unscoped("test").count() == 1
    assert code(lambda: give(region, meeting, "core_manager")) == "FBK-001"
    attend(region, meeting, "consultant", Presence.ABSENT)
    assert code(lambda: give(region, meeting, "consultant")) == "FBK-001"
    with pytest.raises(NotVisible):
        give(region, meeting, "alone")
    assert (
        code(lambda: give(region, meeting, "manager", line="田中さんの話")) == "MTG-013"
    )


def test_only_after_the_meeting_and_for_a_week(region: Region) -> None:
    running = done(region, state=State.HELD)
    assert code(lambda: give(region, running, "specialist")) == "FBK-002"
    old = done(region, held_on=TODAY - timedelta(days=8))
    assert code(lambda: give_feedback(
        meeting=old, answers=dict.fromkeys(Question, 3), line="",
        by=region.actor("specialist"), now=NOW, today=TODAY,
    )) == "FBK-002"  # fmt: skip


def test_shown_from_three_answers_on_and_after_the_last_day(region: Region) -> None:
    meeting = done(region)

    def shown(today: Any = LATER, who: str = "specialist") -> Any:
        return result_for(
            actor=region.actor(who), now=NOW, today=today, meeting=meeting
        )

    give(region, meeting, "specialist", 4, "話しやすかった")
    give(region, meeting, "manager", 1)
    assert shown() is None, "two answers"
    give(region, meeting, "core_staff", 3)
    assert shown(TODAY) is None, "still open"
    found = shown()
    assert found.result.count == 3 and set(found.result.shares) == {67}
    assert found.lines == ("話しやすかった",)
    assert shown(who="alone") is None, "was not invited"


def test_the_trend_of_the_series_by_quarters(region: Region) -> None:
    series = make_series(region)
    for days, answers in ((120, (1, 1, 4)), (20, (4, 4, 3)), (10, (1, 1))):
        meeting = done(region, series=series, held_on=TODAY - timedelta(days=days))
        for who, answer in zip(THERE, answers, strict=False):
            give(region, meeting, who, answer)

    def points(who: str) -> list[tuple[int, int]]:
        found = trend_of(actor=region.actor(who), now=NOW, today=TODAY, meeting=meeting)
        return [(one.quarter.number, one.result.shares[0]) for one in found]

    assert points("specialist") == [(2, 33), (3, 100)]
    assert points("alone") == []
    light = done(region)
    assert (
        trend_of(actor=region.actor("specialist"), now=NOW, today=TODAY, meeting=light)
        == []
    )


def text(response: Any) -> str:
    return str(response.content.decode())


def test_answering_on_the_screen(region: Region, client_for: ClientFor) -> None:
    meeting = done(region)
    client = client_for("specialist")
    url = reverse("feedback-new", args=[meeting.public_id])
    assert client.get(url).status_code == 200
    answers = {one.value: "4" for one in Question}
    bad = client.post(url, {**answers, "relief": ""})
    assert bad.status_code == 422
    sent = client.post(url, {**answers, "line": "よかった"}, follow=True)
    assert "受け取りました" in text(sent) and "結果はまだ出ません" in text(sent)
    assert client.post(url, answers).status_code == 422
    assert "もう受け取っています" in text(client.get(url))
    assert client_for("alone").get(url).status_code == 404
    assert client_for("trainee").get(url).status_code == 403


def test_the_pledge_comes_first(region: Region, client_for: ClientFor) -> None:
    meeting = done(region, speaks_of_persons=True)
    url = reverse("feedback-new", args=[meeting.public_id])
    client = client_for("specialist")
    sent_on = client.get(url)
    assert sent_on.status_code == 302 and sent_on["Location"].startswith(
        reverse("pledge")
    )
    pledge(region, "specialist")
    assert client.get(url).status_code == 200


def test_result_and_trend_on_the_screen_with_few_queries(
    region: Region, client_for: ClientFor
) -> None:
    series = make_series(region)

    def held(days: int) -> Meeting:
        meeting = done(region, series=series, held_on=TODAY - timedelta(days=days))
        for who in THERE:
            give(region, meeting, who, 4, "よかった")
        return meeting

    held(200)
    meeting = held(20)
    client = client_for("specialist")
    url = reverse("feedback-result", args=[meeting.public_id])
    page = text(client.get(url))
    assert "4人の答えです" in page and "<svg" in page and "令和8年度 第1四半期" in page

    def count() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(url)
        return len(made)

    before = count()
    for days in (110, 30, 40):
        held(days)
    assert count() == before
