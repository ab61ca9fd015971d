"""Run as a program in production settings: one answer of every kind, as JSON.

The region is the one of the tests; the database and the folders are thrown away.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings

django.setup()
settings.STATIC_ROOT = sys.argv[1]

from django.contrib.staticfiles.storage import staticfiles_storage  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.factories.region import PASSWORD, build_region  # noqa: E402
from tsunagi.access import audit_queries  # noqa: E402

HOST = "tsunagi.example.lg.jp"
SECURE = {"secure": True, "headers": {"Host": HOST, "X-Forwarded-Proto": "https"}}
found: dict[str, Any] = {"answers": {}, "cookies": {}}


def ask(
    name: str, client: Client, method: str, where: str, data: Any = None, **extra: Any
) -> Any:
    """One request over HTTPS behind the proxy; its status, headers and cookies."""
    options: dict[str, Any] = {
        "secure": True,
        "headers": {**SECURE["headers"], **extra.pop("headers", {})},  # type: ignore[dict-item]
        **extra,
    }
    if data is not None:
        options["data"] = data
    response = getattr(client, method)(where, **options)
    if response.streaming:
        b"".join(response.streaming_content)
    found["answers"][name] = {
        "status": response.status_code,
        "headers": {key.lower(): value for key, value in response.headers.items()},
    }
    for key, morsel in response.cookies.items():
        if morsel.value:
            found["cookies"][key] = {k: v for k, v in morsel.items() if v}
    return response


def main() -> None:
    setup_test_environment()
    settings.ALLOWED_HOSTS = [HOST]
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
    region = build_region(now=timezone.now())
    visitor, manager = Client(), Client(raise_request_exception=False)
    strict = Client(enforce_csrf_checks=True)
    ask("the login page", visitor, "get", "/login/")
    ask("a visitor is sent to the login", visitor, "get", "/offices/")
    ask("a wrong password", visitor, "post", "/login/", {"login": "x", "password": "y"})
    ask(
        "a login",
        manager,
        "post",
        "/login/",
        {"login": "manager", "password": PASSWORD},
    )
    ask("a page", manager, "get", "/")
    ask(
        "a person's page",
        manager,
        "get",
        f"/staff/{region.staff['specialist'].public_id}/",
    )
    ask("an export", manager, "get", "/staff/export/")
    ask("not permitted", manager, "get", "/audit/")
    ask("not there", manager, "get", "/no/such/page/")
    ask("not there for a visitor", visitor, "get", "/no/such/page/")
    ask("a wrong method", manager, "get", "/account/stay/")
    ask("a form with a mistake", visitor, "post", "/invitation/", {})
    ask("no content", manager, "post", "/account/stay/", headers={"HX-Request": "true"})
    ask("without its token", strict, "post", "/login/", {"login": "x", "password": "y"})
    ask("another host", visitor, "get", "/login/", headers={"Host": "other.example"})
    ask("plain http", visitor, "get", "/login/", secure=False,
        headers={"X-Forwarded-Proto": "http"})  # fmt: skip
    ask(
        "a display setting",
        visitor,
        "post",
        "/ui/display/",
        {"size": "large", "keys": "off"},
    )
    audit_queries.own_logins = broken
    ask("an error of ours", manager, "get", "/account/")
    for kind in ("ui/base.css", "ui/app.js", "ui/mark.svg"):
        ask(f"a file {kind}", visitor, "get", staticfiles_storage.url(kind))
    ask("a missing file", visitor, "get", "/static/none.css")
    ask("a logout", manager, "post", "/logout/")
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")


def broken(**kwargs: Any) -> Any:
    raise ZeroDivisionError


if __name__ == "__main__":
    main()
