"""会議の暦の画面: 年度の絵と表、外の暦に取り込むファイル、出席のまとめ。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import fiscal_year, fiscal_year_label, is_holiday
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.meeting.rules import State
from tsunagi.meetings.series import attendance_queries, queries
from tsunagi.meetings.series.calendar_file import CALENDAR_TYPE, Event, as_calendar
from tsunagi.meetings.series.kinds import kind_of
from tsunagi.meetings.series.models import Series
from tsunagi.meetings.series.year_picture import HEIGHT, WIDTH, Mark, year_picture

YEARS_BACK, YEARS_AHEAD = 3, 1
COMING = 6
ONLINE_NOTE = "オンラインの入口は、つなぎの会議のページにあります。"


@action("series.calendar", permission=Permission.MEETING_VIEW)
@require_GET
def meeting_calendar(request: ActorRequest) -> HttpResponse:
    """年度の会議の暦。守られない間隔は、起きる前に並ぶ。"""
    year, years = _years(request)
    mine = request.GET.get("mine") == "1"
    every = list(
        queries.visible_series(actor=request.actor, now=request.now).order_by(
            "name", "id"
        )
    )
    asked = request.GET.get("series", "")
    chosen = next((one for one in every if str(one.public_id) == asked), None)
    meetings = queries.meetings_of_year(
        actor=request.actor, now=request.now, year=year, only_own=mine, series=chosen
    )
    shown = _shown_series(every, meetings, chosen=chosen, mine=mine, request=request)
    return render(
        request,
        "meetings/series/calendar.html",
        {
            "months": year_picture(
                year, _marks(meetings, request.today), today=request.today,
                is_holiday=is_holiday,
            ),
            "width": WIDTH,
            "height": HEIGHT,
            "meetings": [(one, _state(one, request.today)) for one in meetings],
            "coming": [one for one in meetings if one.held_on >= request.today][:COMING],
            "breaches": queries.breaches_in(
                actor=request.actor, now=request.now, today=request.today,
                series=shown, year=year,
            ),
            "years": years,
            "year_label": fiscal_year_label(year),
            "mine": mine,
            "series": every,
            "chosen": chosen,
        },
    )  # fmt: skip


def _years(request: ActorRequest) -> tuple[int, list[tuple[int, str, bool]]]:
    this = fiscal_year(request.today)
    offered = range(this + YEARS_AHEAD, this - YEARS_BACK, -1)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in offered} else this
    return year, [(one, fiscal_year_label(one), one == year) for one in offered]


def _shown_series(
    every: Sequence[Series], meetings: Sequence[Meeting], *, chosen: Series | None,
    mine: bool, request: ActorRequest,
) -> list[Series]:  # fmt: skip
    """Whose breaches are told: the chosen one, or all, or what concerns the office."""
    if chosen is not None:
        return [chosen]
    if not mine:
        return list(every)
    met = {one.series_id for one in meetings}
    own = request.actor.office_ids | {request.actor.office_id}
    return [one for one in every if one.pk in met or one.office_id in own]


def _state(meeting: Meeting, today: date) -> tuple[str, str]:
    if meeting.state != State.PLANNED:
        return State(meeting.state).label, "done"
    if meeting.held_on < today:
        return "記録がまだ", "warning"
    return "予定", "waiting"


def _marks(meetings: Sequence[Meeting], today: date) -> dict[date, Mark]:
    """One mark for each day; what has no record yet is what should be seen first."""
    kinds = {"warning": "open", "waiting": "planned", "done": "done"}
    found: dict[date, Mark] = {}
    for one in meetings:
        kind = kinds[_state(one, today)[1]]
        before = found.get(one.held_on)
        if before is None:
            found[one.held_on] = Mark(kind)
        else:
            both = {kind, before.kind}
            first = next(k for k in ("open", "planned", "done") if k in both)
            found[one.held_on] = Mark(first, before.count + 1)
    return found


# --- 外の暦 -------------------------------------------------------------------------------
@action("series.file", permission=Permission.MEETING_VIEW)
@require_GET
def series_file(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """会議体の年度の予定を、一つのファイルで。取りやめたものも、そうと分かる形で入る。"""
    series = queries.series_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    year, _ = _years(request)
    meetings = queries.events_of_series(
        actor=request.actor, now=request.now, series=series, year=year
    )
    audit.looked_at("series.file", by=request.actor, subjects=[], rows=len(meetings))
    return _file(meetings, series.name)


@action("series.meeting_file", permission=Permission.MEETING_VIEW)
@require_GET
def meeting_file(request: ActorRequest, public_id: UUID) -> HttpResponse:
    meeting = queries.event_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    audit.looked_at("series.meeting_file", by=request.actor, subjects=[])
    return _file([meeting], _title(meeting))


def _file(meetings: Sequence[Meeting], name: str) -> HttpResponse:
    events = [_event(one) for one in meetings]
    response = HttpResponse(as_calendar(events, name=name), content_type=CALENDAR_TYPE)
    response["Content-Disposition"] = 'attachment; filename="tsunagi-meetings.ics"'
    return response


def _title(meeting: Meeting) -> str:
    """Of a meeting outside a series only its kind: its title may name somebody."""
    return meeting.title if meeting.series_id else kind_of(meeting.kind).name


def _event(meeting: Meeting) -> Event:
    return Event(
        uid=f"{meeting.public_id}@tsunagi", on=meeting.held_on,
        at=meeting.starts_at_time, minutes=meeting.planned_minutes,
        title=_title(meeting), changed_at=meeting.recorded_at, place=meeting.place,
        note=ONLINE_NOTE if meeting.online_url else "", sequence=meeting.version - 1,
        is_cancelled=meeting.state == State.CANCELLED,
    )  # fmt: skip


# --- 出席のまとめ -------------------------------------------------------------------------
@action("series.attendance", permission=Permission.MEETING_VIEW)
@require_GET
def series_attendance(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """どの事業所が、年度に何回出たか。ほかの事業所の名前は、開く事業所と担当者にだけ。"""
    series = queries.series_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    year, years = _years(request)
    summary = attendance_queries.attendance_of(
        actor=request.actor, now=request.now, series=series, year=year
    )
    return _attendance(
        request, years, year, series=series, summary=summary, lines=summary.lines
    )


@action("series.attendance", permission=Permission.MEETING_VIEW)
@require_GET
def own_attendance(request: ActorRequest) -> HttpResponse:
    """自分の事業所が、どの会議体に何回出たか。"""
    year, years = _years(request)
    lines = attendance_queries.own_attendance(
        actor=request.actor, now=request.now, year=year
    )
    return _attendance(request, years, year, series=None, lines=lines)


def _attendance(
    request: ActorRequest, years: object, year: int, **context: Any
) -> HttpResponse:
    audit.looked_at(
        "series.attendance", by=request.actor, subjects=[], rows=len(context["lines"])
    )
    return render(
        request,
        "meetings/series/attendance.html",
        {
            "years": years,
            "year": year,
            "year_label": fiscal_year_label(year),
            **context,
        },
    )
