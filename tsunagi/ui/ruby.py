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
    found: list[str] = []
    phrase: list[str] = []

    def close() -> None:
        if phrase:
            inside = mark_safe("".join(phrase))  # noqa: S308 (each part is escaped)
            found.append(format_html('<span class="phrase">{}</span>', inside))
            phrase.clear()

    for piece in pieces:
        if piece.surface.isspace():
            close()
            found.append(format_html("{}", piece.surface))
            continue
        if piece.begins_phrase and phrase:
            close()
            found += [" "] if spaced else []
        phrase.append(_piece(piece, furigana))
    close()
    return mark_safe("".join(found))  # noqa: S308 (joined from safe parts)


def _piece(piece: Piece, furigana: bool) -> str:
    if not furigana or piece.reading is None:
        return format_html("{}", piece.surface)
    return format_html(
        "<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>", piece.surface, piece.reading
    )
