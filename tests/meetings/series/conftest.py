"""会議体の部屋: つなぎ市の東区の基幹が、事業所を集める。"""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO, Region
from tsunagi.meetings.models import Meeting
from tsunagi.meetings.series.actions import NewSeries, create_series, plan_year
from tsunagi.meetings.series.kinds import kind_of
from tsunagi.meetings.series.members import invitees_of
from tsunagi.meetings.series.models import Series, SeriesMember
from tsunagi.meetings.series.rules import MemberKind, Part


class SeriesRoom:
    """Series and members as rows. Times are `NOW` unless said."""

    def __init__(self, region: Region) -> None:
        self.region = region

    def series(
        self, kind: str = "liaison", *, office: str = "core", area: str = "east",
        **values: Any,
    ) -> Series:  # fmt: skip
        chosen = kind_of(kind)
        told: dict[str, Any] = {
            "kind": kind, "level": chosen.level, "name": f"架空の{chosen.name}",
            "purpose": chosen.purpose, "rhythm": chosen.rhythm,
            "rhythm_number": chosen.number, "rhythm_months": list(chosen.months),
            "planned_minutes": chosen.planned_minutes,
            "most_minutes": chosen.most_minutes, "starts_at_time": time(10, 0),
            "speaks_of_persons": chosen.speaks_of_persons, "valid_from": LONG_AGO,
        }  # fmt: skip
        return Series.objects.create(
            municipality=self.region.municipalities["tsunagi"],
            office=self.region.offices[office], area=self.region.areas[area],
            recorded_at=NOW, **{**told, **values},
        )  # fmt: skip

    def new(
        self, kind: str = "liaison", *, office: str = "core", area: str = "east",
        **values: Any,
    ) -> NewSeries:  # fmt: skip
        chosen = kind_of(kind)
        told: dict[str, Any] = {
            "kind": kind, "level": chosen.level, "name": f"架空の{chosen.name}",
            "purpose": chosen.purpose, "rhythm": chosen.rhythm,
            "rhythm_number": chosen.number, "rhythm_months": list(chosen.months),
            "usual_days": chosen.usual_days, "usual_weekday": 2,
            "planned_minutes": chosen.planned_minutes,
            "most_minutes": chosen.most_minutes, "valid_from": TODAY,
            "starts_at_time": time(10, 0),
            "speaks_of_persons": chosen.speaks_of_persons,
        }  # fmt: skip
        return NewSeries(
            office=self.region.offices[office], area=self.region.areas[area],
            **{**told, **values},
        )  # fmt: skip

    def make(
        self, kind: str = "liaison", *, by: str = "core_staff", **values: Any
    ) -> Series:
        return create_series(
            new=self.new(kind, **values), by=self.region.actor(by), now=NOW
        )

    def fresh(self, series: Series) -> Series:
        return (
            Series.objects.unscoped("test")
            .select_related("office", "area")
            .get(pk=series.pk)
        )

    def plan(
        self, series: Series, *days: date, by: str = "core_staff", today: date = TODAY
    ) -> list[Meeting]:
        return plan_year(
            series=self.fresh(series), days=days, by=self.region.actor(by), now=NOW,
            today=today,
        )  # fmt: skip

    def member(
        self, series: Series, kind: MemberKind, part: Part = Part.MEMBER, **values: Any
    ) -> SeriesMember:
        return SeriesMember.objects.create(
            series=series, kind=kind, part=part, recorded_at=NOW,
            **{"valid_from": LONG_AGO, **values},
        )  # fmt: skip

    def invited(self, series: Series, on: Any) -> list[tuple[str, str]]:
        return [(one.name, one.part.value) for one in invitees_of(series=series, on=on)]


@pytest.fixture
def room(region: Region) -> SeriesRoom:
    return SeriesRoom(region)
