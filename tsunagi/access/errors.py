"""The pages of refusal. 404 is one constant body for "not there" and "not for you"."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The same bytes for every address, actor and reason (no existence oracle)."""
    return HttpResponse(render_to_string("404.html"), status=404)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def unavailable(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("503.html"), status=503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
