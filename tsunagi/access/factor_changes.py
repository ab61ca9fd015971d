"""二段階の確認の登録と削除を、監査の記録と一つの取引で行う。

The login library changes its own table and knows neither our audit log nor that a
municipality may require a second factor; this wrapper around its views does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import models, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest
from tsunagi.access.login import MfaAdapter
from tsunagi.access.second_factor import is_required_for

View = Callable[..., HttpResponse]
Factors = dict[int, tuple[str, Any]]
Type = Authenticator.Type

ADDED: dict[str, str] = {
    Type.TOTP: "mfa.totp_add",
    Type.WEBAUTHN: "mfa.passkey_add",
    Type.RECOVERY_CODES: "mfa.codes_new",
}
# The codes go with the last factor; that one has its row.
REMOVED: dict[str, str] = {
    Type.TOTP: "mfa.totp_remove",
    Type.WEBAUTHN: "mfa.passkey_remove",
}
CHANGED: dict[str, str] = {
    Type.WEBAUTHN: "mfa.passkey_rename",
    Type.RECOVERY_CODES: "mfa.codes_new",
}


def audited_factors(view: View) -> View:
    """Record what a POST to this view adds, removes or changes; keep the last one."""

    @wraps(view)
    def wrapped(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            before = _factors(request)
            response = view(request, *args, **kwargs)
            after = _factors(request)
            if not _would_lose_the_last(request, before, after):
                _record(request, before, after)
                return response
            transaction.set_rollback(True)
        messages.error(
            request, MfaAdapter.error_messages["cannot_delete_authenticator"]
        )
        return HttpResponseRedirect(reverse("mfa_index"))

    return wrapped


def _factors(request: ActorRequest) -> Factors:
    rows = Authenticator.objects.filter(user_id=request.actor.staff_id)
    return {row.pk: (row.type, row.data) for row in rows}


def _would_lose_the_last(
    request: ActorRequest, before: Factors, after: Factors
) -> bool:
    staff_id = request.actor.staff_id
    return (
        staff_id is not None
        and _has_factor(before)
        and not _has_factor(after)
        and is_required_for(staff_id, today=request.today)
    )


def _has_factor(factors: Factors) -> bool:
    return any(kind != Type.RECOVERY_CODES for kind, _ in factors.values())


def _record(request: ActorRequest, before: Factors, after: Factors) -> None:
    """What changed, by kind only; secrets and the names of devices stay out."""
    changed = {pk for pk in before.keys() & after.keys() if before[pk] != after[pk]}
    for words, keys, side in (
        (ADDED, after.keys() - before.keys(), after),
        (REMOVED, before.keys() - after.keys(), before),
        (CHANGED, changed, after),
    ):
        for pk in sorted(keys):
            kind, _ = side[pk]
            if kind in words:
                person = cast("models.Model", request.user)
                audit.record(words[kind], by=request.actor, target=person)
