"""外の暦の口を作る、やめる、読む。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.monitoring import feed


@action("calendar.make", permission=Permission.CASE_WORK)
@require_POST
def feed_make(request: ActorRequest) -> HttpResponse:
    """番号の入ったアドレスを、一度だけ見せる。"""
    token = feed.make_feed(by=request.actor, now=request.now)
    address = request.build_absolute_uri(reverse("calendar-feed", args=[token]))
    return render(request, "cases/monitoring/feed.html", {"address": address})


@action("calendar.revoke", permission=Permission.CASE_WORK)
@require_POST
def feed_revoke(request: ActorRequest) -> HttpResponse:
    feed.revoke_feed(by=request.actor, now=request.now)
    return redirect("monitoring-calendar")


@action("calendar.read", public=True)
@require_GET
def feed_read(request: HttpRequest, token: str) -> HttpResponse:
    """暦のソフトが読む。ログインの代わりに番号を確かめ、日ごとの件数だけを返す。"""
    owner, text = feed.read_feed(token, now=timezone.now())
    audit.looked_at("calendar.read", by=owner, subjects=[])
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
