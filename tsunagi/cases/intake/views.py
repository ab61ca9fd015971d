"""相談受付を見る画面: 一覧、受付のページ、「どこにつなぐ？」。読むだけ。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.aims.queries import problems_of_reception
from tsunagi.cases.aims.rules import ProblemState
from tsunagi.cases.intake import queries
from tsunagi.cases.intake.actions import subject_of_reception
from tsunagi.cases.intake.handoff_forms import PlacesForm
from tsunagi.cases.intake.handoff_reading import handoff_line
from tsunagi.cases.intake.models import Reception, ReceptionRevision
from tsunagi.cases.intake.place_queries import hard_rule, suggested_places
from tsunagi.cases.intake.place_rules import Need, need_for
from tsunagi.cases.intake.rules import DangerSign, Result, State, Urgency
from tsunagi.cases.pages import may, seen_case
from tsunagi.cases.person.rules import is_child
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area.queries import areas_of_municipality
from tsunagi.ui import parts

URGENCY_KIND = {Urgency.NOW: "danger", Urgency.DAYS: "warning", Urgency.WEEKLY: "info"}
STATE_KIND = {State.SETTLED: "done", State.UNDECIDED: "warning"}


@action("reception.list", permission=Permission.RECEPTION_RECORD)
@require_GET
def reception_list(request: ActorRequest) -> HttpResponse:
    """受付の一覧。だれのことかが出るので、開いたことが残る。"""
    view = request.GET.get("view", queries.OPEN)
    view = view if view in queries.FILTERS else queries.OPEN
    page = queries.reception_list(
        actor=request.actor,
        view=view,
        now=request.now,
        after=request.GET.get("after", ""),
    )
    counts = queries.counts_by_filter(actor=request.actor, now=request.now)
    audit.looked_at(
        "reception.list", by=request.actor, count=len(page.rows), view=view,
        subjects=[s for row in page.rows for s in subject_of_reception(row)],
    )  # fmt: skip
    context = {
        "rows": [(row, list_flags(row)) for row in page.rows],
        "view": view,
        "tabs": [
            parts.Tab(label, f"?view={name}", name == view, counts.get(name))
            for name, label in queries.FILTERS.items()
        ],
        "paging": parts.Paging(
            previous_url=f"?view={view}" if page.has_previous else "",
            next_url=f"?{urlencode({'view': view, 'after': page.next_key})}"
            if page.next_key
            else "",
            shown=len(page.rows),
        ),
    }
    return render(request, "cases/intake/list.html", context)


def list_flags(reception: Reception) -> list[tuple[str, str]]:
    """Words with their kind: how urgent, and what it waits for."""
    flags = []
    if reception.urgency:
        urgency = Urgency(reception.urgency)
        flags.append((urgency.label, URGENCY_KIND[urgency]))
    state = State(reception.state)
    return [*flags, (state.label, STATE_KIND.get(state, "waiting"))]


@action("reception.view", permission=Permission.RECEPTION_RECORD)
@require_GET
def reception_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    reception = queries.reception_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    sheet = queries.reception_sheet(
        actor=request.actor, reception=reception, now=request.now
    )
    audit.looked_at(
        "reception.view", by=request.actor, subjects=subject_of_reception(reception)
    )
    categories = contact_categories(actor=request.actor, on=reception.received_on)
    context = {
        "sheet": sheet,
        "reception": reception,
        "band": _band(reception),
        "method": categories.methods.label_of(reception.method),
        "signs": [DangerSign(sign).label for sign in reception.danger_signs],
        "handoffs": [handoff_line(row, today=request.today) for row in sheet.handoffs],
        "history": [(row, changed_lines(row)) for row in sheet.revisions],
        "may_work": sheet.is_own_desk,
        "may_match": sheet.is_own_desk and reception.case is None,
        **_problems(request, reception, sees_case=sheet.sees_case),
    }
    return render(request, "cases/intake/page.html", context)


def _problems(
    request: ActorRequest, reception: Reception, *, sees_case: bool
) -> dict[str, Any]:
    """What was arranged out of the call, once it belongs to a case one may see."""
    if reception.case is None or not sees_case:
        return {"may_arrange": False, "problems": []}
    seen = seen_case(request, reception.case.public_id)
    return {
        "may_arrange": may(request.actor, seen, Permission.CASE_WORK),
        "problems": [
            (row, ProblemState(row.state).label)
            for row in problems_of_reception(
                actor=request.actor, seen=seen, reception=reception
            )
        ],
    }


def _band(reception: Reception) -> parts.Band:
    name = reception.person_name or reception.person_kana
    is_hidden = reception.is_anonymous or not name
    facts = [f"{format_wareki(reception.received_on)}に受付", reception.office.name]
    if reception.birth_on:
        facts.insert(
            0,
            format_wareki(reception.birth_on, reception.birth_precision)  # type: ignore[arg-type]
            + "生まれ",
        )
    return parts.Band(
        "名前の分からない方" if is_hidden else f"{name}さん",
        "" if is_hidden else reception.person_kana,
        facts=facts,
        flags=list_flags(reception),
    )


def changed_lines(revision: ReceptionRevision) -> list[tuple[str, Any, Any]]:
    """(項目名, 前, 後)。"""
    labels = {field.name: field.verbose_name for field in Reception._meta.fields}
    return [
        (str(labels.get(name.removesuffix("_id"), name)), before, after)
        for name, (before, after) in revision.changes.items()
        if name not in ("result_at", "result_by_id")
    ]


@action("reception.places", permission=Permission.RECEPTION_RECORD)
@require_GET
def reception_places(request: ActorRequest) -> HttpResponse:
    """どこにつなぐ？ 求めることと地域だけで並べ、理由を添える。"""
    areas = areas_of_municipality(actor=request.actor, today=request.today)
    asked = request.GET.copy()
    if "need" not in asked:
        asked["need"] = _need_of(request).value
    form = PlacesForm(asked, areas=areas)
    chosen = form.cleaned_data if form.is_valid() else {}
    need = Need(chosen.get("need") or Need.CORE)
    places = suggested_places(
        actor=request.actor,
        need=need,
        area=form.areas.get(chosen.get("area", "")),
        today=request.today,
    )
    context = {
        "form": form,
        "places": places,
        "need": need,
        "rule": hard_rule(
            actor=request.actor, need=need,
            area=form.areas.get(chosen.get("area", "")), today=request.today,
        ),
    }  # fmt: skip
    name = "places_panel.html" if request.htmx else "places.html"
    return render(request, f"cases/intake/{name}", context)


def _need_of(request: ActorRequest) -> Need:
    result = request.GET.get("result", "")
    known = Result(result) if result in set(Result) else None
    return need_for(known, is_child=None)


def need_of_reception(reception: Reception, request: ActorRequest) -> Need:
    """What the suggestions start with on the page of a handoff."""
    return need_for(
        Result(reception.result) if reception.result else None,
        is_child=is_child(reception.birth_on, today=request.today),
    )
