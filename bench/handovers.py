"""Handovers in the kit's world, and the pages that show them and suggest offices.

    python bench/kit/gen.py --out FOLDER --persons 100000 --notes 20000
    TSUNAGI_MODE=bench TSUNAGI_WORK_DIR=… python manage.py bench load FOLDER
    python -m bench.plans --seconds 0.1        # the plans and months, once
    python -m bench.handovers

One open case in twenty has a handover, asked of one to three offices. Written in bulk: what
is measured is reading them and ordering the offices of the city.
"""

from __future__ import annotations

import random
from datetime import timedelta

from bench.run import measure_pages

SEED, EVERY = 20261128, 20


def build_handovers(*, seed: int = SEED) -> int:
    """Once; a database that has handovers is left as it is."""
    from django.db import transaction
    from django.utils import timezone
    from django.utils.timezone import localdate

    from tsunagi.cases.case.models import Case
    from tsunagi.cases.handover.models import Handover, HandoverAsk
    from tsunagi.organisations.office.models import Office

    if Handover._base_manager.exists():
        return Handover._base_manager.count()
    chance, now = random.Random(seed), timezone.now()
    today = localdate(now)
    offices = list(
        Office.objects.filter(kind_periods__kind="designated_plan").distinct()
    )
    cases = Case._base_manager.filter(closed_on=None).order_by("pk")
    rows, asks = [], []
    for number, case in enumerate(cases.iterator()):
        if number % EVERY:
            continue
        done = chance.random() < 0.6
        row = Handover(
            municipality_id=case.municipality_id, case=case,
            from_office_id=case.responsible_office_id, purpose="better_place",
            choice="left_to_us", outline="架空の相談。", prepared_at=now,
            stage="done" if done else "asking",
            stage_since=today - timedelta(days=chance.randint(0, 400)),
        )  # fmt: skip
        rows.append(row)
        for turn, office in enumerate(chance.sample(offices, chance.randint(1, 3))):
            asked = row.stage_since - timedelta(days=turn)
            answer = ("accepted" if turn == 0 else "elsewhere") if done else "asked"
            asks.append(
                HandoverAsk(
                    municipality_id=case.municipality_id, handover=row, office=office,
                    asked_on=asked, answer_by=asked + timedelta(days=7), asked_at=now,
                    answer=answer, answered_on=asked if done else None,
                )
            )  # fmt: skip
    with transaction.atomic():
        Handover._base_manager.bulk_create(rows, batch_size=1_000)
        HandoverAsk._base_manager.bulk_create(asks, batch_size=1_000)
    return len(rows)


def pages() -> list[tuple[str, str, str]]:
    """(name, login, address) for a specialist of the office with the most requests."""
    from django.db.models import Count

    from tsunagi.cases.handover.models import Handover
    from tsunagi.organisations.staff.models import Post

    office = (
        Handover._base_manager.filter(stage="asking")
        .order_by()
        .values("from_office_id")
        .annotate(count=Count("pk"))
        .order_by("-count")[0]["from_office_id"]
    )
    handover = Handover._base_manager.filter(
        from_office_id=office, stage="asking"
    ).select_related("case")[0]
    post = Post.objects.filter(
        office_id=office, kind__in=("manager", "specialist")
    ).select_related("staff")[0]
    worker = post.staff.login_name
    case = f"/cases/{handover.case.public_id}/handovers/"
    return [
        ("offices suggested for a person", worker, f"{case}{handover.public_id}/ask/"),
        ("one handover", worker, f"{case}{handover.public_id}/"),
        ("handovers of a person", worker, case),
        ("paper of choices", worker, f"{case}choices/"),
        ("requests received", worker, "/handovers/"),
        ("handovers under way", worker, "/handovers/?view=sent"),
        ("requests answered", worker, "/handovers/?view=answered"),
        ("today, specialist", worker, "/"),
    ]


if __name__ == "__main__":
    measure_pages(__doc__, build_handovers, pages, "handovers")
