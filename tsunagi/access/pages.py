"""The one shape of a page that saves a form: read, act, show the mistake or go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from tsunagi.access.http import ActorRequest
from tsunagi.common.errors import UserError


def posted_version(request: ActorRequest, name: str = "version") -> int:
    """The version that the page showed; 0, which never matches, for anything else."""
    text = request.POST.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_number else 0


def answer_form(
    request: ActorRequest,
    form: forms.Form,
    *,
    template: str,
    context: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
    save: Callable[[dict[str, Any]], HttpResponse],
    success: str = "",
) -> HttpResponse:
    """`save` calls one action and returns where to go; a refusal returns to the form.

    What was typed stays in the form, the status is 422, nothing has changed. context may
    be a function: then it is put together only when the form is shown.
    """
    if form.is_valid():
        try:
            response = save(form.cleaned_data)
        except UserError as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, str(error.message))
        else:
            for warning in getattr(form, "warnings", ()):
                messages.warning(request, warning)
            if success:
                messages.success(request, success)
            return response
    status = 422 if form.is_bound else 200
    shown = context() if callable(context) else context
    return render(request, template, {**shown, "form": form}, status=status)
