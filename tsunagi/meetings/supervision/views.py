"""グループスーパービジョンの画面: 一覧、はじめの問い、始める、記録、決める、その後。"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.meetings.care.policy import caring_offices
from tsunagi.meetings.issue.topics import topic_of
from tsunagi.meetings.meeting.sight import SeenMeeting
from tsunagi.meetings.opening import inside_meeting
from tsunagi.meetings.supervision import actions, queries
from tsunagi.meetings.supervision.forms import (
    NO,
    BeginForm,
    DecideForm,
    GateForm,
    ReportForm,
)
from tsunagi.meetings.supervision.methods import method_of, methods_on
from tsunagi.meetings.supervision.models import Supervision
from tsunagi.meetings.supervision.rules import LineKind, State, is_due
from tsunagi.meetings.supervision.strengths import Strengths, strengths_of

FORM = "activity/knowledge/form.html"


@action("supervision.list", permission=Permission.MEETING_VIEW)
@require_GET
def supervision_list(request: ActorRequest) -> HttpResponse:
    """これまでの回と、その後。会議体と、いまで選べる。"""
    choices = queries.series_with_sessions(actor=request.actor, now=request.now)
    asked = request.GET.get("series", "")
    series = next((one for one in choices if str(one.public_id) == asked), None)
    state = request.GET.get("state", "")
    state = state if state in set(State) else ""
    return render(
        request,
        "meetings/supervision/list.html",
        {
            "rows": [
                (one, State(one.row.state).label, topic_of(one.row.topic))
                for one in queries.session_list(
                    actor=request.actor, now=request.now, today=request.today,
                    series=series, state=state,
                )
            ],
            "series": series,
            "choices": choices,
            "states": [(one.value, one.label, one.value == state) for one in State],
            "missing": queries.areas_without_this_month(
                actor=request.actor, today=request.today
            ),
            "methods": methods_on(request.today),
            "most": queries.MOST_LISTED,
            "cares": bool(caring_offices(request.actor)),
        },
    )  # fmt: skip


@action("supervision.meeting", permission=Permission.MEETING_VIEW)
@require_GET
@inside_meeting
def supervision_of_meeting(request: ActorRequest, seen: SeenMeeting) -> HttpResponse:
    """この会議の分と、前の回の、その後。"""
    return render(
        request,
        "meetings/supervision/meeting.html",
        {
            "meeting": seen.meeting,
            "sessions": [
                (one, State(one.state).label)
                for one in queries.sessions_of(
                    actor=request.actor, now=request.now, meeting=seen.meeting
                )
            ],
            "earlier": _earlier(request, seen),
            "seen": seen,
            "me": request.actor,
            "item": request.GET.get("item", "")[:36],
        },
    )


@action("supervision.gate", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
@inside_meeting
def supervision_gate(request: ActorRequest, seen: SeenMeeting) -> HttpResponse:
    """はじめの問い。「ある」なら、始めずに基幹の電話を出す。"""
    meeting = seen.meeting
    asked = request.GET.get("item", "")[:36]
    form = GateForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        if data["crisis"] == NO:
            onward = urlencode({"gate": NO, "item": asked})
            return redirect(
                f"{reverse('supervision-begin', args=[meeting.public_id])}?{onward}"
            )

        def make() -> str:
            row = actions.stop_for_crisis(
                meeting=meeting, by=request.actor, now=request.now,
                item=queries.item_of(
                    actor=request.actor, now=request.now, meeting=meeting, asked=asked
                ),
            )  # fmt: skip
            return str(row.public_id)

        once(
            data["key"], by=request.actor, action="supervision.stop", body=data,
            make=make,
        )  # fmt: skip
        return redirect("supervision-crisis", meeting.public_id)

    return answer_form(
        request, form, template="meetings/supervision/gate.html", save=save,
        context={
            "meeting": meeting,
            "submit_label": "答えて進む",
            "cancel_url": reverse("supervision-of-meeting", args=[meeting.public_id]),
        },
    )  # fmt: skip


@action("supervision.crisis", permission=Permission.MEETING_VIEW)
@require_GET
@inside_meeting
def supervision_crisis(request: ActorRequest, seen: SeenMeeting) -> HttpResponse:
    """急ぐこと。ここからは何も送らない。電話と、受付や緊急の道だけを出す。"""
    return render(
        request,
        "meetings/supervision/crisis.html",
        {
            "meeting": seen.meeting,
            "centre": queries.core_centre_of(
                actor=request.actor, meeting=seen.meeting, today=request.today
            ),
            "may_receive": request.actor.has(Permission.RECEPTION_RECORD),
            "may_open": request.actor.has(Permission.EMERGENCY_USE),
            "may_report": request.actor.has(Permission.RIGHTS_REPORT),
        },
    )


@action("supervision.begin", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
@inside_meeting
def supervision_begin(request: ActorRequest, seen: SeenMeeting) -> HttpResponse:
    """始める。前の回の、その後が先に出る。"""
    meeting = seen.meeting
    if request.GET.get("gate") != NO:
        return redirect("supervision-gate", meeting.public_id)
    item = queries.item_of(
        actor=request.actor, now=request.now, meeting=meeting,
        asked=request.GET.get("item", "")[:36],
    )  # fmt: skip
    methods = methods_on(request.today)
    form = BeginForm(
        request.POST or None, methods=methods, initial={"method": methods[0].code},
        people=queries.people_to_present(
            actor=request.actor, meeting=meeting, today=request.today
        ),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.begin_supervision(
                meeting=meeting, item=item, new=form.new(), is_crisis=False,
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        made, _ = once(
            data["key"], by=request.actor, action="supervision.begin", body=data,
            make=make,
        )  # fmt: skip
        return redirect("supervision-run", meeting.public_id, made)

    return answer_form(
        request, form, template="meetings/supervision/begin.html", save=save,
        success="始めました。",
        context={
            "meeting": meeting,
            "methods": methods,
            "earlier": _earlier(request, seen),
            "seen": seen,
            "me": request.actor,
            "submit_label": "はじめる",
            "cancel_url": reverse("supervision-of-meeting", args=[meeting.public_id]),
        },
    )  # fmt: skip


@action("supervision.view", permission=Permission.MEETING_VIEW)
@require_GET
@inside_meeting
def supervision_page(
    request: ActorRequest, seen: SeenMeeting, record_id: UUID
) -> HttpResponse:
    """一回の記録: 話題、出た言葉、選んだ考え、やること、その後。"""
    session = _session(request, seen, record_id)
    lines = queries.lines_of(actor=request.actor, now=request.now, session=session)
    strengths = strengths_of(actor=request.actor, session=session, today=request.today)
    strengths_shown(request, "supervision.view", session, strengths)
    return render(
        request,
        "meetings/supervision/page.html",
        {
            "meeting": seen.meeting,
            "session": session,
            "state": State(session.state).label,
            "method": method_of(session.method, session.method_version),
            "topic": topic_of(session.topic),
            "kinds": [
                (
                    kind.label,
                    [one for one in lines if one.kind == kind and not one.is_struck],
                )
                for kind in LineKind
            ],
            "is_due": is_due(
                state=session.state, report_on=session.report_on, today=request.today
            ),
            "revisions": queries.revisions_of(
                actor=request.actor, now=request.now, session=session
            ),
            "may_choose": actions.speaks_as_presenter(
                session, seen=seen, by=request.actor
            ),
            "strengths": strengths,
        },
    )


@action("supervision.decide", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
@inside_meeting
def supervision_decide(
    request: ActorRequest, seen: SeenMeeting, record_id: UUID
) -> HttpResponse:
    """やることと、聞く日。選んだ考えが、はじめから入っている。"""
    session = _session(request, seen, record_id)
    lines = queries.lines_of(actor=request.actor, now=request.now, session=session)
    picked = "\n".join(one.text for one in lines if one.is_picked)
    form = DecideForm(
        request.POST or None,
        initial={
            "action": session.action or picked,
            "report_on": session.report_on,
            "version": session.version,
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.decide_action(
            session=session, by=request.actor, now=request.now, today=request.today,
            **data,
        )  # fmt: skip
        return redirect("supervision-page", seen.meeting.public_id, record_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="残しました。その日に、次の回の先頭に出ます。",
        context=_form_context(session, "やることと、聞く日", "これでやってみる"),
    )  # fmt: skip


@action("supervision.report", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
@inside_meeting
def supervision_report(
    request: ActorRequest, seen: SeenMeeting, record_id: UUID
) -> HttpResponse:
    """その後どうなったか。"""
    session = _session(request, seen, record_id)
    form = ReportForm(
        request.POST or None,
        initial={"result": session.result, "version": session.version},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.report_result(
            session=session, by=request.actor, now=request.now, **data
        )
        return redirect("supervision-page", seen.meeting.public_id, record_id)

    return answer_form(
        request, form, template=FORM, save=save, success="その後を残しました。",
        context=_form_context(session, "その後どうなったか", "その後を残す"),
    )  # fmt: skip


def strengths_shown(
    request: ActorRequest, name: str, session: Supervision, strengths: Strengths | None
) -> None:
    """A look at the person behind the lines, also where nobody is named."""
    if strengths is not None and strengths.lines:
        audit.looked_at(
            name, by=request.actor, subjects=[strengths.person_id],
            session=str(session.public_id),
        )  # fmt: skip


def _session(request: ActorRequest, seen: SeenMeeting, public_id: UUID) -> Supervision:
    return queries.session_of(
        actor=request.actor, now=request.now, meeting=seen.meeting,
        public_id=public_id,
    )  # fmt: skip


def _earlier(
    request: ActorRequest, seen: SeenMeeting, but: Supervision | None = None
) -> list[Supervision]:
    return queries.earlier_sessions(
        actor=request.actor, now=request.now, meeting=seen.meeting, but=but
    )


def _form_context(session: Supervision, title: str, submit: str) -> dict[str, Any]:
    lead = f"{session.theme}（発表 {session.presenter.name if session.presenter else '—'}）"
    if session.action and submit.startswith("その後"):
        lead += f"　やること: {session.action}"
    return {
        "title": title,
        "lead": lead,
        "submit_label": submit,
        "up_label": "グループスーパービジョン",
        "cancel_url": reverse(
            "supervision-page", args=[session.meeting.public_id, session.public_id]
        ),
    }
