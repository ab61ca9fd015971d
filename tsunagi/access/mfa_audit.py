"""二段階の確認の登録と取り消しを、監査に残す。

The login library saves these itself and tells us by its own signals; this is the only
place where a signal is listened to.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.login import login_actor

Type = Authenticator.Type
ADDED = {
    Type.TOTP: "mfa.totp_add",
    Type.WEBAUTHN: "mfa.passkey_add",
    Type.RECOVERY_CODES: "mfa.codes_new",
}
REMOVED = {Type.TOTP: "mfa.totp_remove", Type.WEBAUTHN: "mfa.passkey_remove"}


def _write(action: str | None, user: Any) -> None:
    if action is not None:
        with transaction.atomic():
            audit.record(action, by=login_actor(user), target=user)


def _added(user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    _write(ADDED.get(Type(authenticator.type)), user)


def _removed(user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    _write(REMOVED.get(Type(authenticator.type)), user)


def listen() -> None:
    signals.authenticator_added.connect(_added, dispatch_uid="mfa_audit_added")
    signals.authenticator_reset.connect(_added, dispatch_uid="mfa_audit_reset")
    signals.authenticator_removed.connect(_removed, dispatch_uid="mfa_audit_removed")
