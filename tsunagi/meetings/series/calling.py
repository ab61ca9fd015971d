"""これからの会議に、構成員を呼ぶ: 新しい事業所も、だれかが思い出さなくても呼ばれる。

A year is planned at once, but an office opens in the middle of it. Whoever is a member
on the day of a meeting and does not stand on its list is added; nobody who was struck
off the list comes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import Actor, system_actor
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.rules import Presence, State
from tsunagi.meetings.series.members import Invitee, invitees_of, resolved
from tsunagi.meetings.series.models import Series, SeriesMember

# The ticker looks so far ahead: a new office hears of a meeting a month before it.
AHEAD = timedelta(days=35)
Key = tuple[str, int | str]


def call_missing(
    *, series: Series, meetings: Iterable[Meeting], by: Actor, now: datetime
) -> int:
    """Add whom the series invites and the meeting does not have; how many lines."""
    added = 0
    for meeting in meetings:
        there = _keys(meeting)
        missing = [
            one
            for one in invitees_of(series=series, on=meeting.held_on)
            if one.key not in there
        ]
        Attendance.objects.unscoped("of a meeting of the series").bulk_create(
            _row(meeting, one, by=by, now=now) for one in missing
        )
        added += len(missing)
    return added


def uncall(*, series: Series, line: SeriesMember, meetings: Iterable[Meeting]) -> int:
    """Strike off those whom only this line had called, where nothing is written yet."""
    struck = 0
    for meeting in meetings:
        gone = {one.key for one in resolved(series, [line], meeting.held_on)}
        gone -= {one.key for one in invitees_of(series=series, on=meeting.held_on)}
        rows = Attendance.objects.unscoped("of a meeting of the series").filter(
            meeting=meeting,
            is_struck=False,
            presence__in=[Presence.INVITED, Presence.COMING],
        )
        ids = [row.pk for row in rows if _key(row) in gone]
        struck += rows.filter(pk__in=ids).update(is_struck=True)
    return struck


def planned_meetings(series: Series, *, first: date) -> list[Meeting]:
    rows = Meeting.objects.unscoped("planned meetings of the series")
    return list(
        rows.filter(series=series, state=State.PLANNED, held_on__gte=first).order_by(
            "held_on"
        )
    )


def call_new_members(*, now: datetime) -> int:
    """時計の係が呼ぶ。これから一か月の会議に、新しい構成員を加える。"""
    today = localdate(now)
    soon = Meeting.objects.unscoped("the ticker calls for every series").filter(
        state=State.PLANNED, held_on__gte=today, held_on__lte=today + AHEAD,
        series__isnull=False,
    )  # fmt: skip
    by_series: dict[Series, list[Meeting]] = {}
    for meeting in soon.select_related("series__area").order_by("series_id", "held_on"):
        if meeting.series is not None:
            by_series.setdefault(meeting.series, []).append(meeting)
    added = 0
    for series, meetings in by_series.items():
        by = system_actor("ticker", municipality_id=series.municipality_id)
        with transaction.atomic():
            count = call_missing(series=series, meetings=meetings, by=by, now=now)
            if count:
                audit.record("series.call", by=by, target=series, rows=count)
        added += count
    return added


def _row(meeting: Meeting, one: Invitee, *, by: Actor, now: datetime) -> Attendance:
    return Attendance(
        meeting=meeting, part=one.part, office=one.office, staff=one.staff,
        partner_name=one.partner_name, recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip


def _keys(meeting: Meeting) -> set[Key]:
    rows = Attendance._base_manager.filter(meeting=meeting)
    keys = {_key(row) for row in rows}
    # An office that has said who comes for it is invited all the same.
    return keys | {("office", row.office_id) for row in rows if row.office_id}


def _key(row: Attendance) -> Key:
    if row.staff_id is not None:
        return "staff", row.staff_id
    if row.office_id is not None:
        return "office", row.office_id
    return "partner", row.partner_name
