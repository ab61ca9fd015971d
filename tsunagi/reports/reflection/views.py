"""関わりの中身のふり返り。本人と、事業所の担当を決める人だけに見える。"""

from __future__ import annotations

from functools import reduce

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.search.pages import read_id
from tsunagi.reports.reflection import queries
from tsunagi.reports.reflection.rules import Share, sentence_of


@action("reflection.view", permission=Permission.CASE_WORK)
@require_GET
def reflection(request: ActorRequest) -> HttpResponse:
    """この半年の、サービスの調整だけの関わりと、それ以外の支援もある関わり。"""
    staff = queries.whose(
        actor=request.actor, staff_id=read_id(request.GET.get("staff", "")),
        today=request.today,
    )  # fmt: skip
    found = queries.shares(
        actor=request.actor, staff=staff, now=request.now, today=request.today
    )
    audit.looked_at(
        "reflection.view", by=request.actor, subjects=[], staff=str(staff.public_id)
    )
    total = reduce(Share.plus, (share for _, share in found), Share())
    return render(
        request,
        "reports/reflection/page.html",
        {
            "staff": staff,
            "is_own": staff.pk == request.actor.staff_id,
            "colleagues": queries.colleagues(actor=request.actor, today=request.today),
            "finding": sentence_of(total),
            "total": total,
            "rows": [(month.first_day, share) for month, share in found],
        },
    )
