"""Long work: the import of the open data, sealing and verifying the audit log."""

from __future__ import annotations

import csv
import io
import time
import uuid
from dataclasses import dataclass

from bench import words


def ensure(is_so: bool, otherwise: str) -> None:
    """A measurement of something that failed is no measurement."""
    if not is_so:
        raise RuntimeError(otherwise)


@dataclass(frozen=True)
class ImportFigures:
    """Wall and CPU seconds of the two steps on screen, through all middleware."""

    engine: str
    rows: int
    preview_s: float
    preview_cpu_s: float
    commit_s: float
    commit_cpu_s: float
    again_s: float
    again_queries: int


@dataclass(frozen=True)
class AuditFigures:
    engine: str
    events: int
    seal_s: float
    verify_s: float
    verify_cpu_s: float


def open_data_file(rows: int) -> bytes:
    """A file in the layout of the national open data; two rows for most offices."""
    from tsunagi.exchange.offices.rules import layout

    columns = layout()[0]
    services = ("計画相談支援", "障害児相談支援")
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns.values(), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for row in range(rows):
        office, service = divmod(row, 2)
        ward = words.WARDS[office % len(words.WARDS)]
        values = dict.fromkeys(columns, "")
        values |= {
            "area_code": "47991", "no": f"B{row:010d}", "designator": "架空大市",
            "corporation": f"取込法人{office // 4}（架空）",
            "corporation_kana": "とりこみほうじん",
            "corporation_city": "架空県架空大市", "corporation_address": "1番地",
            "service": services[service], "name": f"取込の家 {office}号（架空）",
            "name_kana": "とりこみのいえ", "office_number": _office_number(office),
            "city": f"架空県架空大市{ward}区", "address": f"{office % 40 + 1}番地",
            "phone": f"000-{office % 900 + 100}-0000",
            "latitude": "35.01", "longitude": "139.01",
            "hours_weekday": "9:00-17:30", "closed_days": "土日祝",
        }  # fmt: skip
        writer.writerow({columns[name]: value for name, value in values.items()})
    return buffer.getvalue().encode("utf-8-sig")


def _office_number(number: int) -> str:
    """Ten digits with a right check digit."""
    nine = f"4730{number:05d}"
    total = 0
    for place, digit in enumerate(nine):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product // 10 + product % 10
    return f"{nine}{(10 - total % 10) % 10}"


def measure_import(rows: int) -> ImportFigures:
    """Upload, preview, confirm as the officer; then preview the same file again."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from bench.measure import counted_queries
    from tsunagi.exchange.batches import ImportBatch
    from tsunagi.organisations.staff.models import Staff

    data = open_data_file(rows)
    client = Client()
    client.force_login(Staff.objects.get(login_name="bench-officer"))

    def preview() -> tuple[float, float]:
        file = SimpleUploadedFile("offices.csv", data, "text/csv")
        began, cpu = time.perf_counter(), time.process_time()
        response = client.post(reverse("import-offices"), {"file": file})
        spent = time.perf_counter() - began, time.process_time() - cpu
        ensure(response.status_code == 200, "the preview was refused")
        return spent

    previewed = preview()
    batch = ImportBatch.objects.latest("id")
    address = reverse("import-offices-confirm", args=[batch.public_id])
    began, cpu = time.perf_counter(), time.process_time()
    response = client.post(address)
    committed = time.perf_counter() - began, time.process_time() - cpu
    ensure(response.status_code == 302, "the confirmation failed")
    batch.refresh_from_db()
    ensure(batch.committed_at is not None, "the import was refused")
    with counted_queries() as sent:
        again = preview()
    return ImportFigures(
        engine=connection.vendor,
        rows=rows,
        preview_s=round(previewed[0], 2),
        preview_cpu_s=round(previewed[1], 2),
        commit_s=round(committed[0], 2),
        commit_cpu_s=round(committed[1], 2),
        again_s=round(again[0], 2),
        again_queries=len(sent),
    )


def measure_audit(events: int) -> AuditFigures:
    """Add looks at persons, two subjects each, seal them, verify the whole chain."""
    from django.db import connection, transaction
    from django.utils import timezone

    from tsunagi.access import seal
    from tsunagi.access.models import AuditEvent, AuditSubject
    from tsunagi.organisations.area.models import Municipality

    now, here = timezone.now(), Municipality.objects.get().pk
    with transaction.atomic():
        for start in range(0, events, 5_000):
            saved = AuditEvent.objects.bulk_create(
                AuditEvent(
                    at=now, action="staff.view", outcome=AuditEvent.Outcome.DONE,
                    actor_staff_id=number % 30_000 + 1, municipality_id=here, office_id=1,
                    details={"shown": 2}, source="web", request_ref=uuid.uuid4(),
                )
                for number in range(start, min(start + 5_000, events))
            )  # fmt: skip
            AuditSubject.objects.bulk_create(
                AuditSubject(event=event, subject_public_id=uuid.uuid4())
                for event in saved
                for _ in range(2)
            )
    began = time.perf_counter()
    seal.seal()
    sealed = time.perf_counter()
    cpu = time.process_time()
    verdict = seal.verify()
    spent = time.perf_counter() - sealed, time.process_time() - cpu
    ensure(verdict.is_whole, "the chain is broken")
    return AuditFigures(
        engine=connection.vendor,
        events=verdict.sealed,
        seal_s=round(sealed - began, 2),
        verify_s=round(spent[0], 2),
        verify_cpu_s=round(spent[1], 2),
    )
