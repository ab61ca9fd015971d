"""緊急の閲覧の画面: 開く、一覧、確かめる。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.models import AuditEvent
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.consent import emergency_actions, queries
from tsunagi.cases.consent.forms import EmergencyForm, ReviewForm
from tsunagi.cases.consent.rules import EmergencyReason, ReviewOutcome
from tsunagi.cases.pages import form_opened
from tsunagi.common.errors import UserError


@action("emergency.open", permission=Permission.EMERGENCY_USE)
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def emergency_new(request: ActorRequest) -> HttpResponse:
    """5分以内に本人を確かめ直してから、理由を書いて、一人の記録を3時間だけ開く。"""
    form = EmergencyForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        try:
            row = emergency_actions.open_emergency(
                kana=data["kana"],
                birth_on=data["birth_on"],
                certificate_number=data["certificate_number"],
                reason_code=EmergencyReason(data["reason_code"]),
                reason=data["reason"],
                by=request.actor,
                now=request.now,
                today=request.today,
            )
        except UserError as error:
            # Trying is a look, too: who tries often leaves a trace, without a name.
            audit.refused(
                "emergency.open", by=request.actor, outcome=AuditEvent.Outcome.DENIED,
                requested={"code": error.message.code},
            )  # fmt: skip
            raise
        return redirect("case-page", row.case.public_id)

    return answer_form(
        request,
        form,
        template="cases/form.html",
        context={
            "title": "緊急に記録を開く",
            "lead": "命や体の危険などのときだけ使います。3時間で閉じます。"
            "主担当の事業所と市町村に知らされ、あとで別の人が確かめます。",
            "submit_label": "理由を残して開く",
            "up_label": "緊急の閲覧",
            "cancel_url": reverse("emergency-list"),
        },
        save=save,
    )


@action("emergency.list", permission=Permission.CASE_VIEW)
@require_GET
def emergency_list(request: ActorRequest) -> HttpResponse:
    """自分が開いたものと、自分の側の記録が開かれたもの。"""
    open_only = request.GET.get("all") != "1"
    rows = queries.emergencies(
        actor=request.actor, now=request.now, open_only=open_only
    )
    audit.looked_at(
        "emergency.list",
        by=request.actor,
        subjects={row.case.person.public_id for row in rows},
    )
    return render(
        request,
        "cases/consent/emergencies.html",
        {
            "rows": rows,
            "open_only": open_only,
            "may_open": request.actor.has(Permission.EMERGENCY_USE),
            "reviewable": queries.reviewable(
                rows, actor=request.actor, now=request.now
            ),
        },
    )


@action("emergency.review", permission=Permission.EMERGENCY_REVIEW)
@require_http_methods(["GET", "POST"])
def emergency_review(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = queries.emergency_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    form_opened(request, "emergency.review", subjects=[row.case.person.public_id])
    form = ReviewForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        emergency_actions.review_emergency(
            row=row,
            outcome=ReviewOutcome(data["outcome"]),
            note=data["note"],
            by=request.actor,
            now=request.now,
        )
        return redirect("emergency-list")

    return answer_form(
        request,
        form,
        template="cases/consent/review.html",
        context={
            "title": "緊急の閲覧を確かめる",
            "row": row,
            "reason": EmergencyReason(row.reason_code).label,
            "submit_label": "確かめた結果を残す",
            "up_label": "緊急の閲覧",
            "cancel_url": reverse("emergency-list"),
        },
        save=save,
        success="確かめた結果を残しました。",
    )
