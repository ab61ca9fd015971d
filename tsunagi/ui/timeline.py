"""A timeline, drawn by a function: a page has fifty entries, and as a template each of
them was as long on its way as everything else of the page (docs/performance.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import normalize_newlines

from tsunagi.ui import words
from tsunagi.ui.icons import icon
from tsunagi.ui.parts import TimelineEntry


def draw_timeline(
    entries: Iterable[TimelineEntry], *, weekday: bool = False
) -> SafeString:
    """In the order given. weekday: behind each day."""
    lines = "".join(_line(entry, weekday) for entry in entries)
    return mark_safe(f'<ol class="timeline">{lines}</ol>')  # noqa: S308 — escaped below


def _line(entry: TimelineEntry, weekday: bool) -> str:
    who = f' <span class="quiet">{escape(entry.who)}</span>' if entry.who else ""
    title = escape(entry.title)
    if entry.url:
        title = f'<a href="{escape(entry.url)}">{title}</a>'
    text = _marked(entry.parts) if entry.parts else _in_lines(entry.text)
    return (
        f'<li class="timeline-{escape(entry.kind)}">{_icon(entry.kind)}<div>'
        f'<p class="timeline-when">{_when(entry.at, weekday)}{who}</p>'
        f'<p class="timeline-title">{title}</p>{text and f"<p>{text}</p>"}</div></li>'
    )


_icon = cache(icon)


def _when(at: date | datetime, weekday: bool) -> SafeString:
    if isinstance(at, datetime):
        return words.written_instant(at)
    return words.written_date(at, weekday=weekday)


def _marked(parts: Sequence[tuple[str, bool]]) -> str:
    return "".join(
        f"<mark>{escape(text)}</mark>" if is_word else escape(text)
        for text, is_word in parts
    )


def _in_lines(text: str) -> str:
    return escape(normalize_newlines(text)).replace("\n", "<br>")
