"""課題と気がかりの一覧: 事業所のケースを横に見る。次に様子を見る日の順。"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.aims import queries
from tsunagi.cases.aims.forms import ProblemFilterForm
from tsunagi.cases.aims.list_rules import (
    ProblemFilter,
    filter_from,
    parameters,
    query_of,
)
from tsunagi.cases.aims.models import Problem
from tsunagi.cases.aims.reading import ProblemCard, problem_cards
from tsunagi.cases.lists import messages
from tsunagi.cases.lists.forms import ExportForm
from tsunagi.cases.lists.rules import Purpose
from tsunagi.cases.search.pages import read_id
from tsunagi.common.errors import UserError
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.ui import parts

TITLE = "課題と気がかり"
COLUMNS = (
    "氏名", "課題", "種類", "だれの課題か", "原因", "しるし", "様子", "気づいた日",
    "次に様子を見る日", "担当者",
)  # fmt: skip


@action("problem.list", permission=Permission.CASE_VIEW)
@require_GET
def problem_list(request: ActorRequest) -> HttpResponse:
    """事業所の人の、いまの課題とこれからの心配。"""
    wanted = filter_from(request.GET.dict())
    rows, more = queries.problem_lines(
        actor=request.actor, wanted=wanted, now=request.now,
        after=read_id(request.GET.get("after", "")),
    )  # fmt: skip
    audit.looked_at(
        "problem.list", by=request.actor,
        subjects={row.case.person.public_id for row in rows}, rows=len(rows),
    )  # fmt: skip
    url = reverse("problem-list")
    form = ProblemFilterForm(parameters(wanted))
    kept = parameters(wanted)
    return render(
        request,
        "cases/aims/list.html",
        {
            "title": TITLE,
            "cards": problem_cards(_without_history(rows), today=request.today),
            "form": form,
            "chips": _chips(form, wanted),
            "url": url,
            "export_url": f"{reverse('problem-export')}?{query_of(wanted)}",
            "paging": parts.Paging(
                previous_url=f"{url}?{query_of(wanted)}"
                if request.GET.get("after")
                else "",
                next_url=f"{url}?{urlencode({**kept, 'after': str(more)})}"
                if more
                else "",
                shown=len(rows),
            ),
        },
    )


def _without_history(rows: list[Problem]) -> list[Problem]:
    """A line shows no history, so none is asked for."""
    for row in rows:
        row._prefetched_objects_cache = {"steps": []}  # type: ignore[attr-defined]
    return rows


def _chips(form: ProblemFilterForm, wanted: ProblemFilter) -> list[parts.Chip]:
    found = []
    for name, value in parameters(wanted).items():
        field = form.fields[name]
        words = dict(getattr(field, "choices", ()))
        label = f"{field.label}: {words[value]}" if words else str(field.label)
        found.append(parts.Chip(label, f"?{query_of(wanted, leave_out=name)}"))
    return found


@action("problem.export", permission=Permission.CASE_EXPORT)
@require_http_methods(["GET", "POST"])
def problem_export(request: ActorRequest) -> HttpResponse:
    """いまの条件の課題を、すべての行で。目的をたずね、だれの分を出したかを残す。"""
    wanted = filter_from(request.GET.dict())

    def save(data: dict[str, Any]) -> HttpResponse:
        rows, more = queries.problem_lines(
            actor=request.actor, wanted=wanted, now=request.now,
            limit=queries.MOST_EXPORTED,
        )  # fmt: skip
        if more is not None:
            raise UserError(messages.TOO_MANY_ROWS)
        purpose = Purpose(data["purpose"])
        audit.looked_at(
            "problem.export", by=request.actor, purpose=purpose.value,
            subjects={row.case.person.public_id for row in rows}, rows=len(rows),
        )  # fmt: skip
        cards = problem_cards(_without_history(rows), today=request.today)
        mark = (
            f"取扱注意　{TITLE}　{len(rows)}件　{format_wareki(request.today)}　"
            f"{request.actor.name}（{request.actor.office_name}）　目的: {purpose.label}"
        )
        content = write_excel(
            [Sheet("課題", COLUMNS, [_cells(card) for card in cards], notes=(mark,))]
        )
        response = HttpResponse(content, content_type=EXCEL_TYPE)
        response["Content-Disposition"] = 'attachment; filename="problems.xlsx"'
        return response

    form = ExportForm(request.POST or None)
    del form.fields["shape"]
    return answer_form(
        request, form, template="cases/form.html", save=save,
        context={
            "title": f"{TITLE}を書き出す",
            "lead": "いまの条件に合う課題を、すべて Excel に出します。",
            "submit_label": "書き出す",
            "up_label": TITLE,
            "cancel_url": f"{reverse('problem-list')}?{query_of(wanted)}",
        },
    )  # fmt: skip


def _cells(card: ProblemCard) -> tuple[str, ...]:
    row = card.problem
    staff = row.case.responsible_staff
    return (
        row.case.person.name,
        row.text,
        card.kind,
        card.whose,
        card.causes,
        card.signs,
        card.state,
        format_wareki(row.noticed_on),
        format_wareki(row.next_look_on) if row.next_look_on else "",
        staff.name if staff else "チームで待つ",
    )
