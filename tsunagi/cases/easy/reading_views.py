"""読みを直す: この方だけ、または市町村の全体で覚える。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.easy import actions, queries
from tsunagi.cases.easy.forms import ReadingForm
from tsunagi.cases.pages import band_of, form_context, seen_case


@action("furigana.fix", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def easy_readings(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen, actor = seen_case(request, public_id, action="furigana.fix"), request.actor
    row = queries.paper_of(actor=actor, seen=seen, record_id=record_id)
    form = ReadingForm(request.POST or None)
    here = reverse("easy-readings", args=[public_id, record_id])

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            fix = actions.fix_reading(
                case=seen.case, surface=data["surface"], reading=data["reading"],
                is_wide=data["scope"] == "wide", by=actor, now=request.now,
            )  # fmt: skip
            return str(fix.public_id)

        once(
            data["key"], by=actor, action="furigana.fix", make=make,
            body={**data, "case": public_id},
        )  # fmt: skip
        return redirect(here)

    context = form_context(
        seen, "読みを直す", "この読みを覚える",
        band=band_of(seen, today=request.today), row=row, case=seen.case,
        fixes=queries.fixes_of(actor=actor, seen=seen, now=request.now),
        lead="本人の名前は、利用者の登録のかなで読みます。ちがうときは、そちらを直します。",
    )  # fmt: skip
    context["cancel_url"] = reverse("easy-page", args=[public_id, record_id])
    context["up_label"] = "わかりやすい版"
    return answer_form(
        request, form, template="cases/easy/readings.html", save=save,
        context=context, success="覚えました。",
    )  # fmt: skip


@action("furigana.withdraw", permission=Permission.CASE_WORK)
@require_POST
def reading_withdraw(
    request: ActorRequest, public_id: UUID, record_id: UUID, row_id: UUID
) -> HttpResponse:
    """この直しをやめて、辞書の読みに戻す。"""
    seen = seen_case(request, public_id)
    fix = queries.fix_of(
        actor=request.actor, seen=seen, public_id=row_id, now=request.now
    )
    actions.withdraw_reading(fix=fix, case=seen.case, by=request.actor, now=request.now)
    return redirect("easy-readings", public_id, record_id)
