"""使った社会資源の入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.cases.resource.rules import Outcome, Purpose
from tsunagi.organisations.office.models import Office
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group


class ResourceUseForm(Form):
    groups = (
        Group("何のために、どこを", ("need", "purpose", "office", "place_name")),
        Group("どうなったか", ("outcome", "on", "note")),
    )
    need = TextAreaField(
        "何のために", rows=2, max_length=500, example="昼に行く場所がほしい"
    )
    purpose = ChoiceField(
        "どうしたいか", choices=Purpose.choices(), initial=Purpose.USE
    )
    office = ChoiceField(
        "名簿にある事業所・社会資源", choices=[], style="select", required=False
    )
    place_name = TextField(
        "名簿にないところの名前", max_length=200, required=False,
        hint="あとで、みんなの名簿に載せられます。",
    )  # fmt: skip
    outcome = ChoiceField(
        "どうなったか", choices=Outcome.choices(), initial=Outcome.NOT_YET
    )
    on = DateField("日付", width="middle")
    note = TextAreaField("メモ", rows=2, max_length=1000, required=False)
    key = IdempotencyKey()

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.public_id): office for office in offices}
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", "選ばない"),
            *((key, office.name) for key, office in self.offices.items()),
        ]

    def clean_office(self) -> Office | None:
        return self.offices.get(self.cleaned_data["office"])


class EditResourceUseForm(ResourceUseForm):
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]
