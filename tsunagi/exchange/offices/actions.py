"""公開データの取り込み: 読む → 比べて見せる → 確かめたものを、全部か無しかで書く。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.common.csvfile import FileRefusedError, read_table
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import replace
from tsunagi.exchange import messages
from tsunagi.exchange.batches import ImportBatch
from tsunagi.exchange.offices.plan import Plan, make_plan
from tsunagi.exchange.offices.rules import layout, read_records
from tsunagi.exchange.reports import ImportReport
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.bulk import write_offices

KIND = "offices"
SOURCE = "公開データ"
MAX_BYTES = 20_000_000


def plan_offices(data: bytes, *, municipality: Municipality, today: date) -> Plan:
    """Read and compare. A file that cannot be read as a whole is one error line."""
    try:
        table = read_table(
            data, required_columns=tuple(layout()[0].values()), max_bytes=MAX_BYTES
        )
    except FileRefusedError as refusal:
        plan = Plan(municipality)
        plan.report = ImportReport(rows=0, errors=(refusal.as_line_error(),))
        return plan
    reading = read_records(table)
    rows = len(table.rows) + len(table.errors)
    return make_plan(reading, municipality=municipality, rows=rows, today=today)


@transaction.atomic
def import_offices(
    data: bytes,
    *,
    municipality: Municipality,
    by: Actor,
    now: datetime,
    today: date,
    commit: bool,
) -> ImportReport:
    """The whole import in one call, for the command line and the confirmation."""
    by.require(Permission.OFFICE_IMPORT, municipality_id=municipality.pk)
    plan = plan_offices(data, municipality=municipality, today=today)
    if plan.report.errors or not commit:
        return plan.report
    _write(plan, by=by, now=now)
    return replace(plan.report, committed=True)


def _write(plan: Plan, *, by: Actor, now: datetime) -> None:
    write_offices(
        municipality_id=plan.municipality.pk,
        corporations=plan.corporations,
        to_add=plan.to_add,
        to_change=plan.to_change,
        source=SOURCE,
        by=by,
        now=now,
    )


@transaction.atomic
def preview_offices(
    data: bytes, *, municipality: Municipality, by: Actor, now: datetime, today: date
) -> tuple[ImportBatch, ImportReport]:
    """Keep the file until it is confirmed, with the digest of what was shown."""
    by.require(Permission.OFFICE_IMPORT, municipality_id=municipality.pk)
    plan = plan_offices(data, municipality=municipality, today=today)
    ImportBatch.objects.filter(
        kind=KIND, created_by_id=by.staff_id or 0, committed_at=None
    ).delete()
    batch = ImportBatch.objects.create(
        kind=KIND,
        municipality_id=municipality.pk,
        content=data,
        digest=plan.digest,
        created_at=now,
        created_by_id=by.staff_id or 0,
    )
    audit.record("office.import_preview", by=by, target=batch, rows=plan.report.rows)
    return batch, plan.report


def kept_batch(*, public_id: UUID, by: Actor) -> ImportBatch:
    """The actor's own batch of this municipality that still waits."""
    batch = ImportBatch.objects.filter(
        public_id=public_id,
        kind=KIND,
        municipality_id=by.here,
        created_by_id=by.staff_id or 0,
        committed_at=None,
    ).first()
    if batch is None:
        raise NotVisible
    return batch


@transaction.atomic
def confirm_offices(
    *, batch: ImportBatch, municipality: Municipality, by: Actor, now: datetime,
    today: date,
) -> ImportReport:  # fmt: skip
    """見せたとおりのときだけ書く。名簿が先に変わっていたら、もう一度見せる。"""
    by.require(Permission.OFFICE_IMPORT, municipality_id=municipality.pk)
    plan = plan_offices(bytes(batch.content), municipality=municipality, today=today)
    if plan.digest != batch.digest or plan.report.errors:
        raise UserError(messages.CHANGED_SINCE_PREVIEW)
    claimed = ImportBatch.objects.filter(pk=batch.pk, committed_at=None).update(
        committed_at=now, content=b"",
        summary=f"新しい {plan.new}、変わった {plan.changed}、同じ {plan.unchanged}",
    )  # fmt: skip
    if not claimed:
        raise UserError(messages.ALREADY_IMPORTED)
    _write(plan, by=by, now=now)
    return replace(plan.report, committed=True)
