"""Text with furigana as HTML: <ruby> above kanji, one unbroken span for each phrase."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tsunagi.common.furigana import Piece


def ruby(
    pieces: Iterable[Piece], *, furigana: bool = True, spaced: bool = False
) -> SafeString:
    """spaced: a space between phrases, where the text has none of its own."""
    phrases: list[list[str]] = [[]]
    for piece in pieces:
        if piece.begins_phrase and phrases[-1]:
            phrases.append([])
        phrases[-1].append(_piece(piece, furigana))
    between = " " if spaced else ""
    found = between.join(
        format_html('<span class="phrase">{}</span>', mark_safe("".join(one)))  # noqa: S308 (each part is escaped)
        for one in phrases
        if one
    )
    return mark_safe(found)  # noqa: S308 (joined from safe parts)


def _piece(piece: Piece, furigana: bool) -> str:
    if not furigana or piece.reading is None:
        return format_html("{}", piece.surface)
    return format_html(
        "<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>", piece.surface, piece.reading
    )
