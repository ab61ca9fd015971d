"""「家族とつながり」の画面: 家族図、社会関係図、家族・関係者。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.pages import (
    band_of,
    form_context,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.person import actions, queries, ties_queries
from tsunagi.cases.person.actions import RELATED_FIELDS
from tsunagi.cases.person.forms import LastDayForm, RelatedForm
from tsunagi.cases.person.ties_pages import (
    family_picture,
    surroundings_picture,
    tie_lines,
)
from tsunagi.cases.seen import SeenCase

FORM = "cases/form.html"


def to_ties(seen: SeenCase) -> HttpResponse:
    return redirect("case-ties", seen.case.public_id)


@action("ties.view", permission=Permission.CASE_VIEW)
@require_GET
def case_ties(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = looked_at_case(request, public_id, action="ties.view")
    asked: dict[str, Any] = {
        "actor": request.actor, "seen": seen, "today": request.today,
        "past": request.GET.get("past") == "1",
    }  # fmt: skip
    people = queries.related_people(**asked)
    ties = ties_queries.ties_of(**asked)
    items = ties_queries.eco_items_of(**asked)
    return render(
        request,
        "cases/person/ties.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-ties"),
            "people": people,
            "ties": tie_lines(seen.case.person, ties, request.today),
            "items": items,
            "family": family_picture(seen.case.person, people, ties, request.today),
            "surroundings": surroundings_picture(people, items, request.today),
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
        },
    )


@action("person.related", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def related_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.related")
    form = RelatedForm(request.POST or None, initial={"sex": "unknown"})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.add_related(
            case=seen.case, values=data, by=request.actor, now=request.now
        )
        return to_ties(seen)

    return answer_form(
        request, form, template=FORM,
        context=form_context(
            seen, "家族・関係者を加える", "加える",
            band=band_of(seen, today=request.today),
            lead="この方のケースの中だけの人です。ほかの利用者の記録とは結ばれません。",
        ),
        save=save, success="加えました。",
    )  # fmt: skip


@action("person.related_edit", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def related_edit(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.related_edit")
    row = queries.related_of(actor=request.actor, seen=seen, public_id=row_id)
    form = RelatedForm(
        request.POST or None,
        initial={name: getattr(row, name) for name in (*RELATED_FIELDS, "version")},
        with_whereabouts=seen.sight.sees_whereabouts,
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_related(
            case=seen.case, row=row, values=data, version=data["version"] or 0,
            by=request.actor, now=request.now,
        )  # fmt: skip
        return to_ties(seen)

    return answer_form(
        request, form, template=FORM,
        context=form_context(
            seen, f"{row.name or row.title}を直す", "この内容で保存する",
            band=band_of(seen, today=request.today),
        ),
        save=save, success="保存しました。",
    )  # fmt: skip


@action("person.related_end", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def related_end(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.related_end")
    row = queries.related_of(actor=request.actor, seen=seen, public_id=row_id)
    form = LastDayForm(request.POST or None, initial={"last_day": request.today})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.end_related(
            case=seen.case, row=row, by=request.actor, now=request.now, **data
        )
        return to_ties(seen)

    return answer_form(
        request, form, template=FORM,
        context=form_context(
            seen, f"{row.name or row.title}との関わりを終える", "この日までとする",
            band=band_of(seen, today=request.today),
        ),
        save=save, success="終えました。",
    )  # fmt: skip
