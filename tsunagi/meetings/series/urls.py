"""会議体の道。"""

from __future__ import annotations

from django.urls import path

from tsunagi.meetings.series import (
    calendar_views,
    member_views,
    paper_views,
    views,
)

SERIES = "meetings/series/<uuid:public_id>"
MEETING = "meetings/<uuid:public_id>"

urlpatterns = [
    path(
        "meetings/calendar/", calendar_views.meeting_calendar, name="meeting-calendar"
    ),
    path("meetings/attendance/", calendar_views.own_attendance, name="attendance-own"),
    path("meetings/series/", views.series_list, name="series-list"),
    path("meetings/series/new/", views.series_new, name="series-new"),
    path(f"{SERIES}/", views.series_page, name="series-page"),
    path(f"{SERIES}/edit/", views.series_edit, name="series-edit"),
    path(f"{SERIES}/end/", views.series_end, name="series-end"),
    path(f"{SERIES}/plan/", views.series_plan, name="series-plan"),
    path(f"{SERIES}/members/new/", member_views.member_add, name="series-member-add"),
    path(
        f"{SERIES}/members/<uuid:line_id>/end/",
        member_views.member_end,
        name="series-member-end",
    ),
    path(f"{SERIES}/count/", member_views.series_count, name="series-count"),
    path(
        f"{SERIES}/attendance/",
        calendar_views.series_attendance,
        name="series-attendance",
    ),
    path(f"{SERIES}/calendar.ics", calendar_views.series_file, name="series-file"),
    path(f"{MEETING}/calendar.ics", calendar_views.meeting_file, name="meeting-file"),
    path(f"{MEETING}/letters/", paper_views.meeting_letters, name="meeting-letters"),
    path(f"{MEETING}/sheet/", paper_views.meeting_sheet, name="meeting-sheet-file"),
    path(
        f"{MEETING}/sheet/read/",
        paper_views.meeting_sheet_read,
        name="meeting-sheet-read",
    ),
    path(
        f"{MEETING}/sheet/write/",
        paper_views.meeting_sheet_write,
        name="meeting-sheet-write",
    ),
]
