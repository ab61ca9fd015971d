"""調整・交渉の画面: 結果を待つもの、この方のもの、頼んだ、結果、直す、取り消す。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.cases.coordination import actions, queries
from tsunagi.cases.coordination.forms import (
    CoordinationForm,
    EditForm,
    ResultForm,
    WithdrawForm,
)
from tsunagi.cases.coordination.models import Coordination
from tsunagi.cases.coordination.rules import Standing, standing_of
from tsunagi.cases.pages import (
    Save,
    answer_case_form,
    band_of,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.plan.views import looked
from tsunagi.cases.seen import SeenCase
from tsunagi.ui import parts
from tsunagi.ui.forms import Form

UP = "調整・交渉"
KINDS = {
    Standing.OPEN: "waiting", Standing.LATE: "danger", Standing.DONE: "done",
    Standing.WITHDRAWN: "neutral",
}  # fmt: skip
EDITED = (*actions.ASKED, *actions.ANSWERED, "version")


def _lines(
    rows: Iterable[Coordination], today: date
) -> list[tuple[Coordination, Standing, str]]:
    found = []
    for row in rows:
        where = standing_of(
            row.result, row.due_on, today=today, is_withdrawn=row.is_withdrawn
        )
        found.append((row, where, KINDS[where]))
    return found


@action("coordination.open", permission=Permission.CASE_VIEW)
@require_GET
def coordination_list(request: ActorRequest) -> HttpResponse:
    """うちが頼んで、結果を待つもの。"""
    mine = request.GET.get("view") != "office"
    rows = queries.open_here(actor=request.actor, now=request.now, mine=mine)
    audit.looked_at(
        "coordination.open", by=request.actor, rows=len(rows),
        subjects={row.case.person.public_id for row in rows},
    )  # fmt: skip
    return render(
        request,
        "cases/coordination/open.html",
        {
            "tabs": [
                parts.Tab("わたしの", "?view=mine", current=mine),
                parts.Tab("事業所の", "?view=office", current=not mine),
            ],
            "lines": _lines(rows, request.today),
            "most": queries.MOST,
            "may_work": request.actor.has(Permission.CASE_WORK),
        },
    )


@action("coordination.list", permission=Permission.CASE_VIEW)
@require_GET
def case_coordinations(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """この方のために、どこに何を頼み、どうなったか。"""
    seen = looked(request, public_id, "coordination.list")
    before = queries.earlier_of_case(actor=request.actor, seen=seen)
    rows = queries.coordinations_of(actor=request.actor, seen=seen)
    return render(
        request,
        "cases/coordination/list.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-coordinations"),
            "lines": [
                (row, where, kind, before.get(row.record_id, []))
                for row, where, kind in _lines(rows, request.today)
            ],
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
        },
    )


@action("coordination.ask", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def coordination_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="coordination.ask")
    form = CoordinationForm(request.POST or None, initial={"asked_on": request.today})

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            row = actions.ask_partner(
                case=seen.case, new=form.new(), by=request.actor, now=request.now,
                today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="coordination.ask", make=make,
            body={**data, "case": seen.case.public_id},
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="頼んだことを書く", submit="記録する",
        success="記録しました。結果が入るまで、ここと「きょう」に残ります。",
        lead="電話や訪問の中身と時間は、いつもの「相談を記録する」に書きます。",
    )  # fmt: skip


@action("coordination.result", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def coordination_result(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    """結果を一行で。"""
    seen = seen_case(request, public_id, action="coordination.result")
    row = _row(request, seen, record_id)
    form = ResultForm(
        request.POST or None,
        initial={"result_on": request.today, "version": row.version},
    )

    def save(data: dict[str, Any]) -> object:
        return actions.enter_result(
            row=row, outcome=form.outcome(), version=data["version"],
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="結果を書く", submit="結果を残す",
        success="結果を残しました。経過にも一行出ます。",
        lead=f"{row.partner_name}に「{row.asked}」",
    )  # fmt: skip


@action("coordination.correct", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def coordination_edit(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="coordination.correct")
    row = _row(request, seen, record_id)
    form = EditForm(
        request.POST or None, initial={name: getattr(row, name) for name in EDITED}
    )

    def save(data: dict[str, Any]) -> object:
        return actions.correct_coordination(
            row=row, new=form.new(), outcome=form.outcome(), reason=data["reason"],
            version=data["version"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="調整・交渉を直す",
        submit="直した内容を保存する", success="直しました。前の内容も残っています。",
    )  # fmt: skip


@action("coordination.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def coordination_withdraw(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="coordination.withdraw")
    row = _row(request, seen, record_id)
    form = WithdrawForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> object:
        return actions.withdraw_coordination(
            row=row, by=request.actor, now=request.now, **data
        )

    return _answer(
        request, seen, form, save, title="調整・交渉を取り消す",
        submit="わけとともに取り消す", success="取り消しました。文とわけは残ります。",
        lead="まちがって書いたときだけ使います。要らなくなったときは、結果を"
        "「要らなくなった」にしてください。",
    )  # fmt: skip


def _row(request: ActorRequest, seen: SeenCase, record_id: UUID) -> Coordination:
    return queries.coordination_of(actor=request.actor, seen=seen, record_id=record_id)


def _answer(
    request: ActorRequest, seen: SeenCase, form: Form, save: Save, **words: Any
) -> HttpResponse:
    back = reverse("case-coordinations", args=[seen.case.public_id])
    return answer_case_form(request, seen, form, save, back=back, up_label=UP, **words)
