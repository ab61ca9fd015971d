"""ニーズ整理票: 望みと事実から、ニーズと目標へ。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.assessment import actions, queries
from tsunagi.cases.assessment.forms import EditNeedForm, NeedForm
from tsunagi.cases.assessment.models import Need
from tsunagi.cases.assessment.rules import Domain, NeedState, Voice
from tsunagi.cases.changes import revised
from tsunagi.cases.pages import band_of, form_context, looked_at_case, may, seen_case


@action("need.view", permission=Permission.CASE_VIEW)
@require_GET
def needs_sheet(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一枚の整理票。印刷して、会議に持っていける。"""
    seen = looked_at_case(request, public_id, action="need.view")
    if not seen.sight.sees_support:
        raise NotVisible
    rows = queries.needs_of(actor=request.actor, seen=seen)
    return render(
        request,
        "cases/assessment/needs.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "rows": [
                (
                    row,
                    Domain(row.domain).label,
                    Voice(row.voiced_by).label,
                    NeedState(row.state).label,
                    revised(Need, row.revisions.all()),
                )
                for row in rows
            ],
            "without_goal": sum(
                not row.goal and row.state == NeedState.OPEN for row in rows
            ),
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
        },
    )


@action("need.add", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def need_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="need.add")
    form = NeedForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.add_need(
                case=seen.case, values=data, by=request.actor, now=request.now
            )
            return str(row.public_id)

        once(
            data["key"], by=request.actor, action="need.add", make=make,
            body={**data, "case": seen.case.public_id},
        )  # fmt: skip
        return redirect("case-needs", seen.case.public_id)

    context = form_context(
        seen,
        "ニーズを書く",
        "このニーズを書く",
        band=band_of(seen, today=request.today),
    )
    return answer_form(
        request, form, template="cases/form.html", context=context, save=save,
        success="書きました。",
    )  # fmt: skip


@action("need.edit", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def need_edit(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="need.edit")
    row = queries.need_of(actor=request.actor, seen=seen, public_id=row_id)
    names = (*actions.NEED_FIELDS, "version")
    form = EditNeedForm(
        request.POST or None, initial={name: getattr(row, name) for name in names}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_need(
            need=row, values=data, version=data["version"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        return redirect("case-needs", seen.case.public_id)

    context = form_context(
        seen, "ニーズと目標を直す", "この内容で保存する",
        band=band_of(seen, today=request.today),
    )  # fmt: skip
    return answer_form(
        request, form, template="cases/form.html", context=context, save=save,
        success="保存しました。",
    )  # fmt: skip
