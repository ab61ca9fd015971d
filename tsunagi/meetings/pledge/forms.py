"""約束の入力。"""

from __future__ import annotations

from tsunagi.ui.fields import CheckField, IdempotencyKey, TextField
from tsunagi.ui.forms import Form


class SignForm(Form):
    has_read = CheckField("上の文を読みました。守ります。")
    name = TextField(
        "あなたの名前", max_length=100, width="middle",
        hint="自分の名前を入れると、署名になります。",
    )  # fmt: skip
    key = IdempotencyKey()
