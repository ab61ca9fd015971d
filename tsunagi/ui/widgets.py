"""Django's plain widgets and our field, drawn by functions instead of templates.

A list page with a filter draws some forty small templates for its form, which was a
third of its time. The markup is that of Django's own templates (a test compares) and
of what was `ui/forms/field.html`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tsunagi.ui.icons import icon

if TYPE_CHECKING:
    from tsunagi.ui.drawn import DrawnField

NOTHING = SafeString("")


def _attributes(given: Mapping[str, Any]) -> str:
    """As `django/forms/widgets/attrs.html` draws them; every value is escaped."""
    parts = []
    for name, value in given.items():
        if value is True:
            parts.append(f" {conditional_escape(name)}")
        elif value is not False:
            parts.append(f' {conditional_escape(name)}="{_escaped(value)}"')
    return "".join(parts)


def _escaped(value: Any) -> str:
    # Most are plain texts: escaped at once, without asking whether they are markup.
    if type(value) is str:
        return escape(value)
    return conditional_escape(value if isinstance(value, str) else str(value))


def draw_options(choices: Iterable[tuple[Any, Any, bool]]) -> SafeString:
    """The <option>s of a long list: (value, words, chosen)."""
    return mark_safe(  # noqa: S308 — every part is escaped
        "".join(
            f'<option value="{_escaped(value)}"{" selected" if chosen else ""}>'
            f"{_escaped(words)}</option>"
            for value, words, chosen in choices
        )
    )


def draw_input(widget: Mapping[str, Any]) -> SafeString:
    value = widget["value"]
    shown = "" if value is None else f' value="{_escaped(value)}"'
    return mark_safe(  # noqa: S308 — every part is escaped above
        f'<input type="{_escaped(widget["type"])}" name="{_escaped(widget["name"])}"'
        f"{shown}{_attributes(widget['attrs'])}>\n"
    )


def draw_select(widget: Mapping[str, Any]) -> SafeString:
    parts = [
        f'<select name="{_escaped(widget["name"])}"{_attributes(widget["attrs"])}>'
    ]
    for title, options, _ in widget["optgroups"]:
        if title:
            parts.append(f'\n  <optgroup label="{_escaped(title)}">')
        parts += [
            f'\n  <option value="{_escaped(one["value"])}"{_attributes(one["attrs"])}>'
            f"{_escaped(one['label'])}</option>\n"
            for one in options
        ]
        if title:
            parts.append("\n  </optgroup>")
    return mark_safe("".join(parts) + "\n</select>\n")  # noqa: S308 — escaped above


_INPUTS = ("text", "hidden", "number", "email", "password", "url", "checkbox")
DRAWN: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    **{f"django/forms/widgets/{name}.html": draw_input for name in _INPUTS},
    "django/forms/widgets/select.html": draw_select,
}


def draw_field(field: DrawnField) -> SafeString:
    """One field: label, 必須/任意, hint, example, input with unit, warning, error."""
    width = f" field-{field.width}" if field.width else ""
    return format_html(
        '<div class="field{}{}">{}{}{}{}{}{}{}{}</div>',
        " field-wrong" if field.errors else "",
        width,
        _label(field),
        _hint(field, "hint", field.hint),
        _hint(field, "example", f"例: {field.example}" if field.example else ""),
        NOTHING if field.is_check else _entry(field),
        _read_back(field),
        _warning(field),
        _errors(field),
        SafeString("</fieldset>") if field.is_choice_group else NOTHING,
    )


def _label(field: DrawnField) -> SafeString:
    if field.is_check:
        must = ' <span class="field-must">必須</span>' if field.field.required else ""
        return format_html(
            '<label class="check" for="{}">{} <span>{}{}</span></label>',
            field.id_for_label, field, field.label, SafeString(must),
        )  # fmt: skip
    word = format_html(
        '<span class="{}">{}</span>',
        "field-must" if field.field.required else "field-may",
        field.required_word,
    )
    if field.is_choice_group:
        described = field.aria_describedby
        tied = format_html(' aria-describedby="{}"', described) if described else ""
        return format_html(
            "<fieldset{}><legend>{} {}</legend>", tied, field.label, word
        )
    return format_html(
        '<label for="{}">{} {}</label>', field.id_for_label, field.label, word
    )


def _hint(field: DrawnField, name: str, text: Any) -> SafeString:
    if not text:
        return NOTHING
    return format_html(
        '<div class="field-hint" id="{}_{}">{}</div>', field.auto_id, name, text
    )


def _entry(field: DrawnField) -> SafeString:
    if not field.unit:
        return SafeString(field)
    return format_html(
        '<div class="field-row">{}<span class="field-unit" id="{}_unit">{}</span></div>',
        field, field.auto_id, field.unit,
    )  # fmt: skip


def _read_back(field: DrawnField) -> SafeString:
    if not field.reads_back:
        return NOTHING
    return format_html(
        '<p class="field-readback" role="status" data-readback-for="{}"></p>',
        field.id_for_label,
    )


def _warning(field: DrawnField) -> SafeString:
    if not field.warning:
        return NOTHING
    return format_html(
        '<p class="field-warning" id="{}_warning">{}{}</p>',
        field.auto_id, icon("warning"), field.warning,
    )  # fmt: skip


def _errors(field: DrawnField) -> SafeString:
    if not field.errors:
        return NOTHING
    lines = format_html_join(
        "",
        '<p>{}<span class="visually-hidden">エラー: </span>{}</p>',
        ((icon("error"), error) for error in field.errors),
    )
    return format_html(
        '<div class="field-error" id="{}_error">{}</div>', field.auto_id, lines
    )
