"""同行・面接の気づきの画面: わたしの記録、一つを読む、書く、直す、返事をする。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.backup.queries import backup_of
from tsunagi.cases.growth.pages import growth_tabs
from tsunagi.cases.observation import actions, queries
from tsunagi.cases.observation.forms import (
    AnswerForm,
    EditObservationForm,
    ObservationForm,
)
from tsunagi.cases.observation.queries import Read
from tsunagi.cases.observation.rules import SheetKind, sheet_on
from tsunagi.cases.pages import answer_case_form, form_opened, seen_case
from tsunagi.ui import parts

UP = "わたしの面接・同行の記録"
BETWEEN_TWO = (
    "読めるのは、書いた人と、その方の担当者の二人だけです。評価や集計には使いません。"
)


@action("observation.list", permission=Permission.CASE_WORK)
@require_GET
def observation_list(request: ActorRequest) -> HttpResponse:
    """わたしが受けた気づき、わたしが書いた気づき。"""
    received = request.GET.get("view") != "written"
    found = queries.observations(
        actor=request.actor, now=request.now, received=received
    )
    audit.looked_at(
        "observation.list", by=request.actor, rows=len(found),
        subjects={one.row.case.person.public_id for one in found if one.sees_case},
    )  # fmt: skip
    return render(
        request,
        "cases/observation/list.html",
        {
            "received": received,
            "pages": growth_tabs(request.actor, "observation-list"),
            "tabs": [
                parts.Tab("受けた", "?view=received", current=received),
                parts.Tab("書いた", "?view=written", current=not received),
            ],
            "found": found,
            "most": queries.MOST,
        },
    )


def _read(request: ActorRequest, record_id: UUID) -> Read:
    return queries.observation_by_id(
        actor=request.actor, record_id=record_id, now=request.now
    )


@action("observation.view", permission=Permission.CASE_WORK)
@require_GET
def observation_page(request: ActorRequest, record_id: UUID) -> HttpResponse:
    one = _read(request, record_id)
    audit.looked_at(
        "observation.view", by=request.actor,
        subjects=[one.row.case.person.public_id] if one.sees_case else [],
    )  # fmt: skip
    me = request.actor.staff_id
    is_open = one.row.answered_at is None
    return render(
        request,
        "cases/observation/page.html",
        {
            "one": one,
            "row": one.row,
            "source": one.row.sheet.source,
            "may_answer": is_open and one.row.observed_id == me,
            "may_correct": is_open and one.row.observer_id == me and one.sees_case,
        },
    )


@action("observation.write", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def observation_new(
    request: ActorRequest, public_id: UUID, record_id: UUID, sheet: str
) -> HttpResponse:
    """同行・同席の記録から、観点ごとに書く。"""
    if sheet not in {one.value for one in SheetKind}:
        raise Http404
    kind = SheetKind(sheet)
    seen = seen_case(request, public_id, action="observation.write")
    backup = backup_of(actor=request.actor, seen=seen, record_id=record_id)
    scale = sheet_on(kind, backup.occurred_on)
    form = ObservationForm(request.POST or None, sheet=scale)

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            row = actions.write_observation(
                backup=backup, kind=kind, said=form.said(), by=request.actor,
                now=request.now,
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="observation.write", make=make,
            body={**data, "backup": record_id, "sheet": sheet},
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=reverse("observation-list") + "?view=written",
        up_label=UP, title=f"気づきを書く（{kind.label}）", submit="気づきを届ける",
        success="届けました。担当者の「きょう」に出ます。",
        lead=f"{BETWEEN_TWO}観点は{scale.source}です。一つだけでもかまいません。",
    )  # fmt: skip


def _context(title: str, submit: str, record_id: UUID) -> dict[str, Any]:
    return {
        "title": title,
        "submit_label": submit,
        "lead": BETWEEN_TWO,
        "up_label": UP,
        "cancel_url": reverse("observation-page", args=[record_id]),
    }


@action("observation.correct", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def observation_edit(request: ActorRequest, record_id: UUID) -> HttpResponse:
    one = _read(request, record_id)
    if one.row.observer_id != request.actor.staff_id or not one.sees_case:
        raise Http404
    form_opened(
        request, "observation.correct", subjects=[one.row.case.person.public_id]
    )
    form = EditObservationForm(
        request.POST or None, sheet=one.row.sheet,
        initial=EditObservationForm.initial_of(one.row),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.correct_observation(
            row=one.row, said=form.said(), version=data["version"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        return redirect("observation-page", record_id)

    return answer_form(
        request, form, template="cases/form.html", save=save, success="直しました。",
        context=_context("気づきを直す", "直した内容を届ける", record_id),
    )  # fmt: skip


@action("observation.answer", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def observation_answer(request: ActorRequest, record_id: UUID) -> HttpResponse:
    row = _read(request, record_id).row
    if row.observed_id != request.actor.staff_id:
        raise Http404
    form = AnswerForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.answer_observation(row=row, by=request.actor, now=request.now, **data)
        return redirect("observation-page", record_id)

    return answer_form(
        request, form, template="cases/form.html", save=save,
        success="返事をしました。双方の言葉は、このあと変わりません。",
        context=_context("返事をする", "返事を届ける", record_id),
    )  # fmt: skip
