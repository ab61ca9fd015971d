"""虐待防止・権利擁護の担当を決める画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.rights import officer_actions, officer_queries
from tsunagi.cases.rights.forms import OfficerForm


@action("rights.officers", permission=Permission.RIGHTS_REPORT)
@require_GET
def rights_officers(request: ActorRequest) -> HttpResponse:
    """いまの担当。名が見えない人には、だれに聞けばよいかを示す。"""
    may_see = officer_queries.may_see_officers(request.actor)
    context = {
        "may_see": may_see,
        "officers": officer_queries.officers(actor=request.actor, today=request.today)
        if may_see
        else [],
        "may_appoint": request.actor.has(Permission.RIGHTS_APPOINT),
    }
    return render(request, "cases/rights/officers.html", context)


@action("rights.officer", permission=Permission.RIGHTS_APPOINT)
@require_http_methods(["GET", "POST"])
def rights_officer_new(request: ActorRequest) -> HttpResponse:
    form = OfficerForm(
        request.POST or None,
        staff=officer_queries.staff_who_can_be_named(
            actor=request.actor, today=request.today
        ),
        initial={"valid_from": request.today},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        officer_actions.name_officer(
            staff=form.chosen, valid_from=data["valid_from"], by=request.actor,
            today=request.today,
        )  # fmt: skip
        return redirect("rights-officers")

    return answer_form(
        request, form, template="cases/form.html", save=save,
        success="担当に決めました。",
        context={
            "title": "担当を決める",
            "lead": "行政の窓口か基幹に配置のある職員から、一人ずつ決めます。"
            "その日から、この市町村の権利の心配ごとのすべてを見られます。",
            "submit_label": "この人を担当に決める",
            "up_label": "虐待防止・権利擁護の担当",
            "cancel_url": reverse("rights-officers"),
        },
    )  # fmt: skip


@action("rights.officer_end", permission=Permission.RIGHTS_APPOINT)
@require_POST
def rights_officer_end(request: ActorRequest, ref: UUID) -> HttpResponse:
    officer_actions.end_officer(
        source_ref=f"rights-staff:{ref}", by=request.actor, today=request.today
    )
    return redirect("rights-officers")
