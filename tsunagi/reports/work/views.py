"""業務の時間の画面。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import YearMonth
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.contacts.asked import (
    asked_month,
    asked_scope,
    month_choices,
    spelled,
)
from tsunagi.reports.contacts.queries import Scope, scopes
from tsunagi.reports.work.basis_rules import UNBASED, Basis, unbased_minutes
from tsunagi.reports.work.queries import WorkReport, work_report
from tsunagi.ui import charts


def _groups(found: WorkReport) -> list[tuple[str, object]]:
    return [
        ("業務のまとまり", found.by_heading),
        ("業務の種類", found.by_kind),
        ("関わり方", found.by_mode),
        ("財源", found.by_funding),
        ("支援方法", found.by_method),
    ]


@action("work_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def work_hours(request: ActorRequest) -> HttpResponse:
    """何にどれだけの時間を使ったか。時間が書かれた記録だけを足す。"""
    month, scope = asked_month(request), asked_scope(request)
    found = work_report(actor=request.actor, month=month, scope=scope)
    audit.looked_at(
        "work_report.view", by=request.actor, subjects=[], month=month.as_int,
        offices=len(scope.offices),
    )  # fmt: skip
    if request.GET.get("format") == "xlsx":
        return _excel(request, month, scope, found)
    chart = charts.bars(
        "業務の種類ごとの時間",
        [line.label for line in found.by_kind],
        [line.spent.total_minutes for line in found.by_kind],
        sentence="移動の時間も含みます。", unit="分",
    )  # fmt: skip
    return render(
        request,
        "reports/work/report.html",
        {
            "found": found,
            "groups": _groups(found),
            "basis_titles": [basis.label for basis in Basis],
            "unbased": unbased_minutes(found.basis),
            "chart": chart,
            "scope": scope,
            "address": spelled(month, scope),
            "months": month_choices(request, month),
            "offices": scopes(actor=request.actor),
            "month_words": format_wareki(month.first_day, "month"),
        },
    )


def _cross_sheet(found: WorkReport, *notes: str) -> list[Sheet]:
    if found.cross is None:
        return []
    rows = [
        (
            line.title,
            heading,
            cell.records,
            cell.minutes,
            "協力" if cell.is_help else "",
        )
        for line in found.cross.lines
        for heading, cell in zip(found.cross.headings, line.cells, strict=True)
        if cell.records
    ]
    titles = (
        "役割",
        "業務のまとまり",
        "件数",
        "時間（移動を含む分）",
        "ほかの区分への協力",
    )
    return [Sheet("役割と業務", titles, rows, notes=notes)]


def _basis_sheet(found: WorkReport, *notes: str) -> Sheet:
    rows = [
        (
            line.label,
            basis.label,
            line.records[basis],
            line.minutes[basis],
            "根拠が記録にない" if basis in UNBASED else "",
        )
        for line in found.basis
        for basis in Basis
        if line.records[basis]
    ]
    titles = ("事業所", "相手の人", "件数", "時間（移動を含む分）", "報酬の根拠")
    explained = "単位や加算は計算していません。請求できない、という判断でもありません。"
    return Sheet("報酬の根拠", titles, rows, notes=(*notes, explained))


def _excel(
    request: ActorRequest, month: YearMonth, scope: Scope, found: WorkReport
) -> HttpResponse:
    rows = [
        (title, line.group, line.label, line.spent.records, line.spent.minutes,
         line.spent.travel_minutes)
        for title, lines in _groups(found)
        for line in lines  # type: ignore[attr-defined]
    ]  # fmt: skip
    stamp = f"{format_wareki(request.today)}に{request.actor.name}が書き出しました。"
    content = write_excel(
        [
            Sheet(
                f"{month}",
                ("見かた", "まとまり", "項目", "件数", "時間（分）", "移動（分）"),
                rows,
                notes=(f"業務の時間 {month} {scope.title}", stamp),
            ),
            *_cross_sheet(found, f"業務の時間 {month} {scope.title}", stamp),
            _basis_sheet(found, f"業務の時間 {month} {scope.title}", stamp),
        ]
    )
    response = HttpResponse(
        content,
        content_type=EXCEL_TYPE,
    )
    response["Content-Disposition"] = f'attachment; filename="work-{month}.xlsx"'
    return response
