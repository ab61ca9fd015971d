"""まだ会えていない人と、同じ人かの問い合わせに答える画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.intake import lead_queries, match_actions, outreach_actions, queries
from tsunagi.cases.intake.handoff_forms import (
    AttemptForm,
    LeadCloseForm,
    LeadForm,
    MatchAnswerForm,
)
from tsunagi.cases.intake.lead_models import OutreachLead
from tsunagi.cases.intake.rules import MatchAnswer, OutreachClosing, OutreachState
from tsunagi.common.errors import UserError
from tsunagi.organisations.area.queries import areas_of_municipality
from tsunagi.ui import parts

FORM = "cases/form.html"
TAB_WORDS = {
    OutreachState.OPEN: "まだ会えていない",
    OutreachState.MET: "会えた",
    OutreachState.CLOSED: "区切りをつけた",
}


def _lead(request: ActorRequest, public_id: UUID) -> OutreachLead:
    return lead_queries.lead_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )


def _context(lead: OutreachLead, title: str, submit: str) -> dict[str, Any]:
    return {
        "title": title,
        "submit_label": submit,
        "up_label": "まだ会えていない人",
        "cancel_url": reverse("outreach-page", args=[lead.public_id]),
    }


@action("outreach.list", permission=Permission.RECEPTION_RECORD)
@require_GET
def outreach_list(request: ActorRequest) -> HttpResponse:
    """会えるか、区切りをつけるまで、ここに残る。"""
    asked = request.GET.get("state", "")
    state = OutreachState(asked) if asked in set(OutreachState) else OutreachState.OPEN
    found = lead_queries.lead_list(actor=request.actor, state=state, now=request.now)
    audit.looked_at(
        "outreach.list", by=request.actor,
        subjects=[lead.public_id for lead in found.rows],
    )  # fmt: skip
    tabs = [
        parts.Tab(words, f"?state={one.value}", one is state, found.counts.get(one, 0))
        for one, words in TAB_WORDS.items()
    ]
    context = {"rows": found.rows, "tabs": tabs, "today": request.today}
    return render(request, "cases/intake/outreach_list.html", context)


@action("outreach.view", permission=Permission.RECEPTION_RECORD)
@require_GET
def outreach_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    lead = _lead(request, public_id)
    sheet = lead_queries.lead_sheet(actor=request.actor, lead=lead, now=request.now)
    audit.looked_at("outreach.view", by=request.actor, subjects=[lead.public_id])
    methods = contact_categories(actor=request.actor, on=request.today).methods
    attempts = [(row, methods.label_of(row.method)) for row in sheet.attempts]
    context = {"sheet": sheet, "lead": lead, "attempts": attempts}
    return render(request, "cases/intake/outreach_page.html", context)


@action("outreach.add", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def outreach_new(request: ActorRequest) -> HttpResponse:
    form = LeadForm(
        request.POST if request.method == "POST" else None,
        areas=areas_of_municipality(actor=request.actor, today=request.today),
        initial={"heard_on": request.today},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        lead = outreach_actions.add_lead(
            office=queries.desk_of(actor=request.actor),
            values={**data, "area": form.areas.get(data["area"])},
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        return redirect("outreach-page", lead.public_id)

    context = {
        "title": "まだ会えていない人を登録する",
        "submit_label": "登録する",
        "up_label": "まだ会えていない人",
        "cancel_url": reverse("outreach-list"),
    }
    return answer_form(
        request, form, template=FORM, context=context, save=save,
        success="登録しました。会えるまで、一覧に残ります。",
    )  # fmt: skip


@action("outreach.attempt", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def outreach_attempt(request: ActorRequest, public_id: UUID) -> HttpResponse:
    lead = _lead(request, public_id)
    categories = contact_categories(actor=request.actor, on=request.today)
    form = AttemptForm(
        request.POST if request.method == "POST" else None,
        methods=categories.methods,
        initial={"tried_on": request.today, "version": lead.version},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        outreach_actions.record_attempt(
            lead=lead, by=request.actor, now=request.now, today=request.today, **data
        )
        return redirect("outreach-page", lead.public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        context=_context(lead, "訪ねたことを記録する", "記録する"),
        success="記録しました。",
    )  # fmt: skip


@action("outreach.close", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def outreach_close(request: ActorRequest, public_id: UUID) -> HttpResponse:
    lead = _lead(request, public_id)
    form = LeadCloseForm(
        request.POST if request.method == "POST" else None,
        initial={"on": request.today, "version": lead.version},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        outreach_actions.close_lead(
            lead=lead,
            reason=OutreachClosing(data["reason"]),
            note=data["note"],
            on=data["on"],
            version=data["version"],
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        return redirect("outreach-page", lead.public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        context=_context(lead, "区切りをつける", "区切りをつける"),
        success="区切りをつけました。",
    )  # fmt: skip


# --- 同じ人かの問い合わせ -------------------------------------------------------------
@action("match.list", permission=Permission.MATCH_ANSWER)
@require_GET
def match_list(request: ActorRequest) -> HttpResponse:
    """届いた問い合わせ。候補は、開くまで調べない。"""
    found = lead_queries.match_list(actor=request.actor, now=request.now)
    audit.looked_at(
        "match.list", by=request.actor,
        subjects=[row.public_id for row in [*found.waiting, *found.answered]],
    )  # fmt: skip
    return render(request, "cases/intake/match_list.html", {"found": found})


@action("match.open", permission=Permission.MATCH_ANSWER)
@require_POST
def match_open(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = lead_queries.match_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    try:
        match_actions.open_match(request=row, by=request.actor, now=request.now)
    except UserError as error:
        messages.error(request, str(error.message))
    return redirect("match-page", row.public_id)


@action("match.answer", permission=Permission.MATCH_ANSWER)
@require_http_methods(["GET", "POST"])
def match_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """候補を見て答える。"""
    row = lead_queries.match_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    candidates = lead_queries.candidates_of(
        actor=request.actor, request=row, now=request.now
    )
    audit.looked_at(
        "match.answer", by=request.actor,
        subjects=[row.public_id, *(case.person.public_id for case in candidates)],
    )  # fmt: skip
    form = MatchAnswerForm(
        request.POST if request.method == "POST" else None, candidates=candidates
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        match_actions.answer_match(
            request=row,
            answer=MatchAnswer(data["answer"]),
            matched=form.cases.get(data["matched"]),
            note=data["note"],
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        return redirect("match-list")

    context = {
        "asked": row,
        "candidates": candidates,
        "is_opened": row.opened_by_id == request.actor.staff_id,
        "submit_label": "この答えにする",
        "cancel_url": reverse("match-list"),
    }
    return answer_form(
        request, form, template="cases/intake/match_page.html", context=context,
        save=save, success="答えを記録しました。",
    )  # fmt: skip
