"""The gallery of components, the display settings, and the reading back of dates."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tsunagi.common.readings import Result
from tsunagi.common.wareki import parse_date
from tsunagi.ui import samples
from tsunagi.ui.http import action, display_cookie, safe_next
from tsunagi.ui.words import day_read_back

YEAR_IN_SECONDS = 365 * 24 * 60 * 60
DISPLAY_CHOICES = {
    "size": ("normal", "large", "largest"),
    "contrast": ("normal", "high"),
    "keys": ("on", "off"),
}
GALLERY_PAGES = frozenset(kind for kind, _word in samples.PAGE_KINDS)


@action("ui.gallery")
@require_http_methods(["GET", "POST"])
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with its arguments. A POST shows a form that was refused."""
    form = samples.SampleForm(request.POST or None)
    is_refused = form.is_bound and not form.is_valid()
    context = {**samples.gallery(localdate()), "form": form}
    status = 422 if is_refused else 200
    return render(request, "ui/gallery.html", context, status=status)


@action("ui.gallery")
@require_GET
def gallery_page(request: HttpRequest, kind: str) -> HttpResponse:
    """One of the six kinds of page, filled with made-up content."""
    if kind not in GALLERY_PAGES:
        raise Http404
    context = {**samples.gallery(localdate()), "form": samples.SampleForm()}
    return render(request, f"ui/gallery/{kind}.html", context)


@action("ui.display", public=True)
@require_http_methods(["GET", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """文字の大きさ・画面の濃さ・キー操作を、この端末に覚えさせる。"""
    if request.method != "POST":
        keys = request.COOKIES.get(display_cookie(request, "keys"), "on")
        return render(request, "ui/display.html", {"display_keys": keys})
    target = request.POST.get("next", "")
    back = safe_next(request, target, otherwise=reverse("ui:display"))
    response = HttpResponseRedirect(back)
    for name, allowed in DISPLAY_CHOICES.items():
        value = request.POST.get(name, "")
        if value in allowed:
            response.set_cookie(
                display_cookie(request, name),
                value,
                max_age=YEAR_IN_SECONDS,
                secure=request.is_secure(),
                samesite="Lax",
            )
    return response


@action("ui.read_date")
@require_POST
def read_date(request: HttpRequest) -> HttpResponse:
    """How a typed date was understood, as one line of plain text."""
    found = parse_date(request.POST.get("text", ""))
    if found.result is Result.ERROR or found.date is None:
        text = "".join(str(message) for message in found.messages)
    else:
        text = day_read_back(found)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
