"""利用者と相談記録の表を取り込む画面: 読む → 確かめる → 取り込む。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.common.csvfile import write_csv
from tsunagi.common.errors import UserError
from tsunagi.exchange.batches import ImportBatch
from tsunagi.exchange.casework import actions
from tsunagi.exchange.casework.forms import TableForm
from tsunagi.exchange.casework.place import Place
from tsunagi.exchange.casework.rules import Kind, layout
from tsunagi.exchange.reports import ImportReport
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.queries import own_offices
from tsunagi.ui import parts

SHOWN = 200
# From here on the page says that the writing takes a while.
MANY_ROWS = 2_000


def _offices(request: ActorRequest) -> list[Office]:
    """Where the actor may import, their own office first."""
    allowed = request.actor.offices_with(Permission.CASE_IMPORT)
    found = [one for one in own_offices(actor=request.actor) if one.pk in allowed]
    found.sort(key=lambda office: office.pk != request.actor.office_id)
    if not found:
        raise NotVisible
    return found


def _place(request: ActorRequest, office: Office) -> Place:
    return Place(office, request.actor, request.now, request.today)


@action("casework.import", permission=Permission.CASE_IMPORT)
@require_http_methods(["GET", "POST"])
def import_table(request: ActorRequest, kind: Kind) -> HttpResponse:
    offices = _offices(request)
    form = TableForm(request.POST or None, request.FILES or None, offices=offices)

    def save(data: dict[str, Any]) -> HttpResponse:
        chosen = data.get("office") or str(offices[0].public_id)
        office = next(one for one in offices if str(one.public_id) == chosen)
        batch, report = actions.preview_table(
            kind, form.source(), place=_place(request, office)
        )
        return render(
            request,
            "exchange/casework_preview.html",
            {
                "kind": kind,
                "office": office,
                "report": report,
                "shown": SHOWN,
                "takes_long": report.rows > MANY_ROWS,
                "again_url": reverse(f"import-{kind}"),
                "confirm_url": _confirm_url(kind, batch),
            },
            status=422 if report.errors else 200,
        )

    return answer_form(
        request,
        form,
        template="exchange/casework_file.html",
        context={
            "kind": kind,
            "tabs": _tabs(kind),
            "template_url": reverse(f"import-{kind}-template"),
            "offices": offices,
            "headings": list(layout(kind).columns.values()),
            "required": [layout(kind).columns[n] for n in layout(kind).required],
            "submit_label": "読んで確かめる",
            "cancel_url": reverse("case-office"),
            "multipart": True,
        },
        save=save,
    )


def _confirm_url(kind: Kind, batch: ImportBatch | None) -> str:
    """Empty when there is nothing that could be confirmed."""
    if batch is None:
        return ""
    return reverse(f"import-{kind}-confirm", args=[batch.public_id])


def _tabs(current: Kind) -> list[parts.Tab]:
    return [
        parts.Tab(
            kind.label,
            reverse(f"import-{kind}"),
            current=kind is current,
        )
        for kind in Kind
    ]


@action("casework.import", permission=Permission.CASE_IMPORT)
@require_POST
def import_table_confirm(
    request: ActorRequest, kind: Kind, public_id: UUID
) -> HttpResponse:
    batch = actions.kept_batch(
        kind=kind, public_id=public_id, by=request.actor, now=request.now
    )
    office = next((o for o in _offices(request) if o.pk == batch.office_id), None)
    if office is None:
        raise NotVisible
    try:
        report = actions.confirm_table(kind, batch=batch, place=_place(request, office))
    except UserError as error:
        messages.error(request, str(error.message))
        return redirect(f"import-{kind}")
    messages.success(request, _done(kind, report))
    return redirect("case-office")


def _done(kind: Kind, report: ImportReport) -> str:
    return (
        f"{kind.label}を取り込みました。新しい {report.new}行、変わった {report.changed}行、"
        f"同じ {report.unchanged}行。{_advanced(report)}"
    )


def _advanced(report: ImportReport) -> str:
    count = report.plans_advanced
    return f"{count}件の計画に、支給決定の日を記しました。" if count else ""


@action("casework.import_template", permission=Permission.CASE_IMPORT)
@require_GET
def import_table_template(request: ActorRequest, kind: Kind) -> HttpResponse:
    wanted = layout(kind)
    written = write_csv(list(wanted.columns.values()), [wanted.example_cells()])
    response = HttpResponse(written.data, content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{kind.value}.csv"'
    return response
