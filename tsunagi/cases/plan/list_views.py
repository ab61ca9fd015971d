"""計画の進みの一覧（一人一行）と、市町村の机。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.lists.queries import staff_choices
from tsunagi.cases.plan import list_queries as queries
from tsunagi.cases.plan.list_rules import (
    BoardView,
    DeskView,
    board_filter,
    board_query,
    days_here,
    desk_view,
    progress_of,
)
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.plan.reading import due_words, stage_words
from tsunagi.cases.plan.rules import Dates, Occasion, PlanKind, Step
from tsunagi.cases.search.pages import read_id
from tsunagi.common.wareki import format_wareki
from tsunagi.ui import parts
from tsunagi.ui.addresses import page_maker


@action("plan.board", permission=Permission.CASE_VIEW)
@require_GET
def plan_board(request: ActorRequest) -> HttpResponse:
    """一人一行。どこまで進み、だれの番か。"""
    wanted = board_filter(request.GET.dict())
    after = read_id(request.GET.get("after", ""))
    lines: list[dict[str, Any]] = []
    cases: list[Any] = []
    if wanted.view is BoardView.WITHOUT:
        cases, more = queries.cases_without_plan(
            actor=request.actor, wanted=wanted, now=request.now, after=after
        )
        subjects = {case.person.public_id for case in cases}
    else:
        plans, more = queries.board_lines(
            actor=request.actor, wanted=wanted, now=request.now, today=request.today,
            after=after,
        )  # fmt: skip
        lines = _lines(request, plans)
        subjects = {plan.case.person.public_id for plan in plans}
    audit.looked_at(
        "plan.board", by=request.actor, rows=len(subjects), subjects=subjects
    )
    counts = queries.board_counts(
        actor=request.actor, wanted=wanted, now=request.now, today=request.today
    )
    numbers = dict(
        zip(
            BoardView,
            (counts.moving, counts.due, counts.city, counts.active, counts.without),
            strict=True,
        )
    )
    url, query = reverse("plan-board"), board_query(wanted)
    return render(
        request,
        "cases/plan/board.html",
        {
            "lines": lines,
            "cases": cases,
            "wanted": wanted,
            "is_without": wanted.view is BoardView.WITHOUT,
            "tabs": [
                parts.Tab(
                    view.label, f"?{board_query(wanted, view=view)}",
                    current=view is wanted.view, count=numbers[view],
                )
                for view in BoardView
            ],
            "staff": staff_choices(actor=request.actor, today=request.today),
            "may_work": request.actor.has(Permission.CASE_WORK),
            "paging": parts.Paging(
                previous_url=f"{url}?{query}" if after else "",
                next_url=f"{url}?{query}&after={more}" if more else "",
                shown=len(lines) or len(cases),
            ),
        },
    )  # fmt: skip


def _lines(request: ActorRequest, plans: Sequence[Plan]) -> list[dict[str, Any]]:
    days = queries.days_of_steps(actor=request.actor, now=request.now, plans=plans)
    return [_line(plan, days[plan.pk], request.today) for plan in plans]


def _line(plan: Plan, dates: Dates, today: date) -> dict[str, Any]:
    """Flat words and addresses: a template that walks from row to row takes its time."""
    word, kind = stage_words(plan)
    short = {step: format_wareki(on, style="short") for step, on in dates.items()}
    progress = progress_of(dates, kind=PlanKind(plan.kind), short=short)
    case, staff = plan.case, plan.case.responsible_staff
    at = (case.public_id, plan.public_id)
    return {
        "person": case.person.name,
        "case": case.public_id,
        "plan": plan.public_id,
        "url": page_maker("plan-page", ids=2)(*at),
        "step_url": page_maker("plan-step", progress.next_step, ids=2)(*at)
        if progress.next_step
        else "",
        "received_url": page_maker("plan-step", Step.DRAFT_SUBMITTED.value, ids=2)(*at),
        "decided_url": page_maker("plan-step", Step.DECIDED.value, ids=2)(*at),
        "due_url": page_maker("plan-due", ids=2)(*at),
        "decision_url": page_maker("entitlement-new")(case.public_id),
        "worker": staff.name if staff else "",
        "office": plan.office.name,
        "occasion": Occasion(plan.occasion).label,
        "stage_word": word,
        "stage_kind": kind,
        "days": days_here(plan.stage_since, today=today),
        "due_on": plan.due_on,
        "due": due_words(plan, today=today),
        "submitted_on": dates.get(Step.DRAFT_SUBMITTED),
        "progress": progress,
    }


@action("plan.desk", permission=Permission.CASE_OVERSIGHT)
@require_GET
def plan_desk(request: ActorRequest) -> HttpResponse:
    """市町村の机: 依頼した案、届いた案、期限を過ぎた案、決定を待つ案。"""
    view = desk_view(request.GET.dict())
    after = read_id(request.GET.get("after", ""))
    plans, more = queries.desk_lines(
        actor=request.actor, view=view, now=request.now, today=request.today,
        after=after,
    )  # fmt: skip
    audit.looked_at(
        "plan.desk", by=request.actor, rows=len(plans),
        subjects={plan.case.person.public_id for plan in plans},
    )  # fmt: skip
    counts = queries.desk_counts(
        actor=request.actor, now=request.now, today=request.today
    )
    url = reverse("plan-desk")
    lines = _lines(request, plans)
    return render(
        request,
        "cases/plan/desk.html",
        {
            "lines": lines,
            "today_count": sum(line["submitted_on"] == request.today for line in lines),
            "is_received": view is DeskView.RECEIVED,
            "tabs": [
                parts.Tab(
                    one.label, f"?view={one.value}", current=one is view,
                    count=counts[one],
                )
                for one in DeskView
            ],
            "may_write": request.actor.has(Permission.CASE_WORK),
            "paging": parts.Paging(
                previous_url=f"{url}?view={view.value}" if after else "",
                next_url=f"{url}?view={view.value}&after={more}" if more else "",
                shown=len(lines),
            ),
        },
    )  # fmt: skip
