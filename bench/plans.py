"""Plans for every open case of the kit's world, and the pages that list them.

    python bench/kit/gen.py --out FOLDER --persons 100000 --notes 20000
    TSUNAGI_MODE=bench TSUNAGI_WORK_DIR=… python manage.py bench load FOLDER
    python -m bench.plans

Plans, their steps, decisions and months are rows written in bulk: what is measured is
reading them. Two thirds of the plans are in use, the others stand somewhere in the
chain; a third of those has a due day that has passed.
"""

from __future__ import annotations

import argparse
import random
from datetime import timedelta
from functools import partial
from typing import Any

from bench import measure
from bench.run import HEADING, print_line
from bench.start import start_django

SEED, CHUNK = 20261128, 5_000


def build_plans(*, seed: int = SEED) -> int:
    """Once; a database that has plans is left as it is. Returns how many there are."""
    from django.db import transaction
    from django.utils import timezone

    from tsunagi.cases.case.models import Case
    from tsunagi.cases.plan.models import Plan

    if Plan._base_manager.exists():
        return Plan._base_manager.count()
    chance, now = random.Random(seed), timezone.now()
    cases = Case._base_manager.filter(closed_on=None).order_by("pk")
    with transaction.atomic():
        chunk: list[Case] = []
        for case in cases.iterator(chunk_size=CHUNK):
            chunk.append(case)
            if len(chunk) == CHUNK:
                _write(chunk, chance, now)
                chunk = []
        _write(chunk, chance, now)
    return Plan._base_manager.count()


def _write(cases: list[Any], chance: random.Random, now: Any) -> None:
    from django.utils.timezone import localdate

    from tsunagi.cases.entitlement.models import Entitlement, MonitoringTerm
    from tsunagi.cases.monitoring.models import MonitoringMonth
    from tsunagi.cases.plan.models import Plan, PlanStep
    from tsunagi.cases.plan.rules import REACHES, Step, since_when
    from tsunagi.common.dates import YearMonth

    today = localdate(now)
    plans, steps, decisions, terms, months = [], [], [], [], []
    for case in cases:
        is_used = chance.random() < 0.67
        last = Step.PLAN_CONSENTED if is_used else chance.choice(list(REACHES)[:-1])
        begun = today - timedelta(days=chance.randint(60, 300) if is_used else 50)
        dates = {
            step: begun + timedelta(days=number * 2)
            for number, step in enumerate(Step)
            if list(Step).index(step) <= list(Step).index(last)
        }
        stage = REACHES[last]
        plan = Plan(
            municipality_id=case.municipality_id, case=case, kind="plan",
            occasion="new", office_id=case.responsible_office_id,
            staff_id=case.responsible_staff_id, begun_on=begun, stage=stage,
            due_on=None if is_used else today + timedelta(days=chance.randint(-20, 40)),
            stage_since=since_when(dates, stage) or begun, recorded_at=now,
        )  # fmt: skip
        plans.append(plan)
        steps += [
            PlanStep(plan=plan, case=case, step=step, on=on, recorded_at=now)
            for step, on in dates.items()
        ]
        if not is_used:
            continue
        start = YearMonth.of(begun)
        decision = Entitlement(
            municipality_id=case.municipality_id, case=case, kind="plan",
            valid_from=start.first_day, valid_before=start.plus(12).first_day,
            from_month=start.as_int, to_month=start.plus(11).as_int,
            source="certificate", recorded_at=now,
        )  # fmt: skip
        decisions.append(decision)
        terms.append(
            MonitoringTerm(
                entitlement=decision, case=case, every=3, from_month=start.as_int,
                reason="first", source="certificate", recorded_at=now,
            )
        )  # fmt: skip
        for number in (2, 5, 8, 11):
            month = start.plus(number)
            is_done = month < YearMonth.of(today) and chance.random() < 0.93
            months.append(
                MonitoringMonth(
                    municipality_id=case.municipality_id, case=case,
                    entitlement=decision, month=month.as_int, is_last=number == 11,
                    state="done" if is_done else "planned",
                    done_on=month.first_day if is_done else None,
                    planned_on=month.first_day if chance.random() < 0.5 else None,
                )
            )  # fmt: skip
    for model, rows in (
        (Plan, plans), (PlanStep, steps), (Entitlement, decisions),
        (MonitoringTerm, terms), (MonitoringMonth, months),
    ):  # fmt: skip
        model._base_manager.bulk_create(rows, batch_size=1_000)  # type: ignore[attr-defined]


def pages() -> list[tuple[str, str, str]]:
    """(name, login, address): a specialist with the fullest office, an officer."""
    from django.db.models import Count

    from tsunagi.cases.plan.models import Plan
    from tsunagi.organisations.staff.models import Staff

    office = (
        Plan._base_manager.order_by()
        .values("office_id")
        .annotate(count=Count("pk"))
        .order_by("-count")[0]
    )
    plan = (
        Plan._base_manager.filter(office_id=office["office_id"], stage="active")
        .select_related("case", "staff")
        .exclude(staff=None)[0]
    )
    assert plan.staff is not None
    worker = plan.staff.login_name
    officer = Staff.objects.filter(posts__kind="municipal_officer").order_by("pk")[0]
    print(f"the office has {office['count']} plans")
    case = plan.case.public_id
    found = [
        (f"board, {view}", worker, f"/plans/?view={view}")
        for view in ("moving", "due", "city", "active", "without")
    ]
    found += [
        (f"desk, {view}", officer.login_name, f"/plans/desk/?view={view}")
        for view in ("asked", "missing", "received", "waiting")
    ]
    found += [
        (f"due list, {view}", worker, f"/monitoring/?view={view}")
        for view in ("this", "late", "next", "done")
    ]
    return [
        *found,
        ("calendar of visits", worker, "/monitoring/calendar/"),
        ("claims of a month", worker, "/reports/claims/"),
        ("plans of a person", worker, f"/cases/{case}/plans/"),
        ("one plan", worker, f"/cases/{case}/plans/{plan.public_id}/"),
        ("today, specialist", worker, "/"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="of one window")
    parser.add_argument("--windows", type=int, default=3, help="the quietest counts")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    options = parser.parse_args()
    start_django()
    from django.db import connection

    from bench.browser import Browser
    from config.wsgi import application

    count = build_plans()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(
        f"engine {connection.vendor}, {count} plans, noise {measure.noise_ms():.0f} ms"
    )
    print(HEADING)
    for name, login, address in pages():
        if options.only not in name:
            continue
        browser = Browser(application, login)
        figures = measure.measure_quietest(
            partial(browser.get, address), seconds=options.seconds, least=20,
            windows=options.windows,
        )  # fmt: skip
        print_line(name, figures, "over 100 ms" if figures.p95_ms > 100 else "")


if __name__ == "__main__":
    main()
