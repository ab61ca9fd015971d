"""One signed-in person who calls the real WSGI application, without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlsplit
from wsgiref.util import setup_testing_defaults

Application = Callable[..., Iterable[bytes]]


class Browser:
    """Keeps a session cookie; every call runs all middleware and opens and closes the
    database connection as the server would."""

    def __init__(self, application: Application, login_name: str) -> None:
        from django.conf import settings
        from django.test import Client

        from tsunagi.organisations.staff.models import Staff

        self.application = application
        # The session is made without a password: argon2 is slow on purpose, and the
        # login itself is not what a page costs.
        client = Client()
        client.force_login(Staff.objects.get(login_name=login_name))
        name = settings.SESSION_COOKIE_NAME
        self.cookie = f"{name}={client.cookies[name].value}"

    def get(self, address: str) -> bytes:
        """The page; anything but 200 is a broken benchmark."""
        path, query = urlsplit(address).path, urlsplit(address).query
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": quote(query, safe="=&%"),
            "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": self.cookie,
            "wsgi.input": BytesIO(),
        }
        setup_testing_defaults(environ)
        answers: list[str] = []

        def start_response(status: str, headers: object, error: object = None) -> None:
            answers.append(status)

        body = self.application(environ, start_response)
        try:
            page = b"".join(body)
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()
        if answers != ["200 OK"]:
            raise RuntimeError(f"{address}: {answers}")
        return page
