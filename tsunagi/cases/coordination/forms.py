"""調整・交渉の入力。頼んだときは五つの欄で30秒、結果は一行。"""

from __future__ import annotations

from typing import Any

from tsunagi.cases.coordination.actions import NewCoordination, Outcome
from tsunagi.cases.coordination.rules import Partner, Result
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    TextField,
)
from tsunagi.ui.forms import Form


class _AskedForm(Form):
    partner = ChoiceField("どこと", choices=Partner.choices(), initial=Partner.OFFICE)
    partner_name = TextField(
        "相手の名前", max_length=100, example="（架空）つなぎ市 障がい福祉課"
    )
    purpose = TextField(
        "何のために", max_length=120, example="週末も使える見守りを増やす"
    )
    asked = TextField(
        "頼んだこと",
        max_length=300,
        example="支給量を月10時間ふやす変更の申請を受けてほしい",
    )
    asked_on = DateField("頼んだ日", width="middle")
    due_on = DateField(
        "返事の見込みの日", width="middle", required=False,
        hint="過ぎると「きょう」で遅れとして出ます。空けてもかまいません。",
    )  # fmt: skip

    def new(self) -> NewCoordination:
        data: dict[str, Any] = self.cleaned_data
        return NewCoordination(
            partner=Partner(data["partner"]), partner_name=data["partner_name"],
            purpose=data["purpose"], asked=data["asked"], asked_on=data["asked_on"],
            due_on=data["due_on"],
        )  # fmt: skip


class CoordinationForm(_AskedForm):
    key = IdempotencyKey()


class ResultForm(Form):
    result = ChoiceField("どうなったか", choices=Result.choices())
    result_words = TextField(
        "結果の一行", max_length=300, required=False,
        example="4月から月8時間。10月に見直すことになった",
    )  # fmt: skip
    result_on = DateField("結果の出た日", width="middle")
    version = HiddenVersion()

    def outcome(self) -> Outcome:
        data: dict[str, Any] = self.cleaned_data
        return Outcome(Result(data["result"]), data["result_on"], data["result_words"])


class EditForm(_AskedForm):
    result = ChoiceField(
        "どうなったか", choices=[("", "まだ分からない"), *Result.choices()],
        style="select", required=False,
    )  # fmt: skip
    result_words = TextField("結果の一行", max_length=300, required=False)
    result_on = DateField("結果の出た日", width="middle", required=False)
    reason = TextField(
        "直すわけ", max_length=300, example="相手の課をまちがえていた",
        hint="直す前の内容と一緒に残ります。",
    )  # fmt: skip
    version = HiddenVersion()

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        found = self.cleaned_data
        if found.get("result") and not found.get("result_on"):
            self.add_error("result_on", "結果の出た日を入れてください。")
        return data

    def outcome(self) -> Outcome | None:
        data: dict[str, Any] = self.cleaned_data
        if not data["result"]:
            return None
        return Outcome(Result(data["result"]), data["result_on"], data["result_words"])


class WithdrawForm(Form):
    reason = TextField("取り消すわけ", max_length=300, example="別の方に書いていた")
    version = HiddenVersion()
