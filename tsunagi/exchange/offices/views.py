"""公開データを取り込む画面: 選ぶ → 確かめる → 取り込む。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.exchange.offices import actions
from tsunagi.exchange.offices.forms import ImportFileForm
from tsunagi.organisations.area.queries import own_municipality

SHOWN = 200


@action("office.import", permission=Permission.OFFICE_IMPORT)
@require_http_methods(["GET", "POST"])
def import_offices(request: ActorRequest) -> HttpResponse:
    form = ImportFileForm(request.POST or None, request.FILES or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        batch, report = actions.preview_offices(
            data["file"].read(),
            municipality=own_municipality(actor=request.actor),
            by=request.actor,
            now=request.now,
            today=request.today,
        )
        context = {
            "batch": batch,
            "report": report,
            "shown": SHOWN,
            "may_commit": not report.errors and (report.new or report.changed),
        }
        status = 422 if report.errors else 200
        return render(request, "exchange/offices_preview.html", context, status=status)

    return answer_form(
        request,
        form,
        template="exchange/offices_file.html",
        context={
            "submit_label": "読んで確かめる",
            "cancel_url": reverse("office-list"),
            "multipart": True,
        },
        save=save,
    )


@action("office.import", permission=Permission.OFFICE_IMPORT)
@require_POST
def import_offices_confirm(request: ActorRequest, public_id: UUID) -> HttpResponse:
    batch = actions.kept_batch(public_id=public_id, by=request.actor)
    try:
        report = actions.confirm_offices(
            batch=batch,
            municipality=own_municipality(actor=request.actor),
            by=request.actor,
            now=request.now,
            today=request.today,
        )
    except UserError as error:
        messages.error(request, str(error.message))
        return redirect("import-offices")
    messages.success(
        request,
        f"取り込みました。新しい {report.new}行、変わった {report.changed}行、"
        f"同じ {report.unchanged}行。",
    )
    return redirect("office-list")
