"""助言・同行・後方支援の読取り: この方のもの、うちがしたもの、うちが受けたもの。"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import KindCount, Share, State, every_kind
from tsunagi.cases.case.models import Case, Difficulty
from tsunagi.cases.scope import working_offices
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.frozen import Frozen

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


class DifficultCase(Frozen):
    """One case with open difficulties, and the help it has received, the newest first."""

    case: Case
    difficulties: list[Difficulty]
    backups: list[BackupSupport]


def difficult_share(*, actor: Actor, now: datetime) -> Share:
    """自分の事業所が主担当の、続いている方のうち、難しくする事情のある方。一つの問い合わせ。"""
    counted = _mine(actor, now).aggregate(
        everybody=Count("pk"), difficult=Count("pk", filter=_is_difficult(actor, now))
    )
    return Share(counted["difficult"], counted["everybody"])


def difficult_cases(*, actor: Actor, now: datetime) -> list[DifficultCase]:
    """その一人ずつに、事情と、受けた助言・同行。見てよい分だけ。三つの問い合わせ。"""
    cases = list(
        _mine(actor, now)
        .filter(_is_difficult(actor, now))
        .select_related("person", "responsible_staff")
        .order_by("person__kana_key", "pk")[:MOST_LISTED]
    )
    keys = [case.pk for case in cases]
    why: dict[int, list[Difficulty]] = defaultdict(list)
    rows = Difficulty.objects.visible_to(actor, now=now)
    for row in rows.filter(case__in=keys, resolved_on=None).order_by(
        "noticed_on", "pk"
    ):
        why[row.case_id].append(row)
    helped: dict[int, list[BackupSupport]] = defaultdict(list)
    found = (
        _standing(actor, now)
        .filter(case__in=keys)
        .exclude(office=F("case__responsible_office"))
    )
    for one in found.select_related(*WITH).order_by("-occurred_on", "-id"):
        helped[one.case_id].append(one)
    return [DifficultCase(case, why[case.pk], helped[case.pk]) for case in cases]


def _mine(actor: Actor, now: datetime) -> QuerySet[Case]:
    return Case.objects.visible_to(actor, now=now).filter(
        closed_on=None, responsible_office__in=working_offices(actor)
    )


def _is_difficult(actor: Actor, now: datetime) -> Exists:
    rows = Difficulty.objects.visible_to(actor, now=now)
    return Exists(rows.filter(case=OuterRef("pk"), resolved_on=None))


@made_once
def backups_to_follow(
    *, actor: Actor, now: datetime, today: date
) -> QuerySet[BackupSupport]:
    """様子を聞く日が来たもの: 手伝った職員と、その方の担当者の両方に。"""
    me = actor.staff_id or 0
    return (
        _standing(actor, now)
        .filter(
            Q(staff_id=me) | Q(case__responsible_staff_id=me),
            state=State.GOING, follow_on__lte=today, case__closed_on=None,
        )
        .select_related("case__person", "office")
        .order_by("follow_on", "id")[:NAMED]
    )  # fmt: skip
