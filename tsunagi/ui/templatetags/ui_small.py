"""Tags for single things: icon, button, link, status, code, meaning, breadcrumb."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tsunagi.ui import words
from tsunagi.ui.icons import icon as draw_icon
from tsunagi.ui.markup import element, html_attributes
from tsunagi.ui.pictograms import pictogram as draw_pictogram
from tsunagi.ui.widgets import draw_options

register = template.Library()

MOST_STATUSES = 1_024
STATUS_ICONS = {
    "neutral": "empty",
    "info": "info",
    "waiting": "waiting",
    "done": "success",
    "warning": "warning",
    "danger": "error",
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    return draw_icon(name, label=label)


@register.simple_tag
def pictogram(name: str) -> SafeString:
    return draw_pictogram(name)


@register.simple_tag
def options(choices: Iterable[tuple[object, object, bool]]) -> SafeString:
    """The <option>s of a long list: (value, words, chosen)."""
    return draw_options(choices)


@register.simple_tag
def button(
    text: str,
    kind: str = "secondary",
    type: str = "submit",
    icon: str = "",
    **attributes: object,
) -> SafeString:
    """kind: primary (one per screen) | secondary | quiet | danger."""
    given = {"class": f"button button-{kind}", "type": type, **attributes}
    return element("button", text, given, draw_icon(icon) if icon else "")


@register.simple_tag
def button_link(
    text: str,
    href: str,
    kind: str = "secondary",
    icon: str = "",
    **attributes: object,
) -> SafeString:
    """A link that looks like a button: it goes somewhere, it changes nothing."""
    given = {"class": f"button button-{kind}", "href": href, **attributes}
    return element("a", text, given, draw_icon(icon) if icon else "")


@register.simple_tag
def link(
    text: str, href: str, new_window: bool = False, **attributes: object
) -> SafeString:
    if not new_window:
        return format_html(
            '<a href="{}"{}>{}</a>', href, html_attributes(attributes), text
        )
    return format_html(
        '<a href="{}" target="_blank" rel="noopener noreferrer"{}>{}'
        '<span class="new-window">（別の窓で開く）</span></a>',
        href,
        html_attributes(attributes),
        text,
    )


@register.simple_tag
@lru_cache(maxsize=MOST_STATUSES, typed=True)
def status(word: str, kind: str = "neutral") -> SafeString:
    """Word + shape + colour.

    kind: neutral | info | waiting | done | warning | danger.

    Kept, because a list draws the same few words on each line. By type too: a text that
    is already safe markup must not stand for one that is equal and is not.
    """
    return format_html(
        '<span class="status status-{}">{}{}</span>',
        kind,
        draw_icon(STATUS_ICONS[kind]),
        word,
    )


@register.simple_tag
def tag(word: str) -> SafeString:
    """A plain label, such as a kind of office. It says nothing about state."""
    return format_html('<span class="tag">{}</span>', word)


@register.simple_tag
def progress(value: int, most: int, label: str, unit: str = "件") -> SafeString:
    return format_html(
        '<div class="progress"><span class="progress-label">{}</span>'
        '<progress value="{}" max="{}" aria-label="{}"></progress>'
        '<span class="progress-text">{}{}のうち{}{}</span></div>',
        label,
        value,
        most,
        label,
        f"{most:,}",
        unit,
        f"{value:,}",
        unit,
    )


@register.simple_tag
def code_text(value: str, label: str = "番号") -> SafeString:
    """A number or code: groups are spaced for the eye, the copied text is exact."""
    if not value:
        return format_html("{}", words.NOTHING)
    return format_html(
        '<span class="code-text"><code>{}</code><button type="button"'
        ' class="copy" data-copy="{}" hidden>{}<span class="visually-hidden">'
        "{}を写す</span></button></span>",
        value,
        value,
        draw_icon("copy"),
        label,
    )


@register.simple_tag(takes_context=True)
def abbr(context: Context, term: str, meaning: str) -> SafeString:
    """略語の意味。1画面で1回だけ下線を付け、2回目からは文字だけにする。"""
    memory: Any = context.render_context.dicts[0]  # shared by a page and its includes
    seen: list[str] = memory.setdefault("ui_abbr", [])
    if term in seen:
        return format_html("{}", term)
    seen.append(term)
    target = f"meaning-{len(seen)}"
    return format_html(
        '<button type="button" class="abbr" popovertarget="{}">{}'
        '<span class="visually-hidden">（意味を開く）</span></button>'
        '<span class="meaning" id="{}" popover><strong>{}</strong>{}</span>',
        target,
        term,
        target,
        term,
        meaning,
    )


@register.simple_tag
def crumbs(*pairs: str) -> SafeString:
    """`{% crumbs "地域" area_url "ひかり" %}`: the last one has no URL."""
    if not all(pairs):
        raise ValueError(f"crumb without a name or address: {pairs}")
    links = [
        format_html('<li><a href="{}">{}</a></li>', url, label)
        for label, url in zip(pairs[0::2], pairs[1::2], strict=False)
    ]
    if len(pairs) % 2:
        links.append(format_html('<li aria-current="page">{}</li>', pairs[-1]))
    return format_html(
        '<nav class="breadcrumb" aria-label="いまいる場所"><ol>{}</ol></nav>',
        SafeString("".join(links)),
    )


@register.simple_block_tag
def gallery_code(content: str) -> SafeString:
    """How to write what stands above it; for the gallery only."""
    lines = ((line.strip(),) for line in str(content).splitlines() if line.strip())
    return format_html(
        '<div class="gallery-code no-print">{}</div>',
        format_html_join("", "<code>{}</code>", lines),
    )
