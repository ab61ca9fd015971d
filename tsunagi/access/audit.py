"""監査の記録を書く、ただ一つの場所。

`record`    an act: called inside the transaction of the act itself
`looked_at` a look at persons: after the query, before the answer leaves; if it cannot
            be written, nothing is shown (503)
`refused`   a denial or a 404: its own transaction, with the id that was asked for and
            no look-up of whether it exists
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import Error, connection, models, transaction
from django.utils import timezone

from tsunagi.access import transactions
from tsunagi.access.actor import Actor
from tsunagi.access.many_rows import insert_row
from tsunagi.access.models import AuditEvent, AuditSubject
from tsunagi.common.frozen import Frozen

Detail = str | int | bool | None | list[str] | list[int]
MAX_DETAIL_TEXT = 200
MAX_DETAIL_ITEMS = 200


class AuditUnavailable(Exception):
    """The log could not be written, so nothing may be shown. Becomes 503."""


class Origin(Frozen):
    """Through which door the act came; set once per request, command or job."""

    source: str
    request_ref: UUID | None = None


_COMMAND_LINE = Origin("command")
_origin: ContextVar[Origin | None] = ContextVar("audit_origin", default=None)


def set_origin(origin: Origin) -> None:
    _origin.set(origin)


def record(
    action: str,
    *,
    by: Actor,
    target: models.Model | None = None,
    outcome: AuditEvent.Outcome = AuditEvent.Outcome.DONE,
    subjects: Iterable[UUID] = (),
    **details: Detail,
) -> AuditEvent:
    """Write one event. Details are codes, counts and ids — never typed text.

    Must run in the transaction of the act: an act without its row cannot be committed.
    """
    if not transactions.in_transaction():
        raise RuntimeError(f"{action}: an act and its audit row share one transaction")
    return _write(
        action, by=by, target=target, outcome=outcome, subjects=subjects,
        details=details,
    )  # fmt: skip


def _write(
    action: str,
    *,
    by: Actor,
    target: models.Model | None,
    outcome: AuditEvent.Outcome,
    subjects: Iterable[UUID],
    details: Mapping[str, Any],
) -> AuditEvent:
    for key, value in details.items():
        if not _is_code(value):
            raise ValueError(f"audit detail {key!r} is not a code, count or id")
    origin = _origin.get() or _COMMAND_LINE
    event = AuditEvent(
        at=timezone.now(),
        action=action,
        outcome=outcome,
        actor_staff_id=by.staff_id,
        actor_name=by.name if by.staff_id is None else "",
        municipality_id=by.municipality_id,
        office_id=by.office_id,
        target_kind=target._meta.label_lower if target is not None else "",
        target_public_id=getattr(target, "public_id", None),
        details=dict(details),
        source=origin.source,
        request_ref=origin.request_ref,
    )
    _insert(event, list(subjects))
    return event


# One row for each person of a look; fifty of a list are one value of the statement.
_SUBJECTS = f"INSERT INTO {AuditSubject._meta.db_table} (event_id, subject_public_id)"
_OF_NEW = f"{_SUBJECTS} SELECT id, unnest(%s::uuid[]) FROM new_row"  # noqa: S608
_OF_KNOWN = f"{_SUBJECTS} SELECT %s, value FROM json_each(%s)"  # noqa: S608


def _insert(event: AuditEvent, subjects: list[UUID]) -> None:
    if subjects and connection.vendor == "postgresql":
        insert_row(event, _OF_NEW, [subjects])
        return
    insert_row(event)
    if subjects:
        listed = json.dumps([subject.hex for subject in subjects])
        with connection.cursor() as cursor:
            cursor.execute(_OF_KNOWN, [event.pk, listed])


def _is_code(value: Any) -> bool:
    """Short text, a number, a truth value, or a short list of text and numbers."""
    if isinstance(value, list):
        return len(value) <= MAX_DETAIL_ITEMS and all(
            isinstance(part, str | int) and _is_code(part) for part in value
        )
    if isinstance(value, str):
        return len(value) <= MAX_DETAIL_TEXT
    return value is None or isinstance(value, int)


def looked_at(
    action: str, *, by: Actor, subjects: Iterable[UUID], **details: Detail
) -> None:
    """Commit the row of a look before the page is sent; fail closed."""
    try:
        with _by_itself():
            _write(
                action, by=by, target=None, outcome=AuditEvent.Outcome.DONE,
                subjects=subjects, details=details,
            )  # fmt: skip
    except Error as error:
        raise AuditUnavailable(action) from error


def refused(
    action: str,
    *,
    by: Actor,
    outcome: AuditEvent.Outcome,
    requested: Mapping[str, Any],
) -> None:
    """A denial or a 404, with what was asked for, whether or not it exists."""
    asked = {
        # PostgreSQL refuses NUL in JSON; a broken address must still be recorded.
        key: str(value)[:MAX_DETAIL_TEXT].replace("\x00", "\N{REPLACEMENT CHARACTER}")
        for key, value in requested.items()
    }
    try:
        with _by_itself():
            _write(
                action, by=by, target=None, outcome=outcome, subjects=(), details=asked
            )
    except Error as error:
        raise AuditUnavailable(action) from error


def _by_itself() -> AbstractContextManager[Any]:
    """A transaction of its own. On PostgreSQL an event and its subjects are one statement,
    which is one without being told so."""
    database = transaction.get_connection()
    if database.vendor == "postgresql" and not database.in_atomic_block:
        return nullcontext()
    return transaction.atomic()
