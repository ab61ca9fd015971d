"""The real product: bin/demo's own world, its own server, a real browser."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import DESKTOP, browser, opened

__all__ = ["browser"]
PROJECT = Path(__file__).parents[2]
START_SECONDS = 60
SESSION_COOKIE = "sessionid"
WORLD = "e2e_world"
SMALL = ["--persons", "60"]


@dataclass(frozen=True)
class Site:
    """A running demo: its address, its accounts and who has signed in, by login name."""

    address: str
    environment: dict[str, str]
    accounts: dict[str, dict[str, str]]
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=PROJECT, env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def database_beside(name: str, folder: Path, template: str = "") -> str:
    """A database of its own beside the tests' one, on the same engine.

    template: begin as a copy of this one (PostgreSQL; elsewhere the folder is copied).
    """
    address = os.environ.get("TSUNAGI_DATABASE", "")
    if not address.startswith("postgresql"):
        return f"sqlite://{folder}/demo.sqlite3"
    import psycopg

    copied = f"TEMPLATE {template}" if template else ""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} {copied}")
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def surroundings(folder: Path, database: str) -> dict[str, str]:
    return {
        **os.environ,
        "TSUNAGI_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TSUNAGI_WORK_DIR": str(folder),
        "TSUNAGI_DATABASE": database,
    }


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a whole demo, made once in a run: who comes second waits for it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demo-world"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "demo.json").exists():
            environment = surroundings(folder, database_beside(WORLD, folder))
            # SQLite walks one path only: a small world says as much, in half the time.
            is_small = environment["TSUNAGI_DATABASE"].startswith("sqlite")
            made = subprocess.run(
                [
                    sys.executable, "manage.py", "demo", "run", "--fresh",
                    "--prepare-only", *(SMALL if is_small else []),
                ],
                cwd=PROJECT, env=environment, check=False, capture_output=True, text=True,
            )  # fmt: skip
            assert made.returncode == 0, (made.stdout + made.stderr)[-3000:]
    return folder


@pytest.fixture(scope="session")
def site(
    world: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(world, folder, dirs_exist_ok=True)
    environment = surroundings(
        folder, database_beside(f"e2e_{worker_id}", folder, template=WORLD)
    )
    port = free_port()
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "run", "--port", str(port)],
        cwd=PROJECT, env=environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://localhost:{port}"
    try:
        _wait_for(address, server, folder / "server.log")
        accounts = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
        yield Site(address, environment, {a["login"]: a for a in accounts["accounts"]})
        text = (folder / "server.log").read_text(encoding="utf-8")
        assert "ERROR" not in text and "Traceback" not in text, text[-3000:]
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
        log.close()


def _wait_for(address: str, server: subprocess.Popen[Any], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/login/", timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(log.read_text(encoding="utf-8")[-3000:])


class Visit:
    """Opens the site as one of the demo's people, who signs in once for all tests."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site

    def __call__(
        self, login: str = "", size: Any = DESKTOP
    ) -> AbstractContextManager[Page]:
        return _signed_in(self.browser, self.site, login, size)


class _signed_in:  # noqa: N801 — used like a function
    def __init__(self, browser: Browser, site: Site, login: str, size: Any) -> None:
        self.opening = opened(
            browser, site.address, size, **site.sessions.get(login, {})
        )
        self.site = site
        self.account = site.accounts[login] if login else None

    def __enter__(self) -> Page:
        page = self.opening.__enter__()
        if self.account:
            self._come_in(page, self.account["login"], self.account["password"])
        return page

    def _come_in(self, page: Page, login: str, password: str) -> None:
        """A session that a test has ended is begun again."""
        if login in self.site.sessions:
            page.goto("/")
            if not page.url.startswith(f"{self.site.address}/login/"):
                return
        sign_in(page, login, password)
        self.site.sessions[login] = {
            cookie["name"]: cookie["value"]
            for cookie in page.context.cookies()
            if cookie["name"] == SESSION_COOKIE
        }

    def __exit__(self, *args: Any) -> None:
        self.opening.__exit__(*args)


def sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/login/")
    page.get_by_label("ログイン名").fill(login)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="ログインする").click()
    page.wait_for_load_state()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Visit:
    return Visit(browser, site)
