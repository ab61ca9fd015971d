"""The login library's forms in our words. Their checks stay the library's own."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from tsunagi.access.login import record_failed_try

LOGIN_NAME_HINT = "招待のときに決めた名前です。英数字で、大文字と小文字は区別しません。"
CODE_HINT = "認証アプリの6桁の番号か、予備コードを入力してください。"


def _say(field: forms.Field, label: str, *, hint: str = "", missing: str) -> None:
    """Our label, hint and instruction; no placeholder (it vanishes while typing)."""
    field.label = label
    field.help_text = hint
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)


class _Ours:
    """Our way of drawing: no browser bubbles, no colon behind a label."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class LoginForm(_Ours, account_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["login"],
            "ログイン名",
            hint=LOGIN_NAME_HINT,
            missing="ログイン名を入力してください。",
        )
        _say(
            self.fields["password"],
            "パスワード",
            missing="パスワードを入力してください。",
        )


class ChangePasswordForm(_Ours, account_forms.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["oldpassword"],
            "いまのパスワード",
            missing="いまのパスワードを入力してください。",
        )
        _say(
            self.fields["password1"],
            "新しいパスワード",
            hint="12文字以上。文字の種類の決まりはありません。長い文がおすすめです。",
            missing="新しいパスワードを入力してください。",
        )
        _say(
            self.fields["password2"],
            "新しいパスワード（もう一度）",
            missing="確認のため、同じパスワードをもう一度入力してください。",
        )


class ReauthenticateForm(_Ours, account_forms.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["password"],
            "パスワード",
            hint="大切な設定を変えるため、もう一度確かめます。",
            missing="パスワードを入力してください。",
        )


class AuditsWrongCode(_Ours):
    """A wrong second factor is a failed login too."""

    user: AbstractBaseUser

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            record_failed_try(
                "mfa.authenticate",
                login_name=self.user.get_username(),
                counter="second_factor",
            )
            raise
        return code


class AuthenticateForm(AuditsWrongCode, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["code"],
            "番号",
            hint=CODE_HINT,
            missing="番号を入力してください。",
        )


class MfaReauthenticateForm(AuditsWrongCode, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["code"],
            "番号",
            hint=CODE_HINT,
            missing="番号を入力してください。",
        )


class ActivateTotpForm(_Ours, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["code"],
            "認証アプリに出た番号",
            hint="6桁の数字です。30秒ごとに変わります。",
            missing="番号を入力してください。",
        )
