"""事業所と月を決めて、請求のもとになる事実を集める。見てよい人だけ。

One query for each kind of row, whatever the number of persons.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.cases.plan.models import Plan, PlanMeeting, PlanStep
from tsunagi.cases.plan.rules import OVER, PlanKind, Step
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.reports.claims.rules import (
    Fact,
    Happened,
    Line,
    Work,
    facts_of_contact,
    missing_of_monitoring,
    missing_of_plan,
)


class PersonLine(Frozen):
    """A line with its person's case and, for a plan, the plan's public id."""

    case: Case
    line: Line
    plan: Plan | None = None
    report: MonitoringReport | None = None


def claim_lines(*, actor: Actor, month: YearMonth, now: datetime) -> list[PersonLine]:
    """The work of the actor's own office in this month, by name. Seven queries."""
    found = _plans(actor, month, now) + _monitorings(actor, month, now)
    facts = _facts(actor, month, now, {one.case.pk for one in found})
    lines = [
        PersonLine(
            one.case,
            Line(
                one.line.work, one.line.kind, one.line.on, one.line.consented_on,
                one.line.missing, tuple(facts.get(one.case.pk, ())) + one.line.facts,
            ),
            one.plan,
            one.report,
        )
        for one in found
    ]  # fmt: skip
    return sorted(
        lines,
        key=lambda one: (one.case.person.name_kana, one.case.pk, one.line.on),
    )


def cases_with_work(*, actor: Actor, month: YearMonth) -> QuerySet[Any]:
    """その月に、その事業所の計画作成かモニタリングのあったケース。数えるためだけで、だれかは読まない。

    To be asked below rows of the ledger's persons: another office's work is not meant.
    """
    here = OuterRef(OuterRef("activity__office"))
    made = _made().filter(case=OuterRef("pk"), plan__office=here)
    held = MonitoringReport._base_manager.filter(_held(month), case=OuterRef("pk"))
    done = MonitoringMonth._base_manager.filter(_done_alone(month), case=OuterRef("pk"))
    return Case._base_manager.filter(
        Q(Exists(made.filter(on__range=_days(month))))
        | Q(Exists(held.filter(office=here)))
        | Q(Exists(done)) & Q(responsible_office=OuterRef("activity__office")),
        municipality_id=actor.here,
    )


def cases_with_plan(*, actor: Actor, month: YearMonth) -> QuerySet[Any]:
    """その月の終わりまでにできて、月の前に終わっていない計画のあるケース。どこの計画でも。"""
    over = Q(plan__stage__in=OVER, plan__stage_since__lt=month.first_day)
    plans = _made().filter(~over, on__lte=month.last_day, case=OuterRef("pk"))
    return Case._base_manager.filter(Exists(plans), municipality_id=actor.here)


def _made() -> QuerySet[PlanStep]:
    """計画の作成の歩み。セルフプランは、事業所の仕事ではない。"""
    kinds = [kind for kind in PlanKind if not kind.is_self_made]
    return PlanStep._base_manager.filter(
        step=Step.PLAN_MADE, withdrawn_at=None, plan__kind__in=kinds
    )


def _held(month: YearMonth) -> Q:
    """モニタリング報告で、その月に行ったもの。"""
    return Q(is_current=True, is_withdrawn=False, held_on__range=_days(month))


def _done_alone(month: YearMonth) -> Q:
    """その月に行った、報告のないモニタリング。

    Reported on whatever day: a report that was moved to another month is no gap here.
    """
    reported = MonitoringReport._base_manager.filter(
        month=OuterRef("pk"), is_current=True, is_withdrawn=False
    )
    return Q(state=MonthState.DONE, done_on__range=_days(month)) & ~Q(Exists(reported))


def _plans(actor: Actor, month: YearMonth, now: datetime) -> list[PersonLine]:
    """Plans made in the month, by their office then."""
    made = _made().filter(on__range=_days(month))
    plans = list(
        Plan.objects.visible_to(actor, now=now)
        .filter(office_id=actor.office_id or 0, pk__in=made.values("plan_id"))
        .select_related("case__person", "case__responsible_staff")
    )
    steps: dict[int, dict[Step, date]] = defaultdict(dict)
    rows = PlanStep._base_manager.filter(plan__in=plans, withdrawn_at=None)
    for plan_id, step, on in rows.values_list("plan_id", "step", "on"):
        steps[plan_id][Step(step)] = on
    return [
        PersonLine(
            plan.case,
            Line(
                Work.PLAN, PlanKind(plan.kind), steps[plan.pk][Step.PLAN_MADE],
                steps[plan.pk].get(Step.PLAN_CONSENTED), missing_of_plan(steps[plan.pk]),
            ),
            plan,
        )
        for plan in plans
    ]  # fmt: skip


def _monitorings(actor: Actor, month: YearMonth, now: datetime) -> list[PersonLine]:
    """Reports held in the month, and months that were done without a report."""
    reports = list(
        MonitoringReport.objects.visible_to(actor, now=now)
        .filter(_held(month), office_id=actor.office_id or 0)
        .select_related("case__person", "case__responsible_staff", "plan")
    )  # fmt: skip
    found = [
        PersonLine(
            row.case,
            Line(
                Work.MONITORING, PlanKind(row.plan.kind), row.held_on, row.consented_on,
                missing_of_monitoring(
                    has_report=True, consented_on=row.consented_on,
                    explained_on=row.explained_on,
                ),
                () if row.month_id else (Happened(Fact.EXTRA, row.held_on),),
            ),
            report=row,
        )
        for row in reports
    ]  # fmt: skip
    months = (
        MonitoringMonth.objects.visible_to(actor, now=now)
        .filter(
            _done_alone(month), case__responsible_office_id=actor.office_id or 0
        )
        .select_related("case__person", "case__responsible_staff")
    )  # fmt: skip
    found += [
        PersonLine(
            row.case,
            Line(
                Work.MONITORING, None, row.done_on, None,
                missing_of_monitoring(
                    has_report=False, consented_on=None, explained_on=None
                ),
            ),
        )
        for row in months
        if row.done_on is not None
    ]  # fmt: skip
    return found


def _facts(
    actor: Actor, month: YearMonth, now: datetime, case_ids: set[int]
) -> dict[int, list[Happened]]:
    """What else the records of the month tell about these persons."""
    found: dict[int, list[Happened]] = defaultdict(list)
    rows: QuerySet[Contact] = Contact.objects.visible_to(actor, now=now).filter(
        case_id__in=case_ids, office_id=actor.office_id or 0, is_current=True,
        is_withdrawn=False, occurred_on__range=_days(month),
    )  # fmt: skip
    wanted: Any = rows.values_list("case_id", "method", "counterpart", "occurred_on")
    for case_id, method, counterparts, on in wanted.order_by("occurred_on"):
        found[case_id] += facts_of_contact(
            method=method, counterparts=counterparts, on=on
        )
    meetings = PlanMeeting.objects.visible_to(actor, now=now).filter(
        case_id__in=case_ids, is_current=True, is_withdrawn=False,
        held_on__range=_days(month),
    )  # fmt: skip
    for case_id, on in meetings.values_list("case_id", "held_on"):
        found[case_id].append(Happened(Fact.CONFERENCE, on))
    return found


def _days(month: YearMonth) -> tuple[date, date]:
    return month.first_day, month.last_day
