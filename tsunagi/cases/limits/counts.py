"""事業所ごとの件数と、その経過。人の名前も、一人ひとりの行も、ここからは出ない。

The figures compare whole offices, so no scope of persons narrows them; who may read them
by name is asked where they are shown (`queries.named_ids`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from tsunagi.cases.case.models import Case, CaseMode, CaseResponsibility, Difficulty
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.limits.burn_down_rules import History, Interval
from tsunagi.cases.limits.limit_rules import PLAN_MODES
from tsunagi.cases.limits.weight_rules import Group
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.common.dates import YearMonth
from tsunagi.organisations.area.queries import in_force_on

COUNTS = "how many, by office; no row and no person leaves this module"
SETTLED_AFTER = timedelta(days=365)
MONTHS_AHEAD = 6


def _open(office_ids: Collection[int], municipality_id: int) -> QuerySet[Case]:
    return Case.objects.unscoped(COUNTS).filter(
        municipality_id=municipality_id, responsible_office_id__in=office_ids,
        closed_on=None,
    )  # fmt: skip


def modes_of(
    *, office_ids: Collection[int], municipality_id: int
) -> dict[int, Counter[Mode]]:
    """{office: open cases by mode}. One query."""
    rows = (
        _open(office_ids, municipality_id)
        .order_by()
        .values_list("responsible_office_id", "mode")
        .annotate(count=Count("pk"))
    )
    found: dict[int, Counter[Mode]] = defaultdict(Counter)
    for office_id, mode, count in rows:
        found[office_id][Mode(mode)] += count
    return found


def groups_of(
    *, office_ids: Collection[int], municipality_id: int, today: date
) -> dict[int, Counter[Group]]:
    """{office: open cases by what weighs}. One query."""
    month = YearMonth.of(today)
    ahead = (
        MonitoringMonth.objects.unscoped(COUNTS)
        .filter(
            case=OuterRef("pk"), state=MonthState.PLANNED, month__gte=month.as_int,
            month__lt=month.plus(MONTHS_AHEAD).as_int,
        )
        .order_by()
        .values("case")
        .annotate(count=Count("pk"))
        .values("count")
    )  # fmt: skip
    difficult = Difficulty.objects.unscoped(COUNTS).filter(
        case=OuterRef("pk"), resolved_on=None
    )
    old = Q(opened_on__lte=today - SETTLED_AFTER)
    rows = (
        _open(office_ids, municipality_id)
        .annotate(
            is_difficult=Exists(difficult),
            ahead=Coalesce(Subquery(ahead, output_field=IntegerField()), Value(0)),
            is_old=ExpressionWrapper(old, output_field=BooleanField()),
        )
        .order_by()
        .values_list("responsible_office_id", "mode", "is_difficult", "ahead", "is_old")
        .annotate(count=Count("pk"))
    )
    found: dict[int, Counter[Group]] = defaultdict(Counter)
    for office_id, mode, is_difficult, planned, is_old, count in rows:
        group = Group(Mode(mode), is_difficult, is_old and planned == 1)
        found[office_id][group] += count
    return found


def open_at(
    *, office_ids: Collection[int], municipality_id: int, day: date
) -> dict[int, int]:
    """その日の終わりに続いていたケース、主担当の事業所ごと。One query."""
    rows = (
        CaseResponsibility.objects.unscoped(COUNTS)
        .filter(
            in_force_on(day),
            Q(case__closed_on=None) | Q(case__closed_on__gt=day),
            office_id__in=office_ids, case__municipality_id=municipality_id,
        )
        .order_by()
        .values_list("office_id")
        .annotate(count=Count("case_id", distinct=True))
    )  # fmt: skip
    return dict(rows)


def plan_histories(
    *, office_id: int, municipality_id: int, plans_only: bool
) -> list[History]:
    """いつからいつまで、この事業所の（計画相談の）ケースだったか。二つの問い合わせ。"""
    here: dict[int, list[Interval]] = defaultdict(list)
    closed: dict[int, date | None] = {}
    terms = CaseResponsibility.objects.unscoped(COUNTS).filter(
        office_id=office_id, case__municipality_id=municipality_id
    )
    for case_id, start, before, closed_on in terms.values_list(
        "case_id", "valid_from", "valid_before", "case__closed_on"
    ):
        here[case_id].append(Interval(start, before))
        closed[case_id] = closed_on
    planned: dict[int, list[Interval]] = defaultdict(list)
    modes = CaseMode.objects.unscoped(COUNTS).filter(
        case_id__in=terms.order_by().values("case_id")
    )
    if plans_only:
        modes = modes.filter(mode__in=[one.value for one in PLAN_MODES])
    for case_id, start, before in modes.values_list(
        "case_id", "valid_from", "valid_before"
    ):
        planned[case_id].append(Interval(start, before))
    return [
        History(tuple(here[case_id]), tuple(planned[case_id]), closed[case_id])
        for case_id in here
    ]
