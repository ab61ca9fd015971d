"""成年後見の相談の入力: 読むことと、欄の言葉だけ。"""

from __future__ import annotations

from tsunagi.cases.guardianship.rules import Agency, GuardianKind, Petitioner, Stage
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    MultipleChoiceField,
    PhoneField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

NOT_YET = ("", "まだ決まっていない")


class StartForm(Form):
    happened_on = DateField("相談のあった日", width="middle")
    wishes = TextAreaField(
        "本人の思い", rows=3, max_length=2000, required=False,
        hint="本人が何に困り、どうしたいか。家族や支援者の都合と分けて書きます。",
    )  # fmt: skip
    agencies = MultipleChoiceField(
        "連絡・相談した機関", choices=Agency.choices(), required=False
    )
    note = TextAreaField("相談のこと", rows=4, max_length=4000, required=False)
    next_on = DateField("次に動く日", required=False, width="middle")
    key = IdempotencyKey()


class StepForm(Form):
    stage = ChoiceField("段階", choices=Stage.choices(), style="select")
    happened_on = DateField("日付", width="middle")
    agencies = MultipleChoiceField(
        "連絡・相談した機関", choices=Agency.choices(), required=False
    )
    note = TextAreaField("そのときのこと", rows=4, max_length=4000, required=False)
    next_on = DateField("次に動く日", required=False, width="middle")
    version = HiddenVersion()


class FactsForm(Form):
    groups = (
        Group("申立て", ("kind", "petitioner", "petitioner_words")),
        Group("成年後見制度利用支援事業", ("aids_petition", "aids_reward"),
              "使えるかどうかは、市町村の要綱によります。"),
        Group("本人", ("wishes",)),
    )  # fmt: skip
    kind = ChoiceField(
        "種類", choices=[NOT_YET, *GuardianKind.choices()], style="select",
        required=False,
    )  # fmt: skip
    petitioner = ChoiceField(
        "申し立てる人", choices=[NOT_YET, *Petitioner.choices()], style="select",
        required=False,
    )  # fmt: skip
    petitioner_words = TextField(
        "申し立てる人（言葉で）", max_length=120, required=False, example="母方の叔母"
    )
    aids_petition = CheckField("申請の費用の助成を使う", required=False)
    aids_reward = CheckField("報酬の助成を使う", required=False)
    wishes = TextAreaField("本人の思い", rows=3, max_length=2000, required=False)
    version = HiddenVersion()


class GuardianForm(Form):
    name = TextField("選ばれた人・法人の名前", max_length=100)
    phone = PhoneField("電話番号", required=False)
    note = TextAreaField(
        "メモ", rows=2, max_length=1000, required=False,
        hint="同意や代理の範囲、登記事項証明書を確かめた日など。",
    )  # fmt: skip
    key = IdempotencyKey()
