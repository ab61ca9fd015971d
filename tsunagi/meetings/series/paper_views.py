"""つなぎを使わない相手のために: 案内状と出欠票、出欠の表（Excel）の行き帰り。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.common.csvfile import FileRefusedError, read_excel
from tsunagi.common.errors import UserError
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.rules import Presence, State
from tsunagi.meetings.meeting.sight import seen_meeting
from tsunagi.meetings.series import queries, sheet_actions, sheet_rules
from tsunagi.meetings.series.forms import SheetForm
from tsunagi.meetings.series.kinds import kind_of
from tsunagi.meetings.series.messages import SHEET_CHANGED
from tsunagi.meetings.series.rules import Part
from tsunagi.meetings.series.sheet_rules import Known, Read

GUIDE = (
    "「出欠」の列に、出席・欠席・オンライン・書面のどれかを書いてください。",
    "返事のない相手の行は、空のままにします。空の行は、いまの返事のまま残ります。",
    "「行の印」の列と、行の並びはそのままにしてください。",
    "書き入れたら、つなぎの同じ会議の「出欠の表を取り込む」から戻してください。",
)


def _run(request: ActorRequest, public_id: UUID) -> Meeting:
    """Letters and the sheet are made by whoever runs the meeting."""
    seen = seen_meeting(actor=request.actor, public_id=public_id, now=request.now)
    if not seen.may_run:
        raise AccessDenied(Permission.MEETING_RUN)
    return seen.meeting


def _rows(request: ActorRequest, meeting: Meeting) -> list[Attendance]:
    return queries.invited_rows(actor=request.actor, now=request.now, meeting=meeting)


# --- 案内状 -------------------------------------------------------------------------------
@action("series.letters", permission=Permission.MEETING_RUN)
@require_GET
def meeting_letters(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一人・一か所に一枚の案内状。つなぎを使わない相手には、出欠票が付く。"""
    meeting = _run(request, public_id)
    partners = request.GET.get("who") == "partners"
    rows = [
        row
        for row in _rows(request, meeting)
        # Nobody writes a letter to oneself.
        if (row.partner_name if partners else row.office_id != meeting.office_id)
    ]
    audit.looked_at("series.letters", by=request.actor, subjects=[], rows=len(rows))
    return render(
        request,
        "meetings/series/letters.html",
        {
            "meeting": meeting,
            "rows": rows,
            "partners": partners,
            "agenda": kind_of(meeting.kind).agenda,
            "today": request.today,
            "up_url": _up(meeting),
        },
    )


def _up(meeting: Meeting) -> str:
    if meeting.series is None:
        return reverse("meeting-calendar")
    return reverse("series-page", args=[meeting.series.public_id])


# --- 出欠の表 -----------------------------------------------------------------------------
@action("series.sheet", permission=Permission.MEETING_RUN)
@require_GET
def meeting_sheet(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """呼んだ相手の表を Excel で。書き入れて、戻せる。"""
    meeting = _run(request, public_id)
    rows = _rows(request, meeting)
    audit.looked_at("series.sheet", by=request.actor, subjects=[], rows=len(rows))
    title = f"{meeting.title}　{format_wareki(meeting.held_on)}"
    sheets = [
        Sheet("出欠", sheet_rules.HEADERS, [_cells(row) for row in rows]),
        Sheet("書き方", ("この表について",), [(title,), *((line,) for line in GUIDE)]),
    ]
    response = HttpResponse(write_excel(sheets), content_type=EXCEL_TYPE)
    name = f"meeting-{meeting.held_on.isoformat()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(row: Attendance) -> tuple[str, ...]:
    answered = row.presence != Presence.INVITED
    return (
        Part(row.part).label,
        row.office.name if row.office is not None else row.partner_name,
        row.staff.name if row.staff is not None else "",
        _WORD[Presence(row.presence)] if answered else "",
        row.answer_note,
        str(row.public_id),
    )


_WORD = {
    Presence.INVITED: "",
    Presence.COMING: "出席",
    Presence.PRESENT: "出席",
    Presence.ONLINE: "オンライン",
    Presence.WRITTEN: "書面",
    Presence.ABSENT: "欠席",
}


@action("series.sheet_read", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def meeting_sheet_read(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """戻ってきた表を読み、確かめる。まだ何も書かない。"""
    meeting = _run(request, public_id)
    form = SheetForm(request.POST or None, request.FILES or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        table = read_excel(
            data["file"].read(),
            required_columns=[sheet_rules.ANSWER, sheet_rules.MARK],
        )
        lines = [(row.line, row.values) for row in table.rows]
        found = _read(request, meeting, lines)
        mistakes = [(one.line, one.reason) for one in found.mistakes]
        mistakes += [(one.line, one.reason) for one in table.errors]
        is_good = found.is_good and not table.errors
        return render(
            request,
            "meetings/series/sheet_preview.html",
            {
                "meeting": meeting,
                "answers": found.answers,
                "mistakes": sorted(mistakes),
                "is_good": is_good,
            },
            status=200 if is_good else 422,
        )

    def save_or_refuse(data: dict[str, Any]) -> HttpResponse:
        try:
            return save(data)
        except FileRefusedError as refusal:
            raise UserError(refusal.message, field="file") from refusal

    return answer_form(
        request, form, template="meetings/series/form.html", save=save_or_refuse,
        context={
            "title": "出欠の表を取り込む",
            "lead": f"{meeting.title}　{format_wareki(meeting.held_on)}　"
            "読んだ中身を見てから、取り込みます。",
            "submit_label": "読んで確かめる",
            "up_label": "案内状と出欠の表",
            "cancel_url": reverse("meeting-letters", args=[public_id]),
            "multipart": True,
        },
    )  # fmt: skip


@action("series.sheet_read", permission=Permission.MEETING_RUN)
@require_POST
def meeting_sheet_write(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """確かめた中身を、代理入力として書く。送られた行を、もう一度同じ決まりで読む。"""
    meeting = _run(request, public_id)
    keys = request.POST.getlist("key")
    lines = [
        (
            number,
            {
                sheet_rules.MARK: key,
                sheet_rules.ANSWER: request.POST.get(f"answer-{key}", ""),
                sheet_rules.NOTE: request.POST.get(f"note-{key}", ""),
            },
        )
        for number, key in enumerate(keys, start=1)
    ]
    found = _read(request, meeting, lines)
    try:
        if not found.is_good:
            raise UserError(SHEET_CHANGED)
        count = sheet_actions.write_sheet(
            meeting=meeting, answers=found.answers, by=request.actor, now=request.now
        )
    except UserError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("meeting-sheet-read", public_id)
    messages.success(request, f"{count}件の出欠を、代理入力として書きました。")
    return redirect("meeting-letters", public_id)


def _read(
    request: ActorRequest, meeting: Meeting, lines: Iterable[tuple[int, dict[str, str]]]
) -> Read:
    known = [
        Known(row.public_id, _named(row), Presence(row.presence), row.answer_note)
        for row in _rows(request, meeting)
    ]
    is_ahead = meeting.state == State.PLANNED and meeting.held_on > request.today
    return sheet_rules.read_answers(lines, known, is_ahead=is_ahead)


def _named(row: Attendance) -> str:
    place = row.office.name if row.office is not None else row.partner_name
    return f"{place}　{row.staff.name}" if row.staff is not None else place
