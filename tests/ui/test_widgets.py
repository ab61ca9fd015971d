"""Widgets drawn by functions are those of Django's own templates."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from tsunagi.ui.forms import Renderer

NASTY = "\"><script>x</script>&'"
CHOICES = [
    ("", "—"), ("a", "あ"), (NASTY, NASTY), (1, "一"), (None, "なし"),
    ("組", [("x", "えっくす"), ("y", mark_safe("<b>y</b>"))]),
]  # fmt: skip


def compact(html: str) -> str:
    return re.sub(r"\s*\n\s*", "", html).strip()


@pytest.mark.parametrize(
    "value", [None, "", "a", NASTY, 0, 1, True, mark_safe("&amp;")]
)
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput({"class": "wide", "data-x": NASTY, "autofocus": True}),
        forms.HiddenInput(),
        forms.NumberInput({"min": 0, "max": 1440}),
        forms.EmailInput({"hidden": False}),
        forms.PasswordInput(render_value=True),
        forms.URLInput(),
        forms.CheckboxInput(),
        forms.DateInput(),
        forms.Select({"aria-describedby": "id_hint"}, choices=CHOICES),
        forms.SelectMultiple(choices=CHOICES),
        forms.NullBooleanSelect(),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_the_same_markup(widget: forms.Widget, value: Any) -> None:
    given = [value] if isinstance(widget, forms.SelectMultiple) else value
    drawn, django = (
        widget.render("name", given, {"id": "id_name"}, renderer=renderer)
        for renderer in (Renderer(), TemplatesSetting())
    )
    assert compact(drawn) == compact(django)
