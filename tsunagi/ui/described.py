"""The base of all our fields."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, TypeVar

from django import forms
from django.forms.widgets import ChoiceWidget

# Widgets that hold nothing of their own but attributes and choices.
PLAIN = (forms.Widget.__deepcopy__, ChoiceWidget.__deepcopy__)
One = TypeVar("One")


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

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """The field of one form: each form makes a copy of all of its own. Lists of choices
        are shared, which nobody changes in place; Django copies them pair by pair."""
        own = _twin(self)
        memo[id(self)] = own
        if type(self.widget).__deepcopy__ in PLAIN:
            own.widget = _twin(self.widget)
            own.widget.attrs = self.widget.attrs.copy()
        else:
            own.widget = deepcopy(self.widget, memo)
        own.error_messages = self.error_messages.copy()
        own.validators = self.validators[:]
        return own

    def own_messages(self, label: str) -> dict[str, str]:
        """Errors beside "required"; a % in a label must not become a placeholder."""
        return {}


def _twin(one: One) -> One:
    """Another object with the same attributes, as `copy` makes it by a longer way."""
    twin = object.__new__(type(one))
    twin.__dict__.update(one.__dict__)
    return twin
