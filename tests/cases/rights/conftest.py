"""Concerns of ひかり, told and handled through the actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.models import Case
from tsunagi.cases.rights.actions import NewConcern, add_step, report_concern
from tsunagi.cases.rights.models import Concern
from tsunagi.cases.rights.officer_actions import name_officer
from tsunagi.cases.rights.rules import ConcernKind, Source, StepKind
from tsunagi.cases.rights.sealed import Content, Reporter

FACTS = "左の腕に、同じ大きさのあざが三つあった。"
REPORTER = "架空 通夫"
RECEIVED = NOW - timedelta(hours=3)


def new_concern(**values: Any) -> NewConcern:
    return NewConcern(
        **{
            "kind": ConcernKind.FACILITY,
            "source": Source.NOTICED,
            "received_at": RECEIVED,
            "content": Content(about="作業所の方", facts=FACTS, safety="unknown"),
            "reporter": Reporter(name=REPORTER),
            **values,
        }
    )


class RightsRoom:
    """`officer` and `core_staff` are named by the municipality when asked for."""

    def __init__(self, room: CaseRoom) -> None:
        self.room = room

    def name(self, who: str) -> None:
        name_officer(
            staff=self.room.region.staff[who], valid_from=TODAY,
            by=self.room.actor("second_officer"), today=TODAY,
        )  # fmt: skip

    def tell(
        self, case: Case | None, *, by: str = "specialist", **values: Any
    ) -> Concern:
        return report_concern(
            new=new_concern(**values), case=case, by=self.room.actor(by), now=NOW
        )

    def respond(
        self, concern: Concern, *, by: str = "officer", at: datetime = NOW,
        kind: StepKind = StepKind.FIRST_RESPONSE, text: str = "市と一緒に会いに行った。",
    ) -> None:  # fmt: skip
        add_step(
            concern=concern, kind=kind, happened_at=at, text=text, with_city=True,
            by=self.room.actor(by), now=NOW,
        )  # fmt: skip


@pytest.fixture
def rights(room: CaseRoom) -> RightsRoom:
    return RightsRoom(room)
