"""育ちの記録の書込みがどれも使うもの: 本人だけが書く、利用者のことは書かない。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.access.versions import next_version
from tsunagi.activity.growth import messages
from tsunagi.activity.growth.models import OwnRecord
from tsunagi.common.errors import UserError
from tsunagi.common.telling import looks_telling

R = TypeVar("R", bound=OwnRecord)
KEPT = ("municipality", "author")


def require_oneself(by: Actor) -> int:
    """The person who acts; a growth record is written by nobody else."""
    if not by.has(Permission.GROWTH_KEEP):
        raise AccessDenied(Permission.GROWTH_KEEP)
    if by.staff_id is None:
        raise NotVisible
    return by.staff_id


def require_own(row: OwnRecord, *, by: Actor) -> int:
    """The row is the actor's own, of this municipality, and stands."""
    me = require_oneself(by)
    if row.author_id != me or row.municipality_id != by.here:
        raise NotVisible
    if row.is_withdrawn:
        raise UserError(messages.WITHDRAWN)
    return me


def withdrawn(
    row: R, names: Iterable[str], *, version: int, by: Actor, now: datetime
) -> R:
    """The last version, which says that it was taken back. names: what it carries."""
    require_own(row, by=by)
    values = {name: getattr(row, name) for name in names}
    return next_version(
        row,
        {**values, "is_withdrawn": True},
        version=version,
        kept=KEPT,
        by=by,
        now=now,
    )


def require_plain(**texts: str) -> None:
    """{field: text}: nothing that tells who a person supported is."""
    for field, text in texts.items():
        found = looks_telling(text)
        if found:
            raise UserError(
                messages.TELLING.format(found="、".join(found)), field=field
            )


def recorded(
    action: str,
    row: OwnRecord,
    *,
    by: Actor,
    subjects: Iterable[UUID] = (),
    **details: audit.Detail,
) -> None:
    """The audit row of an act on one's own record: codes and counts only."""
    audit.record(
        action, by=by, target=row, subjects=subjects, version=row.version,
        **details,  # type: ignore[arg-type]
    )  # fmt: skip
