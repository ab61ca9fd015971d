"""助言・同行・後方支援の入力。六つの欄で、20秒で書ける。"""

from __future__ import annotations

from typing import Any

from tsunagi.cases.backup.actions import NewBackup
from tsunagi.cases.backup.rules import Kind, Mandate
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    TextField,
)
from tsunagi.ui.forms import Form

DAY = 24 * 60


class _BackupForm(Form):
    kind = ChoiceField("何をしたか", choices=Kind.choices(), initial=Kind.ADVICE)
    advice = TextField(
        "伝えたこと・したこと", max_length=300,
        example="通院の同行は、本人が先に話せるよう席を決めておく",
        hint="一行で。担当の事業所にも見えます。",
    )  # fmt: skip
    minutes = IntegerField(
        "かかった時間", unit="分", required=False, min_value=0, max_value=DAY
    )
    occurred_on = DateField("した日", width="middle")
    follow_on = DateField(
        "次に様子を聞く日", width="middle", required=False,
        hint="入れると「つづいている」になり、その日に両方の「きょう」に出ます。",
    )  # fmt: skip
    mandate = ChoiceField(
        "だれから言い出したか", choices=Mandate.choices(), initial=Mandate.OFFICE
    )

    def new(self) -> NewBackup:
        data: dict[str, Any] = self.cleaned_data
        return NewBackup(
            kind=Kind(data["kind"]), mandate=Mandate(data["mandate"]),
            advice=data["advice"], minutes=data["minutes"],
            occurred_on=data["occurred_on"], follow_on=data["follow_on"],
        )  # fmt: skip


class BackupForm(_BackupForm):
    key = IdempotencyKey()


class EditBackupForm(_BackupForm):
    reason = TextField(
        "直すわけ", max_length=300, example="時間をまちがえていた",
        hint="直す前の内容と一緒に残ります。",
    )  # fmt: skip
    version = HiddenVersion()


class WithdrawBackupForm(Form):
    reason = TextField("取り消すわけ", max_length=300, example="別の方に書いていた")
    version = HiddenVersion()
