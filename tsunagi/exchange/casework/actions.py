"""利用者と相談記録の取り込み: 読む → 比べて見せる → 確かめたものを、全部か無しかで書く。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.encryption import decrypt, encrypt
from tsunagi.common.csvfile import (
    FileRefusedError,
    LineError,
    Table,
    looks_like_excel,
    read_excel,
    read_pasted,
    read_table,
)
from tsunagi.common.csvfile.messages import MISSING_COLUMNS
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import replace
from tsunagi.exchange.batches import ImportBatch
from tsunagi.exchange.casework import messages
from tsunagi.exchange.casework.contact_plan import make_contact_plan
from tsunagi.exchange.casework.entitlement_plan import make_entitlement_plan
from tsunagi.exchange.casework.memory import collecting_later
from tsunagi.exchange.casework.person_plan import make_person_plan
from tsunagi.exchange.casework.place import Place
from tsunagi.exchange.casework.plan import Plan
from tsunagi.exchange.casework.rules import (
    Kind,
    Progress,
    as_json_text,
    from_json_text,
    known_headings,
    listed,
)
from tsunagi.exchange.reports import ImportReport

MAX_BYTES = 20_000_000
# What was read and not confirmed is forgotten: it holds names and notes.
KEEP_UNCONFIRMED = timedelta(hours=24)


MAKERS: dict[Kind, Callable[..., Plan]] = {
    Kind.PERSONS: make_person_plan,
    Kind.CONTACTS: make_contact_plan,
    Kind.ENTITLEMENTS: make_entitlement_plan,
}


def table_of(source: bytes | str) -> Table:
    """CSV か Excel のファイル、または貼り付けた表。"""
    if isinstance(source, str):
        return read_pasted(source, max_bytes=MAX_BYTES)
    if looks_like_excel(source):
        return read_excel(source, max_bytes=MAX_BYTES)
    return read_table(source, max_bytes=MAX_BYTES)


def make_plan(
    kind: Kind, table: Table, *, place: Place, progress: Progress | None = None
) -> Plan:
    """Compare a table with what is there. Raises where a heading is missing."""
    sheet = known_headings(table, kind)
    if sheet.missing:
        raise FileRefusedError(MISSING_COLUMNS.format(columns=listed(sheet.missing)))
    rows = len(table.rows) + len(table.errors)
    return MAKERS[kind](sheet, place=place, rows=rows, progress=progress)


@collecting_later()
@transaction.atomic
def import_table(
    kind: Kind,
    source: bytes | str,
    *,
    place: Place,
    commit: bool,
    progress: Progress | None = None,
) -> ImportReport:
    """The whole import in one call, for the command line."""
    place.require()
    try:
        plan = make_plan(kind, table_of(source), place=place, progress=progress)
    except FileRefusedError as refusal:
        return refused(refusal.as_line_error())
    if plan.remarks.errors or not commit:
        return plan.report
    plan.write(progress=progress)
    return replace(plan.report, committed=True)


def refused(error: LineError) -> ImportReport:
    """A file that cannot be read as a whole is one error line."""
    return ImportReport(rows=0, errors=(error,))


@collecting_later()
@transaction.atomic
def preview_table(
    kind: Kind, source: bytes | str, *, place: Place
) -> tuple[ImportBatch | None, ImportReport]:
    """Keep the table, encrypted, until it is confirmed. Nothing kept: no batch."""
    place.require()
    _forget_earlier(kind, by=place.by)
    try:
        table = table_of(source)
        plan = make_plan(kind, table, place=place)
    except FileRefusedError as refusal:
        return None, refused(refusal.as_line_error())
    batch = None
    if not plan.remarks.errors and (plan.new or plan.changed):
        batch = _keep(kind, table, plan)
    audit.record(
        "casework.import_preview", by=place.by, target=batch, subjects=plan.shown,
        table=kind.value, rows=plan.rows, errors=len(plan.remarks.errors),
    )  # fmt: skip
    return batch, plan.report


def _keep(kind: Kind, table: Table, plan: Plan) -> ImportBatch:
    place = plan.place
    batch = ImportBatch(
        kind=kind.value,
        municipality_id=place.by.here,
        office_id=place.office.pk,
        digest=plan.digest,
        created_at=place.now,
        created_by_id=place.by.staff_id or 0,
    )
    token = encrypt(as_json_text(table), binding=_binding(batch))
    batch.content = token.encode("ascii")
    batch.save(force_insert=True)
    return batch


def _binding(batch: ImportBatch) -> tuple[str, ...]:
    return (
        "exchange_importbatch", "content", str(batch.public_id),
        str(batch.municipality_id),
    )  # fmt: skip


def kept_batch(*, kind: Kind, public_id: UUID, by: Actor, now: datetime) -> ImportBatch:
    """The actor's own batch that still waits; a day later it is no longer there."""
    batch = ImportBatch.objects.filter(
        public_id=public_id,
        kind=kind.value,
        municipality_id=by.here,
        created_by_id=by.staff_id or 0,
        committed_at=None,
        created_at__gt=now - KEEP_UNCONFIRMED,
    ).first()
    if batch is None:
        raise NotVisible
    return batch


@collecting_later()
@transaction.atomic
def confirm_table(kind: Kind, *, batch: ImportBatch, place: Place) -> ImportReport:
    """見せたとおりのときだけ書く。記録が先に変わっていたら、もう一度見せる。"""
    place.require()
    if batch.office_id != place.office.pk:
        raise NotVisible
    text = decrypt(bytes(batch.content).decode("ascii"), binding=_binding(batch))
    plan = make_plan(kind, from_json_text(text), place=place)
    if plan.digest != batch.digest or plan.remarks.errors:
        raise UserError(messages.CHANGED_SINCE_PREVIEW)
    claimed = ImportBatch.objects.filter(pk=batch.pk, committed_at=None).update(
        committed_at=place.now, content=b"", summary=plan.summary
    )
    if not claimed:
        raise UserError(messages.ALREADY_IMPORTED)
    plan.write()
    return replace(plan.report, committed=True)


def _forget_earlier(kind: Kind, *, by: Actor) -> None:
    """A new table takes the place of the one that was not confirmed."""
    ImportBatch.objects.filter(
        kind=kind.value, created_by_id=by.staff_id or 0, committed_at=None
    ).delete()


def forget_unconfirmed(*, now: datetime) -> int:
    """確かめられないまま一日が過ぎた表を消す。時計の係が呼ぶ。"""
    old = ImportBatch.objects.filter(
        kind__in=[kind.value for kind in Kind],
        committed_at=None,
        created_at__lte=now - KEEP_UNCONFIRMED,
    )
    return old.delete()[0]
