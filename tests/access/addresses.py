"""Every address of the product, with made-up ids in its places."""

from __future__ import annotations

import re
from uuid import UUID

from tsunagi.access.registry import ActionEntry, url_actions

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
PLACES = {"uuid": str(NOBODY), "int": "987654321", "slug": "no-such", "str": "no-such"}
PLACE = re.compile(r"<(\w+):\w+>")


def address(entry: ActionEntry) -> str:
    """`/staff/<uuid:public_id>/` → an address that the pattern matches."""
    return PLACE.sub(lambda match: PLACES[match.group(1)], entry.where)


def has_id(entry: ActionEntry) -> bool:
    return PLACE.search(entry.where) is not None


def guarded() -> list[ActionEntry]:
    return [entry for entry in url_actions() if not entry.public]
