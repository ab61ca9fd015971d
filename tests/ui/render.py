"""Rendering of template snippets with the product's own engine."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.template import engines

VOID = {"input", "br", "meta", "link", "img", "hr"}


def render(source: str, /, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)


class Page(HTMLParser):
    """Every start tag with its attributes, and whether the tags nest."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data

    def find(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        wanted = {
            name.rstrip("_").replace("_", "-"): v for name, v in attributes.items()
        }
        return [
            found
            for name, found in self.tags
            if name == tag and all(found.get(key) == v for key, v in wanted.items())
        ]

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.tags if "id" in attrs]
