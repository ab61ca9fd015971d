"""カタログを読む画面: 一覧、一つの版、版の違い、修了者の数、CSV。"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.activity.catalogue import queries
from tsunagi.activity.catalogue.forms import FilterForm
from tsunagi.activity.catalogue.items import Catalogue, CatalogueKind, Item
from tsunagi.activity.catalogue.queries import CatalogueRow, CatalogueView
from tsunagi.activity.catalogue.rules import AdoptionState, completer_figures, spelled
from tsunagi.activity.catalogue.sheets import catalogue_csv
from tsunagi.ui import charts, parts

COMPLETERS = "chief-completers-osaka"
Grouped = list[tuple[str, list[Item]]]


@action("catalogue.list", permission=Permission.CATALOGUE_VIEW)
@require_GET
def catalogue_list(request: ActorRequest) -> HttpResponse:
    form = FilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = [
        row
        for row in queries.catalogues(actor=request.actor)
        if asked.get("kind", "") in ("", row.catalogue.kind)
        and asked.get("issuer", "") in ("", row.catalogue.issuer)
    ]
    word = asked.get("q", "")
    shown = {row.catalogue.name for row in rows}
    found = [
        hit
        for hit in queries.found_items(actor=request.actor, word=word)
        if hit.catalogue.name in shown
    ]
    return render(
        request,
        "activity/catalogue/list.html",
        {
            "form": form,
            "word": word,
            "found": found,
            "kinds": _by_kind(rows),
            "waiting": sum(row.state is AdoptionState.WAITING for row in rows),
            "is_filtered": any(asked.values()),
        },
        status=200 if not form.is_bound or form.is_valid() else 422,
    )


def _by_kind(rows: list[CatalogueRow]) -> list[tuple[str, list[CatalogueRow]]]:
    kinds = [
        (kind.label, [row for row in rows if row.catalogue.kind is kind])
        for kind in CatalogueKind
    ]
    return [(label, inside) for label, inside in kinds if inside]


@action("catalogue.show", permission=Permission.CATALOGUE_VIEW)
@require_GET
def catalogue_page(request: ActorRequest, name: str) -> HttpResponse:
    """一つの版の全部の項目。出典とたしかさを、項目ごとに見せる。"""
    if name == COMPLETERS:
        return redirect("catalogue-completers")
    view = queries.catalogue(
        actor=request.actor, name=name, version=request.GET.get("version")
    )
    spelling = request.actor.disability_spelling
    return render(
        request,
        "activity/catalogue/page.html",
        {
            "view": view,
            "header": view.header,
            "note": spelled(view.header.note, spelling),
            "groups": grouped(view.items),
            "columns": view.header.placements,
            "placement_notes": dict.fromkeys(
                (*item.placement_confidence_word, item.placement_note)
                for item in view.items
                if item.placements
            ),
            "facts": _facts(view),
            "tabs": _version_tabs(view),
            "compare_with": _earlier(view),
            "may_adopt": may_adopt(request) and not view.header.is_reference,
        },
    )


def may_adopt(request: ActorRequest) -> bool:
    return request.actor.can(
        Permission.CATALOGUE_ADOPT, municipality_id=request.actor.here
    )


def grouped(items: Iterable[Item]) -> Grouped:
    """Items under their heading, headings in the order they first appear."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    return list(groups.items())


def _facts(view: CatalogueView) -> list[parts.SummaryRow]:
    header: Catalogue = view.header
    adoption = view.adoption
    rows = [
        parts.SummaryRow("出した所", f"{header.issuer}（{header.area}）"),
        parts.SummaryRow("資料", f"{header.document}　{header.section}"),
        parts.SummaryRow("版", f"{header.version}（{header.status}）"),
        parts.SummaryRow("始まる日", header.effective_from),
    ]
    if header.effective_until:
        rows.append(parts.SummaryRow("終わる日", header.effective_until))
    if adoption is not None:
        rows += [
            parts.SummaryRow("この市町村で使い始める日", adoption.effective_from),
            parts.SummaryRow("公開した日時", adoption.published_at),
            parts.SummaryRow("手直しの数", f"{adoption.changes_count}か所"),
            parts.SummaryRow("採用のメモ", adoption.note),
        ]
    return rows


def _version_tabs(view: CatalogueView) -> list[parts.Tab]:
    here = reverse("catalogue-page", args=[view.header.name])
    return [
        parts.Tab(one.label, f"{here}?version={one.key}", one.key == view.key)
        for one in view.versions
    ]


def _earlier(view: CatalogueView) -> str:
    """The version to compare with: the base of ours, else the one before."""
    keys = [one.key for one in view.versions]
    if view.adoption is not None and view.adoption.base_version in keys:
        return view.adoption.base_version
    place = keys.index(view.key)
    return keys[place - 1] if place else ""


@action("catalogue.difference", permission=Permission.CATALOGUE_VIEW)
@require_GET
def catalogue_difference(request: ActorRequest, name: str) -> HttpResponse:
    """二つの版の違い。どの二つを比べるかは、住所に残る。"""
    before, after, found = queries.difference_between(
        actor=request.actor,
        name=name,
        old=request.GET.get("old", ""),
        new=request.GET.get("new", ""),
    )
    former = {item.code: item.label for item in before.items}
    return render(
        request,
        "activity/catalogue/difference.html",
        {
            "before": before,
            "after": after,
            "difference": found,
            "added": [
                (item, [former[code] for code in item.replaces if code in former])
                for item in found.added
            ],
        },
    )


@action("catalogue.export", permission=Permission.CATALOGUE_VIEW)
@require_GET
def catalogue_export(request: ActorRequest, name: str) -> HttpResponse:
    """いま見ている版を CSV に出す。"""
    view = queries.catalogue(
        actor=request.actor, name=name, version=request.GET.get("version")
    )
    written = catalogue_csv(view.header, view.label, view.items)
    response = HttpResponse(written.data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}_{view.key}.csv"'
    return response


@action("catalogue.completers", permission=Permission.CATALOGUE_VIEW)
@require_GET
def completers(request: ActorRequest) -> HttpResponse:
    """主任研修の修了者数。研修を終えた人の数で、置かれた人の数ではない。"""
    view = queries.catalogue(actor=request.actor, name=COMPLETERS)
    figures = completer_figures(view.items)
    ordered = sorted(view.items, key=lambda item: -item.counts["total"])
    shown = [item for item in ordered if item.counts["total"]]
    chart = charts.stacked_bars(
        "市町村別の主任研修修了者数",
        [item.label for item in shown],
        [
            charts.Series(column.label, [item.counts[column.key] for item in shown])
            for column in view.header.placements
        ],
        sentence=f"修了者のいる{len(shown)}市町村を、多い順に並べました。",
        unit="人",
        first_column="市町村",
    )
    return render(
        request,
        "activity/catalogue/completers.html",
        {
            "header": view.header,
            "note": spelled(view.header.note, request.actor.disability_spelling),
            "figures": figures,
            "chart": chart,
            "items": view.items,
        },
    )
