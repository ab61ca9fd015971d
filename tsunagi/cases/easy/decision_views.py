"""意思決定支援の記録の画面: 一覧、一つ、書く、直す。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.changes import Words, revised
from tsunagi.cases.easy import decision_actions, decision_queries
from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.easy.forms import DecisionForm, EditDecisionForm
from tsunagi.cases.easy.queries import items_for
from tsunagi.cases.easy.rules import Outcome, Shown
from tsunagi.cases.easy.target_queries import (
    NOWHERE,
    Target,
    asked_target,
    targets_of,
)
from tsunagi.cases.easy.views import looked
from tsunagi.cases.pages import (
    answer_case_form,
    band_of,
    form_context,
    may,
    seen_case,
)
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.seen import SeenCase


@action("decision.list", permission=Permission.CASE_VIEW)
@require_GET
def case_decisions(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = looked(request, public_id, "decision.list")
    rows = decision_queries.decisions_of(actor=request.actor, seen=seen)
    return render(
        request,
        "cases/easy/decisions.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "rows": [(row, Outcome(row.outcome).label) for row in rows],
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
        },
    )


@action("decision.view", permission=Permission.CASE_VIEW)
@require_GET
def decision_page(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    """一枚にまとまる。印刷して、計画の根拠に添えられる。"""
    seen = looked(request, public_id, "decision.view")
    row = decision_queries.decision_of(actor=request.actor, seen=seen, public_id=row_id)
    words: dict[str, Words] = {
        "options": "、".join, "shown": _shown_words, "plan": _plan_words,
        "item_key": lambda key: "計画の行" if key else "—",
    }  # fmt: skip
    return render(
        request,
        "cases/easy/decision.html",
        {
            "seen": seen,
            "case": seen.case,
            "row": row,
            "band": band_of(seen, today=request.today),
            "outcome": Outcome(row.outcome).label,
            "shown": _shown_words(row.shown),
            "need": _need(request, seen, row),
            "texts": [
                ("本人の言葉・表情・行動", row.expressions, True),
                ("決めたこと", row.decided, False),
                ("推し量った・代わって決めた根拠", row.grounds, False),
                ("まだ決まっていないこと", row.left_open, False),
            ],
            "revised": revised(DecisionSupport, row.revisions.all(), words),
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
        },
    )


def _need(request: ActorRequest, seen: SeenCase, row: DecisionSupport) -> str:
    """The plan's row that it led to, in words."""
    if row.plan_id is None or not row.item_key:
        return ""
    items = items_for(actor=request.actor, seen=seen, plan_id=row.plan_id)
    return next((one.need for one in items if one.key == row.item_key), "")


def _shown_words(codes: list[str]) -> str:
    return "、".join(Shown(code).label for code in codes) or "—"


def _plan_words(pk: int | None) -> str:
    return "計画" if pk else "—"


@action("decision.record", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def decision_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """?plan=、&item= で、つながる計画の行から始められる。"""
    seen, actor = seen_case(request, public_id, action="decision.record"), request.actor
    targets = targets_of(actor=actor, seen=seen)
    form = DecisionForm(
        request.POST or None, targets=_choices(targets),
        initial={
            "held_on": request.today,
            "target": asked_target(request.GET, actor=actor),
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = decision_actions.record_decision(
                case=seen.case, values=_values(data, targets), by=actor,
                now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        row_id, _ = once(
            data["key"], by=actor, action="decision.record", make=make,
            body={**data, "case": public_id},
        )  # fmt: skip
        return redirect("decision-page", public_id, row_id)

    context = form_context(
        seen, "意思決定支援を記録する", "この記録を残す",
        band=band_of(seen, today=request.today),
        lead="本人の意思が、どのように形づくられたかを残します。計画の根拠に添えられます。",
    )  # fmt: skip
    context["cancel_url"] = reverse("case-decisions", args=[public_id])
    context["up_label"] = "意思決定支援の記録"
    return answer_form(
        request, form, template="cases/form.html", save=save, context=context,
        success="残しました。",
    )  # fmt: skip


def _choices(targets: dict[str, Target]) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in targets.values()]


def _values(data: dict[str, Any], targets: dict[str, Target]) -> dict[str, Any]:
    target = targets.get(data["target"], NOWHERE)
    return {**data, "plan": target.plan, "item_key": target.item_key}


@action("decision.edit", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def decision_edit(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen, actor = seen_case(request, public_id, action="decision.edit"), request.actor
    row = decision_queries.decision_of(actor=actor, seen=seen, public_id=row_id)
    targets = targets_of(actor=actor, seen=seen)
    own = _own_target(row.plan, row.item_key)
    targets.setdefault(own.value, own)
    start = {name: getattr(row, name) for name in decision_actions.FIELDS}
    form = EditDecisionForm(
        request.POST or None, targets=_choices(targets),
        initial={
            **start, "options": "\n".join(row.options), "target": own.value,
            "version": row.version,
        },
    )  # fmt: skip
    return answer_case_form(
        request, seen, form,
        lambda data: decision_actions.edit_decision(
            decision=row, values=_values(data, targets), version=data["version"],
            by=actor, now=request.now, today=request.today,
        ),
        back=reverse("decision-page", args=[public_id, row_id]),
        up_label="意思決定支援の記録", title="意思決定支援の記録を直す",
        submit="この内容で保存する", success="保存しました。前の内容は残っています。",
    )  # fmt: skip


def _own_target(plan: Plan | None, key: str) -> Target:
    """What the row points to, also where the plan is old or the item is gone."""
    if plan is None:
        return NOWHERE
    value = f"item:{plan.public_id}:{key}" if key else f"plan:{plan.public_id}"
    return Target(value, "いま結び付いている計画", plan, key)
