"""示した選択肢と、支援の組み合わせの幅: 年度に始めた計画を、事業所ごとに数える。"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.easy.decision_queries import plans_with_options
from tsunagi.cases.easy.options_rules import OptionFigures, PlanOptions, figures
from tsunagi.common.dates import fiscal_year, fiscal_year_bounds, fiscal_year_label
from tsunagi.reports.contacts.asked import asked_scope
from tsunagi.reports.contacts.queries import Scope, scopes

YEARS_SHOWN = 5


@action("option_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def option_report(request: ActorRequest) -> HttpResponse:
    """数だけ。だれの計画かは出さない。"""
    scope, this_year = asked_scope(request), fiscal_year(request.today)
    years = [this_year - n for n in range(YEARS_SHOWN)]
    asked = request.GET.get("year", "")
    year = next((one for one in years if str(one) == asked), this_year)
    first, last = fiscal_year_bounds(year)
    rows = plans_with_options(
        actor=request.actor, offices=scope.ids, since=first,
        until=min(last, request.today),
    )  # fmt: skip
    audit.looked_at(
        "option_report.view", by=request.actor, subjects=[], offices=len(scope.offices)
    )
    total = figures(one for _, one in rows)
    return render(
        request,
        "reports/options/report.html",
        {
            "title": fiscal_year_label(year),
            "finding": _finding(scope, total),
            "lines": [(scope.title, total), *_by_office(scope, rows)],
            "years": [(one, fiscal_year_label(one), one == year) for one in years],
            "scope": scope,
            "offices": scopes(actor=request.actor),
        },
    )


def _finding(scope: Scope, total: OptionFigures) -> str:
    if not total.plans:
        return f"{scope.title}には、この年度に始めた計画がまだありません。"
    return (
        f"{scope.title}の計画{total.plans:,}件のうち、選択肢を示した記録のあるものは"
        f"{total.asked:,}件、計画一つあたりの選択肢は{total.options_each}です。"
    )


def _by_office(
    scope: Scope, rows: Sequence[tuple[int, PlanOptions]]
) -> list[tuple[str, OptionFigures]]:
    """Each office that has any, when there is more than one."""
    if len(scope.offices) < 2:
        return []
    found = [
        (office.name, figures(one for pk, one in rows if pk == office.pk))
        for office in scope.offices
    ]
    return [(name, one) for name, one in found if one.plans]
