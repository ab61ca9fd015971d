"""まとめた PDF を預かり、一度だけ渡す。"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.cases.papers.messages import BATCH_GONE
from tsunagi.cases.papers.models import PaperBatch
from tsunagi.common.errors import UserError

KEPT = timedelta(hours=1)


@transaction.atomic
def keep_batch(*, content: bytes, plans: int, by: Actor, now: datetime) -> PaperBatch:
    """The one file of this person; an earlier one that nobody fetched goes."""
    if by.staff_id is None or not by.has(Permission.CASE_EXPORT):
        raise AccessDenied(Permission.CASE_EXPORT)
    PaperBatch.objects.unscoped("one's own files").filter(
        made_by_id=by.staff_id
    ).delete()
    row = PaperBatch(
        municipality_id=by.here, made_by_id=by.staff_id, plans=plans, made_at=now,
        expires_at=now + KEPT,
    )  # fmt: skip
    row.seal(content)
    row.save(force_insert=True)
    audit.record("papers.batch_keep", by=by, target=row, rows=plans, bytes=len(content))
    return row


@transaction.atomic
def take_batch(*, public_id: UUID, by: Actor, now: datetime) -> bytes:
    """The content, once. NotVisible: never made, or by somebody else."""
    row = (
        PaperBatch.objects.visible_to(by, now=now)
        .select_for_update()
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotVisible
    if not row.sealed or row.expires_at <= now:
        raise UserError(BATCH_GONE)
    content = row.opened()
    audit.record("papers.batch_take", by=by, target=row, rows=row.plans)
    row.sealed = b""
    row.save(update_fields=["sealed"])
    return content


def purge_batches(*, now: datetime) -> None:
    """The ticker clears what nobody fetched."""
    PaperBatch.objects.unscoped("what nobody fetched in time").filter(
        expires_at__lte=now
    ).delete()
