"""お知らせを出す画面。読むのも、読んだと記すのも、読み物と同じところで。"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.knowledge.forms import NoticeForm
from tsunagi.activity.knowledge.notice_actions import publish_notice
from tsunagi.activity.office_support.queries import areas_of_support
from tsunagi.organisations.area.queries import areas_of_municipality


@action("article.notice", permission=Permission.KNOWLEDGE_WRITE)
@require_http_methods(["GET", "POST"])
def notice_new(request: ActorRequest) -> HttpResponse:
    """担当地域の事業所に、一度に知らせる。"""
    own = areas_of_support(actor=request.actor, today=request.today)
    inside = [
        one
        for one in areas_of_municipality(actor=request.actor, today=request.today)
        if any(one.path.startswith(area.path) for area in own)
    ]
    form = NoticeForm(request.POST or None, areas=inside or own)

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = publish_notice(
                new=form.new, by=request.actor, now=request.now, today=request.today
            )
            return str(row.record_id)

        record_id, _ = once(
            data["key"], by=request.actor, action="article.notice", make=make, body=data
        )
        return redirect("article-page", record_id)

    return answer_form(
        request, form, template="activity/knowledge/form.html", save=save,
        success="出しました。届く事業所の「きょう」に、読むまで出ます。",
        context={
            "title": "お知らせを出す",
            "lead": "担当地域の相談支援事業所に、一度に届きます。どこが読んだかは、"
            "出した側だけが見られます。",
            "submit_label": "お知らせを出す",
            "up_label": "読み物と取り決め",
            "cancel_url": reverse("article-list"),
        },
    )  # fmt: skip
