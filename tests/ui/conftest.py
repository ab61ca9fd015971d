"""The design system on its own: as a test client, and as a real server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, override_settings

from tests.ui.site import SETTINGS


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Requests are not part of a test's output."""


class ThreadingServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def ui_client() -> Iterator[Client]:
    with override_settings(**SETTINGS):
        yield Client(enforce_csrf_checks=False)


@pytest.fixture(scope="module")
def ui_server() -> Iterator[str]:
    with override_settings(**SETTINGS):
        server = make_server(
            "127.0.0.1",
            0,
            WSGIHandler(),
            server_class=ThreadingServer,
            handler_class=QuietHandler,
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
