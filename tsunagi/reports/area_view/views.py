"""地域のいまの画面: 個別の見方と地域の見方を、一枚に並べる。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.organisations.area.queries import area_by_public_id
from tsunagi.organisations.office.rules import LAYER_LABELS
from tsunagi.reports.area_view.queries import area_view


@action("area_view.view", permission=Permission.DIRECTORY_VIEW)
@require_GET
def area_now(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一人ひとりの課題と、地域の支えを、同じ地域で並べて見る。"""
    area = area_by_public_id(actor=request.actor, public_id=public_id)
    found = area_view(
        actor=request.actor, area=area, now=request.now, today=request.today
    )
    audit.looked_at("area_view.view", by=request.actor, subjects=[])
    return render(
        request,
        "reports/area_view/page.html",
        {
            "found": found,
            "area": area,
            "people": found.people,
            "may_keep": request.actor.has(Permission.RESOURCE_KEEP),
            "gaps": [LAYER_LABELS[layer] for layer in found.picture.gaps],
        },
    )
