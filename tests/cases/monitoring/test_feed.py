"""外の暦: 日ごとの件数だけ。やめた口、去った人、よその人の口からは何も読めない。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide
from tests.conftest import NOW
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.monitoring.feed import (
    as_icalendar,
    make_feed,
    read_feed,
    revoke_feed,
)
from tsunagi.cases.monitoring.feed_models import CalendarFeed
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.organisations.staff.models import Staff

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def plan(room: CaseRoom, day: date, persons: int = 2) -> None:
    for number in range(persons):
        case = room.case(name=f"架空 {number}郎")
        decide(room, case)
        MonitoringMonth._base_manager.filter(case=case, month=202701).update(
            planned_on=day
        )


def test_the_text_holds_counts_and_nothing_about_anybody(room: CaseRoom) -> None:
    plan(room, date(2027, 1, 12))
    token = make_feed(by=room.actor("specialist"), now=NOW)
    _, text = read_feed(token, now=NOW)
    assert "DTSTART;VALUE=DATE:20270112\r\n" in text
    assert "SUMMARY:モニタリング 2件\r\n" in text
    assert "架空" not in text and "つなぎ市" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert token not in CalendarFeed.objects.get().token_hash


def test_without_visits_it_is_a_valid_empty_calendar() -> None:
    text = as_icalendar({}, feed_id="x", now=NOW)
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")


def test_an_old_or_foreign_token_reads_nothing(room: CaseRoom) -> None:
    by = room.actor("specialist")
    first = make_feed(by=by, now=NOW)
    second = make_feed(by=by, now=NOW)
    for token in (first, "x", ""):
        with pytest.raises(NotVisible):
            read_feed(token, now=NOW)
    assert read_feed(second, now=NOW)
    revoke_feed(by=by, now=NOW)
    revoke_feed(by=by, now=NOW)
    with pytest.raises(NotVisible):
        read_feed(second, now=NOW)


def test_whoever_has_left_has_no_calendar(room: CaseRoom) -> None:
    token = make_feed(by=room.actor("specialist"), now=NOW)
    Staff.objects.filter(login_name="specialist").update(is_active=False)
    with pytest.raises(NotVisible):
        read_feed(token, now=NOW)


def test_who_may_not_work_with_persons_makes_none(room: CaseRoom) -> None:
    with pytest.raises(AccessDenied):
        make_feed(by=room.actor("member"), now=NOW)


def test_over_http_without_a_login(room: CaseRoom, client_for: ClientFor) -> None:
    plan(room, timezone.localdate() + timedelta(days=3), persons=1)
    client = client_for("specialist")
    page = client.post(reverse("calendar-feed-make"))
    address = page.context["address"]
    answer = Client().get(address.removeprefix("http://testserver"))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert "モニタリング 1件" in answer.content.decode()
    assert AuditEvent.objects.filter(action="calendar.read").count() == 1
    assert "作り直す" in client.get(reverse("monitoring-calendar")).content.decode()
    client.post(reverse("calendar-feed-revoke"))
    assert Client().get(address.removeprefix("http://testserver")).status_code == 404
