"""The product's own addresses and one more page: a form with a draft."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path

from config.urls import handler403, handler404
from config.urls import urlpatterns as real_addresses
from tsunagi.access.drafts.actions import draft_used
from tsunagi.access.drafts.pages import draft_for, keep_draft, restored
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.ui import fields
from tsunagi.ui.forms import Form

__all__ = ["handler403", "handler404", "urlpatterns"]
KINDS = [("visit", "訪問"), ("phone", "電話"), ("letter", "手紙")]


class TrialForm(Form):
    name = fields.TextField("氏名")
    on = fields.DateField("日付", initial="令和8年11月22日", required=False)
    note = fields.TextAreaField("内容", required=False)
    kinds = fields.MultipleChoiceField("方法", choices=KINDS, required=False)
    answer = fields.YesNoField("同意", required=False)
    told = fields.CheckField("説明した", required=False, initial=True)
    version = fields.HiddenVersion(initial=1)
    key = fields.IdempotencyKey()


@action("trial.new", permission=Permission.OFFICE_CONFIRM)
def trial(request: ActorRequest) -> HttpResponse:
    draft = draft_for(request, form="trial.new")
    form: forms.Form = TrialForm(request.POST if request.method == "POST" else None)
    draft = restored(form, draft)
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    @transaction.atomic
    def save(values: dict[str, object]) -> HttpResponse:
        draft_used(draft.seen, by=request.actor, now=request.now)
        messages.success(request, "登録しました。")
        return redirect("home")

    return answer_form(
        request,
        form,
        template="organisations/form.html",
        context={
            "draft": draft,
            "title": "ためし",
            "up_label": "きょう",
            "cancel_url": "/",
        },
        save=save,
    )


urlpatterns = [*real_addresses, path("trial/", trial, name="trial")]
