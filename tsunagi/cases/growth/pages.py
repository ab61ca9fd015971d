"""育ちの記録の画面がどれも使うもの: 見出しの並びと、戻り先。"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.ui import parts

TITLE = "わたしの育ちの記録"
FORM = "cases/form.html"
# What one looks back on, and what others have noticed, are pages of their own beside it.
PAGES = (
    ("育ちの記録", "growth", Permission.GROWTH_KEEP),
    ("支援のふり返り", "reflection-list", Permission.CASE_WORK),
    ("面接・同行の記録", "observation-list", Permission.CASE_WORK),
    ("見せてくれている人", "growth-shared", Permission.GROWTH_KEEP),
)


def growth_tabs(actor: Actor, current: str) -> list[parts.Tab]:
    """The pages of one's own growth, those that the actor may open."""
    return [
        parts.Tab(label, reverse(name), current=name == current)
        for label, name, permission in PAGES
        if actor.has(permission)
    ]


def form_page(
    title: str, submit: str, *, back: str = "", up: str = TITLE, lead: str = ""
) -> dict[str, Any]:
    """The frame of a form of the record."""
    return {
        "title": title,
        "submit_label": submit,
        "up_label": up,
        "cancel_url": back or reverse("growth"),
        "lead": lead,
    }
