"""Our hooks into the login library: throttling, audit, encrypted second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from tsunagi.access import audit, encryption, throttle
from tsunagi.access.actor import Actor, system_actor
from tsunagi.access.messages import LOGIN_FAILED, LOGIN_WAIT
from tsunagi.access.models import AuditEvent, GrantRow

TOTP_BINDING = ("mfa_authenticator", "data")


def login_actor(user: AbstractBaseUser | None) -> Actor:
    """Who tries to sign in, before any role is known."""
    if user is None or user.pk is None:
        return system_actor("ログイン前")
    return Actor(
        staff_id=user.pk,
        public_id=getattr(user, "public_id", None),
        name=user.get_username(),
        municipality_id=home_municipality(user.pk),
    )


def home_municipality(staff_id: int) -> int | None:
    """Whose information officer reads about this login: where the person works now,
    else where they last did."""
    today = timezone.localdate()
    rows = list(GrantRow.objects.filter(staff_id=staff_id).order_by("id"))
    for row in rows:
        if row.valid_from <= today and not (
            row.valid_before is not None and row.valid_before <= today
        ):
            return row.municipality_id
    return rows[-1].municipality_id if rows else None


def record_failed_try(action: str, *, login_name: str, counter: str) -> None:
    """A wrong password or code. The name that was tried is not recorded; whose login
    it was is, by id, when there is such a person."""
    staff = (
        get_user_model()
        ._default_manager.filter(login_name__iexact=login_name)
        .only("pk", "public_id")
        .first()
    )
    with transaction.atomic():
        audit.record(
            action,
            by=system_actor(
                "ログイン前",
                municipality_id=home_municipality(staff.pk if staff else 0),
            ),
            target=staff,
            outcome=AuditEvent.Outcome.FAILED,
            counter=counter[:12],
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
        """Not the library's limit, which locks a login name: see `authenticate`."""

    def authenticate(
        self, request: HttpRequest, **credentials: Any
    ) -> AbstractBaseUser | None:
        """The password is looked at only when the counter of this way in allows it."""
        key = throttle.throttle_key(request, credentials.get("username", ""))
        seconds = throttle.take_try(key, now=timezone.now())
        if seconds:
            raise ValidationError(str(LOGIN_WAIT.format(seconds=seconds)), code="wait")
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            # The right password of an ended account: the same answer as a wrong one.
            self.authentication_failed(request, **credentials)
            return None
        if user is not None:
            throttle.forget_failures(key)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        name = credentials.get("username", "")
        record_failed_try(
            "account.login",
            login_name=name,
            counter=throttle.throttle_key(request, name),
        )

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        with transaction.atomic():
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
        """A passkey of an ended account: back to the login, no word about why."""
        return HttpResponseRedirect(reverse("account_login"))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factor: secrets encrypted, messages in Japanese."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "番号が違います。認証アプリの、いま表示されている6桁の番号を入力してください。",
        "cannot_delete_authenticator": "あなたの役割には二段階の確認が必要なため、"
        "最後の一つは消せません。先に別の方法を登録してください。",
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
