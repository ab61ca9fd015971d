"""事業所の名簿、事業所のページ、地図、全体の検索。読むだけ。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.csvfile import write_csv
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area import queries as area_queries
from tsunagi.organisations.office import queries
from tsunagi.organisations.office.answering import answered_ids
from tsunagi.organisations.office.forms import DirectoryForm
from tsunagi.organisations.office.map import draw_map
from tsunagi.organisations.office.queries import DirectoryFilter, OfficeRow
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.resource import actions as resources
from tsunagi.organisations.staff import queries as staff_queries
from tsunagi.ui import parts

FILTERS = ("q", "kind", "service", "area", "feature", "accepts", "near")


@action("office.list", permission=Permission.DIRECTORY_VIEW)
@require_GET
def office_list(request: ActorRequest) -> HttpResponse:
    form, wanted, note = _asked(request)
    page = queries.directory(
        actor=request.actor,
        wanted=wanted,
        today=request.today,
        after=request.GET.get("after", ""),
    )
    kept = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    context = {
        "form": form,
        "rows": page.rows,
        "note": note,
        "chips": _chips(form, kept),
        "is_near": wanted.near is not None,
        "paging": parts.Paging(
            previous_url=f"?{urlencode(kept)}" if page.has_previous else "",
            next_url=f"?{urlencode({**kept, 'after': page.next_key})}"
            if page.next_key
            else "",
            shown=len(page.rows),
        ),
        "query": urlencode(kept),
        "may_register": request.actor.has(Permission.OFFICE_REGISTER),
        "may_keep": request.actor.has(Permission.RESOURCE_KEEP),
        "may_import": request.actor.has(Permission.OFFICE_IMPORT),
    }
    return render(request, "organisations/office/list.html", context)


def _asked(request: ActorRequest) -> tuple[DirectoryForm, DirectoryFilter, str]:
    """The form, what it asks for, and a sentence when a filter could not be used."""
    actor, today = request.actor, request.today
    form = DirectoryForm(
        request.GET,
        areas=area_queries.areas_of_municipality(actor=actor, today=today),
        services=queries.service_choices(actor=actor, today=today),
        features=queries.feature_choices(actor=actor),
    )
    if not form.is_valid():
        return form, DirectoryFilter(), ""
    data = form.cleaned_data
    near, note = None, ""
    if data["near"]:
        near = queries.own_place(actor=actor)
        if near is None:
            note = "自分の事業所に緯度と経度がないため、近い順にできません。事業所のページで入れられます。"
    kind, _, value = data["feature"].partition(":")
    return (
        form,
        DirectoryFilter(
            text=data["q"],
            kinds=(data["kind"],) if data["kind"] else (),
            services=(data["service"],) if data["service"] else (),
            area=form.areas.get(data["area"]),
            features=((kind, value),) if value else (),
            accepts_new=data["accepts"],
            near=near,
        ),
        note,
    )


def _chips(form: DirectoryForm, kept: dict[str, str]) -> list[parts.Chip]:
    """One chip for each filter that is on; its link takes it away."""
    chips = []
    for name, value in kept.items():
        field = form.fields[name]
        words = dict(getattr(field, "choices", ()))
        label = f"{field.label}: {words.get(value, value)}"
        if name in ("accepts", "near"):
            label = str(field.label)
        rest = {other: kept[other] for other in kept if other != name}
        chips.append(parts.Chip(label.replace("　", ""), f"?{urlencode(rest)}"))
    return chips


@action("office.export", permission=Permission.DIRECTORY_VIEW)
@require_GET
def office_export(request: ActorRequest) -> HttpResponse:
    """絞り込んだ名簿を CSV で出す。公開されている内容だけ。"""
    _, wanted, _ = _asked(request)
    rows = queries.directory_export(
        actor=request.actor, wanted=wanted, today=request.today
    )
    written = write_csv(
        ("事業所名", "かな", "種別", "層", "地域", "所在地", "電話番号", "FAX番号",
         "新しい相談", "受けられる人数", "確かめた日"),
        [_csv_row(row) for row in rows],
        encoding="cp932" if request.GET.get("encoding") == "cp932" else "utf-8-sig",
    )  # fmt: skip
    response = HttpResponse(written.data, content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="offices.csv"'
    return response


def _csv_row(row: OfficeRow) -> tuple[Any, ...]:
    office, free = row.office, row.free
    return (
        office.name,
        office.name_kana,
        "・".join(row.kinds),
        "・".join(f"第{layer}層" for layer in row.layers),
        office.area.name,
        office.address,
        office.phone,
        office.fax,
        "" if free is None else "受けられる" if free.accepts_new else "受けられない",
        None if free is None else free.free_places,
        "" if free is None else format_wareki(free.confirmed_on),
    )


@action("office.view", permission=Permission.DIRECTORY_VIEW)
@require_GET
def office_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    office = queries.office_by_public_id(actor=request.actor, public_id=public_id)
    sheet = queries.office_sheet(
        actor=request.actor, office=office, today=request.today
    )
    return render(
        request,
        "organisations/office/page.html",
        {
            "sheet": sheet,
            "office": office,
            "band": _band(sheet),
            "may": {permission.name for permission in sheet.may},
            "may_hear": bool(
                answered_ids(actor=request.actor, offices=[office], today=request.today)
            ),
            "with_page": staff_queries.with_page(
                sheet.people, actor=request.actor, now=request.now
            ),
            "may_keep": resources.may_keep(
                office, by=request.actor, today=request.today
            ),
        },
    )


def _band(sheet: queries.OfficeSheet) -> parts.Band:
    office = sheet.office
    flags = []
    if office.closed_on:
        flags.append(("廃止", "danger"))
    elif sheet.free is not None:
        word = (
            "新しい相談を受けられます"
            if sheet.free.accepts_new
            else "いまは受けられません"
        )
        flags.append((word, "done" if sheet.free.accepts_new else "neutral"))
    return parts.Band(
        office.name,
        office.name_kana,
        facts=[office.area.name, *(f"第{layer}層" for layer in sheet.layers)],
        flags=flags,
    )


@action("office.mine", permission=Permission.OFFICE_CONFIRM)
@require_GET
def office_mine(request: ActorRequest) -> HttpResponse:
    """わたしの事業所。兼務の人は選ぶ。"""
    mine = queries.own_offices(actor=request.actor)
    if len(mine) == 1:
        return redirect("office-page", mine[0].public_id)
    return render(request, "organisations/office/mine.html", {"offices": mine})


@action("office.map", permission=Permission.DIRECTORY_VIEW)
@require_GET
def office_map(request: ActorRequest) -> HttpResponse:
    """外の地図を使わない、点と輪郭だけの地図。下に同じ内容の表がある。"""
    kind = request.GET.get("kind", "")
    kinds = (kind,) if kind in set(OfficeKind) else ()
    wanted = DirectoryFilter(kinds=kinds)
    rows = queries.municipality_offices_on_map(
        actor=request.actor, wanted=wanted, today=request.today
    )
    area = area_queries.own_area(actor=request.actor)
    outlines = area_queries.outlines(actor=request.actor, area=area)
    choices = [parts.Tab("すべて", reverse("office-map"), current=not kinds)]
    choices += [
        parts.Tab(k.short_label, f"?kind={k.value}", current=kinds == (k.value,))
        for k in OfficeKind
    ]
    return render(
        request,
        "organisations/office/map.html",
        {
            "rows": rows,
            "drawing": draw_map(rows, outlines),
            "area": area,
            "choices": choices,
            "credits": sorted({outline.credit for outline in outlines}),
            "may_edit": request.actor.has(Permission.AREA_EDIT),
        },
    )


@action("search.all", permission=Permission.DIRECTORY_VIEW)
@require_http_methods(["GET", "POST"])
def search(request: ActorRequest) -> HttpResponse:
    """どの画面からでも使う検索。言葉は住所（URL）に残さない。"""
    text = request.POST.get("q", "")[:80]
    page = queries.directory(
        actor=request.actor, wanted=DirectoryFilter(text=text), today=request.today
    )
    people = staff_queries.colleagues_matching(
        actor=request.actor, text=text, today=request.today
    )
    return render(
        request,
        "organisations/search.html",
        {
            "text": text,
            "rows": page.rows if text.strip() else [],
            "people": people,
            "with_page": staff_queries.with_page(
                people, actor=request.actor, now=request.now
            ),
        },
    )
