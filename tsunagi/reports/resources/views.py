"""社会資源の使われ方の画面。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.issues import MISSING, issue_marks
from tsunagi.cases.resource.rules import Purpose
from tsunagi.common.dates import fiscal_year_bounds, fiscal_year_label
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.contacts.asked import asked_scope
from tsunagi.reports.contacts.queries import Scope, scopes
from tsunagi.reports.resources.queries import (
    ResourceTable,
    missing_needs,
    resource_table,
)
from tsunagi.reports.year.asked import asked_year, year_choices


@action("resource_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def resource_report(request: ActorRequest) -> HttpResponse:
    """年度の中で、どこが何人に使われ、何が足りなかったか。"""
    year, scope = asked_year(request), asked_scope(request)
    first, before = fiscal_year_bounds(year)
    found = resource_table(
        actor=request.actor, first=first, before=before, offices=scope.ids
    )
    needs = (
        missing_needs(
            actor=request.actor,
            first=first,
            before=before,
            office_id=scope.office.pk,
            now=request.now,
        )
        if scope.office is not None and _is_own(request, scope)
        else []
    )
    marks = issue_marks(
        MISSING, [use.public_id for use in needs], actor=request.actor, now=request.now
    )
    audit.looked_at(
        "resource_report.view", by=request.actor, year=year,
        subjects={use.case.person.public_id for use in needs},
        offices=len(scope.offices),
    )  # fmt: skip
    if request.GET.get("format") == "xlsx":
        return _excel(request, year, scope, found)
    kept = {"year": str(year)}
    if scope.office is not None:
        kept["office"] = str(scope.office.public_id)
    return render(
        request,
        "reports/resources/report.html",
        {
            "found": found,
            "finding": _finding(year, scope, found),
            "purposes": [(one.label, count) for one, count in found.by_purpose.items()],
            "needs": [(use, marks.get(use.public_id)) for use in needs],
            "scope": scope,
            "year_words": fiscal_year_label(year),
            "years": year_choices(request, year),
            "offices": scopes(actor=request.actor),
            "address": urlencode(kept),
        },
    )


def _is_own(request: ActorRequest, scope: Scope) -> bool:
    """Whose need it is, only the people who support the person may read."""
    office = scope.office
    return office is not None and office.pk in request.actor.offices_with(
        Permission.CASE_VIEW
    )


def _finding(year: int, scope: Scope, found: ResourceTable) -> str:
    label = fiscal_year_label(year)
    if not found.total:
        return f"{label}、{scope.title}の社会資源の記録はまだありません。"
    missing = found.by_purpose[Purpose.MISSING]
    return (
        f"{label}、{scope.title}で社会資源との結びつきが{found.total:,}件書かれ、"
        f"名簿にある{len(found.lines)}か所が使われました。"
        f"足りないと書かれたものは{missing:,}件です。"
    )


def _excel(
    request: ActorRequest, year: int, scope: Scope, found: ResourceTable
) -> HttpResponse:
    stamp = f"{format_wareki(request.today)}に{request.actor.name}が書き出しました。"
    sheet = Sheet(
        "社会資源の使われ方", ("社会資源", "件数", "人数", "つながった", "断られた"),
        [
            (line.office.name, line.uses, line.persons, line.connected, line.refused)
            for line in found.lines
        ],
        notes=(_finding(year, scope, found), stamp),
    )  # fmt: skip
    response = HttpResponse(write_excel([sheet]), content_type=EXCEL_TYPE)
    response["Content-Disposition"] = f'attachment; filename="resources-{year}.xlsx"'
    return response
