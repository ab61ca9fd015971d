"""きょうの画面に出す、会議体のこと: うちが開く会議の、守られなくなる間隔。"""

from __future__ import annotations

from collections.abc import Iterator

from tsunagi.access.permissions import Permission
from tsunagi.meetings.series import queries
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
