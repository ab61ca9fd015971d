"""出席のまとめ: 会議体ごとに、どの事業所が年度に何回出たか。

Figures that compare offices by name are for that office, for the convening office and
for the officers in charge; everybody else reads their own line only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import fiscal_year_bounds, start_of_day
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.rules import THERE, Presence, State
from tsunagi.meetings.series.models import Series

WRITTEN_DOWN = (*THERE, Presence.ABSENT)
OPENED = (State.HELD, State.WRAPPING, State.DONE)


class OfficeLine(Frozen):
    """How often one office was invited to the meetings that were held, and came.

    known: of how many it is written whether it came. Nothing written is not absence.
    noticed: how many candidates for a local issue came from these meetings by this
    office in the year. public_id: of what is named.
    """

    name: str
    invited: int
    known: int
    came: int
    noticed: int
    public_id: UUID


class AttendanceSummary(Frozen):
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
    """一つの会議体の、年度のまとめ。三つの問い合わせ。"""
    meetings = _held(actor, now, year).filter(series=series)
    is_whole = may_compare(actor=actor, series=series)
    rows = _present(meetings)
    if not is_whole:
        rows = rows.filter(office__in=_own(actor))
    raised = _raised(actor, now, year).filter(meeting__series=series)
    lines = _counted(
        rows, Counter(raised.values_list("office_id", flat=True)),
        "office_id", "office__name", "office__public_id", "office__search_key",
    )  # fmt: skip
    return AttendanceSummary(meetings.count(), lines, is_whole)


def own_attendance(*, actor: Actor, now: datetime, year: int) -> list[OfficeLine]:
    """自分の事業所が、どの会議体に何回出たか。名前は、会議体の名前。二つの問い合わせ。"""
    rows = _present(_held(actor, now, year).filter(series__isnull=False))
    mine = rows.filter(office__in=_own(actor))
    raised = _raised(actor, now, year).filter(office__in=_own(actor))
    return _counted(
        mine, Counter(raised.values_list("meeting__series_id", flat=True)),
        "meeting__series_id", "meeting__series__name", "meeting__series__public_id",
    )  # fmt: skip


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


def _raised(actor: Actor, now: datetime, year: int) -> QuerySet[LocalIssueCandidate]:
    """The candidates that came from meetings of a series, written in the year."""
    first, before = fiscal_year_bounds(year)
    return LocalIssueCandidate.objects.visible_to(actor, now=now).filter(
        meeting__series__isnull=False,
        raised_at__gte=start_of_day(first), raised_at__lt=start_of_day(before),
    )  # fmt: skip


def _counted(
    rows: QuerySet[Attendance], noticed: Mapping[int | None, int], *names: str
) -> list[OfficeLine]:
    """Meetings, not rows: two people of one office are one attendance of it.

    names: the number to which `noticed` counts, the name, the public id, then the rest
    of the order.
    """
    found = (
        rows.order_by()
        .values(*names)
        .annotate(
            invited=Count("meeting", distinct=True),
            known=Count("meeting", distinct=True, filter=Q(presence__in=WRITTEN_DOWN)),
            came=Count("meeting", distinct=True, filter=Q(presence__in=THERE)),
        )
        .order_by(*names[3:], names[0])
    )
    number, name, public_id = names[:3]
    return [
        OfficeLine(
            row[name], row["invited"], row["known"], row["came"],
            noticed.get(row[number], 0), row[public_id],
        )
        for row in found
    ]  # fmt: skip
