"""記録の次の版: 前の版を残し、二人のうち一人だけが書ける。どの記録も、この一つを使う。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.common.errors import UserError

M = TypeVar("M", bound=models.Model)


def next_version(
    row: M,
    values: Mapping[str, Any],
    *,
    version: int,
    kept: Iterable[str],
    by: Actor,
    now: datetime,
) -> M:
    """The version after `row`, with these values; inside the action's transaction.

    version: the one that the page showed; it must still be the current one. kept: fields
    that every version shares. The caller has asked for the permission and the rules.
    """
    old: Any = row
    rows: Any = type(row)._default_manager
    took = (
        rows.unscoped("check and act in one statement")
        .filter(record_id=old.record_id, version=version, is_current=True)
        .update(is_current=False)
    )
    if not took:
        raise UserError(CHANGED_MEANWHILE)
    new: M = rows.create(
        record_id=old.record_id, version=version + 1, supersedes_id=old.pk,
        recorded_at=now, recorded_by_id=by.staff_id,
        **{name: getattr(old, name) for name in kept}, **values,
    )  # fmt: skip
    return new
