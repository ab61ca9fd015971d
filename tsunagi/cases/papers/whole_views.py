"""運営指導のための、一人分のファイル一式: 記録と、すべての計画・報告の様式を一つの PDF に。"""

from __future__ import annotations

import io
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.lists.person_record import as_pdf, person_record
from tsunagi.cases.pages import looked_at_case
from tsunagi.cases.papers import queries
from tsunagi.cases.papers.output import file_answer, mark_of
from tsunagi.cases.papers.rules import Paper, PaperKind
from tsunagi.cases.plan.queries import plans_of
from tsunagi.cases.seen import SeenCase
from tsunagi.ui.pdffile import PDF_TYPE

REPORTS = (PaperKind.REPORT, PaperKind.REPORT_WEEK)


@action("papers.whole", permission=Permission.CASE_EXPORT)
@require_GET
def whole_file(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一つのボタンで、はじめから終わりまで。綴じる順は、記録、計画（古い順）、その報告。"""
    seen = looked_at_case(request, public_id, action="papers.whole")
    mark = mark_of(actor=request.actor, now=request.now)
    record = person_record(actor=request.actor, seen=seen, today=request.today)
    parts = [as_pdf(record, mark=mark)]
    papers = _papers(request, seen)
    if papers:
        from tsunagi.cases.papers.pdf import papers_pdf

        parts.append(papers_pdf(papers, mark=mark))
    return file_answer(bound(parts), PDF_TYPE, "whole-file.pdf")


def _papers(request: ActorRequest, seen: SeenCase) -> list[Paper]:
    """The papers of every plan, the oldest first; each report with its own week."""
    found: list[Paper] = []
    if not seen.sight.sees_support:
        return found
    for plan in plans_of(actor=request.actor, seen=seen)[::-1]:
        sources = queries.sources_of(actor=request.actor, seen=seen, plan=plan)
        kinds = [
            kind
            for kind in sources.available
            if kind not in REPORTS and (kind is not PaperKind.PERSON or not found)
        ]
        found += queries.papers_of(
            actor=request.actor, seen=seen, sources=sources, kinds=kinds,
            today=request.today,
        )  # fmt: skip
        for report in sources.reports[::-1]:
            one = sources.of_report(report)
            found += queries.papers_of(
                actor=request.actor, seen=seen, sources=one, kinds=REPORTS,
                today=request.today,
            )  # fmt: skip
    return found


def bound(parts: list[bytes]) -> bytes:
    """Several PDFs as one."""
    if len(parts) == 1:
        return parts[0]
    import pikepdf

    target = io.BytesIO()
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as one:
                whole.pages.extend(one.pages)
        whole.save(target)
    return target.getvalue()
