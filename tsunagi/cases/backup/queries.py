"""助言・同行・後方支援の読取り: この方のもの、うちがしたもの、うちが受けたもの。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import KindCount, State, every_kind
from tsunagi.cases.scope import working_offices
from tsunagi.cases.seen import SeenCase, rows_of_case

MOST_LISTED = 200
NAMED = 12
WITH = ("case__person", "office", "staff", "receiver", "recorded_by")


def backups_of(*, actor: Actor, seen: SeenCase) -> list[BackupSupport]:
    """この方を手伝った記録。新しいものから。取り消したものも、そうと分かる形で残る。"""
    rows = list(
        rows_of_case(BackupSupport, seen)
        .filter(is_current=True)
        .select_related(*WITH)
        .order_by("-occurred_on", "-id")
    )
    for row in rows:
        row.case = seen.case
    return rows


def backup_of(*, actor: Actor, seen: SeenCase, record_id: UUID) -> BackupSupport:
    row = (
        rows_of_case(BackupSupport, seen)
        .filter(record_id=record_id, is_current=True)
        .select_related(*WITH)
        .first()
    )
    if row is None:
        raise NotVisible
    row.case = seen.case
    return row


def earlier_versions(
    *, actor: Actor, seen: SeenCase
) -> dict[UUID, list[BackupSupport]]:
    """What stood before a correction, by record, the newest first. One query."""
    found: dict[UUID, list[BackupSupport]] = {}
    rows = (
        rows_of_case(BackupSupport, seen)
        .filter(is_current=False)
        .select_related("recorded_by")
        .order_by("-version")
    )
    for row in rows:
        found.setdefault(row.record_id, []).append(row)
    return found


def _standing(actor: Actor, now: datetime) -> QuerySet[BackupSupport]:
    return BackupSupport.objects.visible_to(actor, now=now).filter(
        is_current=True, is_withdrawn=False
    )


def _of_office(
    actor: Actor, now: datetime, *, received: bool, first: date, last: date
) -> QuerySet[BackupSupport]:
    """Help inside one office stands on the side of who gave it."""
    mine = working_offices(actor)
    rows = _standing(actor, now).filter(occurred_on__range=(first, last))
    if not received:
        return rows.filter(office__in=mine)
    return rows.filter(receiver__in=mine).exclude(office__in=mine)


def office_backups(
    *, actor: Actor, now: datetime, received: bool, first: date, last: date
) -> list[BackupSupport]:
    """うちがした（受けた）もので、この期間のもの。いまも見てよい方の分だけ。"""
    rows = _of_office(actor, now, received=received, first=first, last=last)
    return list(
        rows.select_related(*WITH).order_by("-occurred_on", "-id")[:MOST_LISTED]
    )


def counts_by_kind(
    *, actor: Actor, now: datetime, received: bool, first: date, last: date
) -> list[KindCount]:
    """種類ごとの回数と時間。一覧と同じ条件で数える。一つの問い合わせ。"""
    rows = _of_office(actor, now, received=received, first=first, last=last)
    found = rows.order_by().values_list("kind")
    return every_kind(found.annotate(Count("pk"), Sum("minutes", default=0)))


def backups_to_follow(
    *, actor: Actor, now: datetime, today: date
) -> list[BackupSupport]:
    """様子を聞く日が来たもの: 手伝った職員と、その方の担当者の両方に。"""
    me = actor.staff_id or 0
    return list(
        _standing(actor, now)
        .filter(
            Q(staff_id=me) | Q(case__responsible_staff_id=me),
            state=State.GOING, follow_on__lte=today, case__closed_on=None,
        )
        .select_related("case__person", "office")
        .order_by("follow_on", "id")[:NAMED]
    )  # fmt: skip
