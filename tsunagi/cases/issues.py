"""ここの記録から上がった地域課題の候補を、ここの画面に出す。候補は、上の部屋（会議）にある。

This room does not know the room of meetings: the function that finds them is named in
settings.ISSUES_RAISED, and their pages by the names of their URLs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Protocol, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.common.frozen import Frozen

THEME, MISSING = "theme", "missing"


class Raised(Frozen):
    """A candidate that came from a record here. state: its word for the screen."""

    public_id: UUID
    state: str


class IssueMark(Frozen):
    """What stands beside the record: the candidate that came from it, or the step to one."""

    url: str
    words: str
    is_raised: bool


class FindRaised(Protocol):
    """What the function named by settings.ISSUES_RAISED offers. One query."""

    def __call__(
        self, *, actor: Actor, now: datetime, source: str, keys: Iterable[UUID]
    ) -> Mapping[UUID, Raised]: ...


@cache
def _find() -> FindRaised:
    return cast("FindRaised", import_string(settings.ISSUES_RAISED))


def issue_marks(
    source: str, keys: Iterable[UUID], *, actor: Actor, now: datetime
) -> dict[UUID, IssueMark]:
    """By key of the record: its candidate, else the step to one for who may write it."""
    wanted = set(keys)
    if not wanted or not actor.has(Permission.MEETING_VIEW):
        return {}
    marks = {
        key: IssueMark(
            reverse("candidate-page", args=[one.public_id]),
            f"地域課題の候補（{one.state}）",
            is_raised=True,
        )
        for key, one in _find()(
            actor=actor, now=now, source=source, keys=wanted
        ).items()
    }
    if actor.has(Permission.MEETING_RUN):
        write = reverse("candidate-write")
        for key in wanted - set(marks):
            asked = urlencode({"source": source, "key": str(key)})
            marks[key] = IssueMark(
                f"{write}?{asked}", "地域課題の候補にする", is_raised=False
            )
    return marks
