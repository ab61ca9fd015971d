"""つないだ先の集計の画面。"""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import fiscal_year, fiscal_year_bounds, fiscal_year_label
from tsunagi.reports.handoffs.queries import handoff_lines


@action("neutrality.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def neutrality_report(request: ActorRequest) -> HttpResponse:
    """年度の中で、つないだ数と、自分の法人につないだ割合。"""
    year = _year(request.GET.get("year", ""), request.today)
    first, last = fiscal_year_bounds(year)
    lines = handoff_lines(actor=request.actor, first=first, last=last)
    return render(
        request,
        "reports/handoffs/report.html",
        {
            "lines": lines,
            "total": sum(line.handoffs for line in lines),
            "own": sum(line.own_corporation for line in lines),
            "to_offices": sum(line.to_offices for line in lines),
            "year_words": fiscal_year_label(year),
            "years": [
                (one, fiscal_year_label(one), one == year)
                for one in range(fiscal_year(request.today), 2023, -1)
            ],
        },
    )


def _year(text: str, today: date) -> int:
    this_year = fiscal_year(today)
    if text.isascii() and text.isdigit() and len(text) == 4:
        return min(max(int(text), 2000), this_year)
    return this_year
