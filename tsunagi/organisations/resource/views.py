"""社会資源を名簿に加える、直す、なくなったと記す画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tsunagi.access.actor import AccessDenied
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.organisations.area import queries as area_queries
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.queries import office_by_public_id
from tsunagi.organisations.resource import actions
from tsunagi.organisations.resource.forms import (
    CloseResourceForm,
    EditResourceForm,
    ResourceForm,
)

FORM = "organisations/form.html"


@action("resource.add", permission=Permission.RESOURCE_KEEP)
@require_http_methods(["GET", "POST"])
def resource_new(request: ActorRequest) -> HttpResponse:
    """一分で加えられる: 名前と地域だけが必須。"""
    areas = area_queries.areas_of_municipality(actor=request.actor, today=request.today)
    own = area_queries.own_area(actor=request.actor)
    form = ResourceForm(
        request.POST or None, areas=areas, initial={"area": str(own.public_id)}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        office = actions.register_resource(
            key=data["key"], area=data["area"], values=data,
            is_another=data["is_another"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip
        return redirect("office-page", office.public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="名簿に加えました。",
        context={
            "title": "社会資源を加える",
            "lead": "町内の集まり、居場所、理解のある店や家主など、指定を持たない支え手を、"
            "みんなの名簿に加えます。利用者のことは書きません。",
            "submit_label": "名簿に加える",
            "up_label": "事業所をさがす",
            "cancel_url": reverse("office-list"),
        },
    )  # fmt: skip


def _kept(request: ActorRequest, public_id: UUID) -> Office:
    office = office_by_public_id(actor=request.actor, public_id=public_id)
    if not actions.may_keep(office, by=request.actor, today=request.today):
        raise AccessDenied(Permission.RESOURCE_KEEP)
    return office


def _context(office: Office, title: str, submit: str, lead: str) -> dict[str, Any]:
    return {
        "title": title,
        "lead": lead,
        "submit_label": submit,
        "up_label": office.name,
        "cancel_url": reverse("office-page", args=[office.public_id]),
    }


@action("resource.edit", permission=Permission.RESOURCE_KEEP)
@require_http_methods(["GET", "POST"])
def resource_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    office = _kept(request, public_id)
    initial = {name: getattr(office, name) for name in actions.FIELDS}
    form = EditResourceForm(
        request.POST or None,
        areas=area_queries.areas_of_municipality(
            actor=request.actor, today=request.today
        ),
        initial={
            **initial,
            "area": str(office.area.public_id),
            "version": office.version,
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_resource(
            office=office, area=data["area"], values=data, version=data["version"],
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("office-page", office.public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="保存しました。",
        context=_context(
            office, "社会資源の内容を直す", "この内容で保存する",
            "前の内容は履歴に残ります。",
        ),
    )  # fmt: skip


@action("resource.close", permission=Permission.RESOURCE_KEEP)
@require_http_methods(["GET", "POST"])
def resource_close(request: ActorRequest, public_id: UUID) -> HttpResponse:
    office = _kept(request, public_id)
    form = CloseResourceForm(request.POST or None, initial={"on": request.today})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.close_resource(
            office=office, on=data["on"], by=request.actor, today=request.today
        )
        return redirect("office-page", office.public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="なくなったと記しました。",
        context=_context(
            office, "なくなったと記す", "なくなったと記す",
            "名簿の一覧から外れます。使った記録には、名前が残ります。",
        ),
    )  # fmt: skip
