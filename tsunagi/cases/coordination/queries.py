"""調整・交渉の読取り: この方のもの、うちの結果を待つもの。"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once
from tsunagi.cases.coordination.models import Coordination
from tsunagi.cases.scope import working_offices
from tsunagi.cases.seen import OfCaseOnce, SeenCase, rows_of_case

MOST = 200
NAMED = 12
WITH = ("case__person", "office", "staff", "recorded_by")


def coordinations_of(*, actor: Actor, seen: SeenCase) -> list[Coordination]:
    """この方のもの。結果を待つものが先、そのあと新しいものから。"""
    rows = (
        rows_of_case(Coordination, seen)
        .filter(is_current=True)
        .select_related("office", "staff", "recorded_by")
        .order_by("-asked_on", "-id")[:MOST]
    )
    return sorted(rows, key=lambda row: bool(row.result) or row.is_withdrawn)


def open_of_case(*, actor: Actor, seen: SeenCase) -> list[Coordination]:
    """利用者のページに出す、結果を待つもの。古い順。"""
    return _waiting(seen)


_waiting = OfCaseOnce(
    Coordination,
    lambda rows: rows.filter(is_current=True, is_withdrawn=False, result="").order_by(
        "asked_on", "id"
    )[:NAMED],
)


def earlier_of_case(*, actor: Actor, seen: SeenCase) -> dict[UUID, list[Coordination]]:
    """What stood before, by record, the newest first. One query."""
    found: dict[UUID, list[Coordination]] = {}
    rows = rows_of_case(Coordination, seen).filter(is_current=False)
    for row in rows.select_related("recorded_by").order_by("-version"):
        found.setdefault(row.record_id, []).append(row)
    return found


def coordination_of(*, actor: Actor, seen: SeenCase, record_id: UUID) -> Coordination:
    row = (
        rows_of_case(Coordination, seen)
        .filter(record_id=record_id, is_current=True)
        .select_related(*WITH)
        .first()
    )
    if row is None:
        raise NotVisible
    row.case = seen.case
    return row


def _open(actor: Actor, now: datetime) -> QuerySet[Coordination]:
    return (
        Coordination.objects.visible_to(actor, now=now)
        .filter(
            is_current=True, is_withdrawn=False, result="", case__closed_on=None,
            office__in=working_offices(actor),
        )
        .select_related(*WITH)
        .order_by(F("due_on").asc(nulls_last=True), "asked_on", "id")
    )  # fmt: skip


def open_here(*, actor: Actor, now: datetime, mine: bool) -> list[Coordination]:
    """うちが頼んで、結果を待つもの。返事の日の近い順。"""
    rows = _open(actor, now)
    return list((rows.filter(_of_me(actor)) if mine else rows)[:MOST])


@made_once
def open_of_mine(*, actor: Actor, now: datetime) -> QuerySet[Coordination]:
    """きょうに出すもの: 自分が頼んだもの、自分が担当する方のもの。"""
    return _open(actor, now).filter(_of_me(actor))[:NAMED]


def _of_me(actor: Actor) -> Q:
    me = actor.staff_id or 0
    return Q(staff_id=me) | Q(case__responsible_staff_id=me)
