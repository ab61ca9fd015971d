"""訪問の予定の画面: 訪ねる先の提案、日を決める、やめる。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.office_support import actions, queries
from tsunagi.activity.office_support.forms import VisitForm
from tsunagi.activity.office_support.intervals import intervals_on
from tsunagi.activity.office_support.views import VISIT_FORM, asked_speciality
from tsunagi.common.errors import UserError
from tsunagi.organisations.area.queries import areas_of_municipality
from tsunagi.organisations.models import Area


@action("office_visit.list", permission=Permission.OFFICE_SUPPORT)
@require_GET
def visit_list(request: ActorRequest) -> HttpResponse:
    """訪ねる先。新しい、一人、しばらく訪ねていない事業所を、担当地域から。"""
    areas = _areas(request)
    asked = request.GET.get("area", "")
    speciality = asked_speciality(request)
    area = next((one for one in areas if str(one.public_id) == asked), None)
    return render(
        request,
        "activity/office_support/visits.html",
        {
            "proposals": queries.visits_proposed(
                actor=request.actor,
                now=request.now,
                today=request.today,
                area=area,
                speciality=speciality.value,
            ),
            "areas": areas,
            "area": area,
            "speciality": speciality,
            "intervals": intervals_on(request.today),
            "today": request.today,
        },
    )


def _areas(request: ActorRequest) -> list[Area]:
    """The areas of the municipality inside those that the office answers for."""
    own = queries.areas_of_support(actor=request.actor, today=request.today)
    return [
        one
        for one in areas_of_municipality(actor=request.actor, today=request.today)
        if any(one.path.startswith(area.path) for area in own)
    ]


@action("office_visit.plan", permission=Permission.OFFICE_SUPPORT)
@require_http_methods(["GET", "POST"])
def visit_plan(request: ActorRequest, public_id: UUID) -> HttpResponse:
    target = queries.office_to_support(
        actor=request.actor, today=request.today, public_id=public_id
    )
    form = VisitForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.plan_visit(
            target=target, by=request.actor, now=request.now, today=request.today,
            **data,
        )  # fmt: skip
        return redirect("visit-list")

    return answer_form(
        request, form, template=VISIT_FORM, save=save, success="訪ねる日を決めました。",
        context={
            "sheet": queries.sheet_of(
                actor=request.actor, now=request.now, target=target
            ),
            "title": f"{target.name}を訪ねる日を決める",
            "lead": "前に決めた日があれば、この日に変わります。",
            "submit_label": "この日に訪ねる",
            "up_label": "訪問の予定",
            "cancel_url": reverse("visit-list"),
        },
    )  # fmt: skip


@action("office_visit.drop", permission=Permission.OFFICE_SUPPORT)
@require_POST
def visit_drop(request: ActorRequest, public_id: UUID) -> HttpResponse:
    target = queries.office_to_support(
        actor=request.actor, today=request.today, public_id=public_id
    )
    try:
        actions.drop_visit(target=target, by=request.actor, today=request.today)
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("visit-list")
