"""A small world for growth records: two specialists, a chief, a training."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.actor import Actor
from tsunagi.activity.growth import actions, queries, share_actions
from tsunagi.activity.growth.actions import Sheet
from tsunagi.activity.growth.models import GrowthShare, SelfAssessment
from tsunagi.activity.office_support.queries import areas_of_support
from tsunagi.activity.training_event.actions import NewTraining, Round, record_training
from tsunagi.activity.training_event.models import TrainingEvent
from tsunagi.activity.training_event.rules import TrainingKind
from tsunagi.organisations.staff import training_actions
from tsunagi.organisations.staff.rules import QualificationKind

CATALOGUE = "tokyo-competencies"


class GrowthRoom:
    """Makes assessments and shares through the actions; `region` underneath."""

    def __init__(self, region: Region) -> None:
        self.region = region

    def actor(self, name: str) -> Actor:
        return self.region.actor(name)

    def sheet(self, *codes: str) -> Sheet:
        """What is asked; all items unless some are named."""
        found = queries.competencies(actor=self.actor("specialist"), name=CATALOGUE)
        asked = tuple(one for one in found.asked if not codes or one.code in codes)
        return Sheet(found.name, found.title, found.version, found.asked, asked)

    def code(self, place: int = 0) -> str:
        return self.sheet().items[place].code

    def assess(self, by: str = "specialist", **values: Any) -> SelfAssessment:
        given = {
            "sheet": self.sheet(), "said": {self.code(): ("alone", "")}, "words": "",
            "on": TODAY, **values,
        }  # fmt: skip
        return actions.write_assessment(
            by=self.actor(by), now=NOW, today=TODAY, **given
        )

    def make_chief(self, who: str = "core_staff") -> None:
        region = self.region
        staff, place = region.staff[who], region.offices["core"]
        training_actions.record_qualification(
            staff=staff, office=place, by=region.actor("core_manager"), today=TODAY,
            new=training_actions.NewQualification(
                QualificationKind.CHIEF, date(2025, 1, 22)
            ),
        )  # fmt: skip
        training_actions.appoint_chief(
            staff=staff, office=place, area=region.areas["east"], valid_from=TODAY,
            mandate_by="架空の委嘱", how_to_ask="電話", by=region.actor("officer"),
        )  # fmt: skip

    def share(self, by: str = "specialist", to: str = "manager") -> GrowthShare:
        return share_actions.begin_share(
            shown_to=self.region.staff[to], by=self.actor(by), now=NOW, today=TODAY
        )

    def training(self, title: str = "強みから書く計画", ago: int = 10) -> TrainingEvent:
        core = self.actor("core_manager")
        area = areas_of_support(actor=core, today=TODAY)[0]
        return record_training(
            new=NewTraining(
                title, "ねらい", TrainingKind.LECTURE, TODAY - timedelta(days=ago)
            ),
            about=Round(area, [self.region.staff["core_manager"]], {}),
            by=core, now=NOW, today=TODAY,
        )  # fmt: skip


@pytest.fixture
def growing(region: Region) -> GrowthRoom:
    return GrowthRoom(region)


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))
