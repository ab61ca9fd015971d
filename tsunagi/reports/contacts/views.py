"""相談実績の月報の画面。どの数からも、そのもとになった記録が開ける。"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.closing import close_month
from tsunagi.activity.record.rules import amount
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError
from tsunagi.common.excelfile import EXCEL_TYPE
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area import queries as area_queries
from tsunagi.reports.contacts import drawing, queries
from tsunagi.reports.contacts.asked import (
    asked_month,
    asked_scope,
    month_choices,
    spelled,
)


@action("contact_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def contact_report(request: ActorRequest) -> HttpResponse:
    month, scope = asked_month(request), asked_scope(request)
    found = queries.report(actor=request.actor, month=month, scope=scope)
    audit.looked_at("contact_report.view", by=request.actor, subjects=[],
                    month=month.as_int, offices=len(scope.offices))  # fmt: skip
    this_month = YearMonth.of(request.today)
    areas = area_queries.areas_of_municipality(actor=request.actor, today=request.today)
    return render(
        request,
        "reports/contacts/report.html",
        {
            "found": found,
            "finding": drawing.finding(found),
            "plain": drawing.plain_lines(found),
            "groups": drawing.groups(found),
            "gaps": drawing.gap_lines(found),
            "charts": [drawing.method_chart(found), drawing.content_chart(found)],
            "address": spelled(month, scope),
            "months": month_choices(request, month),
            "offices": queries.scopes(actor=request.actor),
            "areas": areas if len(queries.scopes(actor=request.actor)) > 1 else [],
            "month_words": format_wareki(month.first_day, "month"),
            "may_close": request.actor.has(Permission.MONTH_CLOSE)
            and scope.office is not None
            and found.closed is None
            and month < this_month,
        },
    )


@action("contact_report.records", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def contact_records(request: ActorRequest, cell: str) -> HttpResponse:
    """一つの数のもとになった記録。見てよい方のものだけ、だれの記録かが出る。"""
    asked = drawing.read_cell(cell)
    if asked is None:
        raise Http404
    month, scope = asked_month(request), asked_scope(request)
    rows, records = queries.counted_rows(
        actor=request.actor, month=month, scope=scope, cell=asked, now=request.now
    )
    audit.looked_at(
        "contact_report.records",
        by=request.actor,
        subjects={
            row.contact.case.person.public_id
            for row in rows
            if row.contact and row.contact.case
        },
        month=month.as_int,
        cell=cell,
    )
    found = queries.report(actor=request.actor, month=month, scope=scope)
    return render(
        request,
        "reports/contacts/records.html",
        {
            "rows": rows,
            "amount": amount(asked, records),
            "number": len(records),
            "title": _title(asked, found),
            "up_url": f"{reverse('contact-report')}?{spelled(month, scope)}",
            "month_words": format_wareki(month.first_day, "month"),
            "scope": scope,
        },
    )


def _title(cell: Any, found: queries.MonthlyReport) -> str:
    lines = [
        *drawing.plain_lines(found),
        *drawing.gap_lines(found),
        *(line for _, group in drawing.groups(found) for line in group),
    ]
    spelled = drawing.spelled(cell)
    return next((line.label for line in lines if line.cell == spelled), "記録")


@action("contact_report.export", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def contact_report_excel(request: ActorRequest) -> HttpResponse:
    month, scope = asked_month(request), asked_scope(request)
    found = queries.report(actor=request.actor, month=month, scope=scope)
    audit.looked_at("contact_report.export", by=request.actor, subjects=[],
                    month=month.as_int, offices=len(scope.offices))  # fmt: skip
    stamp = format_wareki(request.today)
    content = drawing.excel(
        found, watermark=f"{stamp}に{request.actor.name}が書き出しました。"
    )
    response = HttpResponse(
        content,
        content_type=EXCEL_TYPE,
    )
    response["Content-Disposition"] = f'attachment; filename="contacts-{month}.xlsx"'
    return response


@action("month.close", permission=Permission.MONTH_CLOSE)
@require_POST
def month_close(request: ActorRequest) -> HttpResponse:
    """この事業所のこの月を締める。あとの直しは、横に並ぶ訂正になる。"""
    month, scope = asked_month(request), asked_scope(request)
    if scope.office is None:
        raise Http404
    try:
        close_month(
            office_id=scope.office.pk, month=month, by=request.actor, now=request.now
        )
    except UserError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(
            request,
            f"{format_wareki(month.first_day, 'month')}を締めました。"
            "これからの直しは、訂正として横に並びます。",
        )
    return redirect(f"{reverse('contact-report')}?{spelled(month, scope)}")
