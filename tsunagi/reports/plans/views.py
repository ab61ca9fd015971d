"""計画とモニタリングの数字の画面と、数字の後ろの人。"""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.rules import Mode
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.contacts.asked import asked_scope
from tsunagi.reports.contacts.queries import Scope, scopes
from tsunagi.reports.plans.queries import (
    PlanReport,
    persons_behind,
    plan_report,
    time_to_draft,
)
from tsunagi.reports.plans.rules import (
    Behind,
    Interval,
    PlanFigures,
    behind_interval,
)
from tsunagi.ui import charts
from tsunagi.ui.fields import DateField


@action("plan_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def plan_figures(request: ActorRequest) -> HttpResponse:
    """基準日の、セルフプラン率、間隔の分かれ方、時期どおりの割合。"""
    on, scope = _asked_day(request), asked_scope(request)
    found = plan_report(actor=request.actor, on=on, offices=scope.ids)
    audit.looked_at(
        "plan_report.view", by=request.actor, subjects=[], offices=len(scope.offices)
    )
    drafts = time_to_draft(actor=request.actor, on=on, offices=scope.ids)
    if request.GET.get("format") == "xlsx":
        return _excel(request, scope, found, drafts.sentence)
    total, sentence = found.total, _finding(scope, found)
    address = _spelled(on, scope)
    return render(
        request,
        "reports/plans/report.html",
        {
            "finding": sentence,
            "drafts": drafts.sentence,
            "rates": [
                ("セルフプラン率（計画相談）", total.self_rate, Behind.SELF_PLAN.value),
                (
                    "セルフプラン率（障害児相談）", total.self_child_rate,
                    Behind.SELF_CHILD.value,
                ),
                ("時期どおりに行った月", total.on_time, Behind.LATE.value),
            ],
            "intervals": [
                (one.label, total.intervals[one], behind_interval(one).value)
                for one in Interval
            ],
            "interval_total": total.intervals.total(),
            "offices_found": _by_office(scope, found),
            "chart": charts.bars(
                "モニタリング期間の分かれ方",
                [one.label for one in Interval],
                [total.intervals[one] for one in Interval],
                sentence=sentence, first_column="間隔", unit="人",
            ),
            "may_open": _may_open(request, scope),
            "address": address,
            "on": on,
            "on_words": format_wareki(on),
            "scope": scope,
            "offices": scopes(actor=request.actor),
        },
    )  # fmt: skip


@action("plan_report.people", permission=Permission.CASE_VIEW)
@require_GET
def plan_people(request: ActorRequest) -> HttpResponse:
    """その数に入っている人のうち、見てよい人。"""
    try:
        which = Behind(request.GET.get("which", ""))
    except ValueError:
        return redirect("plan-report")
    on, scope = _asked_day(request), asked_scope(request)
    found = persons_behind(
        actor=request.actor, on=on, offices=scope.ids, which=which, now=request.now
    )
    audit.looked_at(
        "plan_report.people", by=request.actor, which=which.value, rows=len(found),
        subjects={case.person.public_id for case in found},
    )  # fmt: skip
    return render(
        request,
        "reports/plans/people.html",
        {
            "title": which.label,
            "lines": [(case, Mode(case.mode).label) for case in found],
            "on": on,
            "scope": scope,
            "address": _spelled(on, scope),
        },
    )


def _asked_day(request: ActorRequest) -> date:
    """The day of the address; without one, or for one that lies ahead, today."""
    text = request.GET.get("on", "")
    try:
        day = DateField("基準日", required=False).clean(text)
    except ValidationError as error:
        messages.error(request, f"{''.join(error.messages)}きょうの数を出しています。")
        return request.today
    if day is not None and day > request.today:
        messages.error(
            request,
            "きょうより後の数は、まだ数えられません。きょうの数を出しています。",
        )
        return request.today
    return day or request.today


def _spelled(on: date, scope: Scope) -> str:
    kept = {"on": on.isoformat()}
    if scope.office is not None:
        kept["office"] = str(scope.office.public_id)
    if scope.area is not None:
        kept["area"] = str(scope.area.public_id)
    return urlencode(kept)


def _may_open(request: ActorRequest, scope: Scope) -> bool:
    """Who stands behind a figure, only the people who support them may read."""
    return scope.office is not None and scope.office.pk in (
        request.actor.offices_with(Permission.CASE_VIEW)
    )


def _by_office(scope: Scope, found: PlanReport) -> list[tuple[str, PlanFigures, int]]:
    return [
        (office.name, found.by_office[office.pk],
         found.by_office[office.pk].intervals.total())
        for office in scope.offices
        if office.pk in found.by_office
    ]  # fmt: skip


def _finding(scope: Scope, found: PlanReport) -> str:
    total, day = found.total, format_wareki(found.on)
    if total.is_empty:
        return f"{day}、{scope.title}に、計画で支える人の記録はありません。"
    return (
        f"{day}、{scope.title}のセルフプラン率は{total.self_rate.words}"
        f"（{total.self_rate.denominator:,}人のうち{total.self_rate.numerator:,}人）、"
        f"時期どおりに行ったモニタリングは{total.on_time.words}です。"
    )


def _excel(
    request: ActorRequest, scope: Scope, found: PlanReport, drafts: str
) -> HttpResponse:
    stamp = f"{format_wareki(request.today)}に{request.actor.name}が書き出しました。"
    rows = [(scope.title, found.total)] + [
        (name, one) for name, one, _ in _by_office(scope, found)
    ]
    sheet = Sheet(
        "計画とモニタリング",
        (
            "範囲", "計画相談", "セルフ（計画）", "セルフプラン率", "障害児相談",
            "セルフ（児）", "セルフプラン率（児）", *(one.label for one in Interval),
            "行った月", "行わなかった月", "分からない月", "時期どおり",
        ),
        [
            (
                name, one.planned, one.self_plan, one.self_rate.words, one.child,
                one.self_child, one.self_child_rate.words,
                *(one.intervals[step] for step in Interval), one.done, one.not_done,
                one.late, one.on_time.words,
            )
            for name, one in rows
        ],
        notes=(_finding(scope, found), drafts, stamp),
    )  # fmt: skip
    response = HttpResponse(write_excel([sheet]), content_type=EXCEL_TYPE)
    name = f"plans-{found.on.isoformat()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
