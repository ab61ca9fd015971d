"""Every address and command names an action. This module lists them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

from tsunagi.common.frozen import Frozen, asdict

OUR_APPS = ("tsunagi.", "demo")


class ActionEntry(Frozen):
    """One door: where, the action it names, and the permission it needs."""

    where: str
    kind: str
    name: str
    action: str
    permission: str | None
    public: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def _patterns(
    resolver: URLResolver, prefix: str = "", names: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    for part in resolver.url_patterns:
        where = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            inner = f"{names}{part.namespace}:" if part.namespace else names
            yield from _patterns(part, where, inner)
        else:
            yield where, f"{names}{part.name or ''}", part


def url_actions() -> list[ActionEntry]:
    """All addresses in the order of the URL configuration."""
    entries = []
    for where, name, pattern in _patterns(get_resolver()):
        view = pattern.callback
        permission = getattr(view, "action_permission", None)
        entries.append(
            ActionEntry(
                where=f"/{where}",
                kind="url",
                name=name,
                action=getattr(view, "action_name", ""),
                permission=str(permission) if permission else None,
                public=bool(getattr(view, "action_public", False)),
            )
        )
    return entries


def command_actions() -> list[ActionEntry]:
    """Our own commands; each class names its action and says what it is for."""
    entries = []
    for name, app in sorted(get_commands().items()):
        if not str(app).startswith(OUR_APPS):
            continue
        command = load_command_class(str(app), name)
        entries.append(
            ActionEntry(
                where=f"bin/tsunagi {name}",
                kind="command",
                name=name,
                action=getattr(command, "action_name", ""),
                permission="運用者（サーバーの端末）",
                public=False,
            )
        )
    return entries
