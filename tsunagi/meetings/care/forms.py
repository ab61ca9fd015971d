"""会議の前後の関わりの入力。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tsunagi.meetings.care.rules import When
from tsunagi.organisations.models import Staff
from tsunagi.ui.fields import ChoiceField, IdempotencyKey, TextField
from tsunagi.ui.forms import Form


class NeedForm(Form):
    staff = ChoiceField("だれに", choices=(), style="select")
    when = ChoiceField("いつ", choices=When.choices())
    plan = TextField(
        "何をするか", max_length=200, example="会議の前に電話して、出す話題を一緒に決める",
        hint="その人の評価は書きません。見えるのは、あなたの事業所の主任と基幹の職員だけです。",
    )  # fmt: skip
    key = IdempotencyKey()

    def __init__(self, *args: Any, people: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in people}
        self.fields["staff"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *((key, one.name) for key, one in self.people.items()),
        ]

    @property
    def chosen(self) -> Staff:
        return self.people[self.cleaned_data["staff"]]
