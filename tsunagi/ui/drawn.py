"""A bound field that knows all its texts and how to tie them to the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
)

from tsunagi.ui.widgets import draw_field

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString


# What fields of filters look like, by everything in which one differs from the next time.
_KEPT: dict[tuple[Any, ...], SafeString] = {}
# Then it begins anew.
MOST_KEPT = 512


class DrawnField(forms.BoundField):
    """What `draw_field` draws. Works with any Django field."""

    def as_field_group(self) -> SafeString:
        """Drawn; or taken from before, where the form says `kept` of this field."""
        if self.name not in getattr(self.form, "kept", ()) or self.errors:
            return draw_field(self)
        choices = tuple(getattr(self.field, "choices", ()))
        key = (type(self.form), self.auto_id, self.html_name, self.value(), choices)
        found = _KEPT.get(key)
        if found is None:
            if len(_KEPT) >= MOST_KEPT:
                _KEPT.clear()
            found = _KEPT[key] = draw_field(self)
        return found

    @property
    def hint(self) -> str | _StrPromise:
        """As given: a hint of the login library may be safe markup."""
        return self.field.help_text or ""

    @property
    def example(self) -> str:
        return str(getattr(self.field, "example", ""))

    @property
    def unit(self) -> str:
        return str(getattr(self.field, "unit", ""))

    @property
    def width(self) -> str:
        return str(getattr(self.field, "width", ""))

    @property
    def warning(self) -> str:
        return str(getattr(self.field, "warning", ""))

    @property
    def required_word(self) -> str:
        """必須か任意かは、印や色ではなく言葉で示す。"""
        return "必須" if self.field.required else "任意"

    @property
    def is_check(self) -> bool:
        """One box with its label behind it, not above it."""
        return isinstance(self.field.widget, CheckboxInput)

    @property
    def is_choice_group(self) -> bool:
        return isinstance(self.field.widget, RadioSelect | CheckboxSelectMultiple)

    @property
    def reads_back(self) -> bool:
        """The page tells, after typing, how the value was understood."""
        return bool(getattr(self.field, "reads_back", False))

    @property
    def focus_id(self) -> str:
        """Where the error list jumps to: the input, or the first of a group."""
        if self.is_choice_group:
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id

    @property
    def aria_describedby(self) -> str | None:
        """Hint, example, warning, error: in the order in which they are read."""
        if self.field.widget.attrs.get("aria-describedby"):
            return None
        if self.is_hidden or not self.auto_id:
            return ""
        parts = {
            "hint": self.hint,
            "example": self.example,
            "unit": self.unit,
            "warning": self.warning,
            "error": self.errors,
        }
        return " ".join(
            f"{self.auto_id}_{name}" for name, text in parts.items() if text
        )
