"""会議の画面: 一覧、新しい会議、一回の会議、直す、取りやめる、始める、終える。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.pages import seen_case
from tsunagi.common.errors import UserError
from tsunagi.meetings.issue import rise_queries
from tsunagi.meetings.issue.voice_queries import voices_of_agenda
from tsunagi.meetings.meeting import actions, queries
from tsunagi.meetings.meeting.forms import (
    CancelForm,
    EditMeetingForm,
    EndForm,
    NewMeetingForm,
)
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.meeting.pages import FORM, answer, meeting_url, opened, run
from tsunagi.meetings.meeting.reading import (
    HELD_WORDS,
    attendance_lines,
    phase_steps,
    task_line,
)
from tsunagi.meetings.meeting.rules import Mode, Presence, State
from tsunagi.meetings.meeting.sight import SeenMeeting
from tsunagi.meetings.review import agenda_actions
from tsunagi.meetings.review.reading import section_groups, slot_lines
from tsunagi.meetings.review.slot_queries import case_named, names_for
from tsunagi.organisations.models import Staff
from tsunagi.ui import parts


@action("meeting.list", permission=Permission.MEETING_VIEW)
@require_GET
def meeting_list(request: ActorRequest) -> HttpResponse:
    """これからの会議と、これまでの会議。はじめは、わたしの会議だけ。"""
    wanted = queries.MeetingFilter(
        past=request.GET.get("view") == "past",
        mine=request.GET.get("all") != "1",
        word=request.GET.get("q", "").strip()[:50],
    )
    rows, after = queries.meetings(
        actor=request.actor, wanted=wanted, now=request.now, today=request.today,
        after=_uuid(request.GET.get("after", "")),
    )  # fmt: skip
    kept = "" if wanted.mine else "&all=1"
    view = "past" if wanted.past else "coming"
    more = f"?view={view}{kept}&after={after}" if after else ""
    return render(
        request,
        "meetings/meeting/list.html",
        {
            "rows": rows,
            "words": HELD_WORDS,
            "tabs": [
                parts.Tab("これから", f"?view=coming{kept}", current=not wanted.past),
                parts.Tab("これまで", f"?view=past{kept}", current=wanted.past),
            ],
            "wanted": wanted,
            "view": view,
            "more_url": more,
            "today": request.today,
            "may_run": request.actor.has(Permission.MEETING_RUN),
        },
    )


@action("meeting.plan", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def meeting_new(request: ActorRequest) -> HttpResponse:
    """軽い会議を、一分で。種類と名前と日だけでよい。"""
    office = queries.own_office(actor=request.actor)
    about = chosen_case(request)
    start: dict[str, Any] = {"held_on": request.today, "kind": "office"}
    if about is not None:
        start |= {
            "kind": "cross_field", "title": "つながる場", "speaks_of_persons": True,
        }  # fmt: skip
    form = NewMeetingForm(
        request.POST or None, people=_people(request, office.pk), initial=start
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            meeting = actions.plan_meeting(
                new=actions.NewMeeting(
                    office=office, kind=data["kind"], case=about, **form.values()
                ),
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            return str(meeting.public_id)

        public_id, _ = once(
            data["key"], by=request.actor, action="meeting.plan", body=data, make=make
        )
        return redirect("meeting-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="予定を入れました。呼ぶ人と議題を加えられます。",
        context={
            "title": "新しい会議", "submit_label": "予定を入れる",
            "lead": f"{about.person.name}さんのことで開きます。決まったことは、この方の経過に"
            "残ります。会議の名前に、利用者の名前は書きません。"
            if about is not None
            else "くり返し開く会議は、会議体から予定を入れると、人と議題が入ります。",
            "up_label": "会議", "cancel_url": reverse("meeting-list"),
        },
    )  # fmt: skip


@action("meeting.view", permission=Permission.MEETING_VIEW)
@require_GET
def meeting_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一回の会議。準備、会議、まとめが、一枚にある。"""
    seen = opened(request, public_id)
    meeting = seen.meeting
    found = queries.inside(actor=request.actor, seen=seen, now=request.now)
    names = names_for(actor=request.actor, now=request.now, slots=found.items)
    about = case_named(actor=request.actor, now=request.now, case=meeting.case)
    named = [*names.values(), *([about] if about is not None else [])]
    audit.looked_at(
        "meeting.view", by=request.actor, meeting=str(meeting.public_id),
        subjects={one.person_id for one in named},
    )  # fmt: skip
    voices = voices_of_agenda(actor=request.actor, now=request.now, items=found.items)
    lines = slot_lines(
        found.items, meeting=meeting, names=names, today=request.today, voices=voices
    )
    mine = queries.own_attendance(actor=request.actor, seen=seen, now=request.now)
    return render(
        request,
        "meetings/meeting/page.html",
        {
            "seen": seen,
            "meeting": meeting,
            "about": about,
            "state": HELD_WORDS[meeting.state],
            "steps": phase_steps(meeting),
            "lines": lines,
            "groups": section_groups(meeting, lines),
            "planned": sum(line.minutes for line in lines),
            "attendances": attendance_lines(found.attendances, meeting=meeting),
            "tasks": [task_line(one, today=request.today) for one in found.tasks],
            "carried": [task_line(one, today=request.today) for one in found.carried],
            "papers": found.papers,
            "moved": rise_queries.rises_of_meeting(
                actor=request.actor, now=request.now, meeting=meeting
            ),
            "minutes": found.minutes,
            "mine": mine,
            "may_change": seen.may_run and meeting.state != State.CANCELLED,
            "answers": [(Presence.COMING, "出ます"), (Presence.ABSENT, "出られません")],
            "is_planned": meeting.state == State.PLANNED,
            "is_written": meeting.mode == Mode.WRITTEN,
            "is_done": meeting.state == State.DONE,
            "is_today": meeting.held_on <= request.today,
            "is_held": meeting.state == State.HELD,
            "is_wrapping": meeting.state == State.WRAPPING,
            "is_cancelled": meeting.state == State.CANCELLED,
        },
    )


@action("meeting.edit", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def meeting_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    meeting = seen.meeting
    start = {name: getattr(meeting, name) for name in (*actions.VALUES, "version")}
    chosen = meeting.facilitator
    start["facilitator"] = str(chosen.public_id) if chosen else ""
    people = _people(request, meeting.office_id)
    if chosen is not None and chosen not in people:
        people.append(chosen)
    form = EditMeetingForm(request.POST or None, people=people, initial=start)

    def save(data: dict[str, Any]) -> object:
        return actions.edit_meeting(
            meeting=meeting, values=form.values(), version=data["version"],
            by=request.actor, now=request.now,
        )  # fmt: skip

    return answer(
        request, seen, form, save, title="会議の予定を直す", submit="直す",
        success="直しました。",
    )  # fmt: skip


@action("meeting.cancel", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def meeting_cancel(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    form = CancelForm(request.POST or None, initial={"version": seen.meeting.version})

    def save(data: dict[str, Any]) -> object:
        return agenda_actions.call_off(
            meeting=seen.meeting, by=request.actor, now=request.now, **data
        )

    return answer(
        request, seen, form, save, title="会議を取りやめる", submit="取りやめる",
        success="取りやめました。わけは、呼ばれた人にも見えます。",
    )  # fmt: skip


@action("meeting.start", permission=Permission.MEETING_RUN)
@require_POST
def meeting_start(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """始めて、進行の画面へ。"""
    seen = run(request, public_id)

    def act() -> Meeting:
        return actions.start_meeting(
            meeting=seen.meeting, version=posted_version(request), by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip

    return pressed(request, seen, act, "始めました。", to="meeting-screen")


@action("meeting.end", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def meeting_end(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    form = EndForm(request.POST or None, initial={"version": seen.meeting.version})

    def save(data: dict[str, Any]) -> object:
        return actions.end_meeting(
            meeting=seen.meeting, by=request.actor, now=request.now,
            today=request.today, **data,
        )  # fmt: skip

    return answer(
        request, seen, form, save, title="会議を終える", submit="会議を終える",
        success="終えました。出た人の時間が記録されました。",
        lead="先に「出席」を確かめてください。出た人それぞれに、この時間が一度だけ残ります。",
    )  # fmt: skip


@action("meeting.finish", permission=Permission.MEETING_RUN)
@require_POST
def meeting_finish(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)

    def act() -> int:
        return agenda_actions.wrap_up(
            meeting=seen.meeting, version=posted_version(request), by=request.actor,
            now=request.now,
        )  # fmt: skip

    return pressed(
        request, seen, act,
        "まとめを終えました。話さなかった検討事項や、上がってきた候補は、次の会議を待ちます。",
    )  # fmt: skip


@action("meeting.timer", permission=Permission.MEETING_RUN)
@require_POST
def meeting_timer(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """時計を出す、しまう。"""
    seen = run(request, public_id)

    def act() -> Meeting:
        return actions.switch_timer(
            meeting=seen.meeting, on=not seen.meeting.uses_timer,
            version=posted_version(request), by=request.actor, now=request.now,
        )  # fmt: skip

    return pressed(request, seen, act, "", to="meeting-screen")


def chosen_case(request: ActorRequest) -> Case | None:
    """?case= names the person a meeting is about: one the actor may see."""
    wanted = _uuid(request.GET.get("case", ""))
    if wanted is None:
        return None
    return seen_case(request, wanted, action="meeting.plan").case


def pressed(
    request: ActorRequest,
    seen: SeenMeeting,
    act: Callable[[], object],
    success: str,
    *,
    to: str = "",
    part: str = "",
) -> HttpResponse:
    """What a button does: its refusal is said on the page of the meeting."""
    try:
        act()
    except UserError as refusal:
        messages.error(request, str(refusal.message))
        return redirect(meeting_url(seen.meeting, part))
    if success:
        messages.success(request, success)
    if to:
        return redirect(to, seen.meeting.public_id)
    return redirect(meeting_url(seen.meeting, part))


def _people(request: ActorRequest, office_id: int) -> list[Staff]:
    """Who may facilitate: the own office, and the chiefs of the region."""
    own = queries.staff_of_offices(
        actor=request.actor, office_ids=[office_id], on=request.today
    ).get(office_id, [])
    chiefs = queries.chiefs(actor=request.actor, today=request.today)
    return list({one.pk: one for one in [*own, *chiefs]}.values())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotVisible from error
