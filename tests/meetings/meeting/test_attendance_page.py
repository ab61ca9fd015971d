"""会議のページの出席: 一つの送り先で、一行ずつ外せる。"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.meetings.review.conftest import ReviewRoom
from tests.ui.render import Page
from tsunagi.meetings.meeting.models import Attendance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]


def test_each_row_is_struck_by_its_own_button_of_one_form(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    meeting, client = weekly.meeting(), client_for("core_staff")
    url = reverse("meeting-page", args=[meeting.public_id])
    page = Page(client.get(url).content.decode())
    [form] = page.find("form", id="strike")
    assert form["method"] == "post"
    buttons = page.find("button", form="strike")
    rows = Attendance._base_manager.filter(meeting=meeting).order_by("pk")
    assert [one["formaction"] for one in buttons] == [
        reverse("meeting-strike", args=[meeting.public_id, row.public_id])
        for row in rows
    ]
    assert len(buttons) > 1
    client.post(buttons[0]["formaction"])
    assert [row.is_struck for row in rows.all()] == [True] + [False] * (len(rows) - 1)


def test_a_member_sees_no_button_that_is_not_theirs(
    weekly: ReviewRoom, client_for: ClientFor
) -> None:
    url = reverse("meeting-page", args=[weekly.meeting().public_id])
    page = Page(client_for("ward_officer").get(url).content.decode())
    assert page.find("td", data_label="だれ")
    assert not page.find("button", form="strike") and not page.find("form", id="strike")
