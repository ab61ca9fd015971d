"""グループスーパービジョンの道。"""

from __future__ import annotations

from django.urls import path

from tsunagi.meetings.supervision import run_views, views

OF_MEETING = "meetings/<uuid:public_id>/supervision/"
ONE = f"{OF_MEETING}<uuid:record_id>/"
LINE = f"{ONE}lines/<uuid:line_id>/"

urlpatterns = [
    path("meetings/supervision/", views.supervision_list, name="supervision-list"),
    path(OF_MEETING, views.supervision_of_meeting, name="supervision-of-meeting"),
    path(f"{OF_MEETING}new/", views.supervision_gate, name="supervision-gate"),
    path(f"{OF_MEETING}crisis/", views.supervision_crisis, name="supervision-crisis"),
    path(f"{OF_MEETING}begin/", views.supervision_begin, name="supervision-begin"),
    path(ONE, views.supervision_page, name="supervision-page"),
    path(f"{ONE}run/", run_views.supervision_run, name="supervision-run"),
    path(f"{ONE}move/", run_views.supervision_move, name="supervision-move"),
    path(f"{ONE}decide/", views.supervision_decide, name="supervision-decide"),
    path(f"{ONE}report/", views.supervision_report, name="supervision-report"),
    path(f"{LINE}strike/", run_views.line_strike, name="supervision-line-strike"),
    path(f"{LINE}pick/", run_views.line_pick, name="supervision-line-pick"),
]
