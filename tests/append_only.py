"""Emptying append-only tables between tests. The product itself never does this."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tsunagi.access.triggers import forbid_changes, permit_changes
from tsunagi.activity.record import total_sql


@contextmanager
def triggers_off() -> Iterator[None]:
    """Drop the triggers, do the work, put them back: for the test runner only.

    Those of the ledger's sums as well: an emptied ledger must not leave its sums behind
    with the sign turned round.
    """
    with connection.schema_editor() as editor:
        permit_changes(None, editor)
        total_sql.drop_triggers(None, editor)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            forbid_changes(None, editor)
            total_sql.create_triggers(None, editor)
