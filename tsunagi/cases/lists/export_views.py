"""一覧を書き出す、印刷する。目的をたずね、だれの分を出したかを残す。"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.lists import messages, queries
from tsunagi.cases.lists.forms import ExportForm
from tsunagi.cases.lists.queries import CaseLine
from tsunagi.cases.lists.rules import ListKind, Purpose, query_of
from tsunagi.cases.lists.views import URL_NAMES, wanted_of
from tsunagi.common.csvfile import write_csv
from tsunagi.common.errors import UserError
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# No address and no telephone number: what a list of work needs, nothing more.
COLUMNS = (
    "氏名", "かな", "生年月日", "年齢", "関わり方", "担当者", "始めた日",
    "最後に関わった日", "次にすることの日", "終結した日",
)  # fmt: skip


@action("case.export", permission=Permission.CASE_EXPORT)
@require_http_methods(["GET", "POST"])
def case_export(request: ActorRequest, kind: ListKind) -> HttpResponse:
    """いまの条件の一覧を、すべての行で。"""
    query = query_of(wanted_of(request, kind))

    def save(data: dict[str, Any]) -> HttpResponse:
        lines = _lines(request, kind)
        purpose = Purpose(data["purpose"])
        audit.looked_at(
            "case.export",
            by=request.actor,
            subjects=[line.person_id for line in lines],
            list=kind.value,
            purpose=purpose.value,
            shape=data["shape"],
            rows=len(lines),
        )
        mark = watermark(request, kind, purpose, len(lines))
        if data["shape"] == "print":
            return render(
                request,
                "cases/lists/print.html",
                {"lines": lines, "mark": mark, "kind": kind},
            )
        return _excel(lines, mark) if data["shape"] == "excel" else _csv(lines, mark)

    return answer_form(
        request,
        ExportForm(request.POST or None),
        template="cases/form.html",
        context={
            "title": f"{kind.label}を書き出す",
            "lead": "いまの条件に合うケースを、すべて出します。住所と電話番号は入りません。",
            "submit_label": "書き出す",
            "up_label": kind.label,
            "cancel_url": f"{reverse(URL_NAMES[kind])}?{query}",
        },
        save=save,
    )


def _lines(request: ActorRequest, kind: ListKind) -> list[CaseLine]:
    lines, more = queries.case_lines(
        actor=request.actor,
        kind=kind,
        wanted=wanted_of(request, kind),
        now=request.now,
        today=request.today,
        limit=queries.MOST_EXPORTED,
    )
    if more is not None:
        raise UserError(messages.TOO_MANY_ROWS)
    return lines


def watermark(
    request: ActorRequest, kind: ListKind, purpose: Purpose, rows: int
) -> str:
    """だれが、いつ、何のために。書き出したものの、いちばん上に入る。"""
    at = localtime(request.now)
    return (
        f"取扱注意　{kind.label}　{rows}件　{format_wareki(at.date())}"
        f"{at.hour}時{at.minute:02}分　{request.actor.name}"
        f"（{request.actor.office_name}）　目的: {purpose.label}"
    )


def _csv(lines: list[CaseLine], mark: str) -> HttpResponse:
    # The first line stands above the headings, so it is written as a table of its own.
    top = write_csv((mark,), []).data
    body = write_csv(COLUMNS, [_cells(line) for line in lines]).data
    response = HttpResponse(
        top + body.removeprefix(BYTE_ORDER_MARK), content_type="text/csv"
    )
    response["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return response


def _excel(lines: list[CaseLine], mark: str) -> HttpResponse:
    content = write_excel(
        [Sheet("ケース", COLUMNS, [_cells(line) for line in lines], notes=(mark,))]
    )
    response = HttpResponse(content, content_type=EXCEL_TYPE)
    response["Content-Disposition"] = 'attachment; filename="cases.xlsx"'
    return response


def _cells(line: CaseLine) -> tuple[str | int | None, ...]:
    return (
        line.name,
        line.name_kana,
        line.born,
        line.age,
        line.mode,
        line.staff,
        format_wareki(line.opened_on),
        format_wareki(line.last_on) if line.last_on else "",
        format_wareki(line.next_on) if line.next_on else "",
        format_wareki(line.closed_on) if line.closed_on else "",
    )
