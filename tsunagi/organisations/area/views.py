"""地域のページ: 三つの層と、担い手のない層。地域の登録と、地図の輪郭の取り込み。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.organisations.area import actions, queries, routing_queries
from tsunagi.organisations.area.forms import (
    AddressForm,
    AreaForm,
    AreaPointForm,
    NewAreaForm,
    OnDateForm,
    OutlineForm,
)
from tsunagi.organisations.area.geojson import Outline, read_shapes
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.office.rules import LAYER_LABELS
from tsunagi.organisations.staff.chief_queries import specialists_per_kind

FORM = "organisations/form.html"


@action("area.here", permission=Permission.DIRECTORY_VIEW)
@require_GET
def area_here(request: ActorRequest) -> HttpResponse:
    area = queries.own_area(actor=request.actor)
    return redirect("area-page", area.public_id)


@action("area.find", permission=Permission.DIRECTORY_VIEW)
@require_http_methods(["GET", "POST"])
def area_find(request: ActorRequest) -> HttpResponse:
    """住所から、担当の窓口がある地域を開く。住所は残さない。"""
    form = AddressForm(request.POST or None)
    if form.is_valid():
        area = queries.area_of_address(
            actor=request.actor,
            address=form.cleaned_data["address"],
            today=request.today,
        )
        if area is not None:
            return redirect("area-page", area.public_id)
        form.add_error(
            "address",
            "この住所に合う地域が見つかりませんでした。市町村や区の名前を入れてください。",
        )
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "title": "住所から担当の窓口をさがす",
        "submit_label": "担当の窓口をさがす",
        "up_label": "地域と三つの層",
        "cancel_url": reverse("area-here"),
    }
    return render(request, FORM, context, status=status)


@action("area.view", permission=Permission.DIRECTORY_VIEW)
@require_GET
def area_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """三つの層を図と表で。日付を変えると、その日の体制になる（前と後を比べる）。"""
    area = queries.area_by_public_id(actor=request.actor, public_id=public_id)
    form = OnDateForm(request.GET if "on" in request.GET else None)
    on = request.today
    if form.is_bound and form.is_valid():
        on = form.cleaned_data["on"] or request.today
    picture = queries.area_picture(actor=request.actor, area=area, on=on)
    is_here = area.municipality_id == request.actor.municipality_id
    return render(
        request,
        "organisations/area/page.html",
        {
            "area": area,
            "picture": picture,
            "gap_labels": [LAYER_LABELS[layer] for layer in picture.gaps],
            "form": form,
            "on": on,
            "is_today": on == request.today,
            "kind_label": AreaKind(area.kind).label,
            "may_edit": is_here and request.actor.has(Permission.AREA_EDIT),
            "rule": routing_queries.rule_for(actor=request.actor, area=area, today=on),
            "is_here": is_here,
            "specialists": specialists_per_kind(actor=request.actor, on=on)
            if area.kind == AreaKind.MUNICIPALITY and is_here
            else [],
        },
    )


@action("area.edit", permission=Permission.AREA_EDIT)
@require_http_methods(["GET", "POST"])
def area_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    area = queries.area_by_public_id(actor=request.actor, public_id=public_id)
    request.actor.require(
        Permission.AREA_EDIT, municipality_id=area.municipality_id or 0
    )
    initial = {"name": area.name, "name_kana": area.name_kana, "version": area.version}
    form = AreaForm(request.POST or None, initial=initial)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_area(area=area, by=request.actor, **data)
        return redirect("area-page", area.public_id)

    return answer_form(
        request,
        form,
        template=FORM,
        context={
            "title": f"{area.name}を直す",
            "submit_label": "この名称で保存する",
            "up_label": area.name,
            "cancel_url": reverse("area-page", args=[area.public_id]),
        },
        save=save,
        success="地域の名称を保存しました。",
    )


@action("area.point", permission=Permission.AREA_EDIT)
@require_http_methods(["GET", "POST"])
def area_point(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """距離を測るもとになる一点。役場や駅など、人の多く住むところを選ぶ。"""
    area = queries.area_by_public_id(actor=request.actor, public_id=public_id)
    request.actor.require(
        Permission.AREA_EDIT, municipality_id=area.municipality_id or 0
    )
    initial = {
        "latitude": area.latitude, "longitude": area.longitude, "version": area.version
    }  # fmt: skip
    form = AreaPointForm(request.POST or None, initial=initial)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.set_area_point(area=area, by=request.actor, **data)
        return redirect("area-page", area.public_id)

    return answer_form(
        request,
        form,
        template=FORM,
        context={
            "title": f"{area.name}の代表点を決める",
            "lead": "身近な専門員までの距離を、この点から測ります。役場や駅など、人の多く住む"
            "ところの緯度と経度を入れてください。空にすると、代表点を外します。",
            "submit_label": "この点を代表点にする",
            "up_label": area.name,
            "cancel_url": reverse("area-page", args=[area.public_id]),
        },
        save=save,
        success="代表点を保存しました。",
    )


@action("area.register", permission=Permission.AREA_EDIT)
@require_http_methods(["GET", "POST"])
def area_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    parent = queries.area_by_public_id(actor=request.actor, public_id=public_id)
    request.actor.require(
        Permission.AREA_EDIT, municipality_id=parent.municipality_id or 0
    )
    form = NewAreaForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        kind = AreaKind(data.pop("kind"))
        area = actions.register_area(
            kind=kind,
            parent=parent,
            municipality=parent.municipality,
            by=request.actor,
            **data,
        )
        return redirect("area-page", area.public_id)

    return answer_form(
        request,
        form,
        template=FORM,
        context={
            "title": f"{parent.name}の中に地域を加える",
            "submit_label": "地域を加える",
            "up_label": parent.name,
            "cancel_url": reverse("area-page", args=[parent.public_id]),
        },
        save=save,
        success="地域を加えました。",
    )


@action("area.outlines", permission=Permission.AREA_EDIT)
@require_http_methods(["GET", "POST"])
def area_outlines(request: ActorRequest) -> HttpResponse:
    """市町村が自分で用意した輪郭を取り込む。名前かコードの合う地域にだけ結びつく。"""
    form = OutlineForm(request.POST or None, request.FILES or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        shapes = read_shapes(data["file"].read())
        areas = queries.areas_of_municipality(actor=request.actor, today=request.today)
        by_word = {area.name: area for area in areas}
        by_word |= {area.code: area for area in areas if area.code}
        outlines, unknown = [], []
        for shape in shapes:
            area = by_word.get(shape.code) or by_word.get(shape.name)
            if area is None:
                unknown.append(shape.name or shape.code or "（名前なし）")
            else:
                outlines.append(Outline(area.pk, shape.rings))
        saved = actions.import_outlines(
            outlines=outlines, credit=data["credit"], by=request.actor, now=request.now
        )
        messages.success(request, f"{saved}つの地域に輪郭を結びつけました。")
        if unknown:
            names = "、".join(unknown[:10])
            messages.warning(
                request,
                f"名前の合う地域がなく、使わなかったもの: {names}（{len(unknown)}件）",
            )
        return redirect("office-map")

    return answer_form(
        request,
        form,
        template=FORM,
        context={
            "title": "地図の輪郭を取り込む",
            "lead": "地図は外から取り寄せません。輪郭を取り込むと、地図の背景になります。",
            "submit_label": "輪郭を取り込む",
            "up_label": "地図",
            "cancel_url": reverse("office-map"),
            "multipart": True,
        },
        save=save,
    )
