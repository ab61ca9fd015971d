"""会議の画面がどれも使うもの: 会議を開く、パンくず、入力の形。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.http import ActorRequest
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.meeting.sight import SeenMeeting, seen_meeting
from tsunagi.ui.forms import Form

FORM = "meetings/form.html"
Save = Callable[[dict[str, Any]], object]


def opened(request: ActorRequest, public_id: UUID) -> SeenMeeting:
    return seen_meeting(actor=request.actor, public_id=public_id, now=request.now)


def run(request: ActorRequest, public_id: UUID) -> SeenMeeting:
    """For a page that only whoever runs the meeting may open."""
    seen = inside(request, public_id)
    if not seen.may_run:
        raise AccessDenied(Permission.MEETING_RUN)
    return seen


def inside(request: ActorRequest, public_id: UUID) -> SeenMeeting:
    """For a page of those who take part, the pledge signed."""
    seen = opened(request, public_id)
    if not seen.is_open:
        raise NotVisible
    return seen


def meeting_url(meeting: Meeting, part: str = "") -> str:
    url = reverse("meeting-page", args=[meeting.public_id])
    return f"{url}#{part}" if part else url


def answer(
    request: ActorRequest,
    seen: SeenMeeting,
    form: Form,
    save: Save,
    *,
    title: str,
    submit: str,
    success: str,
    lead: str = "",
    part: str = "",
    back: str = "",
    multipart: bool = False,
) -> HttpResponse:
    """A form below the page of a meeting: it saves one thing and returns there."""
    where = back or meeting_url(seen.meeting, part)

    def done(data: dict[str, Any]) -> HttpResponse:
        save(data)
        return redirect(where)

    return answer_form(
        request, form, template=FORM, save=done, success=success,
        context={
            "title": title, "lead": lead, "submit_label": submit,
            "up_label": seen.meeting.title, "cancel_url": where, "multipart": multipart,
        },
    )  # fmt: skip
