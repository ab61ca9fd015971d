"""いまの状態を変える一行: 画面に出した版のままなら書き、だれかが先に変えていたら断る。"""

from __future__ import annotations

from typing import Any

from django.db import models

from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.common.errors import UserError


def change_row(row: models.Model, version: int, **values: Any) -> None:
    """Change the row if nobody else has meanwhile; the object follows.

    version: the one that the page showed. The caller has asked for the permission and
    the rules, and runs in the transaction of the act.
    """
    changed: Any = row
    rows: Any = type(row)._default_manager
    took = (
        rows.unscoped("check and act in one statement")
        .filter(pk=row.pk, version=version)
        .update(version=version + 1, **values)
    )
    if not took:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(row, name, value)
    changed.version = version + 1
