"""Run as a program and killed at any moment: checks what the last kill left, then writes.

Each start first looks at everything that was written before and prints one line
`CHECK {json}`; then `READY`; then one line `DONE public_id` for each write after it was
committed. Between writes it seals, so that a kill may hit the sealer too.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import connection  # noqa: E402

from tsunagi.access import seal  # noqa: E402
from tsunagi.access.actor import system_actor  # noqa: E402
from tsunagi.access.models import AuditEvent, AuditSubject  # noqa: E402
from tsunagi.organisations.office.actions import register_corporation  # noqa: E402
from tsunagi.organisations.office.models import Corporation  # noqa: E402

PROGRAM = system_actor("試験")
SEAL_EVERY = 5


def check(head_file: str) -> dict[str, Any]:
    """Everything that must be true of what is stored, however the last run ended."""
    written = {
        str(pk) for pk in Corporation.objects.values_list("public_id", flat=True)
    }
    recorded = Counter(
        str(pk)
        for pk in AuditEvent.objects.filter(action="corporation.register").values_list(
            "target_public_id", flat=True
        )
    )
    verdict = seal.verify(head_file=head_file)
    return {
        "written": sorted(written),
        "without_record": len(written - recorded.keys()),
        "record_without_act": len(recorded.keys() - written),
        "recorded_twice": sum(count > 1 for count in recorded.values()),
        "lost_subjects": AuditSubject.objects.filter(event=None).count(),
        "chain": list(verdict.problems),
        "integrity": _integrity(),
    }


def _integrity() -> str:
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])


def write_for_ever(head_file: str) -> None:
    number = 0
    while True:
        made = register_corporation(name=f"架空法人 {uuid4()}", by=PROGRAM)
        print(f"DONE {made.public_id}", flush=True)
        number += 1
        if number % SEAL_EVERY == 0:
            seal.seal(head_file=head_file)


if __name__ == "__main__":
    head = sys.argv[1]
    seal.seal(head_file=head)
    print(f"CHECK {json.dumps(check(head))}", flush=True)
    if sys.argv[2:] == ["and-write"]:
        print("READY", flush=True)
        write_for_ever(head)
