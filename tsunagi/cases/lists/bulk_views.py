"""まとめて担当を替える: 選ぶ → 新しい担当者 → 確かめる → 替える。"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.actions import bulk_assign
from tsunagi.cases.case.models import Case
from tsunagi.cases.lists import queries
from tsunagi.cases.lists.forms import ReassignForm
from tsunagi.cases.search.pages import read_id
from tsunagi.common.errors import UserError

MOST_CHOSEN = 200
TEMPLATE = "cases/lists/reassign.html"


@action("case.reassign", permission=Permission.CASE_ASSIGN)
@require_POST
def case_reassign(request: ActorRequest) -> HttpResponse:
    """選んだケースの担当を一度に替える。替える前に、だれからだれへかを必ず見せる。"""
    versions = _chosen(request)
    cases = queries.chosen_cases(
        actor=request.actor, public_ids=versions, now=request.now
    )
    if not cases:
        messages.warning(request, "一覧で、担当を替えるケースを選んでください。")
        return redirect("case-office")
    step = request.POST.get("step", "")
    form = ReassignForm(
        request.POST if step else None,
        staff=queries.staff_choices(actor=request.actor, today=request.today),
    )
    if step == "save" and form.is_valid() and _assigned(request, form, cases, versions):
        return redirect("case-office")
    return _preview(request, form, cases, dropped=len(versions) - len(cases))


def _chosen(request: ActorRequest) -> dict[UUID, int]:
    """Ticked lines: the case and the version in which it was seen."""
    chosen: dict[UUID, int] = {}
    for text in request.POST.getlist("cases")[:MOST_CHOSEN]:
        public_id, _, version = text.partition(".")
        found = read_id(public_id)
        if found is not None and version.isascii() and version.isdigit():
            chosen[found] = int(version[:9])
    return chosen


def _assigned(
    request: ActorRequest,
    form: ReassignForm,
    cases: list[Case],
    versions: dict[UUID, int],
) -> bool:
    """All of them in the version of the preview, or none."""
    for case in cases:
        case.version = versions[case.public_id]
    try:
        moved = bulk_assign(
            cases=cases,
            staff=form.chosen,
            reason=form.cleaned_data["reason"],
            by=request.actor,
            now=request.now,
            today=request.today,
        )
    except UserError as error:
        form.add_error(None, str(error.message))
        return False
    messages.success(request, f"{moved}件の担当を替えました。")
    return True


def _preview(
    request: ActorRequest, form: ReassignForm, cases: list[Case], *, dropped: int
) -> HttpResponse:
    audit.looked_at(
        "case.reassign",
        by=request.actor,
        subjects=[case.person.public_id for case in cases],
        rows=len(cases),
    )
    is_ready = form.is_bound and form.is_valid()
    chosen = form.chosen if is_ready else None
    to = chosen.name if chosen else "チームで待つ"
    return render(
        request,
        TEMPLATE,
        {
            "form": form,
            "is_ready": is_ready,
            "to": to,
            "dropped": dropped,
            "lines": [
                (case, case.responsible_staff_id == (chosen.pk if chosen else None))
                for case in cases
            ],
        },
        status=422 if form.is_bound and not is_ready else 200,
    )
