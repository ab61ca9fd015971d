"""市町村の務めの進み具合と、機能の担い手の画面。"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.catalogue.loader import newest
from tsunagi.activity.duties import queries
from tsunagi.activity.duties.actions import set_duty_state
from tsunagi.activity.duties.rules import DutyProgress
from tsunagi.ui.fields import ChoiceField, HiddenVersion, TextAreaField, TextField
from tsunagi.ui.forms import Form


class DutyForm(Form):
    progress = ChoiceField("進み具合", choices=DutyProgress.choices())
    owner = TextField(
        "受け持つ人・課", max_length=120, required=False, example="障がい福祉課 相談係"
    )
    note = TextAreaField(
        "いまの様子と次にすること", rows=3, max_length=1000, required=False
    )
    version = HiddenVersion()


@action("duty.list", permission=Permission.CATALOGUE_VIEW)
@require_GET
def duty_list(request: ActorRequest) -> HttpResponse:
    """務めの一つずつに、受け持つ人と、いまの状態。"""
    lines = queries.duty_lines(actor=request.actor, on=request.today)
    counts = [
        (progress.label, sum(line.progress is progress for line in lines))
        for progress in DutyProgress
    ]
    return render(
        request,
        "activity/duties/list.html",
        {
            "lines": lines,
            "counts": counts,
            "unknown": sum(line.progress is None for line in lines),
            "may_edit": request.actor.has(Permission.CATALOGUE_ADOPT),
        },
    )


@action("duty.state", permission=Permission.CATALOGUE_ADOPT)
@require_http_methods(["GET", "POST"])
def duty_edit(request: ActorRequest, code: str) -> HttpResponse:
    line = queries.duty_line(actor=request.actor, code=code, on=request.today)
    state = line.state
    form = DutyForm(
        request.POST or None,
        initial={
            "progress": state.progress if state else "",
            "owner": line.owner,
            "note": state.note if state else "",
            "version": state.version if state else 0,
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        set_duty_state(
            item_code=code, by=request.actor, now=request.now,
            **{**data, "progress": DutyProgress(data["progress"])},
        )  # fmt: skip
        return redirect("duty-list")

    return answer_form(
        request,
        form,
        template="activity/catalogue/form.html",
        context={
            "title": line.item.label,
            "lead": line.item.explanation,
            "submit_label": "この状態で保存する",
            "up_label": "市町村の務め",
            "cancel_url": reverse("duty-list"),
        },
        save=save,
        success="務めの状態を保存しました。",
    )


@action("function_map.view", permission=Permission.CATALOGUE_VIEW)
@require_GET
def function_map(request: ActorRequest) -> HttpResponse:
    """機能ごとの担い手。担い手のない機能を先に見せる。形（イメージ）であることも示す。"""
    found = queries.function_map(actor=request.actor, on=request.today)
    shipped = newest(queries.FUNCTIONS)
    labels = {c.key: c.label for c in shipped.placements} if shipped else {}
    rows = [
        (
            line,
            [labels.get(key, key) for key in line.mains],
            [labels.get(key, key) for key in line.partners],
        )
        for line in found.lines
    ]
    return render(
        request,
        "activity/duties/functions.html",
        {
            "found": found,
            "rows": rows,
            "uncovered": [line.item.label for line in found.lines if line.is_uncovered],
            "may_edit": request.actor.has(Permission.CATALOGUE_ADOPT),
        },
    )
