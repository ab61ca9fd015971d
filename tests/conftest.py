"""What every test shares: no network, small worlds, actors."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

from config.collector import keep_what_is_loaded
from tests.append_only import triggers_off
from tests.cores import keep_to_one
from tests.factories.kept_region import kept_region, settle
from tests.factories.region import Region
from tsunagi.access import transactions

# How fast this machine is at the moment says nothing about what is tested.
settings.register_profile(
    "tsunagi", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tsunagi")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
TODAY = date(2026, 11, 22)
LONG = os.environ.get("TSUNAGI_LONG") == "yes"


def _teardown_with_triggers_off() -> None:
    """Tests that commit are emptied afterwards; audit rows need their triggers off."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: Any) -> None:
        with triggers_off():
            original(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


_teardown_with_triggers_off()


def pytest_configure(config: pytest.Config) -> None:
    run = getattr(config, "workerinput", None)  # one of several processes (xdist)
    if run is not None:
        keep_to_one(int(run["workerid"].removeprefix("gw")), run["workercount"])


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may leave this machine, in tests as in the product."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def no_borrowed_transaction(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The transaction around a test is none of a request's: an act that stands in no
    transaction of its own is refused in a test as it is for a user."""
    around: list[int] = []

    def begin(**_: Any) -> None:
        around.append(len(connection.atomic_blocks))

    def end(**_: Any) -> None:
        around.clear()

    def in_transaction() -> bool:
        if not around:
            return bool(connection.in_atomic_block)
        return len(connection.atomic_blocks) > around[-1]

    monkeypatch.setattr(transactions, "in_transaction", in_transaction)
    request_started.connect(begin)
    request_finished.connect(end)
    yield
    request_started.disconnect(begin)
    request_finished.disconnect(end)


COMMITTING = {"transactional_db", "live_server"}


def _commits(test: pytest.Item) -> bool:
    marker = test.get_closest_marker("django_db")
    names = set(getattr(test, "fixturenames", ()))
    return bool(names & COMMITTING or (marker and marker.kwargs.get("transaction")))


def _stands_on_region(test: pytest.Item) -> bool:
    return "region" in getattr(test, "fixturenames", ()) and not _commits(test)


def _uses_database(test: pytest.Item) -> bool:
    names = set(getattr(test, "fixturenames", ()))
    return bool(names & {"db", *COMMITTING} or test.get_closest_marker("django_db"))


def _is_short(test: pytest.Item) -> bool:
    """Long: a real server, a real browser or many processes, beside our database."""
    return _uses_database(test) or not _is_apart(test)


def _is_apart(test: pytest.Item) -> bool:
    return bool(test.get_closest_marker("slow") or test.get_closest_marker("browser"))


def _is_pure(test: pytest.Item) -> bool:
    """Touches no database and starts no program: says the same whichever engine runs."""
    return not _is_apart(test) and not _uses_database(test)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Before -m chooses: bin/test leaves the pure ones out when it comes to PostgreSQL.

    A module that brings its own engine, whichever runs, marks itself.
    """
    if _is_pure(item):
        item.add_marker("pure")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes first, so that both cores end together (with worksteal).

    Tests on the region stand together, after those that begin from nothing. Those that
    commit stay last among the tests with a database, as pytest-django puts them.
    """
    first = next((n for n, test in enumerate(items) if _commits(test)), len(items))
    items[:first] = sorted(items[:first], key=_stands_on_region)
    items.sort(key=_is_short)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay to the end: the collector may pass them."""
    keep_what_is_loaded()


@pytest.fixture(autouse=True)
def the_same_day(request: pytest.FixtureRequest) -> Iterator[None]:
    """Requests are made on the day of NOW, today and in ten years.

    Not where another process (a server, a command, a browser) has a clock of its own.
    """
    if request.node.get_closest_marker("browser") or not _is_short(request.node):
        yield
        return
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """The ground is laid before the test opens its own transaction on it."""
    if _uses_database(item):
        with item.config.stash[blocking_manager_key].unblock():
            settle(region=_stands_on_region(item))


@pytest.fixture
def region(db: None) -> Region:
    """つなぎ市 with offices and people, made through the real actions."""
    return kept_region(now=NOW)


@pytest.fixture
def client_for(region: Region) -> Iterator[Any]:
    """client_for("manager") → a signed-in test client of that person."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(region.staff[name])
        return client

    yield sign_in
