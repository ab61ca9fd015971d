"""様式の画面の入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.cases.papers.letters import Envelope, Honorific
from tsunagi.cases.papers.rules import PaperKind
from tsunagi.ui.fields import (
    ChoiceField,
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
