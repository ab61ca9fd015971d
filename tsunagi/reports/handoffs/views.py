"""つないだ先の集計の画面。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import fiscal_year_bounds, fiscal_year_label
from tsunagi.reports.handoffs.queries import answer_lines, handoff_lines
from tsunagi.reports.year.asked import asked_year, year_choices


@action("neutrality.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def neutrality_report(request: ActorRequest) -> HttpResponse:
    """年度の中で、つないだ数と、自分の法人につないだ割合。"""
    year = asked_year(request)
    first, before = fiscal_year_bounds(year)
    lines = handoff_lines(actor=request.actor, first=first, before=before)
    answers = answer_lines(actor=request.actor, first=first, before=before)
    return render(
        request,
        "reports/handoffs/report.html",
        {
            "lines": lines,
            "total": sum(line.handoffs for line in lines),
            "own": sum(line.own_corporation for line in lines),
            "to_offices": sum(line.to_offices for line in lines),
            "year_words": fiscal_year_label(year),
            "years": year_choices(request, year),
            "answers": answers,
        },
    )
