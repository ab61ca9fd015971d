"""書類を付ける、取り下げる。"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.access.uploads.checking import CheckedFile
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.files import messages
from tsunagi.cases.files.models import CaseFile, CaseFileContent
from tsunagi.cases.files.rules import MOST_FILES, Purpose, class_of
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen


class NewFile(Frozen):
    """A file that `check_upload` has let in, and what it is. title "": its name."""

    checked: CheckedFile
    purpose: Purpose
    title: str = ""
    dated_on: date | None = None
    record_id: UUID | None = None
    consent: Consent | None = None


def file_ref(file: CaseFile) -> str:
    return f"file:{file.public_id}"


@transaction.atomic
def add_file(*, case: Case, new: NewFile, by: Actor, now: datetime) -> CaseFile:
    """書類を付ける。中身は暗号にして置き、経過に一行残す。

    record_id and consent are those of this case; the caller has read them there.
    """
    require_sight(
        case, Permission.CASE_WORK, by=by, now=now, field_class=FieldClass.NARRATIVE
    )
    digest = hashlib.sha256(new.checked.data).hexdigest()
    _check(case, new, digest, today=localdate(now))
    title = new.title.strip() or new.checked.name.rsplit(".", 1)[0]
    file = CaseFile.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        record_id=new.record_id,
        consent=new.consent,
        purpose=new.purpose.value,
        field_class=class_of(new.purpose).value,
        title=title,
        dated_on=new.dated_on,
        name=new.checked.name,
        content_type=new.checked.kind.value,
        size=len(new.checked.data),
        digest=digest,
        office_id=by.office_id,
        recorded_at=now,
        recorded_by_id=by.staff_id,
    )
    CaseFileContent.sealing(file, new.checked.data).save(force_insert=True)
    # The title stands with the paper alone: who sees the course may not see the paper.
    leave_event(
        case, EventKind.FILE, on=localdate(now), by=by, now=now,
        text=f"{new.purpose.label}を付けました。", source_ref=file_ref(file),
    )  # fmt: skip
    audit.record(
        "file.add", by=by, target=file, subjects=[case.person.public_id],
        purpose=new.purpose.value, bytes=file.size,
    )  # fmt: skip
    return file


def _check(case: Case, new: NewFile, digest: str, *, today: date) -> None:
    if new.dated_on is not None and new.dated_on > today:
        raise UserError(messages.DATED_IN_FUTURE, field="dated_on")
    kept = CaseFile.objects.unscoped("sight of the case was asked for").filter(
        case=case, withdrawn_at=None
    )
    same = kept.filter(digest=digest).first()
    if same is not None:
        raise UserError(messages.ALREADY_THERE.format(title=same.title), field="file")
    if kept.count() >= MOST_FILES:
        raise UserError(messages.TOO_MANY.format(most=MOST_FILES), field="file")


@transaction.atomic
def withdraw_file(*, file: CaseFile, reason: str, by: Actor, now: datetime) -> CaseFile:
    """間違って付けた書類を取り下げる。中身は開けなくなり、付けたことと理由は残る。"""
    require_sight(
        file.case, Permission.CASE_WORK, by=by, now=now,
        field_class=FieldClass.NARRATIVE,
    )  # fmt: skip
    if not reason.strip():
        raise UserError(messages.NO_REASON, field="reason")
    taken = (
        CaseFile.objects.unscoped("sight of the case was asked for")
        .filter(pk=file.pk, withdrawn_at=None)
        .update(withdrawn_at=now, withdrawn_by=by.staff_id, withdrawn_reason=reason)
    )
    if not taken:
        raise UserError(messages.ALREADY_WITHDRAWN)
    leave_event(
        file.case, EventKind.FILE, on=localdate(now), by=by, now=now,
        text=f"{file.purpose_label}を取り下げました。", source_ref=file_ref(file),
    )  # fmt: skip
    audit.record(
        "file.withdraw", by=by, target=file, subjects=[file.case.person.public_id]
    )
    file.refresh_from_db()
    return file
