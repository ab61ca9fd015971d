"""市の承認の画面: 待つものと答え、市の答え、その日からの決まり。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.limits import approval_actions, approval_queries
from tsunagi.cases.limits.approval_rules import Decision, Standing
from tsunagi.cases.limits.forms import ApprovalRuleForm, DecisionForm
from tsunagi.cases.pages import form_opened
from tsunagi.organisations.area.queries import own_municipality

KINDS = {
    Standing.WAITING: "warning", Standing.APPROVED: "done",
    Standing.NOT_APPROVED: "danger",
}  # fmt: skip


@action("approval.list", permission=Permission.CASE_VIEW)
@require_GET
def approval_list(request: ActorRequest) -> HttpResponse:
    """答えを待つもの、この半年の答え、いまの決まり。"""
    frame: dict[str, Any] = {"actor": request.actor, "now": request.now}
    waiting = approval_queries.waiting(**frame)
    answered = approval_queries.answered(**frame)
    audit.looked_at(
        "approval.list", by=request.actor,
        subjects={row.case.person.public_id for row in (*waiting, *answered)},
    )  # fmt: skip
    return render(
        request,
        "cases/limits/approvals.html",
        {
            "waiting": waiting,
            "answered": [(row, KINDS[row.standing]) for row in answered],
            "rule": approval_queries.rule_here(
                actor=request.actor, today=request.today
            ),
            "rules": approval_queries.rules_here(actor=request.actor),
            "may_decide": request.actor.has(Permission.CASE_OVERSIGHT),
            "may_work": request.actor.has(Permission.CASE_WORK),
            "may_set": request.actor.has(Permission.AREA_EDIT),
            "own_offices": request.actor.office_ids,
        },
    )


@action("approval.decide", permission=Permission.CASE_OVERSIGHT)
@require_http_methods(["GET", "POST"])
def approval_decide(request: ActorRequest, approval_id: UUID) -> HttpResponse:
    row = approval_queries.approval_by_public_id(
        actor=request.actor, public_id=approval_id, now=request.now
    )
    form_opened(request, "approval.decide", subjects=[row.case.person.public_id])
    form = DecisionForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        approval_actions.decide_approval(
            approval=row, decision=Decision(data["decision"]), word=data["word"],
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("approval-list")

    why = f"わけ:「{row.reason}」。" if row.reason else "わけは、まだ書かれていません。"
    return answer_form(
        request, form, template="cases/form.html", save=save,
        success="答えました。センターの「きょう」に届きます。",
        context={
            "title": f"{row.case.person.name}さん: センターが計画相談を持つこと",
            "lead": f"{row.office.name}から。{why}どちらの答えでも、主担当は"
            "すぐには変わりません。承認しないときは、引継ぎを始めるよう伝わります。",
            "submit_label": "この答えを届ける",
            "up_label": "市の承認",
            "cancel_url": reverse("approval-list"),
        },
    )  # fmt: skip


@action("approval.rule_set", permission=Permission.AREA_EDIT)
@require_http_methods(["GET", "POST"])
def approval_rule_set(request: ActorRequest) -> HttpResponse:
    """その日からの決まりを置く。"""
    form = ApprovalRuleForm(request.POST or None, initial={"valid_from": request.today})

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = approval_actions.set_approval_rule(
                municipality=own_municipality(actor=request.actor),
                is_on=data["is_on"] == "on", reason=data["reason"],
                valid_from=data["valid_from"], by=request.actor, now=request.now,
            )  # fmt: skip
            return str(row.pk)

        once(
            data["key"], by=request.actor, action="approval.rule_set", make=make,
            body=data,
        )  # fmt: skip
        return redirect("approval-list")

    return answer_form(
        request, form, template="cases/form.html", save=save,
        success="決めました。その日から、センターが引き受ける計画相談に効きます。",
        context={
            "title": "市の承認を求めるかを決める",
            "lead": "支援を難しくしている事情の書かれていない計画相談を、センター（基幹・委託）が"
            "引き受けるときの決まりです。引き受けることは止めません。",
            "submit_label": "この日からこの決まりにする",
            "up_label": "市の承認",
            "cancel_url": reverse("approval-list"),
        },
    )  # fmt: skip
