"""研修の開催の読取り: 地域と年度ごとの一覧と数、一つの研修。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.activity.training_event.models import (
    TrainingEvent,
    TrainingOrganiser,
    TrainingTurnout,
)
from tsunagi.activity.training_event.rules import AreaCount, Held, counts_by_area
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.models import Area, Post, Staff

MOST_LISTED = 200


def _held(
    actor: Actor, now: datetime, area: Area | None, first: date, last: date
) -> QuerySet[TrainingEvent]:
    """area: of this area and those below it."""
    rows = TrainingEvent.objects.visible_to(actor, now=now).filter(
        is_current=True, is_withdrawn=False, held_on__range=(first, last)
    )
    return rows.filter(area__path__startswith=area.path) if area else rows


def trainings(
    *, actor: Actor, now: datetime, area: Area | None, first: date, last: date
) -> list[TrainingEvent]:
    rows = _held(actor, now, area, first, last)
    return list(
        rows.select_related("area", "office").order_by("-held_on", "-id")[:MOST_LISTED]
    )


def counts(
    *, actor: Actor, now: datetime, area: Area | None, first: date, last: date
) -> list[AreaCount]:
    """地域ごとの回数と人数。一覧と同じ条件で、すべてを数える。"""
    rows = _held(actor, now, area, first, last).order_by("area__path", "id")
    return counts_by_area(
        Held(name, bool(with_whom), came, offices, minutes)
        for name, with_whom, came, offices, minutes in rows.values_list(
            "area__name", "with_whom", "came", "offices_came", "minutes"
        )
    )


def training_of(*, actor: Actor, now: datetime, record_id: UUID) -> TrainingEvent:
    row = (
        TrainingEvent.objects.visible_to(actor, now=now)
        .filter(record_id=record_id, is_current=True)
        .select_related("area", "office", "recorded_by")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def turnout_of(
    *, actor: Actor, now: datetime, event: TrainingEvent
) -> list[TrainingTurnout]:
    """事業所ごとの人数。開いた事業所の人だけに出る。"""
    rows = TrainingTurnout.objects.visible_to(actor, now=now).filter(event=event)
    return list(rows.select_related("office").order_by("office__search_key", "id"))


def organisers_of(*, actor: Actor, now: datetime, event: TrainingEvent) -> list[Staff]:
    rows = TrainingOrganiser.objects.visible_to(actor, now=now).filter(event=event)
    return [
        row.staff
        for row in rows.select_related("staff").order_by("staff__search_key", "id")
    ]


def colleagues(*, actor: Actor, today: date) -> list[Staff]:
    """自分の事業所の職員: だれが開いたかを選ぶ。"""
    posts = Post.objects.filter(in_force_on(today), office_id=actor.office_id or 0)
    people = Staff.objects.filter(pk__in=posts.values("staff_id"), is_active=True)
    return list(people.order_by("search_key", "id"))
