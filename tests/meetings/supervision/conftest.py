"""A session in a meeting of 基幹 to which 架空 hikari is invited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import NOW, TODAY
from tests.factories.meetings import make_meeting
from tests.factories.region import Region
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.supervision import actions
from tsunagi.meetings.supervision.actions import NewSupervision
from tsunagi.meetings.supervision.models import Supervision, SupervisionLine
from tsunagi.meetings.supervision.rules import LineKind

# Places of the steps of the strengths method.
EARLIER, SHEET, WISH, QUESTIONS, IDEAS, PICK, ACT = range(7)


class SupervisionRoom:
    def __init__(self, region: Region) -> None:
        self.region = region
        self.meeting = make_meeting(region)

    def begin(self, *, meeting: Meeting | None = None, by: str = "core_staff",
              presenter: str = "specialist", is_crisis: bool | None = False,
              **values: Any) -> Supervision:  # fmt: skip
        told = {"method": "strengths", "theme": "会えない方との、つながり方", **values}
        return actions.begin_supervision(
            meeting=meeting or self.meeting, item=told.pop("item", None),
            new=NewSupervision(presenter=self.region.staff[presenter], **told),
            is_crisis=is_crisis, by=self.region.actor(by), now=NOW, today=TODAY,
        )  # fmt: skip

    def fresh(self, session: Supervision) -> Supervision:
        return (
            Supervision.objects.unscoped("test")
            .select_related("meeting", "presenter")
            .get(pk=session.pk)
        )

    def move(self, session: Supervision, to: int, *, by: str = "specialist") -> None:
        actions.move_step(
            session=session, to=to, seen=self.fresh(session).step,
            by=self.region.actor(by), now=NOW,
        )  # fmt: skip

    def say(self, session: Supervision, kind: LineKind, text: str = "玄関先で話す",
            by: str = "manager") -> SupervisionLine:  # fmt: skip
        return actions.add_line(
            session=session, kind=kind, text=text, by=self.region.actor(by), now=NOW
        )

    def pick(
        self, line: SupervisionLine, *, by: str = "specialist", is_picked: bool = True
    ) -> None:
        actions.pick_line(
            line=line, is_picked=is_picked, by=self.region.actor(by), now=NOW
        )

    def decide(self, session: Supervision, *, by: str = "specialist",
               report_on: date | None = None, action: str = "玄関先で待つ",
               version: int | None = None) -> None:  # fmt: skip
        actions.decide_action(
            session=session, action=action,
            report_on=report_on or TODAY + timedelta(days=28),
            version=version or self.fresh(session).version,
            by=self.region.actor(by), now=NOW, today=TODAY,
        )  # fmt: skip

    def report(self, session: Supervision, *, by: str = "specialist",
               result: str = "二度目に話せた") -> None:  # fmt: skip
        actions.report_result(
            session=session, result=result, version=self.fresh(session).version,
            by=self.region.actor(by), now=NOW,
        )  # fmt: skip

    def decided(self, **values: Any) -> Supervision:
        session = self.begin(**values)
        self.move(session, ACT)
        self.decide(session, by="core_staff")
        return self.fresh(session)


@pytest.fixture
def gsv(region: Region) -> SupervisionRoom:
    return SupervisionRoom(region)
