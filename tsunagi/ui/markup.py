"""Safe HTML attributes for the component tags."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def html_attributes(given: Mapping[str, object]) -> SafeString:
    """`hx_post="/x"` becomes ` hx-post="/x"`. True stands alone, False and None vanish.

    A trailing underscore frees Python's words (`class_`). Styles and handlers are
    refused, because the Content-Security-Policy would silently ignore them.
    """
    pairs = []
    for key, value in given.items():
        name = key.rstrip("_").replace("_", "-")
        if name == "style" or name.startswith(("on", "hx-on")):
            raise ValueError(f"attribute {name} cannot work under our security policy")
        if value is None or value is False or value == "":
            continue
        pairs.append((name, name if value is True else value))
    return format_html_join("", ' {}="{}"', pairs)


def element(
    tag: str, text: object, attributes: Mapping[str, object], before: object = ""
) -> SafeString:
    """One element with escaped text; `before` is safe markup such as an icon."""
    return format_html(
        "<{}{}>{}<span>{}</span></{}>",
        tag,
        html_attributes(attributes),
        before,
        text,
        tag,
    )
