"""まとめて印刷: 計画を選び、進み具合を見ながら一つの PDF を作り、一度だけ受け取る。

There is no worker (ADR 0007): the page itself is sent while the file is drawn, a bar
with each slice, and at its end the way to the finished file. No script is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.queries import case_by_public_id
from tsunagi.cases.papers import queries
from tsunagi.cases.papers.batch_actions import keep_batch, take_batch
from tsunagi.cases.papers.batch_queries import MOST, plans_to_print
from tsunagi.cases.papers.forms import BatchForm
from tsunagi.cases.papers.messages import NO_PLANS, NOTHING_CHOSEN, TOO_MANY_PLANS
from tsunagi.cases.papers.output import file_answer, mark_of
from tsunagi.cases.papers.rules import Paper, PaperKind
from tsunagi.cases.papers.views import chosen_kinds
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.plan.queries import plan_of
from tsunagi.cases.plan.rules import Stage
from tsunagi.cases.search.pages import read_id
from tsunagi.common.errors import UserError
from tsunagi.ui.pdffile import PDF_TYPE

SLICE = 5
STEPS = "<!-- steps -->"
FIRST = (PaperKind.PLAN, PaperKind.PLAN_WEEK)


@action("papers.batch", permission=Permission.CASE_EXPORT)
@require_http_methods(["GET", "POST"])
def papers_batch(request: ActorRequest) -> HttpResponseBase:
    """選ぶ画面と、作る画面。"""
    return _choose(request) if request.method == "GET" else _make(request)


def _choose(request: ActorRequest) -> HttpResponse:
    form = BatchForm(request.GET or None)
    data = form.cleaned_data if form.is_valid() else {}
    stage = Stage(data["stage"]) if data.get("stage") else None
    plans = plans_to_print(
        actor=request.actor, now=request.now, stage=stage, month=data.get("month")
    )
    shown = plans[:MOST]
    audit.looked_at(
        "papers.batch_list", by=request.actor, rows=len(shown),
        subjects=[plan.case.person.public_id for plan in shown],
    )  # fmt: skip
    return render(
        request,
        "cases/papers/batch.html",
        {
            "form": form,
            "rows": [(plan, Stage(plan.stage).label) for plan in shown],
            "is_cut": len(plans) > MOST,
            "most": MOST,
            "kinds": [(kind, kind in FIRST) for kind in PaperKind],
        },
    )


def _make(request: ActorRequest) -> HttpResponseBase:
    kinds = chosen_kinds(request.POST.getlist("kind"))
    ids = {read_id(text) for text in request.POST.getlist("plan")[: MOST + 1]} - {None}
    plans = plans_to_print(
        actor=request.actor, now=request.now, chosen=[one for one in ids if one]
    )
    refusal = NOTHING_CHOSEN if not kinds else NO_PLANS if not plans else None
    if len(plans) > MOST:
        refusal = TOO_MANY_PLANS.format(most=MOST, count=len(plans))
    if refusal is not None:
        messages.error(request, str(refusal))
        return redirect("papers-batch")
    audit.looked_at(
        "papers.batch", by=request.actor, rows=len(plans),
        subjects=[plan.case.person.public_id for plan in plans],
        kinds=[kind.value for kind in kinds],
    )  # fmt: skip
    page = render_to_string("cases/papers/batch_making.html", {}, request=request)
    head, tail = page.split(STEPS)
    return StreamingHttpResponse(_streamed(request, plans, kinds, head, tail))


def _streamed(
    request: ActorRequest,
    plans: Sequence[Plan],
    kinds: Sequence[PaperKind],
    head: str,
    tail: str,
) -> Iterator[str]:
    """The page in pieces: each one says how far it is; the last one gives the file."""
    from tsunagi.cases.papers.pdf import draw_paper
    from tsunagi.ui.pdf_sheet import Book

    yield head
    yield _step(0, len(plans))
    book = Book(mark=mark_of(actor=request.actor, now=request.now))
    made, without = 0, 0
    for number, plan in enumerate(plans, start=1):
        papers = _papers(request, plan, kinds)
        for paper in papers:
            draw_paper(book, paper)
        made, without = made + bool(papers), without + (not papers)
        if number % SLICE == 0 or number == len(plans):
            yield _step(number, len(plans))
    row = None
    if made:
        row = keep_batch(
            content=book.finished(), plans=made, by=request.actor, now=request.now
        )
    context = {"row": row, "made": made, "without": without}
    yield render_to_string("cases/papers/batch_done.html", context, request=request)
    yield tail


def _step(done: int, most: int) -> str:
    context = {"done": done, "most": most}
    return render_to_string("cases/papers/batch_step.html", context)


def _papers(
    request: ActorRequest, plan: Plan, kinds: Sequence[PaperKind]
) -> list[Paper]:
    """What the sight opens of this plan now; nothing of a case that closed meanwhile."""
    try:
        seen = case_by_public_id(
            actor=request.actor, public_id=plan.case.public_id, now=request.now
        )
        plan = plan_of(actor=request.actor, seen=seen, public_id=plan.public_id)
        sources = queries.sources_of(actor=request.actor, seen=seen, plan=plan)
    except NotVisible:
        return []
    return queries.papers_of(
        actor=request.actor, seen=seen, sources=sources, kinds=kinds,
        today=request.today,
    )  # fmt: skip


@action("papers.batch_take", permission=Permission.CASE_EXPORT)
@require_POST
def batch_take(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一度だけ渡す。だから POST で、開き直しても二度は出ない。"""
    try:
        content = take_batch(public_id=public_id, by=request.actor, now=request.now)
    except UserError as error:
        messages.error(request, str(error.message))
        return redirect("papers-batch")
    return file_answer(content, PDF_TYPE, "まとめた計画.pdf")
