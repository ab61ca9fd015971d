"""きょうの画面に出す、会議体のこと: うちが開く会議の、守られなくなる間隔。"""

from __future__ import annotations

from collections.abc import Iterator

from tsunagi.access.permissions import Permission
from tsunagi.meetings.series import queries
from tsunagi.meetings.supervision import queries as supervisions
from tsunagi.reports.worklist.asking import Asked
from tsunagi.reports.worklist.rules import Column, Item


def rhythms(asked: Asked) -> Iterator[Item]:
    """What can still be kept, so near that somebody should act. Facts are not nagged."""
    if not asked.actor.has(Permission.SERIES_EDIT):
        return
    found = queries.breaches_to_prevent(
        actor=asked.actor, now=asked.now, today=asked.today
    )
    for series, breach in found:
        yield Item(
            Column.DUE,
            title=f"{series.name}: {breach.kind.label}",
            reason=breach.sentence,
            action="会議体を開く",
            url_name="series-page",
            url_id=str(series.public_id),
            rank=16,
        )


def reports(asked: Asked) -> Iterator[Item]:
    """スーパービジョンで決めたことの、その後を聞く日。"""
    if not asked.actor.has(Permission.MEETING_VIEW):
        return
    found = supervisions.reports_due(
        actor=asked.actor, now=asked.now, today=asked.today
    )
    for row in found:
        yield Item(
            Column.DUE,
            title=f"その後を聞く: {row.theme[:40]}",
            reason=f"{row.meeting.title}で決めたことを、やってみてどうだったか。",
            action="グループスーパービジョンを開く",
            url_name="supervision-of-meeting",
            url_id=str(row.meeting.public_id),
            late=row.report_on is not None and row.report_on < asked.today,
            rank=18,
        )
