"""相談記録のひな形の画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.contact import queries
from tsunagi.cases.contact.forms import TemplateForm
from tsunagi.cases.contact.models import ContactTemplate
from tsunagi.cases.contact.template_actions import FIELDS, save_template


@action("contact.templates", permission=Permission.CASE_WORK)
@require_GET
def template_list(request: ActorRequest) -> HttpResponse:
    rows = queries.templates_of(actor=request.actor, now=request.now)
    return render(request, "cases/contact/templates.html", {"rows": rows})


@action("contact.template", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def template_new(request: ActorRequest) -> HttpResponse:
    return _edit(request, None)


@action("contact.template", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def template_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = queries.template_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    return _edit(request, row)


def _edit(request: ActorRequest, row: ContactTemplate | None) -> HttpResponse:
    form = TemplateForm(
        request.POST or None,
        initial={name: getattr(row, name) for name in FIELDS} if row else None,
        categories=contact_categories(actor=request.actor, on=request.today),
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        save_template(row=row, values=data, by=request.actor, now=request.now)
        return redirect("contact-templates")

    return answer_form(
        request,
        form,
        template="cases/form.html",
        context={
            "title": "ひな形を直す" if row else "ひな形を作る",
            "lead": "事業所の全員が使います。人の名前や事情は書かないでください。",
            "submit_label": "ひな形を保存する",
            "up_label": "ひな形",
            "cancel_url": reverse("contact-templates"),
        },
        save=save,
        success="ひな形を保存しました。",
    )
