"""会議の前後の関わりの読取り。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.meetings.care.models import SupportNeed
from tsunagi.meetings.care.people import others_in_area
from tsunagi.meetings.care.policy import caring_offices
from tsunagi.meetings.care.rules import State
from tsunagi.organisations.models import Staff

MOST_LISTED = 200


def require_caring(*, actor: Actor) -> None:
    """Nobody else learns whether there is a list at all."""
    if not caring_offices(actor):
        raise AccessDenied(Permission.MEETING_CARE)


def needs(*, actor: Actor, now: datetime) -> list[SupportNeed]:
    """続けているものから、新しい順。"""
    rows = SupportNeed.objects.visible_to(actor, now=now)
    newest = rows.select_related("staff", "recorded_by").order_by("-recorded_at", "-id")
    return sorted(newest[:MOST_LISTED], key=lambda row: row.state != State.OPEN)


def need_of(*, actor: Actor, now: datetime, public_id: UUID) -> SupportNeed:
    rows = SupportNeed.objects.visible_to(actor, now=now)
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def people_to_choose(*, actor: Actor, today: date) -> list[Staff]:
    return list(others_in_area(by=actor, today=today)[:500])
