"""計画の書面の週間計画表を書く。"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.pages import seen_case
from tsunagi.cases.plan import queries, sheet_actions
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.plan.sheet_views import sheet_url
from tsunagi.cases.plan.views import stage_from
from tsunagi.cases.plan.week_editor import (
    WeekHolder,
    answer_entry,
    answer_move,
    answer_remove,
    answer_week,
)
from tsunagi.cases.plan.week_rules import Entry

WEEK = "plan_week.write"


def _holder(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, name: str | None
) -> WeekHolder:
    seen = seen_case(request, public_id, action=name)
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    sheet = queries.sheet_of(
        actor=request.actor, seen=seen, plan=plan, stage=stage_from(stage)
    )

    def write(entries: Sequence[Entry], version: int, reason: str) -> object:
        return sheet_actions.write_week(
            sheet=sheet, entries=entries, version=version, reason=reason,
            by=request.actor, now=request.now,
        )  # fmt: skip

    return WeekHolder(
        seen=seen, label=SheetStage(sheet.stage).label, rows=sheet.week,
        version=sheet.version, back=sheet_url(sheet), write=write,
        url=reverse("plan-week", args=[public_id, plan_id, stage]),
    )  # fmt: skip


@action(WEEK, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_week(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str
) -> HttpResponse:
    """予定を足す。絵の上で引くと、曜日と時刻が入る。"""
    return answer_week(request, _holder(request, public_id, plan_id, stage, WEEK))


@action(WEEK, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_week_entry(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, key: str
) -> HttpResponse:
    holder = _holder(request, public_id, plan_id, stage, WEEK)
    return answer_entry(request, holder, key)


@action("plan_week.move", permission=Permission.CASE_WORK)
@require_POST
def plan_week_move(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, key: str
) -> HttpResponse:
    holder = _holder(request, public_id, plan_id, stage, None)
    return answer_move(request, holder, key)


@action("plan_week.remove", permission=Permission.CASE_WORK)
@require_POST
def plan_week_remove(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, key: str
) -> HttpResponse:
    holder = _holder(request, public_id, plan_id, stage, None)
    return answer_remove(request, holder, key)
