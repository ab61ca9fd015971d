"""モニタリング報告の、いまの週間（3-2）を書く。"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.monitoring import report_actions, report_queries
from tsunagi.cases.monitoring.report_views import report_url
from tsunagi.cases.pages import seen_case
from tsunagi.cases.plan.week_editor import (
    WeekHolder,
    answer_entry,
    answer_move,
    answer_remove,
    answer_week,
)
from tsunagi.cases.plan.week_rules import Entry

WEEK = "report.week"


def _holder(
    request: ActorRequest, public_id: UUID, record_id: UUID, name: str | None
) -> WeekHolder:
    seen = seen_case(request, public_id, action=name)
    row = report_queries.report_of(actor=request.actor, seen=seen, record_id=record_id)
    if row.is_withdrawn:
        raise Http404

    def write(entries: Sequence[Entry], version: int, reason: str) -> object:
        return report_actions.write_report_week(
            report=row, entries=entries, version=version, reason=reason,
            by=request.actor, now=request.now,
        )  # fmt: skip

    return WeekHolder(
        seen=seen, label="モニタリング報告", rows=row.week, version=row.version,
        back=report_url(row), write=write,
        url=reverse("report-week", args=[public_id, record_id]),
    )  # fmt: skip


@action(WEEK, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def report_week(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    """いまの週間。はじめは計画の週間が写っている。"""
    return answer_week(request, _holder(request, public_id, record_id, WEEK))


@action(WEEK, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def report_week_entry(
    request: ActorRequest, public_id: UUID, record_id: UUID, key: str
) -> HttpResponse:
    return answer_entry(request, _holder(request, public_id, record_id, WEEK), key)


@action("report.week_move", permission=Permission.CASE_WORK)
@require_POST
def report_week_move(
    request: ActorRequest, public_id: UUID, record_id: UUID, key: str
) -> HttpResponse:
    return answer_move(request, _holder(request, public_id, record_id, None), key)


@action("report.week_remove", permission=Permission.CASE_WORK)
@require_POST
def report_week_remove(
    request: ActorRequest, public_id: UUID, record_id: UUID, key: str
) -> HttpResponse:
    return answer_remove(request, _holder(request, public_id, record_id, None), key)
