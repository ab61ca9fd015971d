"""つなぎを使わない事業所のために: 電話で聞いた空きを入れる画面と、聞取り票の紙。"""

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
from tsunagi.organisations.office import actions, queries
from tsunagi.organisations.office.answering import require_answering
from tsunagi.organisations.office.forms import HeardForm
from tsunagi.organisations.office.models import Office


def _office(request: ActorRequest, public_id: UUID) -> Office:
    office = queries.office_by_public_id(actor=request.actor, public_id=public_id)
    require_answering(office, by=request.actor, today=request.today)
    return office


@action("office.free_heard", permission=Permission.OFFICE_CONFIRM)
@require_http_methods(["GET", "POST"])
def office_free_heard(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """電話や紙で聞いた数字を、聞いた相手と日とともに入れる。"""
    office = _office(request, public_id)
    last = queries.current_free_places(actor=request.actor, office=office)
    initial: dict[str, Any] = {"said_on": request.today}
    if last is not None:
        initial |= {
            "accepts_new": "yes" if last.accepts_new else "no",
            "free_places": last.free_places, "capacity": last.capacity,
            "note": last.note,
        }  # fmt: skip
    form = HeardForm(request.POST or None, initial=initial)

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.report_free_places(
                office=office, accepts_new=data["accepts_new"] == "yes",
                free_places=data["free_places"], capacity=data["capacity"],
                note=data["note"], by=request.actor, now=request.now,
                today=request.today,
                heard=actions.Heard(data["said_by"], data["said_on"]),
            )  # fmt: skip
            return str(row.pk)

        once(
            data["key"], by=request.actor, action="office.free_heard", make=make,
            body={**data, "office": office.public_id},
        )  # fmt: skip
        return redirect("office-page", office.public_id)

    return answer_form(
        request, form, template="organisations/form.html", save=save,
        success="聞いた数字を、代理入力として記録しました。",
        context={
            "title": f"電話で聞いた空き　{office.name}",
            "lead": "紙やFAXで受けた返事も、ここに入れます。"
            "だれからいつ聞いたかが、数字と一緒に残ります。",
            "submit_label": "代理入力として記録する",
            "up_label": office.name,
            "cancel_url": reverse("office-page", args=[office.public_id]),
        },
    )  # fmt: skip


@action("office.free_paper", permission=Permission.OFFICE_CONFIRM)
@require_GET
def office_free_paper(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """空きの聞取り票: 電話のそばに置く、または事業所に送る、一枚の紙。"""
    office = _office(request, public_id)
    audit.looked_at("office.free_paper", by=request.actor, subjects=[])
    return render(
        request,
        "organisations/office/free_paper.html",
        {
            "office": office,
            "free": queries.current_free_places(actor=request.actor, office=office),
            "own": queries.own_desk(actor=request.actor),
            "today": request.today,
        },
    )
