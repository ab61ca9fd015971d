"""今月の請求のもと: 事業所の一覧と Excel。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import YearMonth
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.claims.queries import PersonLine, claim_lines
from tsunagi.reports.claims.rules import Happened, Work
from tsunagi.ui import parts

HEADERS = (
    "氏名", "氏名カナ", "担当者", "したこと", "計画の種類", "日", "同意の日",
    "足りないもの", "事実",
)  # fmt: skip


@action("claim_base.view", permission=Permission.CASE_VIEW)
@require_GET
def claim_base(request: ActorRequest) -> HttpResponse:
    """一月に、だれの計画を作り、だれのモニタリングをしたか。足りないものと、関わる事実。"""
    month = _month(request)
    lines = claim_lines(actor=request.actor, month=month, now=request.now)
    audit.looked_at(
        "claim_base.view", by=request.actor, rows=len(lines), month=month.as_int,
        subjects={one.case.person.public_id for one in lines},
    )  # fmt: skip
    url = reverse("claim-base")
    return render(
        request,
        "reports/claims/list.html",
        {
            "month": month,
            "month_day": month.first_day,
            "lines": [(one, facts_words(one.line.facts)) for one in lines],
            "stats": [
                parts.Stat("計画作成", _count(lines, Work.PLAN), "件"),
                parts.Stat("モニタリング", _count(lines, Work.MONITORING), "件"),
                parts.Stat(
                    "足りないものがある",
                    sum(not one.line.is_whole for one in lines),
                    "件",
                ),
            ],
            "before_url": f"{url}?month={month.plus(-1)}",
            "next_url": f"{url}?month={month.plus(1)}"
            if month < YearMonth.of(request.today)
            else "",
            "excel_url": f"{reverse('claim-base-excel')}?month={month}",
            "may_export": request.actor.has(Permission.CASE_EXPORT),
        },
    )


@action("claim_base.excel", permission=Permission.CASE_EXPORT)
@require_GET
def claim_base_excel(request: ActorRequest) -> HttpResponse:
    """同じ一覧を Excel で。持ち出した記録が残る。"""
    month = _month(request)
    lines = claim_lines(actor=request.actor, month=month, now=request.now)
    audit.looked_at(
        "claim_base.excel", by=request.actor, rows=len(lines), month=month.as_int,
        subjects={one.case.person.public_id for one in lines},
    )  # fmt: skip
    sheet = Sheet(
        "請求のもと", HEADERS, [_row(one) for one in lines],
        notes=[
            f"{format_wareki(month.first_day, 'month')}　事実の一覧。単位も加算の判断も含まない。",
            f"作成 {format_wareki(request.today)}",
        ],
    )  # fmt: skip
    answer = HttpResponse(write_excel([sheet]), content_type=EXCEL_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="claim-base-{month}.xlsx"'
    return answer


def _month(request: ActorRequest) -> YearMonth:
    """The month of the address, else this one; none that lies ahead."""
    this = YearMonth.of(request.today)
    try:
        return min(YearMonth.parse(request.GET.get("month", "")), this)
    except ValueError:
        return this


def _count(lines: Sequence[PersonLine], work: Work) -> int:
    return sum(one.line.work is work for one in lines)


def facts_words(facts: Sequence[Happened]) -> str:
    """「訪問 3日、17日　サービス担当者会議 17日」。"""
    days: dict[str, list[date]] = defaultdict(list)
    for one in facts:
        days[one.fact.label].append(one.on)
    return "　".join(
        f"{label} " + "、".join(f"{on.day}日" for on in sorted(set(found)))
        for label, found in days.items()
    )


def _row(one: PersonLine) -> tuple[object, ...]:
    case, line = one.case, one.line
    staff = case.responsible_staff
    return (
        case.person.name, case.person.name_kana, staff.name if staff else "",
        line.work.label, line.kind.label if line.kind else "", line.on,
        line.consented_on, "、".join(line.missing), facts_words(line.facts),
    )  # fmt: skip
