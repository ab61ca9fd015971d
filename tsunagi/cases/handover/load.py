"""事業所ごとの数: 受け持ち、常勤換算、来月のモニタリング、前の引受け。人の名前は通らない。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Max, Sum

from tsunagi.cases.case.models import Case
from tsunagi.cases.handover.models import HandoverAsk
from tsunagi.cases.handover.rules import WAITING, Answer
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.common.dates import YearMonth
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.staff.models import Post
from tsunagi.organisations.staff.rules import PostKind

COUNTS = "how many, by office; no row and no person leaves this function"
CONSULTING = (
    PostKind.MANAGER, PostKind.SPECIALIST, PostKind.CONSULTANT, PostKind.CORE_STAFF,
)  # fmt: skip


def open_cases(*, office_ids: Collection[int], municipality_id: int) -> dict[int, int]:
    rows = (
        Case.objects.unscoped(COUNTS)
        .filter(
            municipality_id=municipality_id, responsible_office_id__in=office_ids,
            closed_on=None,
        )
        .values_list("responsible_office_id")
        .annotate(cases=Count("pk"))
    )  # fmt: skip
    return dict(rows)


def full_time(*, office_ids: Collection[int], today: date) -> dict[int, int]:
    """Hundredths of a full-time post in consultation, by office."""
    rows = (
        Post.objects.filter(
            in_force_on(today), office_id__in=office_ids, kind__in=CONSULTING
        )
        .values_list("office_id")
        .annotate(fte=Sum("fte_hundredths"))
    )
    return dict(rows)


def due_next_month(
    *, office_ids: Collection[int], municipality_id: int, today: date
) -> dict[int, int]:
    """The municipality is named on both sides: then each case costs one look-up."""
    month = YearMonth.of(today).plus(1).as_int
    rows = (
        MonitoringMonth.objects.unscoped(COUNTS)
        .filter(
            municipality_id=municipality_id, month=month, state=MonthState.PLANNED,
            case__municipality_id=municipality_id,
            case__responsible_office_id__in=office_ids, case__closed_on=None,
        )
        .values_list("case__responsible_office_id")
        .annotate(due=Count("pk"))
    )  # fmt: skip
    return dict(rows)


def last_taken(*, office_ids: Collection[int]) -> dict[int, date]:
    rows = (
        HandoverAsk.objects.unscoped(COUNTS)
        .filter(office_id__in=office_ids, answer=Answer.ACCEPTED)
        .values_list("office_id")
        .annotate(on=Max("answered_on"))
    )
    return dict(rows)


def open_cases_of_staff(*, office_id: int) -> dict[int, int]:
    rows = (
        Case.objects.unscoped(COUNTS)
        .filter(responsible_office_id=office_id, closed_on=None)
        .exclude(responsible_staff=None)
        .values_list("responsible_staff_id")
        .annotate(cases=Count("pk"))
    )
    return {key: number for key, number in rows if key is not None}


def full_time_of_staff(*, office_id: int, today: date) -> dict[int, int]:
    rows = (
        Post.objects.filter(
            in_force_on(today), office_id=office_id, kind__in=CONSULTING
        )
        .values_list("staff_id")
        .annotate(fte=Sum("fte_hundredths"))
    )
    return dict(rows)


def waiting_asks(
    *, office_ids: Collection[int], municipality_id: int
) -> dict[int, int]:
    """Requests that wait for an answer of the office, of cases of this municipality."""
    rows = (
        HandoverAsk.objects.unscoped(COUNTS)
        .filter(
            office_id__in=office_ids, answer__in=[one.value for one in WAITING],
            handover__municipality_id=municipality_id,
        )
        .values_list("office_id")
        .annotate(asks=Count("pk"))
    )  # fmt: skip
    return dict(rows)
