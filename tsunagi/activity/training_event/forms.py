"""研修の開催の入力。来た人数は、地域の事業所ごとに入れる。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tsunagi.activity.training_event.actions import NewTraining
from tsunagi.activity.training_event.models import TrainingTurnout
from tsunagi.activity.training_event.rules import TrainingKind, cleaned_turnout
from tsunagi.organisations.models import Office, Staff
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    MultipleChoiceField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form

DAY = 24 * 60


class _TrainingForm(Form):
    title = TextField("題", max_length=100, example="はじめての担当者会議")
    purpose = TextField(
        "ねらい", max_length=200, hint="利用者の名前は書きません。",
        example="会議の前に本人と準備することを、全員が言えるようになる",
    )  # fmt: skip
    kind = ChoiceField("種類", choices=TrainingKind.choices(), style="select")
    with_whom = TextField(
        "一緒に企画したところ", max_length=120, required=False,
        hint="空けると、うちだけの企画です。", example="相談支援部会",
    )  # fmt: skip
    held_on = DateField("開いた日", width="middle")
    minutes = IntegerField(
        "一人の時間", unit="分", required=False, min_value=0, max_value=DAY,
        hint="準備を含めて、開いた職員一人あたり。人ごとに、業務の時間に入ります。",
    )  # fmt: skip
    organisers = MultipleChoiceField("開いた職員", choices=())
    result = TextAreaField("どうだったか", rows=3, max_length=1000, required=False)

    def __init__(
        self, *args: Any, offices: Iterable[Office], people: Iterable[Staff],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.offices = list(offices)
        self.people = {str(one.public_id): one for one in people}
        self.fields["organisers"].choices = [  # type: ignore[attr-defined]
            (key, one.name) for key, one in self.people.items()
        ]
        for one in self.offices:
            self.fields[f"came_{one.public_id.hex}"] = IntegerField(
                one.name, unit="人", required=False, min_value=0, max_value=999,
                hint="呼んでいなければ空ける。来なかったら0。",
            )  # fmt: skip

    def new(self) -> NewTraining:
        data: dict[str, Any] = self.cleaned_data
        return NewTraining(
            title=data["title"], purpose=data["purpose"],
            kind=TrainingKind(data["kind"]), with_whom=data["with_whom"].strip(),
            held_on=data["held_on"], minutes=data["minutes"], result=data["result"],
        )  # fmt: skip

    def chosen(self) -> list[Staff]:
        return [self.people[key] for key in self.cleaned_data["organisers"]]

    def turnout(self) -> dict[Office, int]:
        said = {
            one.pk: self.cleaned_data[f"came_{one.public_id.hex}"]
            for one in self.offices
        }
        by_pk = {one.pk: one for one in self.offices}
        return {by_pk[pk]: count for pk, count in cleaned_turnout(said).items()}

    @staticmethod
    def came_of(rows: Iterable[TrainingTurnout]) -> dict[str, int]:
        return {f"came_{row.office.public_id.hex}": row.came for row in rows}


class TrainingForm(_TrainingForm):
    key = IdempotencyKey()


class EditTrainingForm(_TrainingForm):
    reason = TextField(
        "直すわけ", max_length=300, example="人数をまちがえていた",
        hint="直す前の内容と一緒に残ります。",
    )  # fmt: skip
    version = HiddenVersion()


class WithdrawTrainingForm(Form):
    reason = TextField("取り消すわけ", max_length=300, example="二度書いていた")
    version = HiddenVersion()
