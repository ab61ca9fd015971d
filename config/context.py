"""What every page needs: who, where, the menu, the display settings."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from config.navigation import MAIN
from tsunagi.access.actor import Actor, SystemActor

SIZES = ("normal", "large", "largest")
CONTRASTS = ("normal", "high")


@cache
def _url(name: str) -> str:
    return reverse(name)


def _is_here(section: str, path: str) -> bool:
    return path == "/" if section == "/" else path.startswith(section)


def navigation_for(actor: Actor, path: str) -> list[dict[str, Any]]:
    return [
        {
            "label": item.label,
            "url": _url(item.url_name),
            "symbol": item.symbol,
            "current": _is_here(item.section, path),
        }
        for item in MAIN
        if actor.has(item.permission)
    ]


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template that is rendered with a request."""
    size = request.COOKIES.get("display_size", SIZES[0])
    contrast = request.COOKIES.get("display_contrast", CONTRASTS[0])
    context: dict[str, Any] = {
        "actor": None,
        "display_size": size if size in SIZES else SIZES[0],
        "display_contrast": contrast if contrast in CONTRASTS else CONTRASTS[0],
        "environment_label": "" if settings.IS_PRODUCTION else "架空のデモ",
    }
    actor = getattr(request, "actor", None)
    if actor is None or isinstance(actor, SystemActor):
        return context
    navigation = navigation_for(actor, request.path)
    return {
        **context,
        "actor": actor,
        "navigation": navigation,
        "phone_navigation": navigation[:3],
        "municipality_name": actor.municipality_name,
        "office_name": actor.office_name,
        "session_seconds_left": int(
            timedelta(minutes=settings.IDLE_MINUTES).total_seconds()
        ),
    }
