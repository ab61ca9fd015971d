"""段ごとの画面。大きな画面に映しながら使う。段は、開いている人みんなに一つ。"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.meetings.meeting.sight import SeenMeeting
from tsunagi.meetings.opening import inside_meeting
from tsunagi.meetings.supervision import actions, queries
from tsunagi.meetings.supervision.forms import LineForm
from tsunagi.meetings.supervision.methods import method_of
from tsunagi.meetings.supervision.models import Supervision
from tsunagi.meetings.supervision.rules import LineKind, State, StepRule, ends_at
from tsunagi.meetings.supervision.strengths import strengths_of
from tsunagi.meetings.supervision.views import strengths_shown
from tsunagi.ui import parts


@action("supervision.run", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
@inside_meeting
def supervision_run(
    request: ActorRequest, seen: SeenMeeting, record_id: UUID
) -> HttpResponse:
    """いまの段。POST は、この段で出せる言葉を一つ残す。"""
    session = queries.session_of(
        actor=request.actor, now=request.now, meeting=seen.meeting,
        public_id=record_id,
    )  # fmt: skip
    step = actions.open_step(session)
    kind = step.accepts[0] if step.accepts else LineKind.ANSWER
    # What the page showed: a line that was written for the step before is refused.
    sent = request.POST.get("kind", "")
    if sent in set(LineKind):
        kind = LineKind(sent)
    form = LineForm(request.POST or None, kind=kind)

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            line = actions.add_line(
                session=session, kind=kind, text=data["text"], by=request.actor,
                now=request.now,
            )  # fmt: skip
            return str(line.public_id)

        once(
            data["key"], by=request.actor, action="supervision.line", body=data,
            make=make,
        )  # fmt: skip
        return redirect("supervision-run", seen.meeting.public_id, record_id)

    context = _context(request, seen, session)
    response = answer_form(
        request, form, template="meetings/supervision/run.html", save=save,
        context=context,
    )  # fmt: skip
    if response.status_code != HTTPStatus.FOUND:
        strengths_shown(request, "supervision.run", session, context["strengths"])
    return response


def _context(
    request: ActorRequest, seen: SeenMeeting, session: Supervision
) -> dict[str, Any]:
    method = method_of(session.method, session.method_version)
    step = actions.open_step(session)
    place = method.steps.index(step)
    lines = queries.lines_of(actor=request.actor, now=request.now, session=session)
    shown = (LineKind.IDEA,) if step.rule in CHOOSING else step.accepts
    return {
        "meeting": seen.meeting,
        "seen": seen,
        "me": request.actor,
        "session": session,
        "is_going": session.state == State.GOING,
        "method": method,
        "step": step,
        "place": place,
        "number": place + 1,
        "is_first": place == 0,
        "is_last": place + 1 == len(method.steps),
        "steps": [
            parts.Step(
                one.title,
                "current" if at == place else "done" if at < place else "waiting",
                f"{one.minutes}分",
            )
            for at, one in enumerate(method.steps)
        ],
        "until": ends_at(session.step_at, step.minutes)
        if seen.meeting.uses_timer
        else None,
        "earlier": queries.earlier_sessions(
            actor=request.actor, now=request.now, meeting=seen.meeting, but=session
        )
        if step.rule is StepRule.EARLIER
        else [],
        "hears_earlier": step.rule is StepRule.EARLIER,
        "picks": step.rule is StepRule.PICK,
        "decides": step.rule is StepRule.ACT,
        "lines": [
            one
            for one in lines
            if one.kind in shown
            and not one.is_struck
            and (step.rule is not StepRule.ACT or one.is_picked)
        ],
        "strengths": strengths_of(
            actor=request.actor, session=session, today=request.today
        ),
        "may_choose": actions.speaks_as_presenter(session, seen=seen, by=request.actor),
    }


CHOOSING = (StepRule.PICK, StepRule.ACT)


@action("supervision.move", permission=Permission.MEETING_VIEW)
@require_POST
@inside_meeting
def supervision_move(
    request: ActorRequest, seen: SeenMeeting, record_id: UUID
) -> HttpResponse:
    session = _session(request, seen, record_id)
    try:
        actions.move_step(
            session=session, to=posted_version(request, "to"),
            seen=posted_version(request, "seen"), by=request.actor, now=request.now,
        )  # fmt: skip
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("supervision-run", seen.meeting.public_id, record_id)


@action("supervision.strike", permission=Permission.MEETING_VIEW)
@require_POST
@inside_meeting
def line_strike(
    request: ActorRequest, seen: SeenMeeting, record_id: UUID, line_id: UUID
) -> HttpResponse:
    session = _session(request, seen, record_id)
    line = queries.line_of(
        actor=request.actor, now=request.now, session=session, public_id=line_id
    )
    try:
        actions.strike_line(line=line, by=request.actor, now=request.now)
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("supervision-run", seen.meeting.public_id, record_id)


@action("supervision.pick", permission=Permission.MEETING_VIEW)
@require_POST
@inside_meeting
def line_pick(
    request: ActorRequest, seen: SeenMeeting, record_id: UUID, line_id: UUID
) -> HttpResponse:
    session = _session(request, seen, record_id)
    line = queries.line_of(
        actor=request.actor, now=request.now, session=session, public_id=line_id
    )
    try:
        actions.pick_line(
            line=line, is_picked=request.POST.get("picked") == "yes",
            by=request.actor, now=request.now,
        )  # fmt: skip
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("supervision-run", seen.meeting.public_id, record_id)


def _session(request: ActorRequest, seen: SeenMeeting, public_id: UUID) -> Supervision:
    return queries.session_of(
        actor=request.actor, now=request.now, meeting=seen.meeting,
        public_id=public_id,
    )  # fmt: skip
