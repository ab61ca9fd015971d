"""監査の検索と、システムの状態。ここを開いたことも記録に残る。"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit, audit_queries
from tsunagi.access.action_words import words_for
from tsunagi.access.audit_queries import AuditFilter
from tsunagi.access.forms import AuditSearchForm
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.access.typed import NAME, opened, sealed

LIST = "audit.view"


@action(LIST, permission=Permission.AUDIT_VIEW)
@require_http_methods(["GET", "POST"])
def audit_list(request: ActorRequest) -> HttpResponse:
    form = AuditSearchForm(_asked(request))
    wanted = AuditFilter()
    if form.is_valid():
        asked = form.cleaned_data
        wanted = AuditFilter(
            since=asked["since"],
            until=asked["until"],
            staff=asked["staff"] or "",
            action=asked["action"] or "",
            outcome=asked["outcome"] or "",
            target=asked["target"] or "",
        )
    events, next_key = audit_queries.search_events(
        actor=request.actor, wanted=wanted, before=_key(request)
    )
    audit.looked_at(
        LIST, by=request.actor, subjects=(), shown=len(events),
        by_staff=bool(wanted.staff), by_target=bool(wanted.target),
    )  # fmt: skip
    names = audit_queries.names_for(events)
    lines = [
        (event, audit_queries.name_of_actor(event, names), words_for(event.action))
        for event in events
    ]
    context = {
        "form": form,
        "lines": lines,
        "next_url": _page_url(request, form, next_key) if next_key else "",
        "first_url": _page_url(request, form, None) if _key(request) else "",
    }
    status = 200 if form.is_valid() else 422
    return render(request, "access/audit_list.html", context, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """POST brings a new search; GET pages on with the staff name that it carries sealed."""
    if request.method == "POST":
        return request.POST.dict()
    return {**request.GET.dict(), "staff": opened(request, search=LIST)}


def _key(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _page_url(request: HttpRequest, form: AuditSearchForm, key: int | None) -> str:
    kept = {
        name: form.data.get(name, "")
        for name in ("since", "until", "action", "outcome", "target")
        if form.data.get(name)
    }
    if key is not None:
        kept["before"] = str(key)
    if form.data.get("staff"):
        kept[NAME] = sealed(request, form.data["staff"], search=LIST)
    return f"?{urlencode(kept)}"


@action("audit.event", permission=Permission.AUDIT_VIEW)
@require_GET
def audit_event(request: ActorRequest, event_id: int) -> HttpResponse:
    detail = audit_queries.event_detail(actor=request.actor, event_id=event_id)
    audit.looked_at("audit.event", by=request.actor, subjects=(), event=event_id)
    return render(
        request,
        "access/audit_event.html",
        {"detail": detail, "words": words_for(detail.event.action)},
    )


@action("system.view", permission=Permission.SYSTEM_VIEW)
@require_GET
def system(request: ActorRequest) -> HttpResponse:
    """How the system runs: no persons, no names."""
    state = audit_queries.seal_state(actor=request.actor)
    return render(
        request,
        "access/system.html",
        {"engine": connection.display_name, "seal": state.seal, "behind": state.behind},
    )
