"""同行・面接の気づきの読取り: 自分が受けたもの、自分が書いたもの。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once, number_of
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.observation.models import Observation
from tsunagi.cases.observation.rules import Viewpoint, read_points
from tsunagi.common.frozen import Frozen

MOST = 100
# So long the home page asks for an answer.
ASKED_FOR = timedelta(days=60)


class Read(Frozen):
    """One row for one of the two. sees_case False: the reader may see the person no more,
    and then reads the levels and the answer, but no words about the visit."""

    row: Observation
    sees_case: bool
    points: list[tuple[Viewpoint, str, str]]


def _rows(actor: Actor, now: datetime) -> QuerySet[Observation]:
    return (
        Observation.objects.visible_to(actor, now=now)
        .filter(is_current=True)
        .select_related("case__person", "observer", "observed")
        .order_by("-observed_on", "-id")
    )


def observations(*, actor: Actor, now: datetime, received: bool) -> list[Read]:
    """自分が受けた（書いた）もの、新しいものから。二つの問い合わせ。"""
    me = actor.staff_id or 0
    rows = _rows(actor, now)
    rows = rows.filter(observed_id=me) if received else rows.filter(observer_id=me)
    return _read(list(rows[:MOST]), actor, now)


def observation_by_id(*, actor: Actor, record_id: UUID, now: datetime) -> Read:
    rows = _rows(actor, now).filter(record_id=record_id)
    found = _read(list(rows[:1]), actor, now)
    if not found:
        raise NotVisible
    return found[0]


def unanswered_count(*, actor: Actor, now: datetime) -> int:
    return sum(_unanswered(actor=actor, now=now))


@made_once
def _unanswered(*, actor: Actor, now: datetime) -> QuerySet[Any, int]:
    return number_of(
        _rows(actor, now).filter(
            observed_id=actor.staff_id or 0, answered_at=None,
            recorded_at__gte=now - ASKED_FOR,
        )
    )  # fmt: skip


def _read(rows: Iterable[Observation], actor: Actor, now: datetime) -> list[Read]:
    rows = list(rows)
    # As for the record of the accompaniment itself: the consent of the person decides.
    seen = set(
        BackupSupport.objects.visible_to(actor, now=now)
        .filter(record_id__in=[row.backup_id for row in rows])
        .values_list("record_id", flat=True)
    )
    return [
        Read(row, row.backup_id in seen, read_points(row.sheet, row.points))
        for row in rows
    ]
