"""基幹 supports the offices of its area. つなぎ市の東区と、担当に加えた西区。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO, Region
from tsunagi.activity.office_support.actions import NewSupport, give_support
from tsunagi.activity.office_support.models import OfficeSupport
from tsunagi.activity.office_support.rules import Mandate, Topic, Way
from tsunagi.organisations.office.models import OfficeArea


class SupportRoom:
    """Visits and advises. Times are `NOW` unless said."""

    def __init__(self, region: Region) -> None:
        self.region = region

    def answer_for(self, office: str, *areas: str) -> None:
        for area in areas:
            OfficeArea.objects.create(
                office=self.region.offices[office], area=self.region.areas[area],
                valid_from=LONG_AGO,
            )  # fmt: skip

    def new(self, **values: Any) -> NewSupport:
        told: dict[str, Any] = {
            "way": Way.VISIT, "topic": Topic.CLAIMS, "mandate": Mandate.OWN,
            "subject": "請求の締めの前に見るところ", "occurred_on": TODAY,
            "minutes": 60,
        }  # fmt: skip
        return NewSupport(**{**told, **values})

    def give(
        self, to: str = "hikari", *, by: str = "core_staff", today: date = TODAY,
        **values: Any,
    ) -> OfficeSupport:  # fmt: skip
        return give_support(
            target=self.region.offices[to], new=self.new(**values),
            by=self.region.actor(by), now=NOW, today=today,
        )  # fmt: skip

    def fresh(self, row: OfficeSupport) -> OfficeSupport:
        return (
            OfficeSupport.objects.unscoped("test")
            .select_related("target", "office")
            .get(record_id=row.record_id, is_current=True)
        )


@pytest.fixture
def support(region: Region) -> SupportRoom:
    return SupportRoom(region)
