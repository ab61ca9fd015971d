"""わたしのケース、事業所のケース。条件はアドレスに、名前はアドレスに出さない。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.lists import actions, queries
from tsunagi.cases.lists.forms import CaseFilterForm, SaveViewForm
from tsunagi.cases.lists.models import SavedView
from tsunagi.cases.lists.queries import CaseLine
from tsunagi.cases.lists.rules import (
    CaseFilter,
    ListKind,
    filter_from,
    for_list,
    parameters,
    query_of,
    without,
)
from tsunagi.cases.search.pages import read_id
from tsunagi.ui import parts
from tsunagi.ui.addresses import page_maker
from tsunagi.ui.words import days_before

URL_NAMES = {ListKind.MINE: "case-mine", ListKind.OFFICE: "case-office"}


@action("case.mine", permission=Permission.CASE_VIEW)
@require_GET
def case_mine(request: ActorRequest) -> HttpResponse:
    """自分が担当者のケース。"""
    return _page(request, ListKind.MINE)


@action("case.office", permission=Permission.CASE_VIEW)
@require_GET
def case_office(request: ActorRequest) -> HttpResponse:
    """自分の事業所が主担当のケース。まとめて担当を替えられるのは、許可のある人だけ。"""
    return _page(request, ListKind.OFFICE)


def wanted_of(request: ActorRequest, kind: ListKind) -> CaseFilter:
    return for_list(filter_from(request.GET.dict()), kind)


def _page(request: ActorRequest, kind: ListKind) -> HttpResponse:
    wanted = wanted_of(request, kind)
    lines, more = queries.case_lines(
        actor=request.actor,
        kind=kind,
        wanted=wanted,
        now=request.now,
        today=request.today,
        after=read_id(request.GET.get("after", "")),
    )
    audit.looked_at(
        f"case.{kind.value}",
        by=request.actor,
        subjects=[line.person_id for line in lines],
        rows=len(lines),
    )
    form = filter_form(request, kind, wanted)
    views = queries.saved_views(actor=request.actor, kind=kind, now=request.now)
    url, kept = reverse(URL_NAMES[kind]), parameters(wanted)
    query = query_of(wanted)
    return render(
        request,
        "cases/lists/list.html",
        {
            "kind": kind,
            "title": kind.label,
            "rows": [_cells(line) for line in lines],
            "form": form,
            "chips": chips(form, wanted),
            "url": url,
            "query": query,
            "export_url": f"{reverse(f'{URL_NAMES[kind]}-export')}?{query}",
            "save_url": f"{reverse(f'{URL_NAMES[kind]}-save')}?{query}",
            "tabs": _tabs(views, url, query),
            "current_view": next((v for v in views if v.query == query), None),
            "save_form": SaveViewForm() if query else None,
            "may_assign": kind is ListKind.OFFICE
            and not wanted.is_closed
            and request.actor.has(Permission.CASE_ASSIGN),
            "paging": parts.Paging(
                previous_url=f"{url}?{query}" if request.GET.get("after") else "",
                next_url=f"{url}?{urlencode({**kept, 'after': str(more)})}"
                if more
                else "",
                shown=len(lines),
            ),
        },
    )


def _cells(line: CaseLine) -> tuple[Any, ...]:
    """The cells of one row. Names of a tuple cost the template half of what an
    object's attributes cost, and this page is opened all day."""
    return (
        page_maker("case-page")(line.case_id),
        line.case_id,
        line.version,
        line.name,
        line.name_kana,
        "—" if line.age is None else line.age,
        line.mode,
        line.staff,
        line.last,
        "" if line.last_days is None else days_before(line.last_days),
        line.next,
        line.is_overdue,
    )


def filter_form(
    request: ActorRequest, kind: ListKind, wanted: CaseFilter
) -> CaseFilterForm:
    """The form shows what was understood, not what stood in the address."""
    office = kind is ListKind.OFFICE
    staff = (
        queries.staff_choices(actor=request.actor, today=request.today)
        if office
        else []
    )
    return CaseFilterForm(parameters(wanted), kind=kind, staff=staff)


def chips(form: CaseFilterForm, wanted: CaseFilter) -> list[parts.Chip]:
    """One chip for each filter that is on; the order of the lines is not a filter."""
    found = []
    for name, value in parameters(wanted).items():
        if name == "sort":
            continue
        field = form.fields[name]
        words = dict(getattr(field, "choices", ()))
        label = f"{field.label}: {words.get(value, 'ほかの職員')}"
        if name == "closed":
            label = str(field.label)
        found.append(parts.Chip(label, f"?{query_of(without(wanted, name))}"))
    return found


def _tabs(views: list[SavedView], url: str, query: str) -> list[parts.Tab]:
    if not views:
        return []
    return [
        parts.Tab("すべて", url, current=not query),
        *(
            parts.Tab(view.name, f"{url}?{view.query}", current=view.query == query)
            for view in views
        ),
    ]


@action("case.list_save", permission=Permission.CASE_VIEW)
@require_http_methods(["GET", "POST"])
def view_save(request: ActorRequest, kind: ListKind) -> HttpResponse:
    """いまの条件に名前を付けて、タブにする。"""
    wanted = wanted_of(request, kind)
    url = f"{reverse(URL_NAMES[kind])}?{query_of(wanted)}"

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.save_view(kind=kind, name=data["name"], wanted=wanted, by=request.actor)
        return redirect(url)

    return answer_form(
        request,
        SaveViewForm(request.POST or None),
        template="cases/form.html",
        context={
            "title": "この見方を保存する",
            "submit_label": "見方を保存する",
            "up_label": kind.label,
            "cancel_url": url,
        },
        save=save,
        success="見方を保存しました。",
    )


@action("case.list_remove", permission=Permission.CASE_VIEW)
@require_POST
def view_remove(request: ActorRequest, public_id: UUID) -> HttpResponse:
    view = queries.saved_view(actor=request.actor, public_id=public_id, now=request.now)
    actions.remove_view(view=view, by=request.actor)
    return redirect(URL_NAMES[ListKind(view.list_kind)])
