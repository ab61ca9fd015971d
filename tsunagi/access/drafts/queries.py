"""下書きを読む。書いた人だけが、期限の前に読める。"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor
from tsunagi.access.drafts.models import Draft
from tsunagi.access.drafts.rules import Content
from tsunagi.access.statements import made_once
from tsunagi.common.frozen import Frozen


class OpenedDraft(Frozen):
    """A draft with its content in plain text, for its author."""

    public_id: UUID
    revision: int
    saved_at: datetime
    content: Content


def own_draft(
    *, actor: Actor, form: str, subject_ref: str, now: datetime
) -> OpenedDraft | None:
    rows = Draft.objects.visible_to(actor, now=now)
    row = rows.filter(form=form, subject_ref=subject_ref, expires_at__gt=now).first()
    if row is None:
        return None
    return OpenedDraft(
        public_id=row.public_id,
        revision=row.revision,
        saved_at=row.saved_at,
        content=Content.from_text(row.open_sealed("content")),
    )


class DraftLine(Frozen):
    """A draft without its content: what it belongs to, when it was last saved."""

    public_id: UUID
    form: str
    subject_ref: str
    saved_at: datetime
    expires_at: datetime


def own_drafts(*, actor: Actor, now: datetime) -> list[DraftLine]:
    """自分の下書きの一覧。新しく保存したものから。中身は開かない。"""
    return [DraftLine(*row) for row in _own(actor=actor, now=now)]


@made_once
def _own(*, actor: Actor, now: datetime) -> QuerySet[Draft, Any]:
    rows = Draft.objects.visible_to(actor, now=now).filter(expires_at__gt=now)
    return rows.order_by("-saved_at", "-id").values_list(
        "public_id", "form", "subject_ref", "saved_at", "expires_at"
    )[:100]
