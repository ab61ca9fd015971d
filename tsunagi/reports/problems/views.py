"""課題の集計の画面: 個別の課題から、地域の課題の手がかりを見つける。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.aims.rules import Cause
from tsunagi.common.dates import fiscal_year_bounds, fiscal_year_label
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area import queries as area_queries
from tsunagi.reports.contacts.asked import asked_scope
from tsunagi.reports.contacts.queries import Scope, scopes
from tsunagi.reports.problems.queries import ProblemTable, problem_table
from tsunagi.reports.year.asked import asked_year, year_choices
from tsunagi.ui import charts


@action("problem_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def problem_report(request: ActorRequest) -> HttpResponse:
    """年度の中で続いていた課題を、種類と原因ごとに。"""
    year, scope = asked_year(request), asked_scope(request)
    first, before = fiscal_year_bounds(year)
    found = problem_table(
        actor=request.actor, first=first, before=before, offices=scope.ids
    )
    audit.looked_at(
        "problem_report.view", by=request.actor, subjects=[], year=year,
        offices=len(scope.offices),
    )  # fmt: skip
    if request.GET.get("format") == "xlsx":
        return _excel(request, year, scope, found)
    offices = scopes(actor=request.actor)
    areas = area_queries.areas_of_municipality(actor=request.actor, today=request.today)
    is_own = scope.office is not None and scope.office.pk == request.actor.office_id
    return render(
        request,
        "reports/problems/report.html",
        {
            "found": found,
            "finding": _finding(year, scope, found),
            "causes": list(Cause),
            "lines": [
                (line, [(cause, line.by_cause[cause]) for cause in Cause])
                for line in found.lines
            ],
            "sums": [found.caused_by(cause) for cause in Cause],
            "chart": _chart(year, scope, found),
            "scope": scope,
            "year_words": fiscal_year_label(year),
            "years": year_choices(request, year),
            "offices": offices,
            "areas": areas if len(offices) > 1 else [],
            "address": _address(year, scope),
            # The list shows who is meant: only for one's own office.
            "opens": is_own and request.actor.has(Permission.CASE_VIEW),
        },
    )


def _address(year: int, scope: Scope) -> str:
    kept = {"year": str(year)}
    if scope.office is not None:
        kept["office"] = str(scope.office.public_id)
    if scope.area is not None:
        kept["area"] = str(scope.area.public_id)
    return urlencode(kept)


def _finding(year: int, scope: Scope, found: ProblemTable) -> str:
    label = fiscal_year_label(year)
    if not found.total:
        return f"{label}、{scope.title}で続いていた課題の記録はありません。"
    return (
        f"{label}、{scope.title}で続いていた課題は{found.total:,}件で、"
        f"うち{found.solved:,}件が解決しました。まわりの環境に原因があるものは"
        f"{found.caused_by(Cause.ENVIRONMENT):,}件、社会の仕組み・地域に原因があるものは"
        f"{found.caused_by(Cause.SOCIETY):,}件です。"
    )


def _chart(year: int, scope: Scope, found: ProblemTable) -> charts.Chart:
    return charts.bars(
        "種類ごとの課題",
        [line.kind.label for line in found.lines],
        [line.total for line in found.lines],
        sentence=_finding(year, scope, found), first_column="種類",
    )  # fmt: skip


def _excel(
    request: ActorRequest, year: int, scope: Scope, found: ProblemTable
) -> HttpResponse:
    heads = (
        "種類",
        "続いていた課題",
        "うち気がかり",
        "うち解決",
        *(c.label for c in Cause),
    )
    rows: list[tuple[object, ...]] = [
        (
            line.kind.label, line.total, line.latent, line.solved,
            *(line.by_cause[cause] for cause in Cause),
        )
        for line in found.lines
    ]  # fmt: skip
    stamp = f"{format_wareki(request.today)}に{request.actor.name}が書き出しました。"
    sheet = Sheet(
        "課題の集計", heads, rows, notes=(_finding(year, scope, found), stamp)
    )
    response = HttpResponse(write_excel([sheet]), content_type=EXCEL_TYPE)
    response["Content-Disposition"] = f'attachment; filename="problems-{year}.xlsx"'
    return response
