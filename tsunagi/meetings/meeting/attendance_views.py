"""出席の画面: 呼ぶ、返事をする、だれが出たか。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.meetings.meeting import attendance_actions as actions
from tsunagi.meetings.meeting import queries
from tsunagi.meetings.meeting.forms import InviteForm
from tsunagi.meetings.meeting.models import Attendance
from tsunagi.meetings.meeting.pages import answer, inside, meeting_url, run
from tsunagi.meetings.meeting.rules import DAY_MINUTES, Presence
from tsunagi.meetings.meeting.sight import SeenMeeting
from tsunagi.meetings.meeting.views import pressed
from tsunagi.meetings.series.rules import Part
from tsunagi.organisations.models import Staff


@action("meeting.invite", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def invite(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    meeting = seen.meeting
    own = meeting.office_id
    people = queries.staff_of_offices(
        actor=request.actor, office_ids=[own], on=meeting.held_on
    )
    form = InviteForm(
        request.POST or None, people=people.get(own, []),
        offices=queries.offices_to_invite(actor=request.actor, on=meeting.held_on),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> object:
        staff = form.people.get(data["staff"])
        office = form.offices.get(data["office"])

        def make() -> str:
            row = actions.invite(
                meeting=meeting, part=Part(data["part"]),
                office=office or (meeting.office if staff else None), staff=staff,
                partner_name=data["partner_name"], by=request.actor, now=request.now,
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="meeting.invite", body=data, make=make
        )

    return answer(
        request, seen, form, save, title="会議に呼ぶ", submit="名簿に加える",
        success="名簿に加えました。", part="attendance",
        lead="どれか一つを入れます。つなぎを使わない相手の出欠は、代わりに入力できます。",
    )  # fmt: skip


@action("meeting.strike", permission=Permission.MEETING_RUN)
@require_POST
def strike(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    row = _row(request, seen, row_id)
    return pressed(
        request, seen,
        lambda: actions.strike(attendance=row, by=request.actor, now=request.now),
        "名簿から外しました。", part="attendance",
    )  # fmt: skip


@action("meeting.answer", permission=Permission.MEETING_VIEW)
@require_POST
def reply(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    """出る・出ないを、一度押すだけで。"""
    seen = inside(request, public_id)
    row = _row(request, seen, row_id)
    wanted = request.POST.get("presence", "")
    if wanted not in (Presence.COMING, Presence.ABSENT, Presence.WRITTEN):
        raise NotVisible
    note = request.POST.get("note", "").strip()[:300]
    return pressed(
        request, seen,
        lambda: actions.answer_invitation(
            attendance=row, presence=Presence(wanted), note=note, by=request.actor,
            now=request.now,
        ),
        "返事を記録しました。", part="attendance",
    )  # fmt: skip


@action("meeting.presence", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def presence(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """だれが出たかを、一枚の表で。"""
    seen = run(request, public_id)
    rows = queries.attendances_of(actor=request.actor, seen=seen)
    people = queries.staff_of_offices(
        actor=request.actor,
        office_ids=[row.office_id for row in rows if row.office_id is not None],
        on=seen.meeting.held_on,
    )
    wrong = ""
    if request.method == "POST":
        try:
            lines = [_presented(request, row, people) for row in rows]
            actions.record_presence(
                meeting=seen.meeting, lines=lines, by=request.actor, now=request.now
            )
        except UserError as refusal:
            wrong = str(refusal.message)
        except ValueError:
            wrong = "分は、0から1440までの数で入れてください。何も変えていません。"
        else:
            messages.success(request, "出席を記録しました。")
            return redirect(meeting_url(seen.meeting, "attendance"))
    return render(
        request,
        "meetings/meeting/presence.html",
        {
            "seen": seen,
            "meeting": seen.meeting,
            "lines": [_choices(request, row, people) for row in rows],
            "wrong": wrong,
        },
        status=422 if wrong else 200,
    )


def _presented(
    request: ActorRequest, row: Attendance, people: dict[int, list[Staff]]
) -> actions.Presented:
    key = str(row.public_id)
    known = {str(one.public_id): one for one in people.get(row.office_id or 0, [])}
    wanted = request.POST.get(f"presence-{key}", row.presence)
    minutes = request.POST.get(f"minutes-{key}", "").strip()
    took = int(minutes) if minutes else None
    if took is not None and not 0 <= took <= DAY_MINUTES:
        raise ValueError
    return actions.Presented(
        public_id=row.public_id, presence=Presence(wanted), minutes=took,
        staff=known.get(request.POST.get(f"staff-{key}", "")), note=row.answer_note,
    )  # fmt: skip


def _choices(
    request: ActorRequest, row: Attendance, people: dict[int, list[Staff]]
) -> dict[str, Any]:
    """One line of the table; what was typed stands there again after a mistake."""
    key = str(row.public_id)
    sent = request.POST
    staff = sent.get(f"staff-{key}", str(row.staff.public_id) if row.staff else "")
    now = sent.get(f"presence-{key}", row.presence)
    minutes = "" if row.minutes is None else str(row.minutes)
    return {
        "row": row,
        "key": key,
        "who": row.office.name if row.office else row.partner_name,
        "people": [
            (str(one.public_id), one.name, str(one.public_id) == staff)
            for one in people.get(row.office_id or 0, [])
        ],
        "choices": [(one.value, one.label, one.value == now) for one in Presence],
        "minutes": sent.get(f"minutes-{key}", minutes),
    }


def _row(request: ActorRequest, seen: SeenMeeting, row_id: UUID) -> Attendance:
    return queries.attendance_of(actor=request.actor, seen=seen, public_id=row_id)
