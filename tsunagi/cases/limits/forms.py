"""件数の上限と市の承認の入力。"""

from __future__ import annotations

from tsunagi.cases.limits.approval_rules import Decision
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    TextField,
)
from tsunagi.ui.forms import Form


class ReasonForm(Form):
    reason = TextField(
        "この事業所が持つわけ", max_length=200,
        hint="主担当の経過に残ります。難しさの中身は「支援を難しくしている事情」に書きます。",
        example="受けられる事業所が近くになく、病状が落ち着くまで替えられない",
    )  # fmt: skip
    version = HiddenVersion()


class DecisionForm(Form):
    decision = ChoiceField("市の答え", choices=Decision.choices())
    word = TextField(
        "ひとこと", max_length=300, required=False,
        hint="承認しないときは必ず書きます。センターに届きます。",
        example="受けられる指定事業所があるので、引継ぎを一緒に進めてください",
    )  # fmt: skip


class ApprovalRuleForm(Form):
    is_on = ChoiceField(
        "センターの計画相談に",
        choices=[("on", "市の承認を求める"), ("off", "求めない")],
    )
    valid_from = DateField("いつから", width="middle")
    reason = TextField(
        "わけ・決めた場", max_length=300, example="（架空）委託の仕様書 第3条のとおり"
    )
    key = IdempotencyKey()
