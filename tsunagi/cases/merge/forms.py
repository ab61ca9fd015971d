"""記録をまとめるときの入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.ui.fields import ChoiceField, TextField
from tsunagi.ui.forms import Form

KEEP, TAKE = "keep", "take"


class MergeForm(Form):
    """One choice per field that differs, and the reason."""

    reason = TextField(
        "同じ人と判断した理由", max_length=300,
        example="受給者証の番号が同じで、両方の事業所に電話で確かめた",
    )  # fmt: skip

    def __init__(
        self, *args: Any, differing: Sequence[tuple[str, str, str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, label, kept, taken in differing:
            self.fields[f"take_{name}"] = ChoiceField(
                label,
                choices=[(KEEP, kept or "（空）"), (TAKE, taken or "（空）")],
                initial=KEEP if kept else TAKE,
            )
        self.order_fields([*(f"take_{row[0]}" for row in differing), "reason"])

    def take(self) -> dict[str, bool]:
        return {
            name.removeprefix("take_"): value == TAKE
            for name, value in self.cleaned_data.items()
            if name.startswith("take_")
        }
