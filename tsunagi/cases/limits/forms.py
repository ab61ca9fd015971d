"""件数の上限の入力。"""

from __future__ import annotations

from tsunagi.ui.fields import HiddenVersion, TextField
from tsunagi.ui.forms import Form


class ReasonForm(Form):
    reason = TextField(
        "この事業所が持つわけ", max_length=200,
        hint="主担当の経過に残ります。難しさの中身は「支援を難しくしている事情」に書きます。",
        example="受けられる事業所が近くになく、病状が落ち着くまで替えられない",
    )  # fmt: skip
    version = HiddenVersion()
