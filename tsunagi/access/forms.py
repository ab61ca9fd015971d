"""Forms of this room: the one-time code, the second-factor rules, the audit search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation

from tsunagi.access.action_words import ACTION_WORDS
from tsunagi.access.permissions import PERMISSION_LABELS, ROLES, Role
from tsunagi.ui.fields import ChoiceField, DateField, MultipleChoiceField, TextField
from tsunagi.ui.forms import Form


class NewPasswordField(TextField):
    """A password that is never stripped and never sent back to the page."""

    def __init__(self, label: str, **options: Any) -> None:
        options["widget"] = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(label, max_length=200, **options)


class UseCodeForm(Form):
    login_name = TextField(
        "ログイン名",
        max_length=60,
        hint="紙に書いてある名前です。",
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    code = TextField(
        "番号",
        max_length=20,
        hint="紙に書いてある12文字です。",
        example="ABCD-2345-WXYZ",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    password1 = NewPasswordField(
        "新しいパスワード",
        hint="12文字以上。文字の種類の決まりはありません。長い文がおすすめです。",
    )
    password2 = NewPasswordField("新しいパスワード（もう一度）")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error(
                "password2",
                "二つのパスワードが違います。同じものを、もう一度入力してください。",
            )
        elif first:
            try:
                password_validation.validate_password(first)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data


class LoginRulesForm(Form):
    roles = MultipleChoiceField(
        "二段階の確認を求める役割",
        choices=[(role.value, ROLES[role].label) for role in Role],
        required=False,
        hint="選んだ役割の人は、次に画面を開いたとき、登録の案内に進みます。",
    )


class AuditSearchForm(Form):
    kept = frozenset({"since", "until", "action", "outcome"})

    since = DateField("いつから", required=False)
    until = DateField("いつまで", required=False)
    staff = TextField("職員の氏名・かな", max_length=80, required=False)
    action = ChoiceField(
        "操作",
        choices=[
            ("", "すべて"),
            *sorted(ACTION_WORDS.items(), key=lambda item: item[1]),
        ],
        required=False,
        style="select",
    )
    outcome = ChoiceField(
        "結果",
        choices=[
            ("", "すべて"),
            ("done", "行った"),
            ("denied", "許可されなかった"),
            ("not_found", "見つからなかった"),
            ("failed", "失敗した"),
        ],
        required=False,
        style="select",
    )
    target = TextField(
        "対象の番号", max_length=36, required=False, hint="記録や人の公開ID"
    )


ROLE_ROWS = [
    (
        definition.label,
        definition.explanation,
        "見ることがある" if definition.sees_persons else "見ない",
        [
            PERMISSION_LABELS[p]
            for p in PERMISSION_LABELS
            if p in definition.permissions
        ],
    )
    for definition in ROLES.values()
]
