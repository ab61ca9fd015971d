"""一覧の入力: 条件、見方の名前、担当替え、書き出し。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.cases.case.rules import Mode
from tsunagi.cases.lists.rules import TEAM, ListKind, Next, Purpose, Quiet, Sort
from tsunagi.organisations.staff.models import Staff
from tsunagi.ui.fields import CheckField, ChoiceField, TextField
from tsunagi.ui.forms import Form

ANY = ("", "すべて")


class CaseFilterForm(Form):
    kept = frozenset({"mode", "quiet", "next", "closed", "sort"})

    staff = ChoiceField("担当者", choices=[], style="select", required=False)
    mode = ChoiceField(
        "関わり方", choices=[ANY, *Mode.choices()], style="select", required=False
    )
    quiet = ChoiceField(
        "関わりがない", choices=[ANY, *Quiet.choices()], style="select", required=False
    )
    next = ChoiceField(
        "次にすること", choices=[ANY, *Next.choices()], style="select", required=False
    )
    closed = CheckField("終結したケース", required=False)
    sort = ChoiceField("並び", choices=Sort.choices(), style="select", required=False)

    def __init__(
        self, *args: Any, kind: ListKind, staff: Sequence[Staff], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if kind is ListKind.MINE:
            del self.fields["staff"]
            return
        self.fields["staff"].choices = [  # type: ignore[attr-defined]
            ANY,
            (TEAM, "チームで待つ（受理待ち）"),
            *((str(person.public_id), person.name) for person in staff),
        ]


class SaveViewForm(Form):
    name = TextField("見方の名前", max_length=30, example="90日関わりなし")


class ReassignForm(Form):
    """None as staff means 「チームで待つ」; it is chosen, never assumed."""

    staff = ChoiceField("新しい担当者", choices=[], style="select")
    reason = TextField("理由", max_length=200, hint="ケースの担当の経過に残ります。")

    def __init__(self, *args: Any, staff: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in staff}
        self.fields["staff"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *((key, person.name) for key, person in self.people.items()),
            (TEAM, "チームで待つ"),
        ]

    @property
    def chosen(self) -> Staff | None:
        return self.people.get(self.cleaned_data["staff"])


class ExportForm(Form):
    purpose = ChoiceField(
        "目的", choices=Purpose.choices(),
        hint="だれが、いつ、何のために書き出したかが残り、書き出したものの先頭にも入ります。",
    )  # fmt: skip
    shape = ChoiceField(
        "形", choices=[
            ("excel", "Excel"),
            ("csv", "表計算（CSV）"),
            ("print", "印刷する画面"),
        ],
        initial="excel",
    )  # fmt: skip
