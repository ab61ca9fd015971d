"""同行・面接の気づきの入力。観点は、その日のものさしから作る。"""

from __future__ import annotations

from typing import Any

from tsunagi.cases.observation.actions import Noticed
from tsunagi.cases.observation.models import Observation
from tsunagi.cases.observation.rules import Level, Sheet
from tsunagi.ui.fields import (
    ChoiceField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form

LEVELS = [("", "（えらばない）"), *Level.choices()]


class _NoticedForm(Form):
    good = TextAreaField(
        "よかったこと", rows=2, max_length=1000, required=False,
        hint="担当者のしたことを書きます。利用者のことは、相談記録に書きます。",
    )  # fmt: skip
    next_time = TextAreaField(
        "次に試すこと", rows=2, max_length=1000, required=False,
        example="約束を紙に書いて渡してみる",
    )  # fmt: skip

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        whole = {name: self.fields.pop(name) for name in list(self.fields)}
        for one in sheet.viewpoints:
            self.fields[f"{one.code}_level"] = ChoiceField(
                one.label, choices=LEVELS, required=False, style="select",
                hint=one.hint,
            )  # fmt: skip
            self.fields[f"{one.code}_text"] = TextField(
                f"{one.label}: 見えたこと", max_length=200, required=False
            )
        self.fields.update(whole)

    def said(self) -> Noticed:
        data: dict[str, Any] = self.cleaned_data
        points = {
            one.code: {
                "level": data[f"{one.code}_level"], "text": data[f"{one.code}_text"],
            }
            for one in self.sheet.viewpoints
        }  # fmt: skip
        return Noticed(points, data["good"], data["next_time"])


class ObservationForm(_NoticedForm):
    key = IdempotencyKey()


class EditObservationForm(_NoticedForm):
    version = HiddenVersion()

    @staticmethod
    def initial_of(row: Observation) -> dict[str, Any]:
        found = {"good": row.good, "next_time": row.next_time, "version": row.version}
        for code, told in row.points.items():
            found |= {f"{code}_level": told["level"], f"{code}_text": told["text"]}
        return found


class AnswerForm(Form):
    answer = TextAreaField(
        "返事", rows=3, max_length=1000,
        example="待ってよいと分かりました。次は紙を用意します",
    )  # fmt: skip
    version = HiddenVersion()
