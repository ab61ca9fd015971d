"""主任に頼めること: 地域のすべての主任と、任されている役割、頼み方。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.reports.chiefs import queries


@action("chief.list", permission=Permission.DIRECTORY_VIEW)
@require_GET
def chief_list(request: ActorRequest) -> HttpResponse:
    return render(
        request,
        "reports/chiefs/list.html",
        {
            "sheet": queries.chief_sheet(actor=request.actor, today=request.today),
            "may_appoint": request.actor.has(Permission.CHIEF_APPOINT),
        },
    )
