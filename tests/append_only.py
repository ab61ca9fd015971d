"""Emptying append-only tables between tests. The product itself never does this."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tsunagi.access.triggers import forbid_changes, permit_changes


@contextmanager
def triggers_off() -> Iterator[None]:
    """Drop the triggers, do the work, put them back: for the test runner only."""
    with connection.schema_editor() as editor:
        permit_changes(None, editor)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            forbid_changes(None, editor)
