"""ふり返りの画面: 書く、読む、直す、わたしのふり返り。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.growth.pages import growth_tabs
from tsunagi.cases.pages import band_of, form_context, form_opened, seen_case
from tsunagi.cases.reflection import actions, queries
from tsunagi.cases.reflection.forms import (
    EditReflectionForm,
    ReflectionForm,
    reflection_initial,
)
from tsunagi.cases.reflection.models import Reflection
from tsunagi.cases.reflection.queries import ReflectionLine
from tsunagi.cases.reflection.rules import TEXTS, Feeling, Principle

MINE = "わたしのふり返り"
LEAD = (
    "終わった支援を、価値と態度からふり返ります。点数でも評価でもありません。見えるのはあなたと、"
    "あなたが選んだ主任一人だけです。"
)


@action("case_reflection.list", permission=Permission.CASE_WORK)
@require_GET
def reflection_list(request: ActorRequest) -> HttpResponse:
    """自分のふり返りと、見せてもらったもの。印刷できる。"""
    actor, now = request.actor, request.now
    own = queries.own_reflections(actor=actor, now=now)
    shown = queries.shown_reflections(actor=actor, now=now)
    waiting = queries.cases_to_reflect(actor=actor, now=now, today=request.today)
    audit.looked_at(
        "case_reflection.list", by=actor,
        subjects={
            case.person.public_id
            for case in [*(line.case for line in [*own, *shown]), *waiting]
            if case is not None
        },
    )  # fmt: skip
    return render(
        request,
        "cases/reflection/list.html",
        {
            "own": [(line, _texts(line.row)) for line in own],
            "shown": [(line, _texts(line.row)) for line in shown],
            "waiting": waiting,
            "tabs": growth_tabs(actor, "reflection-list"),
        },
    )


def _texts(row: Reflection) -> list[tuple[str, str]]:
    return [
        (label, getattr(row, name))
        for name, label in TEXTS.items()
        if getattr(row, name).strip()
    ]


@action("case_reflection.view", permission=Permission.CASE_WORK)
@require_GET
def reflection_page(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """一つのふり返り。前の版を読むのは、書いた本人だけ。"""
    actor, now = request.actor, request.now
    line = queries.reflection_of(actor=actor, record_id=record_id, now=now)
    row = line.row
    audit.looked_at(
        "case_reflection.view", by=actor, subjects=[row.case.person.public_id],
        is_own=row.author_id == actor.staff_id,
    )  # fmt: skip
    return render(
        request,
        "cases/reflection/page.html",
        {
            "line": line,
            "row": row,
            "is_own": row.author_id == actor.staff_id,
            "texts": _texts(row),
            "feelings": _feelings(row),
            "evidence": queries.evidence_of(actor=actor, line=line, now=now),
            "earlier": [
                (one, _texts(one), _feelings(one))
                for one in queries.reflection_versions(
                    actor=actor, reflection=row, now=now
                )
            ],
        },
    )


def _feelings(row: Reflection) -> list[tuple[str, str]]:
    return [
        (one.label, Feeling(row.feelings[one.value]).label)
        for one in Principle
        if one.value in row.feelings
    ]


@action("case_reflection.write", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def reflection_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """終わった支援のふり返りを書く。もう書いてあれば、それを開く。"""
    actor, now = request.actor, request.now
    seen = seen_case(request, public_id, action="case_reflection.write")
    before = queries.own_reflection_of(actor=actor, case=seen.case, now=now)
    if before is not None and request.method == "GET":
        return redirect("reflection-edit", before.record_id)
    form = ReflectionForm(
        request.POST or None,
        chiefs=queries.chiefs_to_show(actor=actor, today=request.today),
        decisions=queries.decisions_to_choose(
            actor=actor, case_id=seen.case.pk, now=now
        ),
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.write_reflection(
                case=seen.case, values=form.values(), by=actor, now=now,
                today=request.today,
            )  # fmt: skip
            return str(row.record_id)

        record_id, _ = once(
            data["key"], by=actor, action="case_reflection.write", make=make,
            body={**data, "case": public_id},
        )  # fmt: skip
        return redirect("reflection-page", record_id)

    context = form_context(
        seen, "支援をふり返る", "このふり返りを残す",
        band=band_of(seen, today=request.today), lead=LEAD,
    )  # fmt: skip
    return answer_form(
        request, form, template="cases/form.html", context=context, save=save,
        success="残しました。「わたしのふり返り」と「わたしの育ちの記録」に並びます。",
    )  # fmt: skip


@action("case_reflection.correct", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def reflection_edit(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """書き足す、直す、見せる人を決める。"""
    actor, now = request.actor, request.now
    line = queries.reflection_of(actor=actor, record_id=record_id, now=now)
    row = line.row
    if row.author_id != actor.staff_id:
        raise NotVisible
    form_opened(
        request, "case_reflection.correct", subjects=[row.case.person.public_id]
    )
    form = _edit_form(request, line)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.correct_reflection(
            reflection=row, values=form.values(), version=data["version"], by=actor,
            now=now, today=request.today,
        )  # fmt: skip
        return redirect("reflection-page", record_id)

    return answer_form(
        request, form, template="cases/form.html", save=save,
        success="保存しました。前の版は残っています。",
        context={
            "title": "ふり返りに書き足す", "submit_label": "この内容で保存する",
            "up_label": MINE, "cancel_url": reverse("reflection-page", args=[record_id]),
            "lead": f"{_whose(line)}。{LEAD}",
        },
    )  # fmt: skip


def _whose(line: ReflectionLine) -> str:
    if line.case is None:
        return "いまは記録を見られない方の支援"
    return f"{line.case.person.name}さんの支援"


def _edit_form(request: ActorRequest, line: ReflectionLine) -> EditReflectionForm:
    row, actor = line.row, request.actor
    chiefs = queries.chiefs_to_show(actor=actor, today=request.today)
    if row.shown_to is not None and row.shown_to not in chiefs:
        chiefs.append(row.shown_to)
    return EditReflectionForm(
        request.POST or None, initial=reflection_initial(row), chiefs=chiefs,
        decisions=queries.decisions_to_choose(
            actor=actor, case_id=row.case_id, now=request.now
        ),
        kept=row.evidence,
    )  # fmt: skip
