"""同じ送信が二度届いても、一度だけ行う。

The key comes from a hidden field of the form; its hash of the body is stored in the
same transaction as what it made. Same key and body: the first result again. Same key,
other body: a refusal (409), because one of the two would be lost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tsunagi.access.actor import Actor
from tsunagi.access.many_rows import insert_row
from tsunagi.access.messages import SENT_TWICE_DIFFERENTLY
from tsunagi.access.models import IdempotencyKey
from tsunagi.access.prepared import save_columns
from tsunagi.common.errors import UserError


def body_hash(body: Mapping[str, Any]) -> str:
    spelled = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(spelled.encode()).hexdigest()


def once(
    key: UUID,
    *,
    by: Actor,
    action: str,
    body: Mapping[str, Any],
    make: Callable[[], str],
    ref: str = "",
) -> tuple[str, bool]:
    """Run `make` once for this key; its result reference and whether it ran now.

    ref: what `make` will return, where it is known before; then the row of the key is
    written once and not twice.
    """
    if by.staff_id is None:
        raise ValueError("only a person sends a form")
    digest = body_hash(body)
    try:
        with transaction.atomic():
            row = IdempotencyKey(
                staff_id=by.staff_id, key=key, action=action, body_hash=digest,
                result_ref=ref,
            )  # fmt: skip
            insert_row(row)
            row.result_ref = make()
            if row.result_ref != ref:
                save_columns(row, "result_ref")
            return row.result_ref, True
    except IntegrityError:
        earlier = IdempotencyKey.objects.filter(staff_id=by.staff_id, key=key).first()
        if earlier is None:
            raise
    if earlier.body_hash != digest or earlier.action != action:
        raise UserError(SENT_TWICE_DIFFERENTLY)
    return earlier.result_ref, False
