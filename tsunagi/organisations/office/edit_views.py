"""事業所を登録し、直し、確かめる画面。一つの画面が一つの操作を呼ぶ。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.common.codes import CodeSystem, service_named
from tsunagi.organisations.area import queries as area_queries
from tsunagi.organisations.office import actions, queries
from tsunagi.organisations.office.forms import (
    CloseForm,
    EndForm,
    FeaturesForm,
    FreePlacesForm,
    NewKindForm,
    NewOfficeForm,
    OfficeForm,
    ResponsibleAreasForm,
)
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.ui.http import safe_next

FORM = "organisations/form.html"


def _office(request: ActorRequest, public_id: UUID) -> Office:
    return queries.office_by_public_id(actor=request.actor, public_id=public_id)


def _page(office: Office) -> HttpResponse:
    return redirect("office-page", office.public_id)


def _context(office: Office, title: str, submit: str, lead: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "lead": lead,
        "submit_label": submit,
        "up_label": office.name,
        "cancel_url": reverse("office-page", args=[office.public_id]),
    }


@action("office.register", permission=Permission.OFFICE_REGISTER)
@require_http_methods(["GET", "POST"])
def office_new(request: ActorRequest) -> HttpResponse:
    areas = area_queries.areas_of_municipality(actor=request.actor, today=request.today)
    form = NewOfficeForm(request.POST or None, areas=areas)

    def save(data: dict[str, Any]) -> HttpResponse:
        kinds = [
            actions.NewKind(
                kind=OfficeKind(kind),
                valid_from=data["valid_from"],
                office_number=data["office_number"]
                if kind.startswith("designated") else "",
            )
            for kind in data["kinds"]
        ]  # fmt: skip
        values = {
            name: data[name] for name in actions.EDITABLE & data.keys() - {"area"}
        }
        office = actions.register_office_once(
            key=data["key"],
            area=data["area"],
            values=values,
            kinds=kinds,
            by=request.actor,
            now=request.now,
        )
        return redirect("office-page", office.public_id)

    return answer_form(
        request,
        form,
        template=FORM,
        context={
            "title": "事業所を登録する",
            "lead": "公開データから一度に取り込むこともできます。",
            "submit_label": "事業所を登録する",
            "up_label": "事業所をさがす",
            "cancel_url": reverse("office-list"),
        },
        save=save,
        success="事業所を登録しました。",
    )


@action("office.edit", permission=Permission.OFFICE_EDIT)
@require_http_methods(["GET", "POST"])
def office_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    office = _office(request, public_id)
    actions.require_at(office, Permission.OFFICE_EDIT, request.actor)
    areas = area_queries.areas_of_municipality(actor=request.actor, today=request.today)
    initial = OfficeForm.initial_of(office)
    form = OfficeForm(request.POST or None, initial=initial, areas=areas)

    def save(data: dict[str, Any]) -> HttpResponse:
        version = data.pop("version")
        actions.edit_office(
            office=office,
            values=data,
            version=version,
            by=request.actor,
            now=request.now,
        )
        return _page(office)

    return answer_form(
        request,
        form,
        template=FORM,
        context=_context(office, f"{office.name}を直す", "この内容で保存する"),
        save=save,
        success="事業所の情報を保存しました。",
    )


@action("office.confirm", permission=Permission.OFFICE_CONFIRM)
@require_POST
def office_confirm(request: ActorRequest, public_id: UUID) -> HttpResponse:
    office = _office(request, public_id)
    actions.confirm_office(office=office, by=request.actor, today=request.today)
    messages.success(request, "内容を確かめたと記録しました。")
    return _page(office)


@action("office.free_places", permission=Permission.OFFICE_CONFIRM)
@require_http_methods(["GET", "POST"])
def office_free_places(request: ActorRequest, public_id: UUID) -> HttpResponse:
    office = _office(request, public_id)
    actions.require_at(office, Permission.OFFICE_CONFIRM, request.actor)
    last = queries.current_free_places(actor=request.actor, office=office)
    initial = (
        {
            "accepts_new": "yes" if last.accepts_new else "no",
            "free_places": last.free_places,
            "capacity": last.capacity,
            "note": last.note,
        }
        if last
        else {}
    )
    form = FreePlacesForm(request.POST or None, initial=initial)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.report_free_places(
            office=office,
            accepts_new=data["accepts_new"] == "yes",
            free_places=data["free_places"],
            capacity=data["capacity"],
            note=data["note"],
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        return _page(office)

    return answer_form(
        request,
        form,
        template=FORM,
        context=_context(
            office,
            f"{office.name}の空き",
            "きょうの数字として記録する",
            "14日たつと「古い」と出ます。ほかの事業所から聞いた数字は、その事業所のページの"
            "「電話で聞いた空き」から、聞いた相手とともに入れます。",
        ),
        save=save,
        success="空きの数字を、きょうの日付で記録しました。",
    )


@action("office.free_same", permission=Permission.OFFICE_CONFIRM)
@require_POST
def office_free_same(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """前と同じ数字を、きょうの日付で残す。一度押すだけ。"""
    office = _office(request, public_id)
    actions.require_at(office, Permission.OFFICE_CONFIRM, request.actor)
    last = queries.current_free_places(actor=request.actor, office=office)
    if last is None:
        messages.info(request, "まだ数字がありません。はじめの数字を入れてください。")
        return redirect("office-free-places", office.public_id)
    actions.report_free_places(
        office=office, accepts_new=last.accepts_new, free_places=last.free_places,
        capacity=last.capacity, note=last.note, by=request.actor, now=request.now,
        today=request.today,
    )  # fmt: skip
    messages.success(request, f"{office.name}の空きを、きょうの日付で確かめました。")
    page = reverse("office-page", args=[office.public_id])
    return redirect(safe_next(request, request.POST.get("next", ""), otherwise=page))


@action("office.features", permission=Permission.OFFICE_EDIT)
@require_http_methods(["GET", "POST"])
def office_features(request: ActorRequest, public_id: UUID) -> HttpResponse:
    office = _office(request, public_id)
    actions.require_at(office, Permission.OFFICE_EDIT, request.actor)
    form = FeaturesForm(request.POST or None, initial=FeaturesForm.initial_of(office))

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.set_features(office=office, features=form.features(), by=request.actor)
        return _page(office)

    return answer_form(
        request,
        form,
        template=FORM,
        context=_context(
            office, f"{office.name}の対応できること", "この内容で保存する"
        ),
        save=save,
        success="対応できることを保存しました。",
    )


@action("office.kinds", permission=Permission.OFFICE_REGISTER)
@require_http_methods(["GET", "POST"])
def office_kind_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    office = _office(request, public_id)
    actions.require_at(office, Permission.OFFICE_REGISTER, request.actor)
    form = NewKindForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        service = service_named(data["service_name"]) if data["service_name"] else None
        known = service.code_in(CodeSystem.OPEN_DATA) if service else None
        actions.open_kind(
            office=office,
            new=actions.NewKind(
                kind=OfficeKind(data["kind"]),
                valid_from=data["valid_from"],
                office_number=data["office_number"],
                service_name=service.name if service else data["service_name"],
                service_code=known.code.code if known else "",
                capacity=data["capacity"],
            ),
            by=request.actor,
        )
        return _page(office)

    return answer_form(
        request,
        form,
        template=FORM,
        context=_context(office, f"{office.name}に種別を加える", "種別を加える"),
        save=save,
        success="種別を加えました。",
    )


@action("office.kinds", permission=Permission.OFFICE_REGISTER)
@require_http_methods(["GET", "POST"])
def office_kind_end(
    request: ActorRequest, public_id: UUID, period_id: int
) -> HttpResponse:
    office = _office(request, public_id)
    period = queries.kind_period(
        actor=request.actor, office=office, period_id=period_id
    )
    form = EndForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.end_kind(
            period=period, valid_before=form.valid_before, by=request.actor
        )
        return _page(office)

    return answer_form(
        request,
        form,
        template=FORM,
        context=_context(
            office,
            f"「{period.kind_label}」を終える",
            "この日で終える",
            "終わった種別も、その日までの記録には残ります。",
        ),
        save=save,
        success="種別を終えました。",
    )


@action("office.areas", permission=Permission.OFFICE_REGISTER)
@require_http_methods(["GET", "POST"])
def office_areas(request: ActorRequest, public_id: UUID) -> HttpResponse:
    office = _office(request, public_id)
    actions.require_at(office, Permission.OFFICE_REGISTER, request.actor)
    areas = area_queries.areas_around(actor=request.actor, today=request.today)
    held = queries.responsible_area_ids(actor=request.actor, office=office)
    form = ResponsibleAreasForm(
        request.POST if request.method == "POST" else None,
        initial={"areas": held},
        areas=areas,
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.set_responsible_areas(
            office=office, areas=data["areas"], by=request.actor, today=request.today
        )
        return _page(office)

    return answer_form(
        request,
        form,
        template=FORM,
        context=_context(
            office,
            f"{office.name}の担当地域",
            "この地域で保存する",
            "ほかの市町村と一緒に置くときは、そちらの地域も選べます。",
        ),
        save=save,
        success="担当地域を保存しました。",
    )


@action("office.close", permission=Permission.OFFICE_REGISTER)
@require_http_methods(["GET", "POST"])
def office_close(request: ActorRequest, public_id: UUID) -> HttpResponse:
    office = _office(request, public_id)
    actions.require_at(office, Permission.OFFICE_REGISTER, request.actor)
    form = CloseForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.close_office(
            office=office, closed_on=data["closed_on"], by=request.actor
        )
        return _page(office)

    return answer_form(
        request,
        form,
        template=FORM,
        context=_context(
            office,
            f"{office.name}を廃止にする",
            "廃止として記録する",
            "名簿に出なくなります。これまでの記録は残ります。",
        ),
        save=save,
        success="廃止として記録しました。",
    )
