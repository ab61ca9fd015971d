"""困難な相談の行き先の画面: いまの決まりとこれまで、決め直す入力。"""

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
from tsunagi.organisations.area import queries, routing_queries
from tsunagi.organisations.area.forms import RouteForm
from tsunagi.organisations.area.routing_actions import set_route
from tsunagi.organisations.area.routing_rules import Route


@action("area.routes", permission=Permission.DIRECTORY_VIEW)
@require_GET
def area_routes(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """この地域で効いている決まりと、これまで。"""
    area = queries.area_by_public_id(actor=request.actor, public_id=public_id)
    is_here = area.municipality_id == request.actor.municipality_id
    return render(
        request,
        "organisations/area/routes.html",
        {
            "area": area,
            "rule": routing_queries.rule_for(
                actor=request.actor, area=area, today=request.today
            ),
            "rows": routing_queries.history_of(actor=request.actor, area=area),
            "may_edit": is_here and request.actor.has(Permission.AREA_EDIT),
        },
    )


@action("area.route_set", permission=Permission.AREA_EDIT)
@require_http_methods(["GET", "POST"])
def area_route_set(request: ActorRequest, public_id: UUID) -> HttpResponse:
    area = queries.area_by_public_id(actor=request.actor, public_id=public_id)
    request.actor.require(
        Permission.AREA_EDIT, municipality_id=area.municipality_id or 0
    )
    form = RouteForm(request.POST or None, initial={"valid_from": request.today})

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            set_route(
                area=area, route=Route(data["route"]) if data["route"] != "none" else None,
                reason=data["reason"], valid_from=data["valid_from"],
                by=request.actor, now=request.now,
            )  # fmt: skip
            return str(area.public_id)

        once(
            data["key"], by=request.actor, action="area.route_set", make=make,
            body={**data, "area": area.public_id},
        )  # fmt: skip
        return redirect("area-routes", area.public_id)

    return answer_form(
        request, form, template="organisations/form.html", save=save,
        success="困難な相談の行き先を決めました。その日から、候補の順に効きます。",
        context={
            "title": f"困難な相談の行き先を決める　{area.name}",
            "lead": "支援を難しくしている事情のある方の引継ぎと、受付からの「困難な相談」で、"
            "候補の並ぶ順になります。ほかの所に頼めなくなることはありません。",
            "submit_label": "この日からこの決まりにする",
            "up_label": "困難な相談の行き先",
            "cancel_url": reverse("area-routes", args=[area.public_id]),
        },
    )  # fmt: skip
