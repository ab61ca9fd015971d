"""書類の読取り。一覧は中身を読まない。"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.files.models import CLASSES, CaseFile
from tsunagi.cases.files.rules import Purpose
from tsunagi.cases.seen import SeenCase, rows_of_case


def files_of(
    *,
    actor: Actor,
    seen: SeenCase,
    purpose: Purpose | None = None,
    record_id: UUID | None = None,
    with_withdrawn: bool = False,
) -> list[CaseFile]:
    """The papers of this case that the sight opens, newest first (at most 200)."""
    opened = [one.value for one in CLASSES if seen.sight.sees(one)]
    rows = rows_of_case(CaseFile, seen, needs=FieldClass.WHEREABOUTS).filter(
        field_class__in=opened
    )
    if purpose is not None:
        rows = rows.filter(purpose=purpose.value)
    if record_id is not None:
        rows = rows.filter(record_id=record_id)
    if not with_withdrawn:
        rows = rows.filter(withdrawn_at=None)
    return list(
        rows.select_related("recorded_by", "office", "withdrawn_by").order_by(
            "-recorded_at", "-id"
        )[:400]
    )


def file_by_public_id(*, actor: Actor, public_id: UUID, now: datetime) -> CaseFile:
    """A paper the actor may read and that was not withdrawn; else NotVisible."""
    file = (
        CaseFile.objects.visible_to(actor, now=now)
        .filter(public_id=public_id, withdrawn_at=None)
        .select_related("case__person")
        .first()
    )
    if file is None:
        raise NotVisible
    return file


def content_of(
    *, actor: Actor, public_id: UUID, now: datetime
) -> tuple[CaseFile, bytes]:
    """The same with its bytes. KeyProblem when they were moved, changed or have no key."""
    file = file_by_public_id(actor=actor, public_id=public_id, now=now)
    return file, file.content.opened()
