"""Our hooks into the login library: throttling, audit, encrypted second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tsunagi.access import audit, encryption, throttle
from tsunagi.access.actor import Actor, system_actor
from tsunagi.access.messages import LOGIN_FAILED, LOGIN_WAIT
from tsunagi.access.models import AuditEvent

TOTP_BINDING = ("mfa_authenticator", "data")


def login_actor(user: AbstractBaseUser | None) -> Actor:
    """Who tries to sign in, before any role is known."""
    if user is None or user.pk is None:
        return system_actor("ログイン前")
    return Actor(
        staff_id=user.pk,
        public_id=getattr(user, "public_id", None),
        name=user.get_username(),
        municipality_id=None,
    )


def client_address(request: HttpRequest) -> str:
    """The browser's address, counted from the right past our own proxies only.

    What stands further left in X-Forwarded-For was written by the browser itself.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXIES:
        return direct
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    hops = [hop.strip() for hop in forwarded if hop.strip()]
    if len(hops) < settings.TRUSTED_PROXIES:
        return direct
    return hops[-settings.TRUSTED_PROXIES]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Login by login name. No sign-up, no e-mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": str(LOGIN_FAILED),
        "incorrect_password": "いまのパスワードが違います。確かめて、もう一度入力してください。",
        "enter_current_password": "いまのパスワードが違います。確かめて、もう一度入力してください。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The library's own notices are English e-mail talk; our pages say theirs."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing leaves by mail: notices are in the product."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """See `send_mail`."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        key = throttle.throttle_key(request, credentials.get("username", ""))
        seconds = throttle.seconds_to_wait(key, now=timezone.now())
        if seconds:
            raise ValidationError(str(LOGIN_WAIT.format(seconds=seconds)), code="wait")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count and record the failure. The name that was tried is not recorded."""
        key = throttle.throttle_key(request, credentials.get("username", ""))
        with transaction.atomic():
            throttle.count_failure(key, now=timezone.now())
            audit.record(
                "account.login",
                by=system_actor("ログイン前"),
                outcome=AuditEvent.Outcome.FAILED,
                counter=key[:12],
            )

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        with transaction.atomic():
            throttle.forget_failures(
                throttle.throttle_key(request, user.get_username())
            )
            audit.record("account.login", by=login_actor(user), target=user)
        throttle.mark_device(request, response, user.get_username())
        return response

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        if isinstance(user, AbstractBaseUser):
            with transaction.atomic():
                audit.record("account.logout", by=login_actor(user), target=user)
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            audit.record("account.password_change", by=login_actor(user), target=user)

    def respond_user_inactive(
        self, request: HttpRequest, user: AbstractBaseUser
    ) -> HttpResponse:
        """An ended account looks like a wrong password: no word about who exists."""
        from django.http import HttpResponseRedirect
        from django.urls import reverse

        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factor: secrets encrypted, messages in Japanese, changes audited."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "番号が違います。認証アプリの、いま表示されている6桁の番号を入力してください。",
        "cannot_delete_authenticator": "あなたの役割には二段階の確認が必要なため、最後の一つは消せません。先に別の方法を登録してください。",
        "cannot_generate_recovery_codes": "予備コードは、二段階の確認を登録したあとに作れます。",
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text, binding=TOTP_BINDING)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text, binding=TOTP_BINDING)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "つなぎ"}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"パスキー{count + 1}"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where the role requires a second factor, the last one must stay."""
        from tsunagi.access.second_factor import is_required_for

        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(
            pk=authenticator.pk
        )
        has_other = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return has_other or not is_required_for(
            authenticator.user_id, today=timezone.localdate()
        )
