"""様式の画面の入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.cases.papers.letters import Envelope, Honorific
from tsunagi.cases.papers.rules import PaperKind
from tsunagi.cases.papers.template_actions import cell_field
from tsunagi.cases.papers.template_rules import places_of
from tsunagi.cases.plan.rules import Stage
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    FileField,
    HiddenVersion,
    IntegerField,
    MonthField,
    MultipleChoiceField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form

LETTER = "letter"
SHAPES = [
    (LETTER, "送付状（A4）"),
    *((one.value, f"封筒　{one.label}") for one in Envelope),
]
PAPER_CHOICES = [(kind.value, f"{kind.number}　{kind.label}") for kind in PaperKind]


class LetterForm(Form):
    """To whom, and on what: the letter or an envelope."""

    to = TextField("宛先", max_length=120)
    honorific = ChoiceField("敬称", choices=Honorific.choices())
    postal_code = TextField("郵便番号", max_length=10, required=False, width="short")
    address = TextField("住所", max_length=300, required=False)
    kinds = MultipleChoiceField(
        "同封する書面", choices=PAPER_CHOICES, required=False,
        hint="送付状に並びます。封筒には出ません。",
    )  # fmt: skip
    note = TextAreaField("添える言葉", rows=3, max_length=500, required=False)
    shape = ChoiceField("作るもの", choices=SHAPES)

    def __init__(self, *args: Any, kinds: Sequence[PaperKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in PAPER_CHOICES if PaperKind(one[0]) in kinds]
        self.fields["kinds"].choices = offered  # type: ignore[attr-defined]


class BatchForm(Form):
    """Which plans the list shows."""

    stage = ChoiceField(
        "いまの段階", choices=[("", "終わっていないもの"), *Stage.choices()],
        style="select", required=False,
    )  # fmt: skip
    month = MonthField("その段階に来た月", required=False, width="middle")


class TemplateForm(Form):
    """A municipality's own workbook for one paper."""

    kind = ChoiceField("どの書面の様式か", choices=PAPER_CHOICES, style="select")
    file = FileField(
        "様式の Excel", kinds=(".xlsx", ".xlsm", ".xlsb", ".xls"),
        hint="マクロのない .xlsx、5MBまで。どの利用者の名前も入っていない、空の様式にしてください。",
    )  # fmt: skip
    valid_from = DateField("使い始める日", width="middle")


class CellsForm(Form):
    """Which cell each box goes to. Its fields are the boxes of the paper."""

    row_step = IntegerField(
        "表の行と行の間隔", min_value=1, max_value=50, unit="行",
        hint="表の一行が、様式では何行分か。週間の表では、二時間の段の間隔。",
    )  # fmt: skip
    row_most = IntegerField(
        "様式に並ぶ行の数", min_value=1, max_value=60, unit="行",
        hint="これより多い行は、「続き」という新しいシートに書かれます。",
    )  # fmt: skip
    version = HiddenVersion()

    def __init__(self, *args: Any, kind: PaperKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_of(kind)
        for place in self.places:
            hint = "はじめの行のセル" if place.goes_down else ""
            self.fields[cell_field(place.key)] = TextField(
                place.label, max_length=60, required=False, hint=hint, width="middle"
            )

    def cells(self) -> dict[str, str]:
        return {
            place.key: self.cleaned_data[cell_field(place.key)] for place in self.places
        }
