"""きょう（最初の画面）と、はじめの一か月。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.reports.worklist import month_queries, queries
from tsunagi.reports.worklist.rules import steps_done


@action("home.view", permission=Permission.HOME_VIEW)
@require_GET
def home(request: ActorRequest) -> HttpResponse:
    today = queries.today_for(actor=request.actor, now=request.now, today=request.today)
    if today.subjects:
        audit.looked_at("home.view", by=request.actor, subjects=today.subjects)
    steps = []
    if request.actor.has(Permission.FIRST_MONTH_VIEW):
        steps = month_queries.first_month(actor=request.actor, today=request.today)
    done, total = steps_done(steps)
    context = {
        "today": today,
        "date": request.today,
        "month_done": done,
        "month_total": total,
        "month_open": done < total,
    }
    return render(request, "reports/worklist/home.html", context)


@action("first_month.view", permission=Permission.FIRST_MONTH_VIEW)
@require_GET
def first_month(request: ActorRequest) -> HttpResponse:
    steps = month_queries.first_month(actor=request.actor, today=request.today)
    done, total = steps_done(steps)
    return render(
        request,
        "reports/worklist/first_month.html",
        {"steps": steps, "done": done, "total": total},
    )
