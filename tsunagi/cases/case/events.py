"""経過の欄に出来事を一行残す。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tsunagi.access.actor import Actor
from tsunagi.access.many_rows import new_row
from tsunagi.cases.case.models import Case, CaseEvent
from tsunagi.cases.case.rules import EventKind


def event_row(
    case: Case,
    kind: EventKind,
    *,
    on: date,
    text: str,
    by: Actor,
    now: datetime,
    source_ref: str = "",
) -> CaseEvent:
    """One event, not saved yet."""
    return new_row(
        CaseEvent,
        case_id=case.pk, kind=kind, on=on, text=text[:300], office_id=by.office_id,
        recorded_at=now, recorded_by_id=by.staff_id, source_ref=source_ref,
    )  # fmt: skip


def leave_event(case: Case, kind: EventKind, **values: Any) -> CaseEvent:
    """The same, saved. For the arguments see `event_row`."""
    row = event_row(case, kind, **values)
    row.save(force_insert=True)
    return row
