"""The base of all our fields."""

from __future__ import annotations

from typing import Any

from django import forms


class DescribedField(forms.Field):
    """What every field of ours says about itself.

    width: "" (whole line) | short | middle — how much is expected here.
    """

    # Many labels are the beginning of a sentence (「いつから」「どの事業所に」), so they
    # stand in brackets: without them the particles would run into each other.
    request = "「{label}」を入力してください。"

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        example: str = "",
        unit: str = "",
        width: str = "",
        **options: Any,
    ) -> None:
        self.example = example
        self.unit = unit
        self.width = width
        self.warning = ""
        own = {"required": self.request.format(label=label), **self.own_messages(label)}
        messages = {**own, **options.pop("error_messages", {})}
        super().__init__(
            label=label, help_text=hint, error_messages=messages, **options
        )

    def own_messages(self, label: str) -> dict[str, str]:
        """Errors beside "required"; a % in a label must not become a placeholder."""
        return {}
