"""Where an act is one transaction, and where it is a part of its caller's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


def in_transaction() -> bool:
    """Is what happens now a part of something that happens whole or not at all?"""
    return bool(transaction.get_connection().in_atomic_block)


@contextmanager
def one_transaction() -> Iterator[None]:
    """A transaction; inside the caller's, nothing of its own.

    For an act that checks everything before its first row: a refusal leaves nothing to
    take back, and what fails later ends the caller's act as well. A savepoint would be
    two more statements, and with one open SQLite writes the old pages of the ledger's
    sums aside, row by row.
    """
    if in_transaction():
        yield
        return
    with transaction.atomic():
        yield
