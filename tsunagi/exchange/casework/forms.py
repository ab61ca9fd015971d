"""利用者と相談記録の表を、ファイルか貼付けで受け取る。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.exchange.casework import messages
from tsunagi.organisations.office.models import Office
from tsunagi.ui.fields import ChoiceField, FileField, TextAreaField
from tsunagi.ui.forms import Form

# A form as a whole is refused above 5 MB; one letter takes up to nine bytes in it.
LONGEST_PASTED = 500_000


class TableForm(Form):
    """One of two ways in. The office is asked for only where there is a choice."""

    pasted = TextAreaField(
        "表を貼り付ける",
        max_length=LONGEST_PASTED,
        rows=10,
        required=False,
        hint="Excel で見出しの行から選んで写し、ここに貼り付けます。",
    )
    file = FileField(
        "またはファイルを選ぶ",
        kinds=(".csv", ".xlsx"),
        required=False,
        hint="CSV か Excel（.xlsx）。20MBまで。",
    )

    def __init__(self, *args: Any, offices: Sequence[Office], **options: Any) -> None:
        super().__init__(*args, **options)
        if len(offices) > 1:
            self.fields["office"] = ChoiceField(
                "どの事業所の表ですか",
                choices=[(str(office.public_id), office.name) for office in offices],
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        has_file, has_text = (
            bool(data.get("file")),
            bool(data.get("pasted", "").strip()),
        )
        # A field that was refused has said why already.
        if not self.errors and has_file == has_text:
            self.add_error("pasted", str(messages.ONE_SOURCE))
        return data

    def source(self) -> bytes | str:
        """What was given, ready to be read."""
        file = self.cleaned_data.get("file")
        return file.read() if file else str(self.cleaned_data["pasted"])
