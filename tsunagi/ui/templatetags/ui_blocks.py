"""Tags with content between them: notice, panel, dialog, table, bulk bar."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tsunagi.ui import words
from tsunagi.ui.icons import icon as draw_icon
from tsunagi.ui.markup import html_attributes

register = template.Library()

NOTICE_KINDS = ("info", "success", "warning", "error")


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    """kind: info | success | warning | error."""
    if kind not in NOTICE_KINDS:
        raise ValueError(f"notice: unknown kind {kind!r}")
    heading = format_html('<p class="notice-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="notice notice-{}">{}<div class="notice-body">{}{}</div></div>',
        kind,
        draw_icon(kind),
        heading,
        content,
    )


@register.simple_block_tag
def panel(
    content: str,
    title: str,
    count: int | None = None,
    id: str = "",
) -> SafeString:
    """A titled part of a page, a line above it and no box around it."""
    number = (
        format_html(' <span class="count">{}</span>', words.written_count(count, "件"))
        if count is not None
        else ""
    )
    return format_html(
        '<section class="panel"{}><h2>{}{}</h2>{}</section>',
        html_attributes({"id": id}),
        title,
        number,
        content,
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """Opened by `data-dialog-open="id"` on a button or a link.

    Give the link a page of its own to go to where there is no JavaScript.
    """
    return format_html(
        '<dialog class="dialog" id="{}" aria-labelledby="{}-title">'
        '<h2 id="{}-title">{}</h2>{}</dialog>',
        id,
        id,
        id,
        title,
        content,
    )


@register.simple_block_tag
def table(
    content: str, caption: str, show_caption: bool = True, wide: bool = False
) -> SafeString:
    """Frame of a table: rows written by hand, `data-label` on each cell for phones."""
    return format_html(
        '<div class="table-frame{}" data-scroll-name="{}"><table class="table">'
        "<caption{}>{}</caption>{}</table></div>",
        " table-wide" if wide else "",
        caption,
        "" if show_caption else SafeString(' class="visually-hidden"'),
        caption,
        content,
    )


@register.simple_block_tag
def bulk_bar(content: str, word: str = "件") -> SafeString:
    """Acts on ticked rows; appears when a box in the same form is ticked."""
    return format_html(
        '<div class="bulk-bar"><p class="bulk-count" role="status"'
        ' data-bulk-count="{}"></p>{}</div>',
        word,
        content,
    )
