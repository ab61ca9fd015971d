"""約束への署名。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.common.text import search_key
from tsunagi.meetings.pledge import messages
from tsunagi.meetings.pledge.texts import current_text
from tsunagi.meetings.series.models import SignedWord
from tsunagi.meetings.series.rules import SignedKind


@transaction.atomic
def sign(*, kind: SignedKind, name: str, by: Actor, now: datetime) -> SignedWord:
    """いまの版の文に、自分の名前を記す。二度目は、はじめの署名をそのまま返す。"""
    if not by.has(Permission.MEETING_VIEW):
        raise AccessDenied(Permission.MEETING_VIEW)
    if by.staff_id is None:
        raise UserError(messages.ONLY_PERSONS)
    # An empty key would agree with a name that is nothing but marks.
    if not search_key(name) or search_key(name) != search_key(by.name):
        raise UserError(messages.OTHER_NAME.format(name=by.name), field="name")
    version = current_text(kind).version
    try:
        with transaction.atomic():
            row = SignedWord.objects.create(
                municipality_id=by.here, signed_by_id=by.staff_id, kind=kind,
                text_version=version, signed_name=name, signed_at=now,
            )  # fmt: skip
    except IntegrityError:
        return SignedWord.objects.visible_to(by, now=now).get(
            signed_by_id=by.staff_id, kind=kind, text_version=version
        )
    audit.record("pledge.sign", by=by, target=row, kind=str(kind), version=version)
    return row
