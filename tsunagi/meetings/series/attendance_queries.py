"""出席のまとめ: 会議体ごとに、どの事業所が年度に何回出たか。

Figures that compare offices by name are for that office, for the convening office and
for the officers in charge; everybody else reads their own line only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import fiscal_year_bounds
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.rules import THERE, Presence, State
from tsunagi.meetings.series.models import Series

WRITTEN_DOWN = (*THERE, Presence.ABSENT)
OPENED = (State.HELD, State.WRAPPING, State.DONE)


@dataclass(frozen=True)
class OfficeLine:
    """How often one office was invited to the meetings that were held, and came.

    known: of how many it is written whether it came. Nothing written is not absence.
    """

    name: str
    invited: int
    known: int
    came: int


@dataclass(frozen=True)
class AttendanceSummary:
    """held: meetings held in the year. is_whole: all offices, by name."""

    held: int
    lines: Sequence[OfficeLine]
    is_whole: bool


def may_compare(*, actor: Actor, series: Series) -> bool:
    """The convening office and the officers in charge read all offices by name."""
    return actor.has(Permission.COUNCIL_COUNT) or series.office_id in _own(actor)


def attendance_of(
    *, actor: Actor, now: datetime, series: Series, year: int
) -> AttendanceSummary:
    """一つの会議体の、年度のまとめ。二つの問い合わせ。"""
    meetings = _held(actor, now, year).filter(series=series)
    is_whole = may_compare(actor=actor, series=series)
    rows = _present(meetings)
    if not is_whole:
        rows = rows.filter(office__in=_own(actor))
    lines = _counted(rows, "office__name", "office__search_key", "office_id")
    return AttendanceSummary(meetings.count(), lines, is_whole)


def own_attendance(*, actor: Actor, now: datetime, year: int) -> list[OfficeLine]:
    """自分の事業所が、どの会議体に何回出たか。名前は、会議体の名前。"""
    rows = _present(_held(actor, now, year).filter(series__isnull=False))
    mine = rows.filter(office__in=_own(actor))
    return _counted(mine, "meeting__series__name", "meeting__series_id")


def _own(actor: Actor) -> frozenset[int]:
    own = actor.office_ids
    return own if actor.office_id is None else own | {actor.office_id}


def _held(actor: Actor, now: datetime, year: int) -> QuerySet[Meeting]:
    first, before = fiscal_year_bounds(year)
    return Meeting.objects.visible_to(actor, now=now).filter(
        held_on__gte=first, held_on__lt=before, state__in=OPENED
    )


def _present(meetings: QuerySet[Meeting]) -> QuerySet[Attendance]:
    """Of people only their office is looked at, and of an office only whether it came."""
    return Attendance._base_manager.filter(
        meeting__in=meetings, office__isnull=False, is_struck=False
    )


def _counted(rows: QuerySet[Attendance], *names: str) -> list[OfficeLine]:
    """Meetings, not rows: two people of one office are one attendance of it."""
    found = (
        rows.order_by()
        .values(*names)
        .annotate(
            invited=Count("meeting", distinct=True),
            known=Count("meeting", distinct=True, filter=Q(presence__in=WRITTEN_DOWN)),
            came=Count("meeting", distinct=True, filter=Q(presence__in=THERE)),
        )
        .order_by(*names[1:])
    )
    return [
        OfficeLine(row[names[0]], row["invited"], row["known"], row["came"])
        for row in found
    ]
