"""Measure: `python -m bench.run pages|import|casework|audit|papers|start|demo`; one line per figure.

bench/all.sh runs everything on both engines.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from bench import batches, casework, measure, pages, papers, processes
from bench.start import start_django

HEADING = f"{'page':<32} {'cpu':>7} {'db cpu':>7} {'wall':>7} {'p95':>7} queries    kB"


def run_pages(*, seconds: float, least: int, windows: int, only: str) -> None:
    from django.db import connection

    from config.wsgi import application

    wanted = [one for one in pages.scenarios() if only in one.name]
    print(f"engine {connection.vendor}, noise {measure.noise_ms():.0f} ms")
    print(HEADING)
    for scenario, browser in pages.browsers(application, wanted):
        figures = measure.measure_quietest(
            partial(browser.get, scenario.address),
            seconds=seconds,
            least=least,
            windows=windows,
        )
        is_over = scenario.limit_ms is not None and figures.p95_ms > scenario.limit_ms
        print_line(scenario.name, figures, "over the limit" if is_over else "")
    print_line(
        "one audit row alone",
        measure.measure_quietest(
            pages.audit_row_writer(), seconds=seconds, least=least, windows=windows
        ),
    )
    print(f"noise {measure.noise_ms():.0f} ms")


def measure_pages(
    doc: str | None,
    build: Callable[[], int],
    pages_of: Callable[[], Iterable[tuple[str, str, str]]],
    what: str,
) -> None:
    """The whole of a program that adds to the bench world and measures what stands on it.

    build: adds the rows, if need be, and counts them. pages_of: (name, login, address).
    """
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--seconds", type=float, default=1.0, help="of one window")
    parser.add_argument("--windows", type=int, default=3, help="the quietest counts")
    options = parser.parse_args()
    start_django()
    from django.db import connection

    from bench.browser import Browser
    from config.wsgi import application
    from tsunagi.organisations.models import Office

    count = build()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(
        f"engine {connection.vendor}, {Office.objects.count()} offices, "
        f"{count} {what}, noise {measure.noise_ms():.0f} ms"
    )
    print(HEADING)
    for name, login, address in pages_of():
        browser = Browser(application, login)
        figures = measure.measure_quietest(
            partial(browser.get, address), seconds=options.seconds, least=20,
            windows=options.windows,
        )  # fmt: skip
        print_line(name, figures)


def print_line(name: str, figures: measure.Figures, remark: str = "") -> None:
    print(
        f"{name:<32} {figures.cpu_ms:7.1f} {figures.database_ms:7.1f}"
        f" {figures.wall_ms:7.1f} {figures.p95_ms:7.1f} {figures.queries:7d}"
        f" {figures.kilobytes:5.0f}  {remark}".rstrip(),
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "part",
        choices=("pages", "import", "casework", "audit", "papers", "start", "demo"),
    )
    parser.add_argument("--seconds", type=float, default=1.0, help="of one window")
    parser.add_argument("--windows", type=int, default=3, help="the quietest counts")
    parser.add_argument("--least", type=int, default=20, help="calls in a window")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--rows", type=int, default=10_000, help="of the import")
    parser.add_argument("--events", type=int, default=100_000, help="of the audit log")
    parser.add_argument("--plans", type=int, default=100, help="in one PDF")
    options = parser.parse_args()
    report: Any
    if options.part == "demo":
        report = processes.measure_demo()
    else:
        start_django()
        if options.part == "pages":
            run_pages(
                seconds=options.seconds,
                least=options.least,
                windows=options.windows,
                only=options.only,
            )
            return
        if options.part == "import":
            report = batches.measure_import(options.rows)
        elif options.part == "casework":
            report = casework.measure_casework(options.rows)
        elif options.part == "papers":
            report = papers.measure_papers(plans=options.plans)
        elif options.part == "audit":
            report = batches.measure_audit(options.events)
        else:
            report = processes.measure_start()
    print(json.dumps({"part": options.part, **asdict(report)}))


if __name__ == "__main__":
    main()
