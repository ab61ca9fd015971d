"""要望・苦情の読取り。受けた事業所の人にだけ返す。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.complaint.models import Complaint, ComplaintStep
from tsunagi.cases.complaint.rules import (
    ComplaintKind,
    Standing,
    counts_by_theme,
    standing_of,
)

PAGE = 100
MOST_EXPORTED = 2_000


@dataclass(frozen=True)
class ComplaintFilter:
    """state: "" open, "answered", "all"; mine: only what I am to answer."""

    state: str = ""
    mine: bool = False
    kind: ComplaintKind | None = None
    theme: str = ""


@dataclass(frozen=True)
class ComplaintLine:
    row: Complaint
    standing: Standing


def visible_complaints(*, actor: Actor, now: datetime) -> QuerySet[Complaint]:
    return Complaint.objects.visible_to(actor, now=now).select_related(
        "case__person", "office", "about_office", "owner", "answered_by", "recorded_by"
    )


def complaint_list(
    *,
    actor: Actor,
    wanted: ComplaintFilter,
    now: datetime,
    today: date,
    limit: int = PAGE,
) -> list[ComplaintLine]:
    """返事を待つものは期限の近い順、ほかは受けた日の新しい順。"""
    rows = visible_complaints(actor=actor, now=now)
    if wanted.mine:
        rows = rows.filter(owner_id=actor.staff_id or 0)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.theme:
        rows = rows.filter(theme=wanted.theme)
    if wanted.state == "answered":
        rows = rows.exclude(answered_on=None)
    elif wanted.state != "all":
        rows = rows.filter(answered_on=None)
    order = ("due_on", "id") if not wanted.state else ("-received_on", "-id")
    return [
        ComplaintLine(row, standing_of(row.due_on, row.answered_on, today=today))
        for row in rows.order_by(*order)[:limit]
    ]


def complaint_by_public_id(
    *, actor: Actor, public_id: UUID, now: datetime
) -> Complaint:
    row = visible_complaints(actor=actor, now=now).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def steps_of(
    *, actor: Actor, complaint: Complaint, now: datetime
) -> list[ComplaintStep]:
    return list(
        ComplaintStep.objects.visible_to(actor, now=now)
        .filter(complaint=complaint)
        .select_related("recorded_by")
        .order_by("-done_on", "-id")
    )


def own_open_complaints(*, actor: Actor, now: datetime, most: int) -> list[Complaint]:
    """自分が受け持ち、まだ返事をしていないもの。期限の近い順。"""
    rows = visible_complaints(actor=actor, now=now).filter(
        owner_id=actor.staff_id or 0, answered_on=None
    )
    return list(rows.order_by("due_on", "id")[:most])


def themes(*, actor: Actor, now: datetime) -> list[tuple[str, int, int]]:
    """くり返していることの題と、件数、いくつの事業所のことか。"""
    rows = (
        Complaint.objects.visible_to(actor, now=now)
        .filter(is_recurring=True)
        .values_list("theme", "about_office__name", "about_words")
    )
    return counts_by_theme((theme, name or words) for theme, name, words in rows)
