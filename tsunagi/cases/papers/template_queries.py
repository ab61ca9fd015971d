"""市町村の様式の読取り。中身は、要るときにだけ読む。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.papers.models import FormTemplate
from tsunagi.cases.papers.rules import PaperKind


def templates_here(*, actor: Actor, now: datetime) -> list[FormTemplate]:
    """The current versions of this municipality, without their files."""
    return list(
        FormTemplate.objects.visible_to(actor, now=now)
        .filter(is_current=True)
        .select_related("recorded_by")
        .defer("data")
        .order_by("kind", "-valid_from", "-id")
    )


def template_of(*, actor: Actor, record_id: UUID, now: datetime) -> FormTemplate:
    row = (
        FormTemplate.objects.visible_to(actor, now=now)
        .filter(record_id=record_id, is_current=True)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def templates_in_force(
    *, actor: Actor, now: datetime, today: date, with_data: bool = False
) -> dict[PaperKind, FormTemplate]:
    """The one template of each paper that is used today: the newest that has begun."""
    rows = FormTemplate.objects.visible_to(actor, now=now).filter(
        is_current=True, is_active=True, valid_from__lte=today
    )
    rows = rows.order_by("valid_from", "id")
    if not with_data:
        rows = rows.defer("data")
    return {PaperKind(row.kind): row for row in rows}
