"""一人の事業所の、自分の記録の持ち出しと、一人分の印刷。"""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case import queries as case_queries
from tsunagi.cases.contact import queries as contact_queries
from tsunagi.cases.contact.queries import TimelineRow
from tsunagi.cases.lists.own_records import own_cases, sheets_of
from tsunagi.cases.pages import band_of, looked_at_case
from tsunagi.cases.person.queries import person_page
from tsunagi.cases.person.reading import identity_rows
from tsunagi.cases.person.rules import Section
from tsunagi.common.excelfile import EXCEL_TYPE, write_excel
from tsunagi.common.wareki import format_wareki

MOST_PRINTED = 2_000


def _mark(request: ActorRequest, rows: int) -> str:
    at = localtime(request.now)
    return (
        f"取扱注意　{request.actor.office_name}の全記録　{rows}人　"
        f"{format_wareki(at.date())}{at.hour}時{at.minute:02}分　{request.actor.name}"
    )


@action("case.export_own", permission=Permission.CASE_EXPORT)
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def own_export(request: ActorRequest) -> HttpResponse:
    """本人を確かめ直してから、自分の事業所の記録をすべて一つの Excel に。"""
    cases = own_cases(actor=request.actor, now=request.now)
    if request.method == "GET":
        return render(request, "cases/lists/own_export.html", {"count": len(cases)})
    audit.looked_at(
        "case.export_own", by=request.actor,
        subjects=[case.person.public_id for case in cases], rows=len(cases),
    )  # fmt: skip
    sheets = sheets_of(
        cases, actor=request.actor, now=request.now, mark=_mark(request, len(cases))
    )
    response = HttpResponse(write_excel(sheets), content_type=EXCEL_TYPE)
    response["Content-Disposition"] = 'attachment; filename="all-records.xlsx"'
    return response


@action("case.print", permission=Permission.CASE_EXPORT)
@require_GET
def case_print(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一人分を、はじめから終わりまで一続きに印刷する（PDF に保存できる）。"""
    seen = looked_at_case(request, public_id, action="case.print")
    words = contact_categories(actor=request.actor, on=request.today)
    page = person_page(actor=request.actor, seen=seen)
    rows: list[TimelineRow] = []
    before = None
    while len(rows) < MOST_PRINTED:
        found, before = contact_queries.timeline(
            actor=request.actor, seen=seen, before=before
        )
        rows += found
        if before is None:
            break
    at = localtime(request.now)
    return render(
        request,
        "cases/lists/case_print.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "identity": identity_rows(
                seen.case.person, page.whereabouts, words.disability_kinds
            ),
            "sections": [
                (section.label, page.sections[section.value].text)
                for section in Section
                if section.value in page.sections and page.sections[section.value].text
            ],
            "rows": [
                (row, words.methods.label_of(row.contact.method) if row.contact else "")
                for row in reversed(rows)
            ],
            "is_cut": before is not None,
            "sheet": case_queries.case_sheet(
                actor=request.actor, seen=seen, today=request.today
            ),
            "mark": f"取扱注意　{format_wareki(at.date())}{at.hour}時{at.minute:02}分　"
            f"{request.actor.name}（{request.actor.office_name}）",
        },
    )
