"""会議録の画面: 下書きを作る、直す、確かめてもらう、答える、公開する、印刷する。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import posted_version
from tsunagi.access.permissions import Permission
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.issue.voice_queries import voices_of_agenda
from tsunagi.meetings.meeting import minutes_actions as actions
from tsunagi.meetings.meeting import queries
from tsunagi.meetings.meeting.forms import AskCheckForm, CheckForm, MinutesForm
from tsunagi.meetings.meeting.pages import answer, inside, opened, run
from tsunagi.meetings.meeting.reading import attendance_lines, task_line
from tsunagi.meetings.meeting.rules import (
    THERE,
    CheckAnswer,
    ItemState,
    MinutesState,
    Said,
    draft_minutes,
)
from tsunagi.meetings.meeting.sight import SeenMeeting
from tsunagi.meetings.meeting.views import pressed
from tsunagi.meetings.review.reading import slot_lines
from tsunagi.meetings.review.rules import section_label

KINDS = {
    MinutesState.DRAFT: "neutral",
    MinutesState.CHECKING: "waiting",
    MinutesState.AGREED: "done",
}


@action("minutes.view", permission=Permission.MEETING_VIEW)
@require_GET
def minutes_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """会議録。呼ばれた人が読み、公開していれば、ほかの職員も読める。"""
    seen = opened(request, public_id)
    minutes = queries.minutes_or_none(actor=request.actor, seen=seen)
    audit.looked_at(
        "minutes.view",
        by=request.actor,
        subjects=[],
        meeting=str(seen.meeting.public_id),
    )
    rows = (
        queries.attendances_of(actor=request.actor, seen=seen) if seen.is_open else []
    )
    if minutes is None:
        return render(
            request, "meetings/meeting/minutes.html",
            {"seen": seen, "meeting": seen.meeting, "minutes": None},
        )  # fmt: skip
    checks = queries.checks_of(actor=request.actor, minutes=minutes)
    state = MinutesState(minutes.state)
    return render(
        request,
        "meetings/meeting/minutes.html",
        {
            "seen": seen,
            "meeting": seen.meeting,
            "minutes": minutes,
            "state": (state.label, KINDS[state]),
            "is_checking": state is MinutesState.CHECKING,
            "is_agreed": state is MinutesState.AGREED,
            "is_draft": state is MinutesState.DRAFT,
            "mine": queries.own_attendance(
                actor=request.actor, seen=seen, now=request.now
            ),
            "checks": [
                (line, checks.get(line.row.pk))
                for line in attendance_lines(rows, meeting=seen.meeting)
            ],
            "versions": queries.minutes_versions(actor=request.actor, seen=seen)[1:],
        },
    )


@action("minutes.write", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def minutes_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """まだなければ、議題から作った下書きがはじめから入っている。"""
    seen = run(request, public_id)
    current = queries.inside(actor=request.actor, seen=seen, now=request.now).minutes
    start = {"text": current.text, "version": current.version} if current else {}
    if current is None or request.GET.get("from") == "agenda":
        start["text"] = _draft(request, seen)
        start.setdefault("version", 0)
    form = MinutesForm(request.POST or None, initial=start)

    def save(data: dict[str, Any]) -> object:
        return actions.write_minutes(
            meeting=seen.meeting, by=request.actor, now=request.now, **data
        )

    return answer(
        request, seen, form, save, title="会議録を書く", submit="保存する",
        success="保存しました。", back=_back(seen),
        lead="議題、決めたこと、することが、はじめから入っています。打ち直しはいりません。",
    )  # fmt: skip


@action("minutes.ask", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def minutes_ask(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    minutes = queries.minutes_of(actor=request.actor, seen=seen)
    form = AskCheckForm(request.POST or None, initial={"version": minutes.version})

    def save(data: dict[str, Any]) -> object:
        return actions.ask_check(
            minutes=minutes, by=request.actor, now=request.now, **data
        )

    return answer(
        request, seen, form, save, title="出席者に確かめてもらう", submit="確かめてもらう",
        success="出席した人の「きょう」に出ます。", back=_back(seen),
    )  # fmt: skip


@action("minutes.check", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
def minutes_check(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    """このとおり、または、直してほしいところ。"""
    seen = inside(request, public_id)
    minutes = queries.minutes_of(actor=request.actor, seen=seen)
    row = queries.attendance_of(actor=request.actor, seen=seen, public_id=row_id)
    form = CheckForm(request.POST or None, initial={"answer": "agreed"})

    def save(data: dict[str, Any]) -> object:
        return actions.answer_check(
            minutes=minutes, attendance=row, answer=CheckAnswer(data["answer"]),
            comment=data["comment"], by=request.actor, now=request.now,
        )  # fmt: skip

    return answer(
        request, seen, form, save, title="会議録を確かめる", submit="答える",
        success="答えました。", back=_back(seen),
    )  # fmt: skip


@action("minutes.agree", permission=Permission.MEETING_RUN)
@require_POST
def minutes_agree(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    minutes = queries.minutes_of(actor=request.actor, seen=seen)
    return pressed(
        request, seen,
        lambda: actions.agree_minutes(
            minutes=minutes, version=posted_version(request), by=request.actor,
            now=request.now,
        ),
        "確かめたことにしました。", to="minutes-page",
    )  # fmt: skip


@action("minutes.publish", permission=Permission.MEETING_RUN)
@require_POST
def minutes_publish(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    minutes = queries.minutes_of(actor=request.actor, seen=seen)
    on = not minutes.is_published
    return pressed(
        request, seen,
        lambda: actions.publish_minutes(
            minutes=minutes, on=on, version=posted_version(request),
            by=request.actor, now=request.now,
        ),
        "公開しました。" if on else "公開をやめました。", to="minutes-page",
    )  # fmt: skip


@action("meeting.pack", permission=Permission.MEETING_VIEW)
@require_GET
def pack(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """会議の一式を紙で: 目的、議題、資料の欄、することの表、書き込む余白。名前は出ない。"""
    seen = inside(request, public_id)
    found = queries.inside(actor=request.actor, seen=seen, now=request.now)
    audit.looked_at(
        "meeting.pack",
        by=request.actor,
        subjects=[],
        meeting=str(seen.meeting.public_id),
    )
    voices = voices_of_agenda(actor=request.actor, now=request.now, items=found.items)
    lines = slot_lines(
        found.items, meeting=seen.meeting, names={}, today=request.today, voices=voices
    )
    return render(
        request,
        "meetings/meeting/pack.html",
        {
            "meeting": seen.meeting,
            "lines": [(line, section_label(line.slot.section)) for line in lines],
            "attendances": attendance_lines(found.attendances, meeting=seen.meeting),
            "tasks": [
                task_line(one, today=request.today)
                for one in [*found.carried, *found.tasks]
            ],
            "reader": request.actor.name,
            "today": request.today,
        },
    )


def _draft(request: ActorRequest, seen: SeenMeeting) -> str:
    found = queries.inside(actor=request.actor, seen=seen, now=request.now)
    meeting = seen.meeting
    lines = slot_lines(found.items, meeting=meeting, names={}, today=request.today)
    people = [
        "　".join(filter(None, [line.who, line.person]))
        for line in attendance_lines(found.attendances, meeting=seen.meeting)
        if line.row.presence in THERE
    ]
    tasks = [task_line(one, today=request.today) for one in found.tasks]
    return draft_minutes(
        heading=f"{meeting.title}　{format_wareki(meeting.held_on)}",
        people=people,
        items=[
            Said(
                "　".join(filter(None, [section_label(line.slot.section), line.called,
                                        line.words])),
                line.slot.note, line.decision,
                is_carried=line.slot.state == ItemState.CARRIED,
            )
            for line in lines
        ],
        tasks=[
            f"{one.task.what}（{one.owner}"
            + (f"、{format_wareki(one.task.due_on)}まで" if one.task.due_on else "")
            + "）"
            for one in tasks
        ],
    )  # fmt: skip


def _back(seen: SeenMeeting) -> str:
    """The page of the minutes, once there are any; the page answers 404 before."""
    return reverse("minutes-page", args=[seen.meeting.public_id])
