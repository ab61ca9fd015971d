"""一つの計画の書面: 選ぶ、PDF か Excel で受け取る、送付状と封筒。白紙の様式。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.pages import band_of, case_url, looked_at_case, seen_case
from tsunagi.cases.papers import queries, template_queries
from tsunagi.cases.papers.excel import papers_excel
from tsunagi.cases.papers.forms import LETTER, LetterForm
from tsunagi.cases.papers.forms_data import blank_paper
from tsunagi.cases.papers.letters import Envelope, Honorific, Letter
from tsunagi.cases.papers.messages import NOT_ACTIVE, NOTHING_CHOSEN
from tsunagi.cases.papers.output import file_answer, mark_of
from tsunagi.cases.papers.queries import Sources
from tsunagi.cases.papers.recipients import recipients_of, sender_of
from tsunagi.cases.papers.rules import Paper, PaperKind
from tsunagi.cases.plan.queries import plan_of
from tsunagi.cases.plan.rules import Occasion
from tsunagi.cases.search.pages import read_id
from tsunagi.cases.seen import SeenCase
from tsunagi.common.excelfile import EXCEL_TYPE
from tsunagi.common.wareki import format_wareki
from tsunagi.ui.pdffile import PDF_TYPE

EXCEL, OWN = "excel", "own"


def chosen_kinds(values: Sequence[str]) -> list[PaperKind]:
    return [kind for kind in PaperKind if kind.value in values]


def _sources(request: ActorRequest, seen: SeenCase, plan_id: UUID) -> Sources:
    plan = plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    asked = request.GET.get("report", "")
    report = read_id(asked) if asked else None
    if asked and report is None:
        raise NotVisible
    return queries.sources_of(actor=request.actor, seen=seen, plan=plan, report=report)


@action("papers.choose", permission=Permission.CASE_VIEW)
@require_GET
def plan_papers(request: ActorRequest, public_id: UUID, plan_id: UUID) -> HttpResponse:
    """どの書面を、PDF か Excel で。"""
    seen = looked_at_case(request, public_id, action="papers.choose")
    sources = _sources(request, seen, plan_id)
    return render(
        request,
        "cases/papers/choose.html",
        {
            "seen": seen,
            "case": seen.case,
            "plan": sources.plan,
            "occasion": Occasion(sources.plan.occasion).label,
            "band": band_of(seen, today=request.today),
            "lines": [
                (kind, sources.has(kind), kind in _first_choice(sources))
                for kind in PaperKind
            ],
            "reports": sources.reports,
            "report": sources.report,
            "rare": rare_letters(seen),
            "own": template_queries.templates_in_force(
                actor=request.actor, now=request.now, today=request.today
            ),
        },
    )


def _first_choice(sources: Sources) -> list[PaperKind]:
    """What is most often wanted now: the plan, else the draft, with its week."""
    for pair in (
        (PaperKind.PLAN, PaperKind.PLAN_WEEK), (PaperKind.DRAFT, PaperKind.DRAFT_WEEK),
    ):  # fmt: skip
        if sources.has(pair[0]):
            return list(pair)
    return [PaperKind.PERSON]


def rare_letters(seen: SeenCase) -> list[str]:
    """Letters of the name for which the PDF has no shape; it prints 〓 for them."""
    from tsunagi.ui.pdf_fonts import clusters, is_drawn

    return [one for one in clusters(seen.case.person.name) if not is_drawn(one)]


@action("papers.make", permission=Permission.CASE_VIEW)
@require_GET
def plan_papers_file(
    request: ActorRequest, public_id: UUID, plan_id: UUID
) -> HttpResponse:
    """選んだ書面を一つのファイルで。"""
    seen = looked_at_case(request, public_id, action="papers.make")
    sources = _sources(request, seen, plan_id)
    papers = queries.papers_of(
        actor=request.actor, seen=seen, sources=sources, today=request.today,
        kinds=chosen_kinds(request.GET.getlist("kind")),
    )  # fmt: skip
    if not papers:
        messages.error(request, str(NOTHING_CHOSEN))
        return redirect("plan-papers", public_id, plan_id)
    shape = request.GET.get("format", "")
    if shape == OWN:
        return _own_answer(request, papers, back=(public_id, plan_id))
    mark = mark_of(actor=request.actor, now=request.now)
    return papers_answer(papers, mark=mark, shape=shape)


def _own_answer(
    request: ActorRequest, papers: Sequence[Paper], *, back: tuple[UUID, UUID]
) -> HttpResponse:
    """市町村の様式で。同じ Excel に入る書面は、一つのファイルにまとまる。"""
    from tsunagi.cases.papers.template_files import own_files, zipped

    templates = template_queries.templates_in_force(
        actor=request.actor, now=request.now, today=request.today, with_data=True
    )
    without = next((one.kind for one in papers if one.kind not in templates), None)
    if without is not None:
        messages.error(request, str(NOT_ACTIVE.format(kind=without.number)))
        return redirect("plan-papers", *back)
    files = own_files(papers, templates)
    if len(files) == 1:
        name, content = files[0]
        return file_answer(content, EXCEL_TYPE, name)
    return file_answer(zipped(files), "application/zip", "計画の書面.zip")


def papers_answer(papers: Sequence[Paper], *, mark: str, shape: str) -> HttpResponse:
    name = papers[0].kind.sheet_name if len(papers) == 1 else "計画の書面"
    if shape == EXCEL:
        return file_answer(papers_excel(papers, mark=mark), EXCEL_TYPE, f"{name}.xlsx")
    from tsunagi.cases.papers.pdf import papers_pdf

    return file_answer(papers_pdf(papers, mark=mark), PDF_TYPE, f"{name}.pdf")


@action("papers.letter", permission=Permission.CASE_VIEW)
@require_http_methods(["GET", "POST"])
def plan_letter(request: ActorRequest, public_id: UUID, plan_id: UUID) -> HttpResponse:
    """送付状か封筒。宛先は、本人、市町村、計画に名のある事業所から選べる。"""
    seen = (
        seen_case(request, public_id, action="papers.letter")
        if request.method == "GET"
        else looked_at_case(request, public_id, action="papers.letter")
    )
    sources = _sources(request, seen, plan_id)
    people = recipients_of(actor=request.actor, seen=seen, sources=sources)
    chosen = next((p for p in people if p.key == request.GET.get("to")), people[0])
    form = LetterForm(
        request.POST or None,
        kinds=sources.available,
        initial={
            "to": chosen.name, "honorific": chosen.honorific.value,
            "postal_code": chosen.postal_code, "address": chosen.address,
            "kinds": [kind.value for kind in _first_choice(sources)], "shape": LETTER,
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        letter = Letter(
            on=format_wareki(request.today),
            addressee=f"{data['to']}　{Honorific(data['honorific']).label}",
            sender=sender_of(sources),
            papers=tuple(kind.label for kind in chosen_kinds(data["kinds"])),
            postal_code=data["postal_code"],
            address=data["address"],
            note=data["note"],
        )
        return _letter_answer(request, letter, data["shape"])

    return answer_form(
        request,
        form,
        template="cases/papers/letter.html",
        context={
            "seen": seen,
            "case": seen.case,
            "plan": sources.plan,
            "band": band_of(seen, today=request.today),
            "people": [(one, one is chosen) for one in people],
            "submit_label": "PDF を作る",
            "cancel_url": reverse("plan-papers", args=[public_id, plan_id]),
            "case_url": case_url(seen.case),
        },
        save=save,
    )


def _letter_answer(request: ActorRequest, letter: Letter, shape: str) -> HttpResponse:
    from tsunagi.cases.papers.letter_pdf import envelope_pdf, letter_pdf

    if shape == LETTER:
        mark = mark_of(actor=request.actor, now=request.now)
        return file_answer(letter_pdf(letter, mark=mark), PDF_TYPE, "送付状.pdf")
    return file_answer(envelope_pdf(letter, Envelope(shape)), PDF_TYPE, "封筒.pdf")


@action("papers.blank", permission=Permission.CATALOGUE_VIEW)
@require_GET
def blank_papers(request: ActorRequest) -> HttpResponse:
    """白紙の様式。?kind= があればファイルを、なければ選ぶ画面を返す。"""
    kinds = chosen_kinds(request.GET.getlist("kind"))
    if kinds:
        papers = [blank_paper(kind) for kind in kinds]
        shape = request.GET.get("format", "")
        return papers_answer(papers, mark="白紙の様式（つなぎ）", shape=shape)
    return render(request, "cases/papers/blank.html", {"kinds": list(PaperKind)})
