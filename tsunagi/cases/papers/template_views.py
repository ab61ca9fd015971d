"""市町村の様式の画面: 一覧、登録、セルの対応と試し書き、使う・使わない。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.access.permissions import Permission
from tsunagi.cases.papers import template_actions, template_queries
from tsunagi.cases.papers.fictional import fictional_paper
from tsunagi.cases.papers.forms import CellsForm, TemplateForm
from tsunagi.cases.papers.models import FormTemplate
from tsunagi.cases.papers.output import file_answer
from tsunagi.cases.papers.rules import PaperKind
from tsunagi.cases.papers.template_actions import (
    NewTemplate,
    cell_field,
    check_template,
)
from tsunagi.cases.papers.template_rules import filled, places_of, spot_of
from tsunagi.common.errors import UserError
from tsunagi.common.excelfile import EXCEL_TYPE

OFFICERS = Permission.CATALOGUE_ADOPT


@action("papers.templates", permission=OFFICERS)
@require_GET
def template_list(request: ActorRequest) -> HttpResponse:
    rows = template_queries.templates_here(actor=request.actor, now=request.now)
    return render(
        request,
        "cases/papers/templates.html",
        {"rows": [(row, PaperKind(row.kind)) for row in rows]},
    )


@action("papers.template_add", permission=OFFICERS)
@require_http_methods(["GET", "POST"])
def template_new(request: ActorRequest) -> HttpResponse:
    """様式を登録する。見出しから、セルの対応の案が作られる。"""
    form = TemplateForm(
        request.POST or None, request.FILES or None,
        initial={"valid_from": request.today},
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        sent = data["file"]
        row = template_actions.add_template(
            new=NewTemplate(
                PaperKind(data["kind"]), check_template(sent.name, sent.read()),
                data["valid_from"],
            ),
            by=request.actor, now=request.now,
        )  # fmt: skip
        return redirect("papers-template", row.record_id)

    return answer_form(
        request, form, template="cases/form.html", save=save,
        context={
            "title": "市町村の様式を登録する", "submit_label": "登録して、セルの対応へ進む",
            "lead": "登録しても、まだ使われません。セルの対応を確かめてから使い始めます。",
            "cancel_url": reverse("papers-templates"), "up_label": "市町村の様式",
            "multipart": True,
        },
        success="登録しました。見出しから作った案です。確かめて直してください。",
    )  # fmt: skip


def _template(request: ActorRequest, record_id: UUID) -> FormTemplate:
    return template_queries.template_of(
        actor=request.actor, record_id=record_id, now=request.now
    )


@action("papers.template_cells", permission=OFFICERS)
@require_http_methods(["GET", "POST"])
def template_page(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """セルの対応を直す。下に、架空の人で試し書きした結果が並ぶ。"""
    row = _template(request, record_id)
    kind = PaperKind(row.kind)
    start = {cell_field(key): address for key, address in row.cells.items()}
    start |= {name: getattr(row, name) for name in ("row_step", "row_most", "version")}
    form = CellsForm(request.POST or None, kind=kind, initial=start)

    def save(data: dict[str, Any]) -> HttpResponse:
        template_actions.write_cells(
            template=row, cells=form.cells(), row_step=data["row_step"],
            row_most=data["row_most"], version=data["version"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        return redirect("papers-template", record_id)

    return answer_form(
        request, form, template="cases/papers/template.html", save=save,
        context={
            "row": row, "kind": kind, "tried": _tried(request, row, kind),
            "missing": sum(place.key not in row.cells for place in places_of(kind)),
            "submit_label": "対応を保存する",
            "cancel_url": reverse("papers-templates"),
        },
        success="対応を保存しました。",
    )  # fmt: skip


def _tried(
    request: ActorRequest, row: FormTemplate, kind: PaperKind
) -> list[tuple[str, str, str, str]]:
    """(欄、セル、その左と上にある文字、架空の人で書いた値)"""
    from tsunagi.cases.papers.template_fill import beside

    paper = fictional_paper(kind, today=request.today)
    values = filled(paper, row.cells, step=row.row_step, most=row.row_most).cells
    spots = {place: spot_of(row.cells.get(place.key, "")) for place in places_of(kind)}
    near = beside(bytes(row.data), [spot for spot in spots.values() if spot])
    return [
        (place.label, str(spot), near.get(spot, ""), values.get(spot, ""))
        for place, spot in spots.items()
        if spot is not None
    ]


@action("papers.template_preview", permission=OFFICERS)
@require_GET
def template_preview(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """架空の人で書いた Excel そのもの。"""
    from tsunagi.cases.papers.template_fill import written

    row = _template(request, record_id)
    paper = fictional_paper(PaperKind(row.kind), today=request.today)
    values = filled(paper, row.cells, step=row.row_step, most=row.row_most)
    content = written(bytes(row.data), [values])
    return file_answer(content, EXCEL_TYPE, f"試し書き_{row.name}")


@action("papers.template_use", permission=OFFICERS)
@require_POST
def template_use(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """使い始める、使うのをやめる。"""
    row = _template(request, record_id)
    is_active = request.POST.get("use") == "yes"
    try:
        template_actions.use_template(
            template=row, is_active=is_active, version=posted_version(request),
            by=request.actor, now=request.now,
        )  # fmt: skip
    except UserError as error:
        messages.error(request, str(error.message))
    else:
        word = "使うことにしました。" if is_active else "使うのをやめました。"
        messages.success(request, f"この様式を{word}")
    return redirect("papers-templates")
