"""Forms that draw themselves: label, hint, example, error, all tied by aria.

`{{ form }}` gives the list of errors, the groups and the fields;
`{{ form.name.as_field_group }}` gives one field. Any Django form works, so the
forms of the login library look the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import TemplatesSetting

from tsunagi.common.frozen import Frozen
from tsunagi.ui.drawn import DrawnField
from tsunagi.ui.widgets import DRAWN

__all__ = ["DrawnField", "DrawnGroup", "Form", "Group", "Renderer", "error_links"]


class Renderer(TemplatesSetting):
    """FORM_RENDERER: our templates, with every bound field a `DrawnField`."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    bound_field_class = DrawnField

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        if draw is not None:
            return draw(context["widget"])
        return super().render(template_name, context, request)


class Group(Frozen):
    """Fields that belong together, with one sentence that says why we ask."""

    title: str
    fields: tuple[str, ...]
    sentence: str = ""
    # Seldom needed: closed until something of it is written or wrong.
    is_folded: bool = False


class DrawnGroup(Frozen):
    """A group with its bound fields, ready for the template."""

    title: str
    sentence: str
    fields: tuple[forms.BoundField, ...]
    is_folded: bool = False

    @property
    def is_open(self) -> bool:
        """Nothing that was typed, and no mistake, is ever hidden in a closed group."""
        return any(field.errors or field.value() for field in self.fields)


class ErrorLink(Frozen):
    """One line of the error list: what to do and where."""

    text: str
    target: str


class Form(forms.Form):
    """Base of all our forms.

    The browser's own bubbles are switched off: they vanish, speak the browser's
    language and stop at the first mistake. What was typed always comes back.
    """

    use_required_attribute = False
    groups: ClassVar[tuple[Group, ...]] = ()
    # Fields of a filter, drawn once for each value and list of choices. Nothing else of
    # them may differ between two forms; never a field into which a name is typed.
    kept: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def drawn_groups(self) -> Iterator[DrawnGroup]:
        """The groups in order; fields that no group names come last."""
        named: set[str] = set()
        for group in self.groups:
            present = tuple(self[name] for name in group.fields if name in self.fields)
            named.update(group.fields)
            if present:
                yield DrawnGroup(
                    group.title, group.sentence, present, is_folded=group.is_folded
                )
        rest = tuple(
            field for field in self.visible_fields() if field.name not in named
        )
        if rest:
            yield DrawnGroup("", "", rest)

    @property
    def warnings(self) -> list[str]:
        """What was accepted but looks odd; show it after saving."""
        notes = (getattr(field, "warning", "") for field in self.fields.values())
        return [note for note in notes if note]


def error_links(form: forms.BaseForm) -> list[ErrorLink]:
    """エラーの一覧。項目の順に並べ、その項目へ飛べるようにする。

    A hidden field cannot be jumped to, so its text stands without a link.
    """
    links = [ErrorLink(str(text), "") for text in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else _focus_id(field)
        links.extend(ErrorLink(str(text), target) for text in field.errors)
    return links


def _focus_id(field: forms.BoundField) -> str:
    if isinstance(field, DrawnField):
        return field.focus_id
    return field.id_for_label or field.auto_id
