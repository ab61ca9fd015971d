"""Names of staff for screens of this room, which knows staff only by number.

The functions are named in settings.STAFF_DIRECTORY and live in `organisations`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings


class StaffDirectory(Protocol):
    """What the module named by settings.STAFF_DIRECTORY offers."""

    def names_of(self, staff_ids: Iterable[int]) -> dict[int, str]: ...

    def municipality_names(self, municipality_ids: Iterable[int]) -> dict[int, str]: ...

    def ids_matching(self, text: str, *, municipality_id: int) -> list[int]: ...


@cache
def directory() -> StaffDirectory:
    return cast("StaffDirectory", import_module(settings.STAFF_DIRECTORY))
