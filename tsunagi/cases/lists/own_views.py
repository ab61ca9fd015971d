"""一人の事業所の、自分の記録の持ち出しと、一人分の印刷。"""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.access.uploads.kinds import tidy_name
from tsunagi.cases.aims.reading import life_lines, problem_cards
from tsunagi.cases.case.models import Case
from tsunagi.cases.files import queries as file_queries
from tsunagi.cases.lists.messages import TOO_MUCH_AT_ONCE
from tsunagi.cases.lists.own_records import own_cases, papers_size, sheets_of
from tsunagi.cases.lists.person_record import as_pdf, person_record
from tsunagi.cases.pages import band_of, looked_at_case, seen_case
from tsunagi.common.excelfile import EXCEL_TYPE, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.ui.pdffile import PDF_TYPE

PDF = "pdf"
# The archive is made in memory; beyond this a small server would run out of it.
MOST_BYTES = 300 * 1024 * 1024


def _moment(request: ActorRequest) -> str:
    at = localtime(request.now)
    return f"{format_wareki(at.date())}{at.hour}時{at.minute:02}分"


def _mark(request: ActorRequest, rows: int) -> str:
    return (
        f"取扱注意　{request.actor.office_name}の全記録　{rows}人　"
        f"{_moment(request)}　{request.actor.name}"
    )


@action("case.export_own", permission=Permission.CASE_EXPORT)
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def own_export(request: ActorRequest) -> HttpResponse:
    """本人を確かめ直してから、自分の事業所の記録をすべて。表か、一人ずつの PDF で。"""
    cases = own_cases(actor=request.actor, now=request.now)
    if request.method == "GET":
        return render(request, "cases/lists/own_export.html", {"count": len(cases)})
    as_pdfs = request.POST.get("format") == PDF
    if (
        as_pdfs
        and papers_size(cases, actor=request.actor, now=request.now) > MOST_BYTES
    ):
        messages.error(request, str(TOO_MUCH_AT_ONCE))
        return redirect("own-export")
    audit.looked_at(
        "case.export_own", by=request.actor,
        subjects=[case.person.public_id for case in cases], rows=len(cases),
        format=PDF if as_pdfs else "excel",
    )  # fmt: skip
    mark = _mark(request, len(cases))
    if as_pdfs:
        return _file(
            _folders(request, cases, mark), "application/zip", "all-records.zip"
        )
    sheets = sheets_of(cases, actor=request.actor, now=request.now, mark=mark)
    return _file(write_excel(sheets), EXCEL_TYPE, "all-records.xlsx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _folders(request: ActorRequest, cases: list[Case], mark: str) -> bytes:
    """One folder for each person: the record as PDF, and the papers as they are."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, case in enumerate(cases, start=1):
            folder = f"{number:03} {tidy_name(case.person.name)}"
            seen = seen_case(request, case.public_id)
            record = person_record(actor=request.actor, seen=seen, today=request.today)
            archive.writestr(f"{folder}/記録.pdf", as_pdf(record, mark=mark))
            files = file_queries.files_of(actor=request.actor, seen=seen)
            for place, row in enumerate(files, start=1):
                _, data = file_queries.content_of(
                    actor=request.actor, public_id=row.public_id, now=request.now
                )
                archive.writestr(f"{folder}/書類/{place:02} {row.name}", data)
    return target.getvalue()


@action("case.print", permission=Permission.CASE_EXPORT)
@require_GET
def case_print(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一人分を、はじめから終わりまで一続きに。画面から印刷するか、PDF で受け取る。"""
    seen = looked_at_case(request, public_id, action="case.print")
    record = person_record(actor=request.actor, seen=seen, today=request.today)
    mark = (
        f"取扱注意　{_moment(request)}　"
        f"{request.actor.name}（{request.actor.office_name}）"
    )
    if request.GET.get("format") == PDF:
        return _file(as_pdf(record, mark=mark), PDF_TYPE, "record.pdf")
    methods = record.categories.methods
    return render(
        request,
        "cases/lists/case_print.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "identity": record.identity,
            "sections": record.sections,
            "problems": problem_cards(
                [
                    *record.aims.present,
                    *record.aims.latent,
                    *record.aims.ended,
                ],
                today=request.today,
            ),
            "life_lines": life_lines(record.aims.life_steps, today=request.today),
            "rows": [
                (row, methods.label_of(row.contact.method) if row.contact else "")
                for row in record.rows
            ],
            "is_cut": record.is_cut,
            "sheet": record.sheet,
            "plan_blocks": record.plan_blocks,
            "mark": mark,
        },
    )
