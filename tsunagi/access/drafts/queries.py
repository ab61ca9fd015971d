"""下書きを読む。書いた人だけが、期限の前に読める。"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor, Subject
from tsunagi.access.drafts.models import IS_MINE, Draft
from tsunagi.access.drafts.rules import Content
from tsunagi.access.prepared import row_where
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
    row = own_row(actor=actor, form=form, subject_ref=subject_ref, now=now)
    if row is None or row.expires_at <= now:
        return None
    return OpenedDraft(
        public_id=row.public_id,
        revision=row.revision,
        saved_at=row.saved_at,
        content=Content.from_text(row.open_sealed("content")),
    )


def own_row(
    *, actor: Actor, form: str, subject_ref: str, now: datetime
) -> Draft | None:
    """The author's draft of this form: asked for whenever a form opens or is sent."""
    if actor.municipality_id is None or actor.staff_id is None:
        return None
    row = row_where(
        Draft, municipality_id=actor.municipality_id, staff_id=actor.staff_id,
        form=form, subject_ref=subject_ref,
    )  # fmt: skip
    return row if row is not None and IS_MINE.holds(Subject(actor, now), row) else None


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
