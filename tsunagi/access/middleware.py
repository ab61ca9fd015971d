"""ログインしている人を操作する人に変え、名前のない操作を断る。

Order of the questions, the same for every address:
    who (login, time-outs, posts still valid) → may this role do this action at all →
    second factor present where it is required → the view.
What the view refuses comes back as 403 (existence known) or the one 404 page; both
leave an audit row.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from tsunagi.access import audit, errors
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.audit import AuditUnavailable, Origin
from tsunagi.access.encryption import key_ring
from tsunagi.access.http import ActorRequest
from tsunagi.access.messages import NO_POST
from tsunagi.access.models import AuditEvent
from tsunagi.common.dates import day_in_japan

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

LAST_SEEN = "last_seen"
SIGNED_IN_AT = "signed_in_at"
WORKING_IN = "municipality_id"
# Writing the session on every request would serialise SQLite; this is exact enough.
TOUCH_SECONDS = 60
# Holds no grant, so that an action reached without a login is refused, not allowed.
ANONYMOUS = Actor(
    staff_id=None, public_id=None, name="ログイン前", municipality_id=None
)
# What the browser keeps of our pages goes when the session goes (shared computers).
CLEAR_SITE_DATA = '"cache", "storage"'
# Pages that must open while the second factor is still missing.
WITHOUT_SECOND_FACTOR = ("account.", "mfa.", "ui.")


class ResponseHeaders:
    """The same on every answer: no storing of pages, no sensors, nothing from elsewhere.

    One policy of contents for the whole site, so it is put together once; the library's
    own middleware does it twice for each answer, to allow for exceptions.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(HEADER, self.policy)
        return response


class ActorMiddleware:
    """Sets `request.actor`, `.now`, `.today`; guards every action; audits refusals."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        if settings.IS_PRODUCTION:
            # A server that cannot open its own secrets must not begin to serve.
            key_ring()
        self.load_actor: Callable[..., Actor | None] = import_string(
            settings.ACTOR_LOADER
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request = cast("ActorRequest", request)
        request.now = timezone.now()
        request.today = day_in_japan(request.now)
        request.actor = ANONYMOUS
        audit.set_origin(Origin("web", uuid.uuid4()))
        try:
            return self._answer(request)
        except AuditUnavailable:
            return errors.unavailable(request)

    def _answer(self, request: ActorRequest) -> HttpResponse:
        signed_out = self._identify(request)
        if signed_out is not None:
            return signed_out
        response = self.get_response(request)
        if request.actor is not ANONYMOUS and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        if response.status_code == 404:
            self._audit_refusal(request, AuditEvent.Outcome.NOT_FOUND)
        return response

    def _identify(self, request: ActorRequest) -> HttpResponse | None:
        """Set the actor, or end the session and send the browser to the login."""
        if not request.user.is_authenticated:
            return None
        if self._session_is_over(request):
            return self._end_session(request, "時間が過ぎたため、ログアウトしました。")
        actor = self.load_actor(
            request.user.pk,
            now=request.now,
            municipality_id=request.session.get(WORKING_IN),
            signed_in=request.user,
        )
        if actor is None or not actor.has_own_role:
            return self._end_session(request, str(NO_POST))
        request.actor = actor
        return None

    def _session_is_over(self, request: ActorRequest) -> bool:
        session, now = request.session, request.now.timestamp()
        signed_in = session.setdefault(SIGNED_IN_AT, now)
        last_seen = session.setdefault(LAST_SEEN, now)
        if now - signed_in > timedelta(hours=settings.ABSOLUTE_HOURS).total_seconds():
            return True
        if now - last_seen > timedelta(minutes=settings.IDLE_MINUTES).total_seconds():
            return True
        if now - last_seen > TOUCH_SECONDS and not is_background(request):
            session[LAST_SEEN] = now
        return False

    def _end_session(self, request: ActorRequest, text: str) -> HttpResponse:
        logout(request)
        messages.warning(request, text)
        response = to_login(request)
        response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Default deny: a view without an action name does not run."""
        try:
            return self._guard(cast("ActorRequest", request), view)
        except AuditUnavailable:
            return errors.unavailable(request)

    def _guard(self, request: ActorRequest, view: View) -> HttpResponse | None:
        name: str | None = getattr(view, "action_name", None)
        if name is None:
            raise RuntimeError(f"{view} names no action")
        request.action_name = name  # type: ignore[attr-defined]
        if getattr(view, "action_public", False):
            return None
        if request.actor is ANONYMOUS:
            return to_login(request)
        permission = getattr(view, "action_permission", None)
        if permission is not None and not request.actor.has(permission):
            self._audit_refusal(request, AuditEvent.Outcome.DENIED)
            return errors.forbidden(request)
        if request.actor.needs_second_factor and not name.startswith(
            WITHOUT_SECOND_FACTOR
        ):
            messages.info(
                request,
                "あなたの役割には、二段階の確認が必要です。先に登録してください。",
            )
            return HttpResponseRedirect(reverse("mfa_index"))
        return None

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        request = cast("ActorRequest", request)
        if isinstance(exception, AccessDenied):
            try:
                self._audit_refusal(request, AuditEvent.Outcome.DENIED)
            except AuditUnavailable:
                return errors.unavailable(request)
            return errors.forbidden(request)
        if isinstance(exception, NotVisible):
            return errors.not_found(request)
        if isinstance(exception, AuditUnavailable):
            return errors.unavailable(request)
        return None

    def _audit_refusal(
        self, request: ActorRequest, outcome: AuditEvent.Outcome
    ) -> None:
        """Signed-in refusals are recorded; scanners from outside fill no log."""
        if request.actor is ANONYMOUS:
            return
        match = request.resolver_match
        asked = {"url": match.view_name, **match.kwargs} if match else {"url": "-"}
        action = getattr(request, "action_name", "unknown.address")
        if hasattr(request, "refused_as"):
            action, asked["url"] = request.refused_as
        audit.refused(action, by=request.actor, outcome=outcome, requested=asked)


def is_background(request: HttpRequest) -> bool:
    """Autosave and polling do not keep a session alive (decisions: drafts)."""
    return request.headers.get("X-Background") == "1"


def to_login(request: HttpRequest) -> HttpResponse:
    login = resolve_url(settings.LOGIN_URL)
    if request.method == "GET" and request.path not in ("/", login):
        login = f"{login}?{urlencode({'next': request.path})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": login})
    return HttpResponseRedirect(login)
