"""アセスメントとニーズ整理票。半年あとの見直しと、並べて比べられる。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from demo.world import World, read
from tsunagi.cases.assessment.actions import edit_need, record_assessment
from tsunagi.cases.assessment.models import Need
from tsunagi.cases.assessment.rules import NeedState
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode

ONE_IN = 4
AGAIN_AFTER = timedelta(days=170)


def assess(world: World, found: Sequence[Case]) -> None:
    """Every fourth person with a plan; a second look where half a year has passed."""
    portraits = read("assessments.toml")["portraits"]
    cases = [
        case
        for case in found
        if case.is_open
        and case.responsible_staff is not None
        and case.mode in (Mode.PLAN, Mode.CHILD_PLAN)
    ]
    for number, case in enumerate(cases[::ONE_IN]):
        portrait = portraits[number % len(portraits)]
        first_on = min(case.opened_on + timedelta(days=14), world.today)
        _meet(world, case, portrait, portrait["domains"], first_on)
        again_on = first_on + AGAIN_AFTER
        if again_on <= world.today:
            _meet(
                world, case, portrait, portrait["domains"] | portrait["later"], again_on
            )
        _settle_one(world, case)


def _meet(
    world: World,
    case: Case,
    portrait: dict[str, Any],
    domains: dict[str, Any],
    on: date,
) -> None:
    if case.responsible_staff is None:
        raise ValueError("an assessment has somebody who asked")
    texts = ("present", "wishes_person", "wishes_family", "strengths", "overall")
    record_assessment(
        case=case, office=case.responsible_office, staff=case.responsible_staff,
        values={
            **{name: portrait[name] for name in texts}, "assessed_on": on,
            "place": "home", "domains": domains,
        },
        by=world.acting_for(case.responsible_office.municipality), now=world.now,
        today=world.today,
    )  # fmt: skip


def _settle_one(world: World, case: Case) -> None:
    """The first need has found its way into the plan."""
    need = Need._base_manager.filter(case=case).order_by("id").first()
    if need is None:
        return
    kept = ("domain", "voiced_by", "expressed", "evidence", "need", "goal", "priority")
    edit_need(
        need=need,
        values={name: getattr(need, name) for name in kept}
        | {"state": NeedState.PLANNED, "goal": "三か月のうちに、はじめの一回を試す"},
        version=need.version,
        by=world.acting_for(case.responsible_office.municipality), now=world.now,
    )  # fmt: skip
