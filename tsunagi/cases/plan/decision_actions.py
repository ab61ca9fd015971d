"""支給決定が書かれたとき、それを待っていた計画の歩みにも記す。同じ日を二度書かせない。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case
from tsunagi.cases.plan.actions import dates_of, put_step
from tsunagi.cases.plan.models import Plan, PlanStep
from tsunagi.cases.plan.rules import OVER, Stage, Step, takes_decision

IN_THE_CHAIN = [*OVER, Stage.ACTIVE]


@transaction.atomic
def note_decision(
    case: Case, *, on: date | None, by: Actor, now: datetime, today: date
) -> PlanStep | None:
    """支給決定の日を、待っていた計画に記す。待つ計画がないか、日が合わなければ None。

    Only where the chain waits for it and the day fits; otherwise the step is left to a
    person. The caller has asked for the permission.
    """
    plan = (
        Plan.objects.unscoped("the plan of the case that was seen")
        .filter(case=case)
        .exclude(stage__in=IN_THE_CHAIN)
        .first()
    )
    if plan is None or on is None:
        return None
    dates = dates_of(plan)
    if not takes_decision(dates, on, today=today):
        return None
    plan.case = case
    return put_step(plan=plan, dates=dates, step=Step.DECIDED, on=on, by=by, now=now)


def plans_that_take(days: Mapping[int, date | None], *, today: date) -> dict[int, bool]:
    """Case → whether its plan, that waits for a decision, would take that day.

    Cases without such a plan are left out. Two queries for any number of cases that
    the caller has seen; note_decision then says the same one by one.
    """
    plans = dict(
        Plan.objects.unscoped("plans of cases that were seen")
        .filter(case_id__in=days)
        .exclude(stage__in=IN_THE_CHAIN)
        .values_list("pk", "case_id")
    )
    dates: dict[int, dict[Step, date]] = {plan_id: {} for plan_id in plans}
    steps = PlanStep.objects.unscoped("steps of these plans").filter(
        plan_id__in=plans, withdrawn_at=None
    )
    for plan_id, step, on in steps.values_list("plan_id", "step", "on"):
        dates[plan_id][Step(step)] = on
    return {
        case_id: takes_decision(dates[plan_id], days[case_id], today=today)
        for plan_id, case_id in plans.items()
        if Step.DECIDED not in dates[plan_id]
    }
