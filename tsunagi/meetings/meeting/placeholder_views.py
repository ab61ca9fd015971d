"""Stands in until the page of a meeting is written."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.meetings.meeting.sight import seen_meeting


@action("meeting.view", permission=Permission.MEETING_VIEW)
@require_GET
def meeting_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_meeting(actor=request.actor, public_id=public_id, now=request.now)
    return render(request, "meetings/placeholder.html", {"seen": seen})
