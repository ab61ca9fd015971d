"""会議の道。"""

from __future__ import annotations

from django.urls import path

from tsunagi.meetings.meeting import (
    agenda_views,
    attendance_views,
    minutes_views,
    record_views,
    views,
)

ONE = "meetings/<uuid:public_id>"
ITEM = f"{ONE}/items/<uuid:item_id>"
ROW = f"{ONE}/attendance/<uuid:row_id>"
PAPER = f"{ONE}/papers/<uuid:paper_id>"

urlpatterns = [
    path("meetings/", views.meeting_list, name="meeting-list"),
    path("meetings/new/", views.meeting_new, name="meeting-new"),
    path("meetings/tasks/", record_views.task_list, name="meeting-tasks"),
    path(
        "meetings/tasks/<uuid:task_id>/edit/",
        record_views.task_edit,
        name="meeting-task-edit",
    ),
    path(
        "meetings/tasks/<uuid:task_id>/",
        record_views.task_settle,
        name="meeting-task-settle",
    ),
    path(
        "meetings/series/<uuid:public_id>/items/",
        record_views.series_items,
        name="series-items",
    ),
    path(f"{ONE}/", views.meeting_page, name="meeting-page"),
    path(f"{ONE}/edit/", views.meeting_edit, name="meeting-edit"),
    path(f"{ONE}/cancel/", views.meeting_cancel, name="meeting-cancel"),
    path(f"{ONE}/start/", views.meeting_start, name="meeting-start"),
    path(f"{ONE}/end/", views.meeting_end, name="meeting-end"),
    path(f"{ONE}/finish/", views.meeting_finish, name="meeting-finish"),
    path(f"{ONE}/timer/", views.meeting_timer, name="meeting-timer"),
    path(f"{ONE}/screen/", agenda_views.screen, name="meeting-screen"),
    path(f"{ONE}/pack/", minutes_views.pack, name="meeting-pack"),
    path(f"{ONE}/invite/", attendance_views.invite, name="meeting-invite"),
    path(f"{ONE}/attendance/", attendance_views.presence, name="meeting-presence"),
    path(f"{ROW}/strike/", attendance_views.strike, name="meeting-strike"),
    path(f"{ROW}/reply/", attendance_views.reply, name="meeting-reply"),
    path(f"{ROW}/check/", minutes_views.minutes_check, name="minutes-check"),
    path(f"{ONE}/items/new/", agenda_views.item_new, name="meeting-item-new"),
    path(f"{ITEM}/edit/", agenda_views.item_edit, name="meeting-item-edit"),
    path(f"{ITEM}/said/", agenda_views.item_said, name="meeting-item-said"),
    path(f"{ITEM}/move/", agenda_views.item_move, name="meeting-item-move"),
    path(f"{ITEM}/remove/", agenda_views.item_remove, name="meeting-item-remove"),
    path(f"{ONE}/tasks/new/", record_views.task_new, name="meeting-task-new"),
    path(f"{ONE}/papers/new/", record_views.paper_new, name="meeting-paper-new"),
    path(f"{PAPER}/file/", record_views.paper_file, name="meeting-paper-file"),
    path(
        f"{PAPER}/withdraw/", record_views.paper_withdraw, name="meeting-paper-withdraw"
    ),
    path(f"{ONE}/minutes/", minutes_views.minutes_page, name="minutes-page"),
    path(f"{ONE}/minutes/edit/", minutes_views.minutes_edit, name="minutes-edit"),
    path(f"{ONE}/minutes/ask/", minutes_views.minutes_ask, name="minutes-ask"),
    path(f"{ONE}/minutes/agree/", minutes_views.minutes_agree, name="minutes-agree"),
    path(
        f"{ONE}/minutes/publish/", minutes_views.minutes_publish, name="minutes-publish"
    ),
]
