"""A growth record with records of persons behind it: `GrowthRoom` and `CaseRoom` together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.activity.growth.conftest import GrowthRoom, today_is_that_day
from tests.cases.backup.conftest import HelpRoom
from tests.cases.conftest import CaseRoom
from tests.cases.plan.test_origins import decision
from tests.conftest import NOW, TODAY
from tsunagi.activity.growth.models import GrowthEvidence, SelfAssessment
from tsunagi.activity.growth.rules import EvidenceKind
from tsunagi.cases.backup.rules import Kind
from tsunagi.cases.case.actions import close_case
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import ClosingReason
from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.growth.actions import attach_record
from tsunagi.cases.observation import actions as observing
from tsunagi.cases.observation.actions import Noticed
from tsunagi.cases.observation.models import Observation
from tsunagi.cases.observation.rules import SheetKind
from tsunagi.cases.reflection.actions import write_reflection
from tsunagi.cases.reflection.models import Reflection

__all__ = ["today_is_that_day"]
ITEM = "TOKYO-SKI4"  # 技術4 意思決定支援


class RecordRoom(GrowthRoom):
    """What a specialist has done with persons, through the real actions."""

    def __init__(self, room: CaseRoom) -> None:
        super().__init__(room.region)
        self.room = room

    def assessment(self, **values: Any) -> SelfAssessment:
        return self.assess(**{"said": {ITEM: ("alone", "")}, **values})

    def decision(self, case: Case | None = None) -> DecisionSupport:
        return decision(self.room, case or self.room.case())

    def reflection(self, name: str = "架空 花子", **values: Any) -> Reflection:
        case = close_case(
            case=self.room.case(name=name), reason=next(iter(ClosingReason)), note="",
            on=TODAY - timedelta(days=3), follow_up_on=None, version=1,
            by=self.actor("specialist"), now=NOW, today=TODAY,
        )  # fmt: skip
        given: dict[str, Any] = {
            "feelings": {"decision": "done"}, "heart": "最後に笑って手を振った。",
            "taught": "", "next_time": "", "evidence": [], "shown_to": None, **values,
        }  # fmt: skip
        return write_reflection(
            case=case, values=given, by=self.actor("specialist"), now=NOW, today=TODAY
        )

    def observation(self, helping: HelpRoom | None = None) -> Observation:
        helping = helping or HelpRoom(self.room)
        backup = helping.fresh(helping.give(None, kind=Kind.ACCOMPANY))
        points = {"pace": {"level": "seen", "text": "沈黙を待てていた"}}
        return observing.write_observation(
            backup=backup, kind=SheetKind.INTERVIEW, by=self.actor("core_staff"),
            said=Noticed(points=points, good="絵を先に置いた"), now=NOW,
        )  # fmt: skip

    def attach(
        self, row: SelfAssessment, kind: EvidenceKind, ref: Any, words: str = "",
        by: str = "specialist",
    ) -> GrowthEvidence:  # fmt: skip
        return attach_record(
            assessment=row, item=ITEM, kind=kind, ref=ref, words=words,
            by=self.actor(by), now=NOW,
        )  # fmt: skip


@pytest.fixture
def record(room: CaseRoom) -> RecordRoom:
    return RecordRoom(room)
