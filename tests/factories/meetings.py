"""Meetings for tests: つなぎ市の基幹が開く会議体と、呼ばれた事業所。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tests.factories.region import LONG_AGO, Region
from tsunagi.meetings.meeting.models import AgendaItem, Attendance, Meeting
from tsunagi.meetings.meeting.rules import Presence, State
from tsunagi.meetings.series.models import Series, SignedWord
from tsunagi.meetings.series.rules import Level, Part, Rhythm, SignedKind


def make_series(
    region: Region, *, office: str = "core", area: str = "east", **values: Any
) -> Series:
    told: dict[str, Any] = {
        "kind": "case_review", "level": Level.AREA, "name": "架空の連絡会議",
        "rhythm": Rhythm.MONTHLY, "valid_from": LONG_AGO, "recorded_at": region.now,
        **values,
    }  # fmt: skip
    return Series.objects.create(
        municipality=region.municipalities["tsunagi"], office=region.offices[office],
        area=region.areas[area], **told,
    )  # fmt: skip


def make_meeting(
    region: Region, *, series: Series | None = None, office: str = "core",
    held_on: date | None = None, invited: Iterable[str] = ("hikari",),
    there: Iterable[str] = ("core_staff", "specialist"), **values: Any,
) -> Meeting:  # fmt: skip
    """invited: offices whose people may read it. there: who took part."""
    told: dict[str, Any] = {
        "kind": "case_review", "title": "架空の連絡会議", "state": State.HELD,
        "held_on": held_on or region.now.date(), "recorded_at": region.now, **values,
    }  # fmt: skip
    meeting = Meeting.objects.create(
        municipality=region.municipalities["tsunagi"], series=series,
        office=region.offices[office], **told,
    )  # fmt: skip
    for key in invited:
        Attendance.objects.create(
            meeting=meeting, part=Part.MEMBER, office=region.offices[key],
            recorded_at=region.now,
        )  # fmt: skip
    for name in there:
        attend(region, meeting, name)
    return meeting


def attend(
    region: Region, meeting: Meeting, name: str, presence: str = Presence.PRESENT
) -> Attendance:
    return Attendance.objects.create(
        meeting=meeting, part=Part.MEMBER, staff=region.staff[name],
        presence=presence, recorded_at=region.now,
    )  # fmt: skip


def make_item(region: Region, meeting: Meeting, **values: Any) -> AgendaItem:
    told: dict[str, Any] = {"position": 1, "title": "架空の議題", **values}
    return AgendaItem.objects.create(meeting=meeting, recorded_at=region.now, **told)


def pledge(region: Region, *names: str, version: str = "2026-11") -> None:
    for name in names:
        SignedWord.objects.create(
            municipality=region.municipalities["tsunagi"], kind=SignedKind.CONFIDENTIALITY,
            signed_by=region.staff[name], signed_name=region.staff[name].name,
            text_version=version, signed_at=region.now - timedelta(days=30),
        )  # fmt: skip
