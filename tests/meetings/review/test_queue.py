"""会議に出すものの一覧をめくること、会議の数。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.meetings.review.conftest import ReviewRoom
from tsunagi.meetings.meeting.models import AgendaItem, Attendance
from tsunagi.meetings.review import queries
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.views import _groups
from tsunagi.ui.parts import MOST_COUNTED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]


def item(weekly: ReviewRoom, section: int = 4, **more: Any) -> ReviewItem:
    values = {"since": TODAY, "headline": "架空の気がかり", "minutes": 5, **more}
    return ReviewItem.objects.create(
        municipality=weekly.series.municipality, series=weekly.series, section=section,
        office=weekly.region.offices["core"], recorded_at=NOW, **values,
    )  # fmt: skip


def walked(weekly: ReviewRoom, read: Callable[..., Any]) -> list[list[ReviewItem]]:
    """Page after page, to the last one."""
    frame = {"actor": weekly.actor("core_staff"), "series": weekly.series, "now": NOW}
    shown, more = read(**frame)
    pages = [shown]
    while more is not None:
        shown, more = read(**frame, after=more)
        pages.append(shown)
    return pages


@pytest.fixture
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)


@pytest.mark.usefixtures("pages_of_two")
def test_the_queue_is_walked_section_by_section_and_nothing_twice(
    weekly: ReviewRoom,
) -> None:
    before = TODAY - timedelta(days=3)
    late, same, older = item(weekly, 5), item(weekly, 4), item(weekly, 4, since=before)
    twin, first = item(weekly, 4), item(weekly, 1)
    pages = walked(weekly, queries.waiting)
    assert pages == [[first, older], [same, twin], [late]]


@pytest.mark.usefixtures("pages_of_two")
def test_what_is_over_is_walked_from_the_latest_to_what_has_no_day(
    weekly: ReviewRoom,
) -> None:
    def over(day: date | None) -> ReviewItem:
        return item(weekly, state="closed", ended_on=day)

    unknown, old = over(None), over(TODAY - timedelta(days=9))
    twin, latest, lost = over(old.ended_on), over(TODAY), over(None)
    pages = walked(weekly, queries.ended)
    assert pages == [[latest, twin], [old, lost], [unknown]]


@pytest.mark.usefixtures("pages_of_two")
def test_a_page_says_how_many_there_are_on_all_pages(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    first, second, last = item(weekly), item(weekly), item(weekly, 5)
    client, url = client_for("core_staff"), reverse("review-queue")
    page = client.get(url)
    shown = page.content.decode()
    assert '会議に出すもの <span class="count">3件</span>' in shown
    assert [number for _, number, _ in page.context["groups"]] == [2]
    assert page.context["paging"].next_url.endswith(f"&after={second.public_id}")
    behind = client.get(url + page.context["paging"].next_url)
    [[_, number, lines]] = behind.context["groups"]
    assert (number, [line.item for line in lines]) == (1, [last])
    assert behind.context["paging"].next_url == ""
    # A key that nobody has begins at the beginning.
    unknown = client.get(f"{url}?after={weekly.series.public_id}")
    [[_, _, lines]] = unknown.context["groups"]
    assert [line.item for line in lines] == [first, second]


def test_where_counting_stopped_no_section_claims_a_number() -> None:
    class Line:
        section = "④"
        item = ReviewItem(section=4)

    [[_, known, _]] = _groups([Line], Counter({4: MOST_COUNTED - 1}))  # type: ignore[list-item]
    [[_, unknown, _]] = _groups([Line], Counter({4: MOST_COUNTED}))  # type: ignore[list-item]
    assert (known, unknown) == (MOST_COUNTED - 1, None)


def test_the_figures_count_what_was_handled_and_who_came(weekly: ReviewRoom) -> None:
    meeting, other = weekly.meeting(TODAY - timedelta(days=7)), weekly.meeting()
    for one in (meeting, other):
        type(one)._base_manager.filter(pk=one.pk).update(state="done", minutes=80)
    done, carried = item(weekly), item(weekly)
    weekly.listed(done, meeting)
    weekly.listed(carried, meeting)
    slots = AgendaItem._base_manager.filter(meeting=meeting)
    slots.filter(review=done).update(state="done")
    AgendaItem._base_manager.create(
        meeting=meeting, section=0, kind="report", position=9, title="知らせ",
        state="done", recorded_at=NOW,
    )  # fmt: skip
    rows = Attendance._base_manager.filter(meeting=meeting, is_struck=False)
    first, second, *rest = rows.order_by("pk")
    came = rows.filter(pk__in=[first.pk, second.pk])
    came.update(presence="present")
    rows.filter(pk__in=[one.pk for one in rest]).update(presence="absent")
    held = queries.held_meetings(
        actor=weekly.actor("core_staff"), series=weekly.series, now=NOW,
        first=TODAY - timedelta(days=30), last=TODAY,
    )  # fmt: skip
    assert [(one.handled, one.people) for one in held] == [(1, 2), (0, 0)]


def test_copied_letters_are_those_of_items_made_from_records(
    weekly: ReviewRoom,
) -> None:
    plan = weekly.drafted()
    item(
        weekly, 2, plan=plan, headline="新規の案", facts=["30代"],
        packet={"wishes": "海の近く"},
    )  # fmt: skip
    item(weekly, headline="人が打った文")
    rows = ReviewItem.objects.unscoped("test").filter(series=weekly.series)
    found = queries.typed_and_copied(actor=weekly.actor("core_staff"), items=rows)
    assert found == (len("新規の案30代海の近く"), 1)


def test_later_pages_ask_one_question_more_however_many_rows_there_are(
    weekly: ReviewRoom, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for("core_staff")

    def cost(size: int) -> tuple[int, int]:
        monkeypatch.setattr(queries, "PAGE", size)
        found = []
        url = reverse("review-queue")
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                page = client.get(url)
            found.append(len(asked))
            url = reverse("review-queue") + page.context["paging"].next_url
        return found[0], found[1]

    for _ in range(9):
        item(weekly)
    client.get(reverse("review-queue"))
    assert cost(2) == cost(4)
