"""セルフプラン率、モニタリング期間の分かれ方、時期どおりの割合を、基準日で数える。

関わり方も主担当も、その日に効いていたものを経過から読む。だから同じ基準日は、あとで数えても同じ
数になる（あとから直された記録のほかは）。
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case, CaseMode, CaseResponsibility
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.entitlement.models import Entitlement, MonitoringTerm
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.cases.person.models import Certificate
from tsunagi.cases.person.rules import CertificateKind
from tsunagi.cases.plan.models import PlanStep
from tsunagi.cases.plan.rules import Step
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.reports.plans.rules import (
    Behind,
    DraftTime,
    Interval,
    PlanFigures,
    behind_interval,
    draft_time,
    interval_of_months,
    summed,
)

MONTHS_LOOKED_AT = 12
MOST_NAMED = 200
COUNTED = (Mode.PLAN, Mode.CHILD_PLAN, Mode.SELF_PLAN)


class PlanReport(Frozen):
    """The figures of every office that has any, and their sum."""

    on: date
    by_office: dict[int, PlanFigures]

    @property
    def total(self) -> PlanFigures:
        return summed(self.by_office.values())


def plan_report(*, actor: Actor, on: date, offices: Collection[int]) -> PlanReport:
    """Counts alone; nobody is named. Three queries."""
    found: dict[int, PlanFigures] = {office: PlanFigures() for office in offices}
    held: Any = _held(actor, on, offices).values("office_id", "mode", "is_child")
    for row in held.annotate(count=Count("pk")):
        figures, count = found[row["office_id"]], row["count"]
        if row["mode"] == Mode.PLAN:
            figures.planned += count
        elif row["mode"] == Mode.CHILD_PLAN:
            figures.child += count
        elif row["is_child"]:
            figures.self_child += count
        else:
            figures.self_plan += count
    decided: Any = _decided(actor, on, offices).values("office", "every")
    for row in decided.annotate(count=Count("pk")):
        interval = interval_of_months(row["every"])
        found[row["office"]].intervals[interval] += row["count"]
    gone: Any = _gone_by(actor, on, offices).values("office", "state")
    for row in gone.annotate(count=Count("pk")):
        figures, count = found[row["office"]], row["count"]
        if row["state"] == MonthState.DONE:
            figures.done += count
        elif row["state"] == MonthState.NOT_DONE:
            figures.not_done += count
        else:
            figures.late += count
    return PlanReport(on, {pk: one for pk, one in found.items() if not one.is_empty})


def time_to_draft(*, actor: Actor, on: date, offices: Collection[int]) -> DraftTime:
    """基準日までの十二か月に出した計画案。一つの問い合わせで、名前は読まない。"""
    steps = PlanStep._base_manager.filter(
        plan=OuterRef("plan"), step=Step.VISITED.value, withdrawn_at=None
    )
    rows = PlanStep._base_manager.filter(
        plan__municipality_id=actor.here, plan__office__in=offices,
        step=Step.DRAFT_SUBMITTED.value, withdrawn_at=None, on__lte=on,
        on__gt=on - timedelta(days=365),
    ).annotate(visited=Subquery(steps.order_by("on").values("on")[:1]))  # fmt: skip
    pairs = rows.exclude(visited=None).values_list("visited", "on")
    return draft_time(pairs)


def persons_behind(
    *, actor: Actor, on: date, offices: Collection[int], which: Behind, now: datetime
) -> list[Case]:
    """数字の後ろの人。数えたのと同じ条件で、見てよい人だけを、200人まで。"""
    rows = Case.objects.visible_to(actor, now=now).filter(
        pk__in=_case_ids(actor, on, offices, which)
    )
    return list(
        rows.select_related("person", "responsible_staff").order_by(
            "person__kana_key", "pk"
        )[:MOST_NAMED]
    )


def _case_ids(
    actor: Actor, on: date, offices: Collection[int], which: Behind
) -> QuerySet[Any]:
    if which in (Behind.SELF_PLAN, Behind.SELF_CHILD):
        return (
            _held(actor, on, offices)
            .filter(mode=Mode.SELF_PLAN, is_child=which is Behind.SELF_CHILD)
            .values("case_id")
        )
    if which is Behind.LATE:
        return (
            _gone_by(actor, on, offices)
            .exclude(state=MonthState.DONE)
            .values("case_id")
        )
    named = {
        behind_interval(one): int(one.value)
        for one in Interval
        if one is not Interval.OTHER
    }
    decided = _decided(actor, on, offices)
    if which is Behind.OTHER:
        return decided.exclude(every__in=named.values()).values("case_id")
    return decided.filter(every=named[which]).values("case_id")


def _on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_before=None) | Q(valid_before__gt=day))


def _held(actor: Actor, on: date, offices: Collection[int]) -> QuerySet[Any]:
    """The responsibilities of that day, with the mode of that day, where it counts."""
    mode = CaseMode._base_manager.filter(_on(on), case=OuterRef("case")).order_by("-id")
    child = Certificate._base_manager.filter(
        Q(valid_from=None) | Q(valid_from__lte=on),
        Q(valid_before=None) | Q(valid_before__gt=on),
        person=OuterRef("case__person"), kind=CertificateKind.CHILD,
    )  # fmt: skip
    return (
        CaseResponsibility._base_manager.filter(
            _on(on),
            Q(case__closed_on=None) | Q(case__closed_on__gt=on),
            office_id__in=offices,
            case__municipality_id=actor.here,
        )
        .annotate(mode=Subquery(mode.values("mode")[:1]), is_child=Exists(child))
        .filter(mode__in=COUNTED)
        .order_by()
    )


def _office_on(on: date) -> Subquery:
    rows = CaseResponsibility._base_manager.filter(_on(on), case=OuterRef("case"))
    return Subquery(rows.values("office_id")[:1])


def _decided(actor: Actor, on: date, offices: Collection[int]) -> QuerySet[Any]:
    """The decisions in force on that day, with the interval that held in its month."""
    month = YearMonth.of(on).as_int
    terms = MonitoringTerm._base_manager.filter(entitlement=OuterRef("pk"))
    in_month = terms.filter(from_month__lte=month).order_by("-id").values("every")
    first = terms.order_by("id").values("every")
    return (
        Entitlement._base_manager.filter(
            _on(on), withdrawn_at=None, municipality_id=actor.here
        )
        .annotate(
            office=_office_on(on),
            every=Coalesce(Subquery(in_month[:1]), Subquery(first[:1])),
        )
        .filter(office__in=offices, every__isnull=False)
        .order_by()
    )


def _gone_by(actor: Actor, on: date, offices: Collection[int]) -> QuerySet[Any]:
    """The twelve whole months before that day, as far as the decision still names them."""
    this = YearMonth.of(on)
    return (
        MonitoringMonth._base_manager.filter(
            municipality_id=actor.here,
            month__gte=this.plus(-MONTHS_LOOKED_AT).as_int,
            month__lt=this.as_int,
        )
        .exclude(state=MonthState.CHANGED)
        .annotate(office=_office_on(on))
        .filter(office__in=offices)
        .order_by()
    )
