"""Login, own account, audit. The login library's views get action names here.

Sign-up, e-mail and reset-by-mail do not exist for us: their names, which the library
still looks up, lead to the one 404 page.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from tsunagi.access import errors, views
from tsunagi.access.drafts import views as drafts
from tsunagi.access.factor_changes import audited_factors
from tsunagi.access.http import action
from tsunagi.access.permissions import Permission

View = Callable[..., HttpResponse]


@action("unknown.address", public=True)
def not_here(request: HttpRequest) -> HttpResponse:
    return errors.not_found(request)


def _public(route: str, view: View, name: str, named: str) -> URLPattern:
    return path(route, action(named, public=True)(view), name=name)


def _own(route: str, view: View, name: str, named: str) -> URLPattern:
    marked = action(named, permission=Permission.ACCOUNT_OWN)(view)
    return path(route, marked, name=name)


def _factor(route: str, view: View, name: str, named: str) -> URLPattern:
    return _own(route, audited_factors(view), name, named)


urlpatterns = [
    _public("login/", account.login, "account_login", "account.login"),
    _public("login/code/", mfa.authenticate, "mfa_authenticate", "mfa.authenticate"),
    _public(
        "login/passkey/", webauthn.login_webauthn, "mfa_login_webauthn", "mfa.login"
    ),
    _own("logout/", account.logout, "account_logout", "account.logout"),
    _own(
        "account/confirm/",
        account.reauthenticate,
        "account_reauthenticate",
        "account.confirm",
    ),
    _own(
        "account/password/",
        account.password_change,
        "account_change_password",
        "account.password_change",
    ),
    _own("account/security/", mfa.index, "mfa_index", "mfa.view"),
    _own(
        "account/security/confirm/",
        mfa.reauthenticate,
        "mfa_reauthenticate",
        "mfa.confirm",
    ),
    _factor(
        "account/security/app/",
        totp.activate_totp,
        "mfa_activate_totp",
        "mfa.totp_add",
    ),
    _factor(
        "account/security/app/remove/",
        totp.deactivate_totp,
        "mfa_deactivate_totp",
        "mfa.totp_remove",
    ),
    _own(
        "account/security/codes/",
        recovery_codes.view_recovery_codes,
        "mfa_view_recovery_codes",
        "mfa.codes_view",
    ),
    _factor(
        "account/security/codes/new/",
        recovery_codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
        "mfa.codes_new",
    ),
    _own(
        "account/security/codes/file/",
        recovery_codes.download_recovery_codes,
        "mfa_download_recovery_codes",
        "mfa.codes_file",
    ),
    _own(
        "account/security/passkeys/",
        webauthn.list_webauthn,
        "mfa_list_webauthn",
        "mfa.passkeys_view",
    ),
    _factor(
        "account/security/passkeys/new/",
        webauthn.add_webauthn,
        "mfa_add_webauthn",
        "mfa.passkey_add",
    ),
    _own(
        "account/security/passkeys/confirm/",
        webauthn.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
        "mfa.confirm",
    ),
    _factor(
        "account/security/passkeys/<int:pk>/remove/",
        webauthn.remove_webauthn,
        "mfa_remove_webauthn",
        "mfa.passkey_remove",
    ),
    _factor(
        "account/security/passkeys/<int:pk>/name/",
        webauthn.edit_webauthn,
        "mfa_edit_webauthn",
        "mfa.passkey_rename",
    ),
    path("account/", views.own_account, name="own-account"),
    path("account/stay/", views.stay_signed_in, name="stay-signed-in"),
    path(
        "account/municipality/", views.choose_municipality, name="choose-municipality"
    ),
    path("account/roles/", views.role_table, name="role-table"),
    path("invitation/", views.use_code, name="use-code"),
    path("recovery/", views.recovery_list, name="recovery-list"),
    path(
        "recovery/<uuid:public_id>/approve/",
        views.recovery_approve,
        name="recovery-approve",
    ),
    path(
        "recovery/<uuid:public_id>/cancel/",
        views.recovery_cancel,
        name="recovery-cancel",
    ),
    path("login-rules/", views.login_rules, name="login-rules"),
    path("audit/", views.audit_list, name="audit-list"),
    path("audit/<int:event_id>/", views.audit_event, name="audit-event"),
    path("system/", views.system, name="system"),
    path("drafts/<str:form>/", drafts.draft_save, name="draft-save"),
    path("drafts/<str:form>/discard/", drafts.draft_discard, name="draft-discard"),
    path("-/signup/", not_here, name="account_signup"),
    path("-/email/", not_here, name="account_email"),
    path("-/reset/", not_here, name="account_reset_password"),
]
