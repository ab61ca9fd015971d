"""Every view says what it is: the action's name, and what it needs.

The middleware of `access` reads these attributes and refuses a view without them.
The decorator lives here because every room above, `access` included, uses it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

View = TypeVar("View", bound=Callable[..., Any])


def action(
    name: str, *, public: bool = False, permission: object = None
) -> Callable[[View], View]:
    """Name the action of a view, e.g. `@action("office.view", permission=…)`.

    Put it outermost, so that the attributes sit on what the URL resolver returns.
    `public` means: no login needed. `permission` stays opaque here; `access`, which
    this room may not import, knows what it means.
    """
    if public and permission is not None:
        raise ValueError(f"{name}: a public view cannot ask for a permission")

    def mark(view: View) -> View:
        attributes: Any = view
        attributes.action_name = name
        attributes.action_public = public
        attributes.action_permission = permission
        return view

    return mark


def display_cookie(request: HttpRequest, name: str) -> str:
    """The name of a display cookie. Over HTTPS it is bound to this host by its prefix;
    app.js, which writes the same cookies, follows the same rule."""
    prefix = "__Host-" if request.is_secure() else ""
    return f"{prefix}display_{name}"


def safe_next(request: HttpRequest, target: str, *, otherwise: str) -> str:
    """The address to go back to, only if it is one of ours."""
    is_ours = url_has_allowed_host_and_scheme(
        target,
        allowed_hosts={request.get_host()},
        require_https=request.is_secure(),
    )
    return target if target and is_ours else otherwise
