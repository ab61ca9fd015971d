"""The demo's part can be built from any meetings that were held."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from demo import supervision as demo
from demo.world import World
from tests.conftest import NOW, TODAY
from tests.factories.meetings import attend, make_meeting, make_series
from tests.factories.region import Region
from tsunagi.access.actor import system_actor
from tsunagi.meetings.care.models import SupportNeed
from tsunagi.meetings.feedback.models import MeetingFeedback
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.meeting.rules import State as MeetingState
from tsunagi.meetings.supervision.models import Supervision

pytestmark = pytest.mark.django_db


def test_a_demo_of_three_sessions(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "CORE", "core_staff")
    monkeypatch.setattr(demo, "CANDIDATES", tuple(
        ("core_staff", *told[1:]) for told in demo.CANDIDATES
    ))  # fmt: skip
    series = make_series(region)
    meetings = []
    for days in (90, 60, 30):
        meeting = make_meeting(
            region, series=series, held_on=TODAY - timedelta(days=days),
            state=MeetingState.DONE, speaks_of_persons=True,
        )  # fmt: skip
        attend(region, meeting, "manager")
        meetings.append(meeting)
    world = World(random.Random(1), NOW, system_actor("demo"), areas=region.areas)
    demo.build_supervision(world, meetings=meetings)
    rows = Supervision.objects.unscoped("test").order_by("id")
    assert [one.state for one in rows] == ["reported", "reported", "picked", "stopped"]
    assert MeetingFeedback.objects.unscoped("test").count() == 9
    assert LocalIssueCandidate.objects.unscoped("test").count() == len(demo.CANDIDATES)
    assert SupportNeed.objects.unscoped("test").count() == 1
