"""The benchmark still runs: a small world, and each page answers once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from bench import pages
from bench.generate import generate
from bench.measure import measure
from config.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The server ends a request by tidying connections; the test lives in one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_page_of_the_benchmark_answers() -> None:
    generate(offices=50, staff=120)
    wanted = pages.scenarios()
    for scenario, browser in pages.browsers(application, wanted):
        figures = measure(
            partial(browser.get, scenario.address), seconds=0, least=1, warm_up=1
        )
        assert figures.times == 1, scenario.name
        assert figures.queries > 0, scenario.name
    assert len(wanted) > 15
