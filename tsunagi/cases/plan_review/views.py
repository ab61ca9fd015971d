"""評価・助言の画面: 求める、返す、読む、返事をする、確かめ終える、待っている一覧。"""

from __future__ import annotations

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
from tsunagi.cases.pages import answer_case_form, may, seen_case
from tsunagi.cases.plan import queries as plans
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.plan.views import looked, plan_frame, plan_url
from tsunagi.cases.plan_review import actions, messages, queries
from tsunagi.cases.plan_review.forms import AnswerForm, AskForm, ReviewForm, SettleForm
from tsunagi.cases.plan_review.models import PlanReview
from tsunagi.cases.plan_review.reading import sheet_lines
from tsunagi.cases.plan_review.rules import (
    KINDS,
    Criterion,
    Level,
    ReviewState,
    compared,
)
from tsunagi.common.errors import UserError
from tsunagi.ui import parts


def _review_url(row: PlanReview) -> str:
    return reverse(
        "plan-review", args=[row.case.public_id, row.plan.public_id, row.public_id]
    )


@action("plan_review.ask", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_review_ask(
    request: ActorRequest, public_id: UUID, plan_id: UUID
) -> HttpResponse:
    """主任や仲間に、いまの版への助言を求める。"""
    seen = seen_case(request, public_id, action="plan_review.ask")
    plan = plans.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    sheets = plans.sheets_of(actor=request.actor, seen=seen, plan=plan)
    sheet = sheets.get(SheetStage.PLAN) or sheets.get(SheetStage.DRAFT)
    form = AskForm(request.POST or None)

    def save(data: dict[str, Any]) -> object:
        if sheet is None:
            raise UserError(messages.NO_SHEET)

        def make() -> str:
            row = actions.ask_review(
                sheet=sheet, words=data["words"], by=request.actor, now=request.now
            )
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="plan_review.ask", make=make,
            body={**data, "plan": plan.public_id},
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=plan_url(plan), up_label="この計画",
        title="助言を求める", submit="助言を求める",
        success="求めました。見てよい主任と仲間の一覧に出ます。",
        lead="いまの版のまま見てもらいます。求めたあとも、書き続けられます。",
    )  # fmt: skip


@action("plan_review.return", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_review_return(
    request: ActorRequest, public_id: UUID, plan_id: UUID, row_id: UUID
) -> HttpResponse:
    """書面を行ごとに見て、助言を返す。"""
    seen = seen_case(request, public_id, action="plan_review.return")
    row = queries.review_of(actor=request.actor, seen=seen, public_id=row_id)
    lines = sheet_lines(row.sheet)
    form = ReviewForm(
        request.POST or None, lines=lines, initial={"version": row.version}
    )

    def save(data: dict[str, Any]) -> object:
        return actions.return_review(
            review=row, lines=lines, comments=form.comments(), values=form.values(),
            version=data["version"], by=request.actor, now=request.now,
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=_review_url(row), up_label="評価・助言",
        title="評価・助言を返す", submit="この助言を返す", success="返しました。",
        lead=row.asked_words,
    )  # fmt: skip


@action("plan_review.view", permission=Permission.CASE_VIEW)
@require_GET
def plan_review(
    request: ActorRequest, public_id: UUID, plan_id: UUID, row_id: UUID
) -> HttpResponse:
    """一回の評価・助言。行ごとの言葉と返事、観点ごとの段階、前の評価との比べ。"""
    seen = looked(request, public_id, "plan_review.view")
    row = queries.review_of(actor=request.actor, seen=seen, public_id=row_id)
    before = queries.review_before(actor=request.actor, review=row, now=request.now)
    return render(
        request,
        "cases/plan_review/page.html",
        {
            **plan_frame(request, seen, row.plan),
            "row": row,
            "state_word": ReviewState(row.state).label,
            "state_kind": KINDS[ReviewState(row.state)],
            "sheet_label": SheetStage(row.sheet.stage).label,
            "comments": queries.comments_of(
                actor=request.actor, seen=seen, review=row
            ),
            "levels": [
                (one.label, Level(row.levels[one.value]).label)
                for one in Criterion
                if row.levels.get(one.value)
            ],
            "before": before,
            "compared": compared(before.levels, row.levels) if before else (),
            "may_answer": row.state == ReviewState.RETURNED
            and may(request.actor, seen, Permission.CASE_WORK),
            "is_waiting": row.state == ReviewState.ASKED,
            "may_review": row.state == ReviewState.ASKED
            and actions.may_review(
                by=request.actor, author=row.author, relations=seen.sight.relations
            ),
            "is_due_again": actions.due_again(row, today=request.today),
        },
    )  # fmt: skip


@action("plan_review.answer", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_comment_answer(
    request: ActorRequest, public_id: UUID, plan_id: UUID, row_id: UUID
) -> HttpResponse:
    """一つの助言に返事をする。"""
    seen = seen_case(request, public_id, action="plan_review.answer")
    comment = queries.comment_of(actor=request.actor, seen=seen, public_id=row_id)
    row = queries.review_of(
        actor=request.actor, seen=seen, public_id=comment.review.public_id
    )
    form = AnswerForm(request.POST or None, initial={"answer": comment.answer})

    def save(data: dict[str, Any]) -> object:
        return actions.answer_comment(
            comment=comment, by=request.actor, now=request.now, **data
        )

    return answer_case_form(
        request, seen, form, save, back=_review_url(row), up_label="評価・助言",
        title="助言に返事をする", submit="この返事を残す", success="残しました。",
        lead=comment.text,
    )  # fmt: skip


@action("plan_review.settle", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_review_settle(
    request: ActorRequest, public_id: UUID, plan_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="plan_review.settle")
    row = queries.review_of(actor=request.actor, seen=seen, public_id=row_id)
    form = SettleForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> object:
        return actions.settle_review(
            review=row, by=request.actor, now=request.now, **data
        )

    return answer_case_form(
        request, seen, form, save, back=_review_url(row), up_label="評価・助言",
        title="助言を確かめ終える", submit="確かめ終える", success="確かめ終えました。",
    )  # fmt: skip


@action("plan_review.list", permission=Permission.CASE_VIEW)
@require_GET
def plan_reviews(request: ActorRequest) -> HttpResponse:
    """助言を待つ計画。見てよいケースのものだけ。"""
    wanted = request.GET.get("state", "")
    state = ReviewState(wanted) if wanted in set(ReviewState) else ReviewState.ASKED
    text = request.GET.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    rows = queries.reviews_waiting(
        actor=request.actor, now=request.now, state=state, after=after
    )
    shown = rows[: queries.PAGE]
    audit.looked_at(
        "plan_review.list", by=request.actor, rows=len(shown),
        subjects={row.case.person.public_id for row in shown},
    )  # fmt: skip
    url = f"?state={state.value}"
    more = len(rows) > queries.PAGE
    return render(
        request,
        "cases/plan_review/list.html",
        {
            "rows": shown,
            "state": state,
            "tabs": [
                parts.Tab(one.label, f"?state={one.value}", current=one is state)
                for one in ReviewState
            ],
            "paging": parts.Paging(
                previous_url=url if after else "",
                next_url=f"{url}&after={shown[-1].pk}" if more else "",
                shown=len(shown),
            ),
        },
    )
