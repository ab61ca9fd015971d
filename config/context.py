"""What every page needs: who, where, the menu, the display settings."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from config.navigation import CASE_LINKS, Heading, MenuItem, arrangement_for
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.common.frozen import Frozen, replace
from tsunagi.ui.http import display_cookie

SIZES = ("normal", "large", "largest")
CONTRASTS = ("normal", "high")


@cache
def _url(name: str) -> str:
    return reverse(name)


def _is_here(section: str, path: str) -> bool:
    return path == "/" if section == "/" else path.startswith(section)


class Navigation(Frozen):
    """The menu of one set of permissions, seen from one place of it."""

    items: tuple[MenuItem, ...]
    phone: tuple[MenuItem, ...]


def navigation_for(actor: Actor, path: str) -> Navigation:
    """The menu with permissions applied; the most exact section is "here"."""
    headings = arrangement_for(actor)
    sections = _sections(headings, actor.permissions)
    here = max((one for one in sections if _is_here(one, path)), key=len, default="")
    return _navigation(headings, actor.permissions, here)


# The menu follows from what these functions are given and from nothing else; who holds
# which permission is asked anew for every request.
@lru_cache(maxsize=256)
def _sections(
    headings: tuple[Heading, ...], permissions: frozenset[Permission]
) -> tuple[str, ...]:
    return tuple(
        line.section
        for heading in headings
        for line in heading.lines
        if line.permission in permissions
    )


@lru_cache(maxsize=512)
def _navigation(
    headings: tuple[Heading, ...], permissions: frozenset[Permission], here: str
) -> Navigation:
    allowed = [
        (heading, [line for line in heading.lines if line.permission in permissions])
        for heading in headings
    ]
    items = tuple(
        MenuItem(
            label=heading.label,
            url=_url(lines[0].url_name),
            symbol=heading.symbol,
            phone_label=heading.phone_label,
            current=any(line.section == here for line in lines),
            children=tuple(
                MenuItem(line.label, _url(line.url_name), current=line.section == here)
                for line in lines
            )
            if len(lines) > 1
            else (),
        )
        for heading, lines in allowed
        if lines
    )
    # メニュー at the right end shows everything, so その他 needs no place of its own.
    phone = tuple(
        replace(item, label=item.phone_label or item.label)
        for item in items[:4]
        if item.symbol != "menu"
    )
    return Navigation(items, phone)


@cache
def account_navigation() -> tuple[MenuItem, ...]:
    return (
        MenuItem("自分の設定", _url("own-account")),
        MenuItem("パスワードを変える", _url("account_change_password")),
        MenuItem("二段階の確認", _url("mfa_index")),
        MenuItem("ログアウト", _url("account_logout"), post=True),
    )


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template that is rendered with a request."""
    size = request.COOKIES.get(display_cookie(request, "size"), SIZES[0])
    contrast = request.COOKIES.get(display_cookie(request, "contrast"), CONTRASTS[0])
    context: dict[str, Any] = {
        "actor": None,
        "display_size": size if size in SIZES else SIZES[0],
        "display_contrast": contrast if contrast in CONTRASTS else CONTRASTS[0],
        "environment_label": "" if settings.IS_PRODUCTION else "架空のデモ",
    }
    actor = getattr(request, "actor", None)
    if actor is None or actor.staff_id is None:
        return context
    navigation = navigation_for(actor, request.path)
    return {
        **context,
        "actor": actor,
        "navigation": navigation.items,
        "phone_navigation": navigation.phone,
        "account_navigation": account_navigation(),
        # Whoever works with persons looks for persons first; the page leads on to offices.
        "search_url": _url(
            "person-search" if actor.has(Permission.CASE_VIEW) else "search"
        ),
        "case_links": CASE_LINKS if actor.has(Permission.MEETING_RUN) else (),
        "municipality_name": actor.municipality_name,
        "office_name": actor.office_name,
        "new_contact_url": _url("contact-start")
        if actor.has(Permission.CASE_WORK)
        else "",
        "session_extend_url": _url("stay-signed-in"),
        "session_seconds_left": int(
            timedelta(minutes=settings.IDLE_MINUTES).total_seconds()
        ),
    }
