"""アウトリーチの流れの画面。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import fiscal_year_bounds, fiscal_year_label
from tsunagi.reports.outreach.queries import outreach_year
from tsunagi.reports.year.asked import asked_year, year_choices
from tsunagi.ui import charts


@action("outreach_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def outreach_report(request: ActorRequest) -> HttpResponse:
    """年度の中で聞いた人が、どこまで支援につながったか。"""
    year = asked_year(request)
    first, before = fiscal_year_bounds(year)
    found = outreach_year(actor=request.actor, first=first, before=before)
    audit.looked_at(
        "outreach_report.view", by=request.actor, subjects=[], year=year,
        offices=len(found.by_office),
    )  # fmt: skip
    total, label = found.total, fiscal_year_label(year)
    finding = f"{label}に聞いた方はいません。"
    if total.heard:
        finding = (
            f"{label}に聞いた{total.heard:,}人のうち、{total.consulted:,}人"
            f"（{total.rate}％）が相談につながりました。"
        )
    return render(
        request,
        "reports/outreach/report.html",
        {
            "found": found,
            "finding": finding,
            "year_words": label,
            "years": year_choices(request, year),
            "chart": charts.bars(
                "聞いてから支援まで",
                [step for step, _ in total.steps],
                [count for _, count in total.steps],
                sentence=finding, unit="人", first_column="段階",
            ),
        },
    )  # fmt: skip
