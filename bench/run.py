"""Measure: `python -m bench.run pages|import|audit|start|demo`; one line per figure.

bench/all.sh runs everything on both engines.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from functools import partial
from typing import Any

from bench import batches, measure, pages, processes
from bench.start import start_django


def run_pages(*, seconds: float, least: int, only: str) -> None:
    from django.db import connection

    from config.wsgi import application

    wanted = [one for one in pages.scenarios() if only in one.name]
    print(f"{'page':<32} {'cpu':>7} {'db cpu':>7} {'wall':>7} {'p95':>7} queries    kB")
    for scenario, browser in pages.browsers(application, wanted):
        figures = measure.measure(
            partial(browser.get, scenario.address), seconds=seconds, least=least
        )
        over = (
            "  over the limit"
            if scenario.limit_ms and figures.p95_ms > scenario.limit_ms
            else ""
        )
        print(
            f"{scenario.name:<32} {figures.cpu_ms:7.1f} {figures.database_ms:7.1f}"
            f" {figures.wall_ms:7.1f} {figures.p95_ms:7.1f} {figures.queries:7d}"
            f" {figures.kilobytes:5.0f}{over}",
            flush=True,
        )
    print(f"engine {connection.vendor}, noise {measure.noise_ms():.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=("pages", "import", "audit", "start", "demo"))
    parser.add_argument("--seconds", type=float, default=2.0, help="for each page")
    parser.add_argument("--least", type=int, default=20, help="calls for each page")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--rows", type=int, default=10_000, help="of the import")
    parser.add_argument("--events", type=int, default=100_000, help="of the audit log")
    options = parser.parse_args()
    report: Any
    if options.part == "demo":
        report = processes.measure_demo()
    else:
        start_django()
        if options.part == "pages":
            run_pages(seconds=options.seconds, least=options.least, only=options.only)
            return
        if options.part == "import":
            report = batches.measure_import(options.rows)
        elif options.part == "audit":
            report = batches.measure_audit(options.events)
        else:
            report = processes.measure_start()
    print(json.dumps({"part": options.part, **asdict(report)}))


if __name__ == "__main__":
    main()
