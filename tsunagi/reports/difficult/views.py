"""むずかしい相談の割合の画面: 地域ごとの表と Excel。だれのことか、どの事業所かは出ない。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.difficult.queries import AreaShare, shares_by_area

HEADINGS = ("地域", "難しくする事情のある方", "ほかの方", "計", "割合")


@action("difficult_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def difficult_report(request: ActorRequest) -> HttpResponse:
    """続いている方のうち、難しくする事情のある方を、住んでいる地域ごとに。"""
    lines = shares_by_area(actor=request.actor, today=request.today)
    is_excel = request.GET.get("format") == "xlsx"
    audit.looked_at(
        "difficult_report.view", by=request.actor, subjects=[],
        format="xlsx" if is_excel else "page",
    )  # fmt: skip
    finding = _finding(request, lines[-1])
    if is_excel:
        return _excel(request, lines, finding)
    return render(
        request,
        "reports/difficult/report.html",
        {"lines": lines, "finding": finding, "on": request.today},
    )


def _finding(request: ActorRequest, total: AreaShare) -> str:
    share = "" if total.percent == "—" else f"（{total.percent}）"
    return (
        f"{format_wareki(request.today)}、{request.actor.municipality_name}で支援の"
        f"続いている{total.everybody.words}件のうち、難しくする事情のある方は"
        f"{total.difficult.words}件{share}です。"
    )


def _excel(request: ActorRequest, lines: list[AreaShare], finding: str) -> HttpResponse:
    stamp = f"{format_wareki(request.today)}に{request.actor.name}が書き出しました。"
    rows = [
        (one.name, one.difficult.words, one.others.words, one.everybody.words, one.percent)
        for one in lines
    ]  # fmt: skip
    sheet = Sheet("むずかしい相談", HEADINGS, rows, notes=(finding, stamp))
    response = HttpResponse(write_excel([sheet]), content_type=EXCEL_TYPE)
    response["Content-Disposition"] = 'attachment; filename="difficult.xlsx"'
    return response
