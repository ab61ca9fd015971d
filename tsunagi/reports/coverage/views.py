"""計画の行き渡りの画面。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.entitlement.rules import Coverage
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.contacts.asked import asked_scope
from tsunagi.reports.contacts.queries import Scope, scopes
from tsunagi.reports.coverage.queries import (
    CoverageTable,
    coverage_table,
    without_plan,
)
from tsunagi.ui import charts


@action("coverage.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def coverage_report(request: ActorRequest) -> HttpResponse:
    """サービスを使う人のうち、だれに計画を一緒に作る人がいるか。"""
    scope = asked_scope(request)
    found = coverage_table(actor=request.actor, on=request.today, offices=scope.ids)
    named = (
        without_plan(
            actor=request.actor, on=request.today, office_id=scope.office.pk,
            now=request.now,
        )
        if scope.office is not None
        and scope.office.pk in request.actor.offices_with(Permission.CASE_VIEW)
        else []
    )  # fmt: skip
    audit.looked_at(
        "coverage.view", by=request.actor, offices=len(scope.offices),
        subjects=[case.person.public_id for case in named],
    )  # fmt: skip
    sentence = _finding(request, scope, found)
    return render(
        request,
        "reports/coverage/report.html",
        {
            "found": found,
            "finding": sentence,
            "lines": [
                (one.label, found.counts[one], found.percent(one)) for one in Coverage
            ],
            "chart": charts.bars(
                "サービスを使う人の計画",
                [one.label for one in Coverage],
                [found.counts[one] for one in Coverage],
                sentence=sentence, first_column="計画", unit="人",
            ),
            "named": [(case, Mode(case.mode).label) for case in named],
            "scope": scope,
            "offices": scopes(actor=request.actor),
            "on": request.today,
        },
    )  # fmt: skip


def _finding(request: ActorRequest, scope: Scope, found: CoverageTable) -> str:
    day = format_wareki(request.today)
    if not found.total:
        return f"{day}、{scope.title}に、サービスを使う人の記録はありません。"
    return (
        f"{day}、{scope.title}でサービスを使う{found.total:,}人のうち、"
        f"セルフプランは{found.counts[Coverage.SELF]:,}人、"
        f"計画のない人は{found.counts[Coverage.NONE]:,}人です。"
    )
