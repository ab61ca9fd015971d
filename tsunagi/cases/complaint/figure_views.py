"""要望・苦情の題ごとの数、事業所ごとの件数、書き出し。"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.complaint import counting, queries
from tsunagi.cases.complaint.actions import subject_of_complaint
from tsunagi.cases.complaint.forms import ComplaintExportForm
from tsunagi.cases.complaint.queries import ComplaintLine
from tsunagi.cases.complaint.views import wanted_of
from tsunagi.cases.issues import THEME, issue_marks
from tsunagi.cases.lists.messages import TOO_MANY_ROWS
from tsunagi.cases.lists.outputs import Cell, mark_of, table_file
from tsunagi.cases.lists.rules import Purpose
from tsunagi.common.dates import fiscal_year, fiscal_year_bounds
from tsunagi.common.errors import UserError

COLUMNS = (
    "受けた日", "種類", "利用者", "だれから", "どの事業所のこと", "何のこと", "言われたこと",
    "どうしてほしいか", "受け持つ職員", "返事の期限", "返事をした日", "返事のしかた",
    "返事の言葉", "納得したか", "くり返していることの題",
)  # fmt: skip


@action("complaint.themes", permission=Permission.RECEPTION_RECORD)
@require_GET
def complaint_themes(request: ActorRequest) -> HttpResponse:
    """くり返していることの題と、この年度の件数。市町村の務めには、件数だけ。"""
    since, _ = fiscal_year_bounds(fiscal_year(request.today))
    audit.looked_at("complaint.themes", by=request.actor, subjects=())
    themes = queries.themes(actor=request.actor, now=request.now)
    marks = issue_marks(
        THEME, [one.key for one in themes], actor=request.actor, now=request.now
    )
    context = {
        "themes": [(one, marks.get(one.key)) for one in themes],
        "names_offices": len({one.office for one in themes}) > 1,
        "counts": counting.counts_by_office(actor=request.actor, since=since),
        "since": since,
    }
    return render(request, "cases/complaint/themes.html", context)


@action("complaint.export", permission=Permission.CASE_EXPORT)
@require_http_methods(["GET", "POST"])
def complaint_export(request: ActorRequest) -> HttpResponse:
    """いまの条件の一覧を書き出す。"""
    wanted, _ = wanted_of(request)

    def save(data: dict[str, Any]) -> HttpResponse:
        lines, more = queries.complaint_list(
            actor=request.actor, wanted=wanted, now=request.now, today=request.today,
            limit=queries.MOST_EXPORTED,
        )  # fmt: skip
        if more is not None:
            raise UserError(TOO_MANY_ROWS)
        purpose = Purpose(data["purpose"])
        audit.looked_at(
            "complaint.export", by=request.actor, purpose=purpose.value,
            shape=data["shape"], rows=len(lines),
            subjects=[one for line in lines for one in subject_of_complaint(line.row)],
        )  # fmt: skip
        mark = mark_of(
            "要望・苦情", len(lines), purpose, actor=request.actor, now=request.now
        )
        return table_file(
            "要望・苦情", COLUMNS, [_cells(line) for line in lines], mark=mark,
            shape=data["shape"], name="complaints",
        )  # fmt: skip

    return answer_form(
        request, ComplaintExportForm(request.POST or None), template="cases/form.html",
        save=save,
        context={
            "title": "要望・苦情を書き出す",
            "lead": "いまの条件に合うものを、すべて出します。",
            "submit_label": "書き出す",
            "up_label": "要望・苦情",
            "cancel_url": f"{reverse('complaint-list')}?{request.GET.urlencode()}",
        },
    )  # fmt: skip


def _cells(line: ComplaintLine) -> tuple[Cell, ...]:
    row = line.row
    return (
        row.received_on, row.get_kind_display(),
        row.case.person.name if row.case else "",
        row.told_by_words or row.get_told_by_display(),
        row.about_office.name if row.about_office else "", row.about_words, row.text,
        row.wish, row.owner.name, row.due_on, row.answered_on, row.get_way_display(),
        row.answer, row.get_satisfied_display(), row.theme,
    )  # fmt: skip
