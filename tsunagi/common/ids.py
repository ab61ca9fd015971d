"""URL に出してよい、ただひとつの番号。"""

from __future__ import annotations

import uuid


def new_public_id() -> uuid.UUID:
    """Random, so that it tells nothing about when or where the row was made."""
    return uuid.uuid4()
