"""招待と、ログインの再設定。一回限りの番号を紙で渡す（メールは使わない）。

A recovery takes two people: one asks, another approves; neither is the person whose
login is set anew. The approver hands over the code; only its hash is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.login import login_actor
from tsunagi.access.messages import (
    ALREADY_DECIDED,
    ALREADY_SIGNED_IN,
    CODE_UNUSABLE,
    NOT_TWO_PEOPLE,
)
from tsunagi.access.models import OneTimeCode
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen

# No letters that look alike on paper (0/O, 1/I/L).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
INVITATION_DAYS = 14
RECOVERY_HOURS = 24


class IssuedCode(Frozen):
    """The code in plain letters, shown once, and its row."""

    row: OneTimeCode
    text: str


def _users() -> QuerySet[Any]:
    """The table of logins, whatever model it is."""
    return get_user_model()._default_manager.all()


def _new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def _hash(code: str) -> str:
    plain = code.upper().replace("-", "").replace(" ", "")
    return hmac.new(
        settings.SECRET_KEY.encode(), plain.encode(), hashlib.sha256
    ).hexdigest()


@transaction.atomic
def issue_invitation(
    *, staff_id: int, municipality_id: int, by: Actor, now: datetime
) -> IssuedCode:
    """Called by the action that registers the person; earlier invitations end.

    Whoever has signed in before needs a recovery, which takes two people.
    """
    if not _users().filter(pk=staff_id, is_invited=True).exists():
        raise UserError(ALREADY_SIGNED_IN)
    open_codes(municipality_id=municipality_id).filter(
        staff_id=staff_id, kind=OneTimeCode.Kind.INVITATION
    ).update(cancelled_at=now)
    code = _new_code()
    row = OneTimeCode.objects.create(
        kind=OneTimeCode.Kind.INVITATION,
        staff_id=staff_id,
        municipality_id=municipality_id,
        code_hash=_hash(code),
        requested_by_id=by.staff_id,
        requested_at=now,
        approved_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    audit.record("staff.invite", by=by, target=row)
    return IssuedCode(row, code)


@transaction.atomic
def request_recovery(
    *, staff_id: int, municipality_id: int, office_id: int, by: Actor, now: datetime
) -> OneTimeCode:
    """再設定を申し出る。まだ何も変わらない。"""
    by.require(
        Permission.RECOVERY_REQUEST,
        municipality_id=municipality_id,
        office_id=office_id,
    )
    if by.staff_id == staff_id:
        raise UserError(NOT_TWO_PEOPLE)
    row = OneTimeCode.objects.create(
        kind=OneTimeCode.Kind.RECOVERY,
        staff_id=staff_id,
        municipality_id=municipality_id,
        requested_by_id=by.staff_id,
        requested_at=now,
        expires_at=now + timedelta(hours=RECOVERY_HOURS),
    )
    audit.record("recovery.request", by=by, target=row)
    return row


def open_codes(*, municipality_id: int) -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.filter(
        municipality_id=municipality_id, used_at=None, cancelled_at=None
    )


def open_recoveries(*, actor: Actor, now: datetime) -> list[OneTimeCode]:
    """申し出のうち、まだ使われていないもの。新しい順。

    Who may not approve sees only what they asked for themself.
    """
    if actor.municipality_id is None:
        return []
    rows = open_codes(municipality_id=actor.here).filter(
        kind=OneTimeCode.Kind.RECOVERY, expires_at__gt=now
    )
    if not actor.has(Permission.RECOVERY_APPROVE):
        rows = rows.filter(requested_by_id=actor.staff_id)
    return list(rows.order_by("-id")[:100])


def _recovery(public_id: UUID, *, by: Actor) -> OneTimeCode:
    row = OneTimeCode.objects.filter(
        public_id=public_id,
        kind=OneTimeCode.Kind.RECOVERY,
        municipality_id=by.here,
    ).first()
    if row is None or not (
        by.has(Permission.RECOVERY_APPROVE) or row.requested_by_id == by.staff_id
    ):
        raise NotVisible
    return row


@transaction.atomic
def approve_recovery(*, public_id: UUID, by: Actor, now: datetime) -> IssuedCode:
    """認めて、番号を作る。番号は認めた人が本人に手渡す。"""
    row = _recovery(public_id, by=by)
    by.require(Permission.RECOVERY_APPROVE, municipality_id=row.municipality_id)
    if by.staff_id in (row.requested_by_id, row.staff_id):
        raise UserError(NOT_TWO_PEOPLE)
    code = _new_code()
    changed = OneTimeCode.objects.filter(
        pk=row.pk, approved_at=None, cancelled_at=None, expires_at__gt=now
    ).update(approved_by_id=by.staff_id, approved_at=now, code_hash=_hash(code))
    if not changed:
        raise UserError(ALREADY_DECIDED)
    row.refresh_from_db()
    audit.record("recovery.approve", by=by, target=row)
    return IssuedCode(row, code)


@transaction.atomic
def cancel_recovery(*, public_id: UUID, by: Actor, now: datetime) -> None:
    row = _recovery(public_id, by=by)
    if by.staff_id != row.requested_by_id:
        by.require(Permission.RECOVERY_APPROVE, municipality_id=row.municipality_id)
    changed = OneTimeCode.objects.filter(
        pk=row.pk, used_at=None, cancelled_at=None
    ).update(cancelled_at=now)
    if not changed:
        raise UserError(ALREADY_DECIDED)
    audit.record("recovery.cancel", by=by, target=row)


@transaction.atomic
def use_code(*, login_name: str, code: str, new_password: str, now: datetime) -> None:
    """番号でパスワードを決める。再設定では、二段階の確認も登録し直しになる。"""
    staff = _users().filter(login_name__iexact=login_name, is_active=True).first()
    if staff is None:
        raise UserError(CODE_UNUSABLE, field="code")
    usable = OneTimeCode.objects.filter(
        staff_id=staff.pk,
        code_hash=_hash(code),
        used_at=None,
        cancelled_at=None,
        approved_at__isnull=False,
        expires_at__gt=now,
    )
    if not staff.is_invited:
        usable = usable.filter(kind=OneTimeCode.Kind.RECOVERY)
    row = usable.first()
    # The second look, as an UPDATE, lets only one of two simultaneous uses through.
    if row is None or not usable.filter(pk=row.pk).update(used_at=now):
        raise UserError(CODE_UNUSABLE, field="code")
    staff.set_password(new_password)
    staff.is_invited = False
    staff.save(update_fields=["password", "is_invited"])
    if row.kind == OneTimeCode.Kind.RECOVERY:
        Authenticator.objects.filter(user_id=staff.pk).delete()
    audit.record(f"{row.kind}.use", by=login_actor(staff), target=row)
