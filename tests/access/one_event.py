"""One row of the log, written the way the product writes it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, system_actor
from tsunagi.access.models import AuditEvent


def write_event(
    action: str = "test.act", *, by: Actor | None = None, **values: Any
) -> AuditEvent:
    with transaction.atomic():
        return audit.record(action, by=by or system_actor("試験"), **values)
