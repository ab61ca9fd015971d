"""The benchmark still runs: a small world, and each page answers once."""

from __future__ import annotations

from functools import partial

import pytest

from bench import pages
from bench.generate import generate
from bench.measure import measure
from config.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


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
