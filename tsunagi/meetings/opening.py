"""会議の中の画面の入口: 呼ばれていなければ、ない。約束がまだなら、約束へ。"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest
from tsunagi.meetings.meeting.sight import SeenMeeting, seen_meeting

P = ParamSpec("P")


def inside_meeting(
    view: Callable[Concatenate[ActorRequest, SeenMeeting, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Hand the view the meeting of `public_id`, open for whoever asks."""

    @wraps(view)
    def opened(
        request: ActorRequest, public_id: UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        seen = seen_meeting(actor=request.actor, public_id=public_id, now=request.now)
        if not seen.is_inside:
            raise NotVisible
        if seen.needs_pledge:
            onward = urlencode({"next": request.path})
            return redirect(f"{reverse('pledge')}?{onward}")
        return view(request, seen, *args, **kwargs)

    return opened
